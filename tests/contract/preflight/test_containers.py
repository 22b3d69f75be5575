"""What a node says of its container engines and of the image, and what is made of it."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from console.model.launch import ContainerFacts, NodeFacts
from console.model.service import DeployRequest, Verdict
from tests.contract.preflight.situations import REQUEST, judge, situation

NOTHING = "user: 1000 100\nspecifications: 0\n"
OLD = (
    "user: 1000 100\ndocker: 20.10.24\nsecurity: [name=seccomp]\nnames: \ncompose: 1.29.2\npodman: 4.3.1\n"
    "specifications: 0\n"
)
NEW = (
    "user: 0 0\ndocker: 28.3.1\nsecurity: [name=seccomp name=rootless]\nnames: [/etc/cdi /var/run/cdi]\n"
    "compose: v2.38.2\nspecifications: 1\n"
)
DENIED = (
    "user: 1000 100\ndocker: permission denied while trying to connect to the Docker daemon socket\nspecifications: 0\n"
)
DOCKER = replace(REQUEST, target="docker", image="registry.example.com/python:3.12-slim")
ANSWERS = NodeFacts(home="/home/ops", containers=ContainerFacts(1000, 100, docker=(27, 0)))


@pytest.mark.parametrize(
    ("output", "facts"),
    [
        (NOTHING, ContainerFacts(1000, 100)),
        (OLD, ContainerFacts(1000, 100, docker=(20, 10), compose="1.29.2", podman=(4, 3))),
        (NEW, ContainerFacts(0, 0, (28, 3), True, True, "v2.38.2", None, True)),
        (DENIED, ContainerFacts(1000, 100)),
    ],
)
def test_engines_are_known_by_what_they_answer(output: str, facts: ContainerFacts) -> None:
    found = judge("containers", output)
    assert found.verdict is Verdict.PASS and found.facts is not None and found.facts.containers == facts


@pytest.mark.parametrize(("target", "output"), [("docker", NOTHING), ("docker", DENIED), ("podman", NEW)])
def test_an_engine_that_is_wanted_has_to_answer(target: str, output: str) -> None:
    found = judge("containers", output, given=situation(request=replace(REQUEST, target=target)))
    assert found.verdict is Verdict.FAIL and found.hint is not None
    assert ("usermod -aG docker" in found.fix) is (output == DENIED)


def test_a_docker_that_pulls_unasked_is_too_old() -> None:
    old = OLD.replace("20.10.24", "19.03.8")
    assert judge("containers", old, given=situation(request=DOCKER)).verdict is Verdict.FAIL


def image(
    output: str, request: DeployRequest = DOCKER
) -> tuple[Verdict, tuple[int, int] | None, tuple[int, int] | None]:
    found = judge("image", output, given=situation(ANSWERS, request))
    known = (found.facts or ANSWERS).containers
    return found.verdict, known.image_python, known.image_glibc


def test_the_python_of_the_image_decides_which_wheels_are_carried() -> None:
    assert image("image: there\npython: 3.11 glibc 2.36\n") == (Verdict.PASS, (3, 11), (2, 36))
    assert image("image: missing\n") == (Verdict.PASS, (3, 12), (2, 36)), "its tag says so"
    assert image("image: there\npython: exec: python3: not found\n")[0] is Verdict.FAIL
    assert image("image: there\npython: 3.12 libc 1.2\n")[0] is Verdict.FAIL, "musl"
    assert image("image: missing\n", replace(DOCKER, image="acme/tools:1"))[0] is Verdict.UNKNOWN


def test_an_image_that_is_missing_and_not_to_be_pulled_is_found_before() -> None:
    never = replace(DOCKER, options=(("pull", "never"),))
    assert image("image: missing\n", never)[0] is Verdict.FAIL
    assert (
        image("image: missing\n", replace(never, options=(*never.options, ("image_file", "/x.tar"))))[0] is Verdict.PASS
    )


def test_nothing_is_asked_where_nothing_runs_in_an_image() -> None:
    assert judge("image", "image: -", given=situation(ANSWERS)).verdict is Verdict.PASS
