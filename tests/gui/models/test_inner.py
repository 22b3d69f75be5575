from __future__ import annotations

from console.model.gpu import Absence
from console.model.node_detail import Container, NodeDetail, PythonEnvironment
from console.ui.models.inner import inner_rows
from console.ui.models.rows import RowKind

BOX = Container(
    "docker", "3f4e3f4e3f4e", "chat", "registry.example.com/vllm:1", system="Ubuntu 22.04", system_id="ubuntu",
    cuda_version="13.0", gpus=("0", "1"),
)  # fmt: skip


def verdict(cuda: str) -> tuple[bool, str]:
    return cuda.startswith("13"), f"judged {cuda}"


def test_a_container_shows_image_and_what_is_inside() -> None:
    (row,) = inner_rows(NodeDetail(containers=(BOX,)), verdict)
    assert (row.kind, row.name, row.words) == (RowKind.CONTAINER, "chat", "vllm:1 · Ubuntu 22.04")
    assert (row.figure, row.is_wrong, row.system_id) == ("CUDA 13.0", True, "ubuntu")
    assert row.tip.splitlines()[-2:] == ["GPUs: 0, 1", "judged 13.0"]


def test_what_may_not_be_looked_at_is_told() -> None:
    closed = Container("crictl", "0123456789ab", "side", "a:1", system_absent=Absence.NO_PERMISSION)
    rows = inner_rows(NodeDetail(containers=(closed,), engines_denied=("docker",)), verdict)
    assert [(row.name, row.words, row.is_wrong) for row in rows] == [
        ("side", "a:1 · no permission", False), ("docker", "no permission", True),
    ]  # fmt: skip


def test_only_environments_that_something_runs_from_stand_in_the_tree() -> None:
    runs = PythonEnvironment("/a", "3.12", (("vllm", "0.11.2"), ("torch", "2.9.0+cu128")), "12.8", BOX.id, (7,))
    rows = inner_rows(NodeDetail(containers=(BOX,), environments=(runs, PythonEnvironment("/b"))), verdict)
    assert [(row.kind, row.name, row.words, row.figure) for row in rows[1:]] == [
        (RowKind.ENVIRONMENT, "vllm 0.11.2", "torch 2.9.0 · chat", "CUDA 12.8"),
    ]
