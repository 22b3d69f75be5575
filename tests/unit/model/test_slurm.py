from __future__ import annotations

import pytest

from console.model.errors import ConsoleError
from console.model.node import NodeState
from console.model.slurm import SlurmAction, SlurmNode, slurm_command


@pytest.mark.parametrize(
    ("states", "state"),
    [
        (("MIXED",), NodeState.OK),
        (("IDLE", "DRAIN"), NodeState.DRAINED),
        (("DOWN", "DRAIN"), NodeState.FAILED),
        (("DOWN", "NOT_RESPONDING"), NodeState.UNREACHABLE),
        (("IDLE", "POWERED_DOWN"), NodeState.IDLE),
        (("IDLE", "MAINT", "DRAIN"), NodeState.DRAINED),
    ],
)
def test_the_most_severe_state_wins(states: tuple[str, ...], state: NodeState) -> None:
    assert SlurmNode("gpu01", states).state is state


@pytest.mark.parametrize(
    ("action", "targets", "reason", "command"),
    [
        (SlurmAction.CANCEL, ["12", "9_[4-40%2]"], "", "scancel 12 '9_[4-40%2]'"),
        (SlurmAction.HOLD, ["12", "13"], "", "scontrol hold 12,13"),
        (SlurmAction.REQUEUE, ["9_3"], "", "scontrol requeue 9_3"),
        (SlurmAction.DRAIN, ["gpu01", "gpu02"], "it's hot; rm -rf",
         "scontrol update NodeName=gpu01,gpu02 State=DRAIN 'Reason=it'\"'\"'s hot; rm -rf'"),
        (SlurmAction.DRAIN, ["gpu01"], "  ", "scontrol update NodeName=gpu01 State=DRAIN Reason=none"),
        (SlurmAction.RESUME, ["gpu01"], "", "scontrol update NodeName=gpu01 State=RESUME"),
    ],
)  # fmt: skip
def test_an_action_is_one_command_that_can_be_read(
    action: SlurmAction, targets: list[str], reason: str, command: str
) -> None:
    assert slurm_command(action, targets, reason) == command


@pytest.mark.parametrize(
    ("action", "targets"),
    [
        (SlurmAction.CANCEL, []),
        (SlurmAction.CANCEL, ["-u ada"]),
        (SlurmAction.CANCEL, ["12;id"]),
        (SlurmAction.DRAIN, ["gpu01 State=DOWN"]),
        (SlurmAction.DRAIN, ["--all"]),
        (SlurmAction.DRAIN, ["ALL,gpu01"]),
        (SlurmAction.DRAIN, ["all"]),
    ],
)
def test_a_target_is_a_job_or_a_node_and_nothing_else(action: SlurmAction, targets: list[str]) -> None:
    with pytest.raises(ConsoleError):
        slurm_command(action, targets)
