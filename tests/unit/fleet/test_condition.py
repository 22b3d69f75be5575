from __future__ import annotations

import pytest
from msgspec.structs import replace

from console.fleet.condition import judge, refusal_state, silence
from console.model import gpu_concern
from console.model.errors import Problem
from console.model.gpu import Gpu
from console.model.node import NodeState, Snapshot
from tests.unit.fleet.conftest import snapshot

FAULT = Problem("gpu.lost", "GPU 1 is lost")


@pytest.mark.parametrize(
    ("sample", "state", "code"),
    [
        (snapshot(), NodeState.OK, None),
        (snapshot(1, Gpu(0, temperature_celsius=84.9, ecc_uncorrected=0)), NodeState.OK, None),
        (snapshot(1, Gpu(0, temperature_celsius=85.0)), NodeState.WARNING, "gpu.hot"),
        (snapshot(1, Gpu(0, ecc_uncorrected=3)), NodeState.WARNING, "gpu.ecc"),
        (
            snapshot(1, Gpu(0, ecc_uncorrected=3), Gpu(1, concerns=(gpu_concern.xid(79, ""),))),
            NodeState.WARNING,
            "gpu.xid",
        ),
        (snapshot(1, Gpu(0, temperature_celsius=90.0), Gpu(1, fault=FAULT)), NodeState.FAILED, "gpu.lost"),
        (replace(snapshot(), gpu_problem=Problem("gpu.no_driver", "x")), NodeState.FAILED, "gpu.no_driver"),
        (replace(snapshot(), memory_total_bytes=100, memory_available_bytes=5), NodeState.OK, None),
        (replace(snapshot(), memory_total_bytes=100, memory_available_bytes=4), NodeState.WARNING, "node.memory_full"),
        (replace(snapshot(), disk_total_bytes=100, disk_free_bytes=4), NodeState.WARNING, "node.disk_full"),
        (replace(snapshot(), disk_total_bytes=0, disk_free_bytes=0), NodeState.OK, None),
    ],
)
def test_judgement(sample: Snapshot, state: NodeState, code: str | None) -> None:
    found, problem = judge(sample)
    assert found is state
    assert (problem.code if problem else None) == code


def test_the_value_itself_is_in_the_words() -> None:
    _, problem = judge(snapshot(1, Gpu(0, temperature_celsius=70.0), Gpu(3, temperature_celsius=88.4)))
    assert problem is not None
    assert problem.text() == "GPU 3 is at 88 °C."


def test_a_node_without_gpus_is_not_missed_when_nobody_looked() -> None:
    assert judge(snapshot(), gpus_expected=8)[0] is NodeState.OK


@pytest.mark.parametrize("code", ["ssh.host_key_changed", "ssh.host_key_revoked"])
def test_key_alarms(code: str) -> None:
    assert refusal_state(Problem(code, "")) is NodeState.KEY_CHANGED


def test_other_refusals() -> None:
    assert refusal_state(Problem("ssh.auth_failed", "")) is NodeState.UNREACHABLE


def test_silence_says_how_long() -> None:
    assert silence(91.4).text() == "The node has said nothing for 91 s."
