"""What stands between a container and its GPUs, folders and registry."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from console.deploy.plan import fix_steps
from console.deploy.preflight import Finding, checks
from console.deploy.preflight import Scope as PreflightScope
from console.model.ids import NodeId
from console.model.service import CheckResult, Verdict
from console.targets.common.root import AS_ROOT
from tests.contract.preflight.situations import HOST_WITH_GPUS, NEEDS, REQUEST, judge, look, situation


@pytest.mark.parametrize(
    ("shell", "asked", "daemon", "verdict"),
    [
        ("http://proxy.example.com:3128", "yes", "", Verdict.WARN),
        ("http://proxy.example.com:3128", "yes", "http://proxy.example.com:3128", Verdict.PASS),
        ("http://proxy.example.com:3128", "no", "", Verdict.PASS),
        ("", "yes", "", Verdict.PASS),
    ],
)
def test_a_proxy_of_the_shell_is_not_dockers(shell: str, asked: str, daemon: str, verdict: Verdict) -> None:
    found = look("registry_proxy", f"shell: {shell}\nasked: {asked}\ndaemon: {daemon}\n")
    assert found.verdict is verdict
    # Restarting Docker stops what others run there.
    assert (shell in found.fix) is (verdict is Verdict.WARN) and not found.undo if shell else not found.fix


@pytest.mark.parametrize(
    ("code", "hmm", "verdict", "fix"),
    [
        ("0", "N", Verdict.PASS, ""),
        ("unasked", "unknown", Verdict.UNKNOWN, ""),
        ("2", "N", Verdict.FAIL, "uvm_disable_hmm=1"),
        ("999", "Y", Verdict.FAIL, "dmesg"),
        ("802", "N", Verdict.FAIL, "nvidia-fabricmanager"),
    ],
)
def test_cuda_is_begun_before_anything_is_said_of_it(code: str, hmm: str, verdict: Verdict, fix: str) -> None:
    found = look("cuda_starts", f"started: {code}\nrelease: 6.8.0-45-generic\nkaslr: on\nhmm off: {hmm}\n")
    assert found.verdict is verdict and fix in found.fix and not found.undo
    assert look("cuda_starts", "Segmentation fault").verdict is Verdict.UNKNOWN


def result_of(check: str, found: Finding) -> CheckResult:
    title = next(each.title for each in checks(PreflightScope.NODE) if each.id == check)
    return CheckResult(
        check, title, found.verdict, NodeId("n"), "", found.evidence, found.hint, 0.0, fix=found.fix, undo=found.undo
    )


def test_safe_fixes_that_need_root_become_it_and_are_taken_back() -> None:
    off = replace(HOST_WITH_GPUS, gpus=tuple(replace(gpu, is_persistent=False) for gpu in HOST_WITH_GPUS.gpus))
    slow = look("fabric", "switches: 0\nfabric manager: 0\npersistence daemon: 0\n", off)
    podman = replace(HOST_WITH_GPUS, container_engine="podman")
    closed = look(
        "container_gpus", "toolkit: NVIDIA Container Toolkit CLI version 1.19.0\nruntimes:\nspecifications:\n", podman
    )
    results = [result_of("fabric", slow), result_of("container_gpus", closed)]
    first, second = fix_steps(results, ("fabric", "container_gpus"))
    assert first.command == f"{AS_ROOT}as_root nvidia-smi -pm 1" and first.undo == f"{AS_ROOT}as_root nvidia-smi -pm 0"
    assert "as_root nvidia-ctk cdi generate" in second.command and second.undo.endswith("rm -f /etc/cdi/nvidia.yaml")
    assert all(step.as_root and step.risk for step in (first, second))
    assert "sudo" not in first.command.removeprefix(AS_ROOT)


@pytest.mark.parametrize(
    ("system", "verdict"), [("running", Verdict.PASS), ("degraded", Verdict.PASS), ("offline", Verdict.FAIL)]
)
def test_a_unit_of_the_system_needs_no_manager_of_the_user(system: str, verdict: Verdict) -> None:
    given = replace(situation(request=replace(REQUEST, target="systemd")), needs=replace(NEEDS, root=True))
    assert judge("service_manager", f"systemd: offline\nsystem: {system}\nlinger: \n", 0, given).verdict is verdict
