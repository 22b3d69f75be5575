from __future__ import annotations

import json

import pytest

from console.model.gpu import Absence
from console.model.node_detail import Container
from console.model.probe import Reading
from console.probes.containers import PROBE

ID = "3f4e" * 16
BOX = {
    "id": ID, "image": "vllm-openai:v0.11.2", "name": "/chat", "state": "running", "pid": 9950, "started": "2026-11-01",
    "devices": [], "pod": None, "namespace": None, "requests": None,
}  # fmt: skip


def boxes(*lines: str, **changes: object) -> tuple[Container, ...]:
    box = f"docker box {json.dumps({**BOX, **changes})}"
    return PROBE.parse(Reading("\n".join(["containers", box, *lines])))["containers"]


def only(*lines: str, **changes: object) -> Container:
    (box,) = boxes(*lines, **changes)
    return box


def test_image_and_the_distribution_inside() -> None:
    box = only(f"once {ID} os ID=alpine", f'once {ID} os PRETTY_NAME="Alpine Linux v3.22"')
    assert (box.engine, box.id, box.name, box.image) == ("docker", ID[:12], "chat", "vllm-openai:v0.11.2")
    assert (box.system, box.system_id, box.system_absent) == ("Alpine Linux v3.22", "alpine", None)
    assert (box.state, box.pid) == ("running", 9950)


def test_why_there_is_no_distribution() -> None:
    assert only(f"once {ID} plain").system_absent is Absence.UNSUPPORTED
    assert only(f"closed {ID}").system_absent is Absence.NO_PERMISSION


@pytest.mark.parametrize(
    ("line", "version"),
    [
        (f'docker env {ID} "CUDA_VERSION=12.4.1"', "12.4.1"),
        (f'once {ID} cuda {{"cuda":{{"name":"CUDASDK","version":"13.0.2"}}}}', "13.0.2"),
        (f'docker env {ID} "CUDA_VERSION=no"', None),
    ],
)
def test_cuda_inside(line: str, version: str | None) -> None:
    assert only(line).cuda_version == version


@pytest.mark.parametrize(
    ("changes", "line", "gpus"),
    [
        ({"requests": [{"Count": -1, "DeviceIDs": None}]}, "", ("all",)),
        ({"requests": [{"Count": 0, "DeviceIDs": ["0", "GPU-1"]}]}, "", ("0", "GPU-1")),
        ({"requests": [{"Driver": "cdi", "DeviceIDs": ["nvidia.com/gpu=all"]}]}, "", ("nvidia.com/gpu=all",)),
        ({"requests": [{"Count": 2}]}, "", ("2 x",)),
        ({"devices": [{"PathInContainer": "/dev/nvidia1"}, {"PathInContainer": "/dev/fuse"}]}, "", ("/dev/nvidia1",)),
        ({"devices": [{"PathInContainer": "/dev/kfd"}]}, "", ("/dev/kfd",)),
        ({}, f'docker env {ID} "NVIDIA_VISIBLE_DEVICES=0,1"', ("0", "1")),
        ({}, f'docker env {ID} "NVIDIA_VISIBLE_DEVICES=void"', ()),
        ({}, "", ()),
    ],
)
def test_the_gpus_that_were_given(changes: dict[str, object], line: str, gpus: tuple[str, ...]) -> None:
    assert only(line, **changes).gpus == gpus


def test_a_pod_has_its_namespace() -> None:
    assert only(pod="chat-0", namespace="llm").pod == "llm/chat-0"


def test_containers_of_kubernetes_come_from_crictl() -> None:
    said = {
        "containers": [
            {
                "id": ID,
                "metadata": {"name": "server", "attempt": 0},
                "image": {"image": "sha256:1", "userSpecifiedImage": "registry.example.com/vllm:1"},
                "state": "CONTAINER_RUNNING",
                "labels": {"io.kubernetes.pod.name": "chat-0", "io.kubernetes.pod.namespace": "llm"},
            }
        ]
    }
    text = f"containers\ncrictl {json.dumps(said)}\npid {ID} 4711\nonce {ID} os ID=debian\n"
    (box,) = PROBE.parse(Reading(text))["containers"]
    assert (box.engine, box.name, box.image, box.state) == (
        "crictl", "server", "registry.example.com/vllm:1", "running",
    )  # fmt: skip
    assert (box.pod, box.pid, box.system) == ("llm/chat-0", 4711, "debian")


def test_engines_that_may_not_be_asked() -> None:
    facts = PROBE.parse(Reading("containers\ndenied docker\ndenied $(reboot)\n"))
    assert (facts["containers"], facts["engines_denied"]) == ((), ("docker",))


def test_where_it_was_not_looked_nothing_is_known() -> None:
    assert PROBE.parse(Reading("")) == {}


@pytest.mark.parametrize(
    "line", ["docker box", "docker box [1]", "docker box {}", 'docker box {"id": "../x"}', "once x os", "crictl {]"]
)
def test_nonsense_is_no_container(line: str) -> None:
    assert PROBE.parse(Reading(f"containers\n{line}"))["containers"] == ()


def test_of_the_environment_only_what_is_shown_leaves_the_node() -> None:
    """The whole of it may hold keys and passwords."""
    assert 'grep -E "$wanted"' in PROBE.shell
    assert "TOKEN" not in PROBE.shell
