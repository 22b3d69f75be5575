"""What the checks of GPUs make of what drivers print, from 535 to 610 and later."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from console.deploy.preflight.cuda import said_version
from console.model.launch import NodeFacts
from console.model.node import Distro
from console.model.service import Verdict
from tests.contract.preflight.situations import ALPINE, HOST_WITH_GPUS, RHEL, UBUNTU, gpus, look

BARE = NodeFacts(home="/home/ops", distro=UBUNTU, architecture="x86_64", has_nvidia=True)
OPEN = "NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  580.95.05  Release Build  (builder@host)\n"
CLOSED = "NVRM version: NVIDIA UNIX x86_64 Kernel Module  550.163.01  Tue Apr  8 12:41:17 UTC 2025\n"
H100 = "0, NVIDIA H100 80GB HBM3, 580.95.05, 81559, 81079, Disabled, 0, Enabled, 9.0\n"
V100 = "0, Tesla V100-SXM2-32GB, 535.261.03, 32768, 32000, [N/A], 0, Disabled, 7.0\n"


def test_gpus_on_the_bus() -> None:
    eight = "".join(f"gpu 0x10de 0x2330 0x030200 0000:{bus:02x}:00.0\n" for bus in range(8))
    found = look("gpu_present", f"{eight}have /dev/nvidia0\nlooked\n", BARE)
    assert found.verdict is Verdict.PASS and found.facts is not None and found.facts.has_nvidia
    assert found.evidence == "8 x 10de:2330 (NVIDIA)"


@pytest.mark.parametrize(
    ("output", "evidence"),
    [
        ("gpu 0x1a03 0x2000 0x030000 0000:03:00.0\nlooked\n", "no GPU on the PCI bus"),
        ("gpu 0x1002 0x74a1 0x120000 0000:03:00.0\nlooked\n", "1 x 1002:74a1 (AMD)"),
    ],
    ids=["the screen of a server's board", "AMD"],
)
def test_a_node_without_nvidia(output: str, evidence: str) -> None:
    found = look("gpu_present", output, NodeFacts())
    assert found.verdict is Verdict.WARN and found.evidence == evidence
    assert found.facts is not None and found.facts.has_nvidia is False


def test_in_a_container_the_driver_tells_of_the_gpu() -> None:
    found = look("gpu_present", "have /dev/nvidia0\n/usr/bin/nvidia-smi\nlooked\n", NodeFacts())
    assert found.verdict is Verdict.PASS and found.facts is not None and found.facts.has_nvidia


def test_the_drivers_program_alone_is_no_gpu() -> None:
    found = look("gpu_present", "/usr/bin/nvidia-smi\nlooked\n", NodeFacts())
    assert found.verdict is Verdict.UNKNOWN and found.evidence == "no GPU on the PCI bus, nvidia-smi is installed"
    assert found.facts is not None and found.facts.has_nvidia, "the driver is asked all the same"


def test_the_driver_by_its_fields() -> None:
    found = look("driver", OPEN + H100 + H100.replace("0,", "1,", 1) + "rc: 0\n", BARE)
    assert found.verdict is Verdict.PASS and found.facts is not None
    assert found.facts.driver == "580.95.05" and len(found.facts.gpus) == 2
    gpu = found.facts.gpus[0]
    assert (gpu.name, gpu.capability, gpu.memory_total_bytes) == ("NVIDIA H100 80GB HBM3", (9, 0), 81559 << 20)
    assert (gpu.is_partitioned, gpu.ecc_uncorrected, gpu.is_persistent) == (False, 0, True)
    assert "R580 (LTS): 2028-06-30" in found.limit and "nvidia.com" in found.source


def test_a_driver_that_knows_no_compute_capability() -> None:
    """The first question fails on the unknown field; the name of the GPU tells the capability then."""
    text = 'Field "compute_cap" is not a valid field to query.\n' + V100.removesuffix(", 7.0\n") + "\nrc: 0\n"
    found = look("driver", text, BARE)
    assert found.facts is not None and found.facts.gpus[0].capability == (7, 0)
    assert found.facts.gpus[0].is_partitioned is None


def test_a_branch_that_has_ended() -> None:
    found = look("driver", V100 + "rc: 0\n", BARE)
    assert found.verdict is Verdict.WARN and "2026-06-30" in str(found.hint)
    assert "repos/ubuntu2404/x86_64/cuda-keyring" in found.fix


@pytest.mark.parametrize(
    ("output", "distro", "verdict", "fix"),
    [
        ("nvidia-smi: not found\nrc: 127\n", UBUNTU, Verdict.FAIL, "apt-get install -y nvidia-open"),
        ("nvidia-smi: not found\nrc: 127\n", RHEL, Verdict.FAIL, "repos/rhel9/x86_64/cuda-rhel9.repo"),
        ("nvidia-smi: not found\nrc: 127\n", ALPINE, Verdict.FAIL, ""),
        ("NVIDIA-SMI has failed because it couldn't communicate\nrc: 9\n", UBUNTU, Verdict.FAIL, "nvidia-open"),
        ("Failed to initialize NVML: Driver/library version mismatch\nrc: 18\n", UBUNTU, Verdict.FAIL, ""),
        ("No devices were found\nrc: 6\n", UBUNTU, Verdict.FAIL, ""),
        (
            "Unable to determine the device handle for GPU0000:01:00.0\nrc: 15\n",
            UBUNTU,
            Verdict.FAIL,
            "",
        ),
    ],
)
def test_a_driver_that_does_not_answer(output: str, distro: Distro, verdict: Verdict, fix: str) -> None:
    found = look("driver", output, replace(BARE, distro=distro))
    assert found.verdict is verdict and found.hint is not None
    assert found.evidence == output.splitlines()[0]
    assert (fix in found.fix) if fix else not found.fix


@pytest.mark.parametrize(
    ("output", "facts", "verdict", "hint"),
    [
        (OPEN, HOST_WITH_GPUS, Verdict.PASS, ""),
        (OPEN, replace(HOST_WITH_GPUS, gpus=gpus("Tesla V100", (7, 0))), Verdict.FAIL, "nvidia-driver"),
        (CLOSED, replace(HOST_WITH_GPUS, gpus=gpus("Tesla V100", (7, 0)), driver="550.163.01"), Verdict.PASS, ""),
        (CLOSED, replace(HOST_WITH_GPUS, gpus=gpus("Tesla V100", (7, 0)), driver="620.10"), Verdict.FAIL, "580"),
        (CLOSED, replace(HOST_WITH_GPUS, gpus=gpus("NVIDIA B200", (10, 0))), Verdict.FAIL, "open module"),
        (CLOSED, replace(HOST_WITH_GPUS, driver="550.163.01"), Verdict.PASS, ""),
        (CLOSED, replace(HOST_WITH_GPUS, driver="610.43.02"), Verdict.WARN, "615"),
        ("license: Dual MIT/GPL\n", replace(HOST_WITH_GPUS, gpus=gpus("NVIDIA B200", (10, 0))), Verdict.PASS, ""),
        ("license: \n", HOST_WITH_GPUS, Verdict.UNKNOWN, ""),
        (OPEN, replace(HOST_WITH_GPUS, gpus=()), Verdict.UNKNOWN, ""),
    ],
)
def test_kernel_module(output: str, facts: NodeFacts, verdict: Verdict, hint: str) -> None:
    found = look("module_flavour", output, facts)
    assert found.verdict is verdict and hint in str(found.hint or "")


def test_no_kernel_module_at_all() -> None:
    found = look("module_flavour", "license: \n", BARE)
    assert (found.verdict, found.evidence) == (Verdict.UNKNOWN, "no module nvidia, loaded or on disk")


# As the banner and --version of these drivers write it; 610 gave its lines other names.
OLD_BANNER = "| NVIDIA-SMI 590.48.01    Driver Version: 590.48.01    CUDA Version: 13.1     |\n"
NEW_BANNER = "| NVIDIA-SMI 610.57.04    KMD Version: 610.57.04    CUDA UMD Version: 13.3     |\n"
OLD_VERSION = "NVIDIA-SMI version  : 590.48.01\nDRIVER version      : 590.48.01\nCUDA Version        : 13.1\n"
NEW_VERSION = (
    "NVIDIA-SMI version  : 610.57.04\n"
    'DRIVER version      : Deprecated, see "KMD version" instead\n'
    'CUDA version        : Deprecated, see "CUDA UMD version" instead\n'
    "KMD version         : 610.57.04\n"
    "CUDA UMD version    : 13.3\n"
)


@pytest.mark.parametrize(
    ("output", "version"),
    [(OLD_BANNER, "13.1"), (NEW_BANNER, "13.3"), (OLD_VERSION, "13.1"), (NEW_VERSION, "13.3"), ("N/A", "")],
    ids=["banner of 590", "banner of 610", "--version of 590", "--version of 610", "none"],
)
def test_the_cuda_version_that_the_driver_names(output: str, version: str) -> None:
    assert said_version(output) == version


def test_a_banner_without_a_cuda_version_is_never_taken_for_none() -> None:
    """A wrong guess is worse than none: the verdict rests on the driver's version, and the table fills in."""
    found = look("cuda", "NVIDIA-SMI 610.57.04  KMD Version: 610.57.04  CUDA UMD Version: N/A\n")
    assert found.verdict is Verdict.PASS and found.evidence == "driver 580.95.05, CUDA 13.0.2"


@pytest.mark.parametrize(
    ("driver", "verdict", "hint"),
    [
        ("580.95.05", Verdict.PASS, ""),
        ("550.163.01", Verdict.WARN, "minor-version"),
        ("520.61.05", Verdict.FAIL, "need a newer driver"),
    ],
)
def test_cuda_against_the_engines(driver: str, verdict: Verdict, hint: str) -> None:
    found = look("cuda", OLD_BANNER, replace(HOST_WITH_GPUS, driver=driver))
    assert found.verdict is verdict and hint in str(found.hint or "")
    assert "vLLM: 12.9" in found.limit and found.source


@pytest.mark.parametrize(
    ("capability", "verdict", "hint"),
    [((9, 0), Verdict.PASS, ""), ((7, 0), Verdict.WARN, "vLLM"), ((3, 5), Verdict.FAIL, "Ollama")],
)
def test_engines_and_compute_capability(capability: tuple[int, int], verdict: Verdict, hint: str) -> None:
    facts = replace(HOST_WITH_GPUS, gpus=gpus("A GPU", capability))
    found = look("compute", f"A GPU, {capability[0]}.{capability[1]}\n", facts)
    assert found.verdict is verdict and hint in str(found.hint or "")


@pytest.mark.parametrize(
    ("capability", "verdict", "evidence"),
    [
        ((9, 0), Verdict.PASS, "bf16 yes, fp8 yes"),
        ((8, 0), Verdict.PASS, "bf16 yes, fp8 no"),
        ((7, 5), Verdict.WARN, "bf16 no"),
    ],
)
def test_number_formats(capability: tuple[int, int], verdict: Verdict, evidence: str) -> None:
    facts = replace(HOST_WITH_GPUS, gpus=gpus("A GPU", capability))
    found = look("precision", f"{capability[0]}.{capability[1]}\n", facts)
    assert found.verdict is verdict and evidence in found.evidence


USER = "00000000:19:00.0, 4711, 70312, /opt/venv/bin/python3\n"


@pytest.mark.parametrize(
    ("free", "output", "verdict", "evidence"),
    [
        (0.99, "rc: 0\n", Verdict.PASS, "8 GPUs, at least 79.2 of 80.0 GiB free"),
        (0.5, USER + "rc: 0\n", Verdict.WARN, "4711 python3 70312 MiB"),
        (0.02, USER + "rc: 0\n", Verdict.FAIL, "GPU 0: 1.6 of 80.0 GiB free"),
        (0.99, "rc: 15\n", Verdict.UNKNOWN, ""),
    ],
)
def test_free_memory_and_who_has_the_rest(free: float, output: str, verdict: Verdict, evidence: str) -> None:
    facts = replace(HOST_WITH_GPUS, gpus=gpus("NVIDIA H100", (9, 0), 8, free=free))
    found = look("gpu_memory", output, facts)
    assert found.verdict is verdict and evidence in found.evidence
    assert ("4711" in found.fix) is (USER in output)


def matrix(link: str, count: int) -> str:
    head = "\t" + "\t".join(f"\x1b[4mGPU{index}\x1b[0m" for index in range(count)) + "\tCPU Affinity\n"
    rows = [
        f"GPU{row}\t" + "\t".join(" X " if row == column else link for column in range(count)) + "\t0-55\n"
        for row in range(count)
    ]
    return head + "".join(rows) + "\nLegend:\n  X    = Self\n"


@pytest.mark.parametrize(
    ("link", "count", "verdict"),
    [("NV18", 8, Verdict.PASS), ("NV12", 6, Verdict.WARN), ("SYS", 4, Verdict.WARN), ("PIX", 2, Verdict.WARN)],
)
def test_links_between_gpus(link: str, count: int, verdict: Verdict) -> None:
    facts = replace(HOST_WITH_GPUS, gpus=gpus("NVIDIA H100", (9, 0), count))
    found = look("topology", matrix(link, count), facts)
    assert found.verdict is verdict and link in found.evidence


@pytest.mark.parametrize(
    ("output", "verdict", "fix"),
    [
        ("0, Disabled, Default\n1, Disabled, Default\nmps: 0\n", Verdict.PASS, ""),
        ("0, [N/A], Default\nmps: 0\n", Verdict.PASS, ""),
        ("0, Enabled, Default\n1, Disabled, Default\nmps: 0\n", Verdict.WARN, "nvidia-smi -L"),
        ("0, Disabled, Exclusive_Process\nmps: 0\n", Verdict.WARN, "-c DEFAULT"),
        ("0, Disabled, Exclusive_Process\nmps: 1\n", Verdict.PASS, ""),
        ("0, Disabled, Prohibited\nmps: 0\n", Verdict.FAIL, "-c DEFAULT"),
        ("mps: 0\n", Verdict.UNKNOWN, ""),
    ],
)
def test_slices_and_modes(output: str, verdict: Verdict, fix: str) -> None:
    found = look("partitioning", output)
    assert found.verdict is verdict and fix in found.fix


XID = "[ 1234.5] NVRM: Xid (PCI:0000:3b:00): 79, pid='<unknown>', name=<unknown>, GPU has fallen off the bus.\n"


@pytest.mark.parametrize(
    ("output", "ecc", "verdict", "said"),
    [
        ("rows: 8 No, No\nlog: dmesg\n", 0, Verdict.PASS, "no XID in dmesg"),
        ("rows: 8 No, No\nlog: closed\n", 0, Verdict.UNKNOWN, "log closed"),
        ("rows: 8 No, No\nlog: journal\n" + XID, 0, Verdict.WARN, "Xid (PCI:0000:3b:00): 79"),
        ("rows: 7 No, No\nrows: 1 Yes, No\nlog: dmesg\n", 0, Verdict.WARN, "pending"),
        ("rows: 7 No, No\nrows: 1 No, Yes\nlog: dmesg\n", 0, Verdict.FAIL, "failure"),
        ("log: dmesg\n", 3, Verdict.FAIL, "ECC 24"),
    ],
)
def test_errors(output: str, ecc: int, verdict: Verdict, said: str) -> None:
    found = look("gpu_errors", output, replace(HOST_WITH_GPUS, gpus=gpus("NVIDIA H100", (9, 0), 8, ecc=ecc)))
    assert found.verdict is verdict and said in found.evidence


@pytest.mark.parametrize(
    ("output", "persistent", "verdict", "fix"),
    [
        ("switches: 4\nfabric manager: 1\npersistence daemon: 1\n", True, Verdict.PASS, ""),
        ("switches: 4\nfabric manager: 0\npersistence daemon: 1\n", True, Verdict.FAIL, "nvidia-fabricmanager"),
        ("switches: 0\nfabric manager: 0\npersistence daemon: 0\n", False, Verdict.WARN, "-pm 1"),
        ("switches: 0\nfabric manager: 0\npersistence daemon: 0\n", True, Verdict.PASS, ""),
    ],
)
def test_services_of_the_driver(output: str, verdict: Verdict, fix: str, *, persistent: bool) -> None:
    facts = replace(HOST_WITH_GPUS, gpus=tuple(replace(gpu, is_persistent=persistent) for gpu in HOST_WITH_GPUS.gpus))
    found = look("fabric", output, facts)
    assert found.verdict is verdict and fix in found.fix


TOOLKIT = "toolkit: NVIDIA Container Toolkit CLI version 1.17.8\n"


@pytest.mark.parametrize(
    ("output", "engine", "verdict", "fix"),
    [
        (f"{TOOLKIT}runtimes: io.containerd.runc.v2 nvidia runc\nspecifications: \n", "docker", Verdict.PASS, ""),
        (f"{TOOLKIT}runtimes: runc\nspecifications: \n", "docker", Verdict.FAIL, "runtime configure --runtime=docker"),
        (f"{TOOLKIT}runtimes: \nspecifications: \n", "podman", Verdict.FAIL, "nvidia-ctk cdi generate"),
        ("toolkit: \nruntimes: \nspecifications: nvidia.yaml \n", "podman", Verdict.PASS, ""),
        ("toolkit: \nruntimes: runc\nspecifications: \n", "docker", Verdict.FAIL, "nvidia-container-toolkit.repo"),
        ("toolkit: \nruntimes: \nspecifications: \n", None, Verdict.WARN, "nvidia-container-toolkit.repo"),
    ],
)
def test_gpus_in_containers(output: str, engine: str | None, verdict: Verdict, fix: str) -> None:
    found = look("container_gpus", output, replace(HOST_WITH_GPUS, container_engine=engine))
    assert found.verdict is verdict and fix in found.fix and "nvidia.com" in found.source


@pytest.mark.parametrize(
    ("output", "verdict"),
    [
        ("driver: systemd 2\nspecifications: 0\n", Verdict.WARN),
        ("driver: systemd 2\nspecifications: 1\n", Verdict.PASS),
        ("driver: cgroupfs 1\nspecifications: 0\n", Verdict.PASS),
        ("driver: \nspecifications: 0\n", Verdict.PASS),
    ],
)
def test_the_trap_of_the_cgroup_driver(output: str, verdict: Verdict) -> None:
    assert look("cgroup_driver", output).verdict is verdict


@pytest.mark.parametrize(
    ("distro", "verdict", "limit"),
    [
        (RHEL, Verdict.PASS, "rhel9"),
        (UBUNTU, Verdict.PASS, "ubuntu2404"),
        (Distro("centos", "rhel", "CentOS Stream", "9", "CentOS Stream 9"), Verdict.WARN, "rhel9"),
        (Distro("arch", "arch", "Arch Linux", None, "Arch Linux"), Verdict.WARN, ""),
        (ALPINE, Verdict.FAIL, "glibc"),
    ],
)
def test_the_repository_of_the_driver(distro: Distro, verdict: Verdict, limit: str) -> None:
    found = look("driver_repository", "ID=x\n/etc/yum.repos.d/cuda.repo\nlooked: yes\n", replace(BARE, distro=distro))
    assert (found.verdict, found.limit) == (verdict, limit)
    assert "/etc/yum.repos.d/cuda.repo" in found.evidence
    assert ("pacman" in found.fix) is (distro.id == "arch")


def test_services_of_a_driver_that_does_not_answer_are_unknown() -> None:
    output = "switches: 0\nfabric manager: 0\npersistence daemon: 0\n"
    assert look("fabric", output, BARE).verdict is Verdict.UNKNOWN
