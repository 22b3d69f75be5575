from __future__ import annotations

import pytest

from console.model.job import Launch
from console.sim.containers import Wanted
from console.sim.dockerwords import Asked, composed, gpus, ports, taken
from console.targets.containers.compose import compose_file
from console.targets.containers.spec import container_of
from tests.unit.targets.containers.services import IMAGE, WHEELS, service


def test_the_words_of_docker_run_are_read() -> None:
    words = ["-d", "--name=chat", "--publish=127.0.0.1:8091:8000", "-e", "A=1", "--label", "x=y", "--init",
             '--gpus="device=0,2"', "--entrypoint=/bin/sh", "python:3.12", "run", "--port", "8000"]  # fmt: skip
    asked = Asked(words)
    assert asked.is_detached
    assert asked.wanted("other") == Wanted(
        "chat", "python:3.12", "/bin/sh", ("run", "--port", "8000"), (("x", "y"),), (("A", "1"),), ((8091, 8000),),
        ("0", "2"),
    )  # fmt: skip
    assert Asked(["--frobnicate", "x"]).unknown == "--frobnicate"


def test_gpus_and_ports_as_docker_takes_them() -> None:
    assert gpus(["all"], ()) == ("all",)
    assert gpus(['"device=1,3"'], ()) == ("1", "3")
    assert gpus((), ["nvidia.com/gpu=5", "/dev/fuse"]) == ("5",)
    assert (ports("127.0.0.1:8091:8000"), ports("8000/tcp")) == ((8091, 8000), (8000, 8000))
    assert taken(["-q", "--filter", "label=a", "--filter=name=b", "x"], "--filter") == (
        ["-q", "x"],
        ["label=a", "name=b"],
    )


@pytest.mark.parametrize("launch", [IMAGE, WHEELS])
def test_a_compose_file_of_this_product_is_the_container_that_docker_run_asks_for(launch: Launch) -> None:
    container = container_of(service(), launch, "docker")
    (wanted,) = composed(compose_file(container, "Large", "/home/ops/x/chat", pull="missing", has_cdi=False))
    assert wanted == Wanted(
        "chat", container.image, container.entrypoint, container.arguments, container.labels, container.environment,
        ((container.port, container.inner_port),), container.gpus, container.restart,
    )  # fmt: skip


def test_what_is_no_compose_file_is_refused() -> None:
    for text in ("services: [", "services:\n  a: {}\n", "x: 1"):
        with pytest.raises(ValueError, match=r"\S"):
            composed(text)
