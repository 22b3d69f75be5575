"""What the checks of a node make of its system: distribution, kernel, clock, containers, schedulers, networks."""

from __future__ import annotations

import json

import pytest
from msgspec.structs import replace

from console.deploy.preflight import Finding, Scope, checks
from console.model.launch import NodeFacts
from console.model.service import Verdict
from tests.contract.preflight.situations import HOST_WITH_GPUS, NOW, REQUEST, RHEL, UBUNTU, gpus, look, situation

ON_UBUNTU = replace(HOST_WITH_GPUS, distro=UBUNTU)
CPU_NODE = NodeFacts(home="/home/ops", distro=UBUNTU, has_nvidia=False)


def release(**fields: str) -> str:
    lines = "".join(f'{name}="{value}"\n' for name, value in fields.items())
    return f"\n=== os_release\n{lines}\n=== libc\nldd (GNU libc) 2.39\n"


@pytest.mark.parametrize(
    ("fields", "verdict", "hint"),
    [
        ({"ID": "ubuntu", "NAME": "Ubuntu", "VERSION_ID": "24.04"}, Verdict.PASS, ""),
        ({"ID": "ubuntu", "NAME": "Ubuntu", "VERSION_ID": "20.04"}, Verdict.WARN, "pay for it"),
        ({"ID": "ubuntu", "NAME": "Ubuntu", "VERSION_ID": "25.04"}, Verdict.WARN, "since 2026-01-17"),
        ({"ID": "ubuntu", "NAME": "Ubuntu", "VERSION_ID": "22.04"}, Verdict.WARN, "ends on 2027-04-01"),
        ({"ID": "centos", "NAME": "CentOS Linux", "VERSION_ID": "7"}, Verdict.WARN, "since 2024-06-30"),
        ({"ID": "centos", "NAME": "CentOS Stream", "VERSION_ID": "9"}, Verdict.PASS, ""),
        ({"ID": "arch", "NAME": "Arch Linux"}, Verdict.PASS, ""),
        ({"ID": "nixos", "NAME": "NixOS", "VERSION_ID": "25.11"}, Verdict.WARN, "configuration.nix"),
        ({"ID": "haiku", "NAME": "Haiku", "VERSION_ID": "1"}, Verdict.UNKNOWN, "does not know"),
        # What a distribution says of itself counts more than a table.
        ({"ID": "rocky", "NAME": "Rocky Linux", "SUPPORT_END": "2026-01-01"}, Verdict.WARN, "2026-01-01"),
        ({"ID": "rocky", "NAME": "Rocky Linux", "SUPPORT_END": "2026-99-99"}, Verdict.PASS, ""),
    ],
)  # fmt: skip
def test_distributions_end(fields: dict[str, str], verdict: Verdict, hint: str) -> None:
    found = look("distribution", release(**fields), NodeFacts())
    assert found.verdict is verdict and hint in str(found.hint or "")
    assert found.facts is not None and found.facts.distro is not None and found.facts.distro.id == fields["ID"]


@pytest.mark.parametrize(
    ("output", "verdict", "hint"),
    [
        ("glibc 2.39\n", Verdict.PASS, ""),
        ("glibc 2.26\n", Verdict.WARN, "vLLM"),
        ("glibc 2.12\n", Verdict.FAIL, "llama.cpp"),
        ("musl libc (x86_64)\nVersion 1.2.5\n", Verdict.FAIL, "musl"),
    ],
)
def test_libc_against_every_engine(output: str, verdict: Verdict, hint: str) -> None:
    found = look("libc", output)
    assert found.verdict is verdict and hint in str(found.hint or "") and found.evidence


def test_windows_is_told_as_what_it_is() -> None:
    found = look("reachable", "\r\nMicrosoft Windows [Version 10.0.20348.2700]\r\n", NodeFacts())
    assert found.verdict is Verdict.FAIL and "Windows Server 2022" in found.evidence
    assert found.facts is not None and found.facts.distro is not None and found.facts.distro.family == "windows"


def kernel(**said: str) -> str:
    lines = {"release": "6.8.0-51-generic", "headers": "yes", "secure boot": "off", "nouveau": "0", "nvidia": "1"}
    lines |= {name.replace("_", " "): value for name, value in said.items()}
    return "".join(f"{name}: {value}\n" for name, value in lines.items())


@pytest.mark.parametrize(
    ("said", "facts", "verdict", "fix"),
    [
        ({}, HOST_WITH_GPUS, Verdict.PASS, ""),
        ({"headers": "no"}, HOST_WITH_GPUS, Verdict.WARN, "kernel-devel-$(uname -r)"),
        ({"headers": "no"}, replace(HOST_WITH_GPUS, distro=UBUNTU), Verdict.WARN, "linux-headers-$(uname -r)"),
        ({"nouveau": "1", "nvidia": "0"}, HOST_WITH_GPUS, Verdict.FAIL, "blacklist nouveau"),
        ({"secure_boot": "on", "nvidia": "0"}, replace(HOST_WITH_GPUS, driver=None), Verdict.WARN, "mokutil"),
        # A kernel without modules has no list of them.
        ({"nouveau": "", "nvidia": ""}, HOST_WITH_GPUS, Verdict.PASS, ""),
        ({"secure_boot": "on"}, HOST_WITH_GPUS, Verdict.PASS, ""),
        ({"headers": "no", "nvidia": "0"}, CPU_NODE, Verdict.PASS, ""),
    ],
)
def test_kernels(said: dict[str, str], facts: NodeFacts, verdict: Verdict, fix: str) -> None:
    found = look("kernel", kernel(**said), facts)
    assert found.verdict is verdict and fix in found.fix


@pytest.mark.parametrize(
    ("skew", "rest", "verdict"),
    [
        (0, "kept: yes\ndaemon: \n", Verdict.PASS),
        (1, "kept: \ndaemon: chronyd\n", Verdict.PASS),
        (0, "kept: no\ndaemon: \n", Verdict.WARN),
        (-9, "kept: yes\ndaemon: \n", Verdict.WARN),
        (3600, "kept: yes\ndaemon: \n", Verdict.FAIL),
    ],
)
def test_clocks(skew: int, rest: str, verdict: Verdict) -> None:
    found = look("clock", f"now: {int(NOW.timestamp()) + skew}\n{rest}")
    assert found.verdict is verdict and f"{skew:+d} s" in found.evidence
    assert bool(found.fix) is (verdict is not Verdict.PASS)


@pytest.mark.parametrize(
    ("output", "verdict", "hint"),
    [
        ("user: 0\ngroups: root\ntool: Sudo version 1.9.13p3\n", Verdict.PASS, ""),
        ("user: 1000\ngroups: ops wheel\ntool: Sudo version 1.9.13p3\n", Verdict.PASS, ""),
        ("user: 1000\ngroups: ops sudo\ntool: sudo-rs 0.2.8\n", Verdict.PASS, "-E"),
        ("user: 1000\ngroups: ops\ntool: Sudo version 1.9.13p3\n", Verdict.WARN, "root"),
        ("user: 1000\ngroups: ops wheel\ntool:\n", Verdict.WARN, "neither sudo nor doas"),
    ],
)
def test_administrators(output: str, verdict: Verdict, hint: str) -> None:
    found = look("sudo", output)
    assert found.verdict is verdict and hint in str(found.hint or "")


FROM = "from: 192.0.2.7\n"


@pytest.mark.parametrize(
    ("output", "facts", "verdict", "fix"),
    [
        ("selinux: Enforcing\n", HOST_WITH_GPUS, Verdict.PASS, ""),
        (f"{FROM}active: firewalld\nselinux: Enforcing\n", HOST_WITH_GPUS, Verdict.WARN, 'address="192.0.2.7" port'),
        (f"{FROM}active: ufw\nselinux: none\n", ON_UBUNTU, Verdict.WARN, "ufw allow from 192.0.2.7 to any port 8000"),
        ("from: \nactive: ufw\nselinux: none\n", ON_UBUNTU, Verdict.WARN, "ufw allow from ADDRESS to any port 8000"),
        (f"{FROM}active: ufw\nufw: 8000/tcp ALLOW IN Anywhere\nselinux: none\n", ON_UBUNTU, Verdict.PASS, ""),
        (f"{FROM}selinux: none\n", ON_UBUNTU, Verdict.PASS, ""),
    ],
)  # fmt: skip
def test_firewalls(output: str, facts: NodeFacts, verdict: Verdict, fix: str) -> None:
    found = look("firewall", output, facts)
    assert found.verdict is verdict and fix in found.fix
    # Whoever is to be let in is named; without one there is nothing to do by itself.
    assert bool(found.undo) == (verdict is Verdict.WARN and FROM in output)


def test_a_firewall_matters_to_a_deploy_that_others_are_to_reach() -> None:
    output = f"{FROM}active: firewalld\nzone: public\nfirewalld:   target: default\nselinux: Enforcing\n"
    check = next(one for one in checks(Scope.DEPLOY) if one.id == "firewall")

    def judged(target: str, *options: tuple[str, str], beside: tuple[str, ...] = ()) -> Finding:
        request = replace(REQUEST, target=target, port=18080, options=options, beside=beside)
        return check.judge(output, 0, situation(HOST_WITH_GPUS, request))

    wide = ("listen", "all")
    assert judged("systemd").verdict is Verdict.PASS and not judged("systemd").fix
    found = judged("systemd", wide)
    assert found.verdict is Verdict.WARN and "firewalld, zone public" in found.evidence
    assert "--zone=public --add-rich-rule" in found.fix and 'port="18080"' in found.undo and "remove" in found.undo
    # The trial of a new version has a port of its own that nobody else is to reach.
    assert not judged("systemd", wide, beside=("/srv/chat",)).fix
    # What Docker publishes goes past the firewall: to open it would say otherwise.
    docker = judged("docker", wide)
    assert docker.verdict is Verdict.WARN and not docker.fix and docker.hint and "past" in docker.hint.english()


DOCKER = "docker: Docker version 28.2.2, build e6534b4\n"


@pytest.mark.parametrize(
    ("output", "verdict", "engine", "fix"),
    [
        (f"{DOCKER}daemon: 28.2.2\nasked: yes\n", Verdict.PASS, "docker", ""),
        (f"{DOCKER}daemon: permission denied\nasked: yes\n", Verdict.WARN, None, "-aG docker"),
        (f"{DOCKER}daemon: Cannot connect\nasked: yes\n", Verdict.WARN, None, "start docker"),
        ("podman: podman version 5.2.2\nasked: yes\n", Verdict.PASS, "podman", ""),
        ("docker: podman version 5.2.2\npodman: podman version 5.2.2\nasked: yes\n", Verdict.PASS, "podman", ""),
        ("containerd: yes\nasked: yes\n", Verdict.WARN, "containerd", ""),
        ("asked: yes\n", Verdict.WARN, None, "install -y podman"),
    ],
)  # fmt: skip
def test_container_engines(output: str, verdict: Verdict, engine: str | None, fix: str) -> None:
    found = look("container_engine", output, replace(HOST_WITH_GPUS, container_engine=None))
    assert found.verdict is verdict and fix in found.fix
    assert (found.facts.container_engine if found.facts else None) == engine


def hubs(*codes: str, proxy: str = "", token: str = "no") -> str:
    hosts = ("huggingface.co", "pypi.org", "nvcr.io", "registry-1.docker.io")
    lines = "".join(f"hub {host} {code}\n" for host, code in zip(hosts, codes, strict=True))
    return f"{lines}proxy {proxy}\ntoken {token}\n"


@pytest.mark.parametrize(
    ("output", "verdict", "said"),
    [
        (hubs("200", "200", "200", "401", token="yes"), Verdict.PASS, "token yes"),
        (hubs("000", "200", "200", "200"), Verdict.WARN, "huggingface.co 000"),
        (hubs("000", "000", "000", "000", proxy="http://proxy.example.com:3128"), Verdict.WARN, "proxy.example.com"),
        (hubs("unasked", "unasked", "unasked", "unasked"), Verdict.UNKNOWN, "unasked"),
    ],
)
def test_hubs(output: str, verdict: Verdict, said: str) -> None:
    found = look("hubs", output)
    assert found.verdict is verdict and said in found.evidence


def kube(gpu: str = "", *, cordoned: bool = False, taints: tuple[str, ...] = ()) -> str:
    spec: dict[str, object] = {"taints": [{"key": key, "effect": "NoSchedule"} for key in taints]}
    if cordoned:
        spec["unschedulable"] = True
    offered = {"cpu": "64"} | ({"nvidia.com/gpu": gpu} if gpu else {})
    return f"kubelet: kubelet\nnode: {json.dumps({'kind': 'Node', 'spec': spec, 'status': {'allocatable': offered}})}\n"


@pytest.mark.parametrize(
    ("output", "verdict", "said"),
    [
        ("kubelet: \n", Verdict.PASS, "no kubelet"),
        (kube("8"), Verdict.PASS, "nvidia.com/gpu 8"),
        (kube("0"), Verdict.FAIL, "nvidia.com/gpu 0"),
        (kube(), Verdict.FAIL, "nvidia.com/gpu 0"),
        (kube("8", cordoned=True, taints=("maintenance",)), Verdict.WARN, "maintenance, cordoned"),
        ("kubelet: kubelet\nnode: Error from server (Forbidden): nodes is forbidden\n", Verdict.UNKNOWN, "Forbidden"),
        ("kubelet: k3s\n", Verdict.UNKNOWN, "no kubectl"),
    ],
)
def test_kubernetes(output: str, verdict: Verdict, said: str) -> None:
    found = look("kubernetes", output)
    assert found.verdict is verdict and said in found.evidence


@pytest.mark.parametrize(
    ("output", "verdict", "said"),
    [
        ("slurm: none\n", Verdict.PASS, "no Slurm"),
        ("node: NodeName=gpu01 Gres=gpu:h100:8 State=IDLE Partitions=gpu \n", Verdict.PASS, "Gres=gpu:h100:8"),
        ("node: NodeName=gpu01 Gres=(null) State=IDLE Partitions=cpu \n", Verdict.WARN, "Gres=(null)"),
        (
            "node: NodeName=gpu01 Gres=gpu:8 State=IDLE+DRAIN Partitions=gpu Reason=bad DIMM [root@2026-11-20]\n",
            Verdict.WARN, "Reason=bad DIMM",
        ),
        ("node: Node gpu01 not found\n", Verdict.UNKNOWN, "not found"),
    ],
)  # fmt: skip
def test_slurm(output: str, verdict: Verdict, said: str) -> None:
    found = look("slurm", output)
    assert found.verdict is verdict and said in found.evidence


@pytest.mark.parametrize(
    ("output", "count", "verdict"),
    [
        ("shm tmpfs 32000000 0 30000000 0% /dev/shm\ninodes /dev/sda1 100 40 60 40% /\n", 8, Verdict.PASS),
        ("shm tmpfs 65536 0 65536 0% /dev/shm\ninodes /dev/sda1 100 40 60 40% /\n", 8, Verdict.WARN),
        ("shm tmpfs 65536 0 65536 0% /dev/shm\ninodes /dev/sda1 100 40 60 40% /\n", 1, Verdict.PASS),
        ("shm tmpfs 32000000 0 30000000 0% /dev/shm\ninodes /dev/sda1 100 99 1 99% /\n", 8, Verdict.FAIL),
        ("shm tmpfs 32000000 0 30000000 0% /dev/shm\ninodes btrfs 0 0 0 - /\n", 8, Verdict.PASS),
    ],
)
def test_shared_memory_and_inodes(output: str, count: int, verdict: Verdict) -> None:
    facts = replace(HOST_WITH_GPUS, gpus=gpus("NVIDIA H100", (9, 0), count))
    assert look("scratch", output, facts).verdict is verdict


@pytest.mark.parametrize(
    ("output", "verdict"),
    [
        ("cores: 64\nvectors: avx2\n", Verdict.PASS),
        ("cores: 4\nvectors: asimd\n", Verdict.WARN),
        ("cores: 64\nvectors: \n", Verdict.WARN),
    ],
)
def test_processors(output: str, verdict: Verdict) -> None:
    assert look("processors", output).verdict is verdict


@pytest.mark.parametrize(("kib", "verdict"), [(512_000_000, Verdict.PASS), (8_000_000, Verdict.WARN)])
def test_room_for_models(kib: int, verdict: Verdict) -> None:
    assert look("memory", f"MemTotal: 1 kB\nMemAvailable:   {kib} kB\n").verdict is verdict
    assert look("disk", f"/dev/sda1  999999999 1 {kib}  1% /\n").verdict is verdict


HEAD = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"


@pytest.mark.parametrize(
    ("output", "verdict", "said"),
    [
        (HEAD, Verdict.PASS, "no service of Leitstand"),
        (f"service: /home/ops/x runs, process 4711\n{HEAD}", Verdict.PASS, "runs, process 4711"),
        (f"{HEAD}   0: 00000000:1F40 00000000:0000 0A 00000000:00000000 00:0\n", Verdict.WARN, "8000 (vLLM)"),
        ("State Local Address:Port\nLISTEN 0 128 0.0.0.0:11434 0.0.0.0:*\n", Verdict.WARN, "11434 (Ollama)"),
    ],
)  # fmt: skip
def test_services_and_ports(output: str, verdict: Verdict, said: str) -> None:
    found = look("deployments", output)
    assert found.verdict is verdict and said in found.evidence


def test_every_advice_of_installing_is_that_of_the_distribution() -> None:
    assert look("container_engine", "asked: yes\n", NodeFacts(distro=RHEL)).fix.startswith("sudo dnf install")
    assert look("container_engine", "asked: yes\n", NodeFacts(distro=UBUNTU)).fix.startswith("sudo apt-get install")
    assert look("container_engine", "asked: yes\n", NodeFacts()).fix == ""
