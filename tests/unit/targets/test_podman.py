"""Podman as a place to run: quadlet or run, GPUs by name, whose files they are."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from msgspec.structs import replace

from console.model.launch import NodeFacts, Service
from console.model.service import StepKind
from console.targets.podman import TARGET
from tests.unit.targets.containers.services import FACTS, IMAGE, KNOWN, WHEELS, service

WITH_SYSTEMD = replace(FACTS, systemd_user=True)
OLD = replace(WITH_SYSTEMD, containers=replace(KNOWN, podman=(4, 3)))
ROOT = replace(FACTS, containers=replace(KNOWN, user_id=0, group_id=0))


def test_it_suits_where_it_is_installed() -> None:
    assert TARGET.suits(FACTS) and not TARGET.suits(NodeFacts(home="/home/ops"))


@pytest.mark.parametrize(
    ("given", "ids"),
    [
        (service(facts=WITH_SYSTEMD), ["quadlet", "start"]),
        (service(facts=OLD), ["start"]),
        (service(facts=FACTS), ["start"]),
        (service(facts=WITH_SYSTEMD, form="run"), ["start"]),
        (service(facts=OLD, form="quadlet"), ["quadlet", "start"]),
    ],
    ids=["new", "before 4.4", "no systemd", "run wanted", "quadlet wanted"],
)
def test_a_quadlet_where_one_works(given: Service, ids: list[str]) -> None:
    assert [step.id for step in TARGET.steps(given, IMAGE)] == ids
    assert ("systemctl --user is-active" in TARGET.status(given)) is (len(ids) == 2)


def test_gpus_are_never_asked_for_in_the_way_that_old_podman_ignores() -> None:
    command = TARGET.steps(service(), IMAGE)[0].command
    assert "--device=nvidia.com/gpu=0 --device=nvidia.com/gpu=1" in command and "--gpus" not in command


def test_without_root_the_user_keeps_its_number() -> None:
    assert "--userns=keep-id" in TARGET.steps(service(), WHEELS)[0].command
    assert "--userns=keep-id" in TARGET.inside(service(), WHEELS, "true")
    assert "keep-id" not in TARGET.steps(service(facts=ROOT), WHEELS)[0].command


def test_the_quadlet_that_is_shown_is_the_one_that_is_written() -> None:
    made = service(facts=WITH_SYSTEMD)
    write = TARGET.steps(made, IMAGE)[0]
    assert write.kind is StepKind.WRITE and write.target == "/home/ops/.config/containers/systemd/chat.container"
    assert write.content == TARGET.rendering(made, IMAGE).text


@pytest.mark.parametrize(("said", "code"), [("---chat.service---", 0), ("unsupported key 'Foo'", 65)])
def test_a_file_that_the_generator_does_not_take_stops_it_before(tmp_path: Path, said: str, code: int) -> None:
    generator = tmp_path / "quadlet"
    generator.write_text(f'#!/bin/sh\n[ -f "$QUADLET_UNIT_DIRS/chat.container" ] && echo "{said}"\n')
    generator.chmod(0o755)
    check = TARGET.check(service(facts=WITH_SYSTEMD), IMAGE).replace("/usr/libexec/podman/quadlet", str(generator))
    done = subprocess.run(["/bin/sh", "-c", check], capture_output=True, text=True, check=False)
    assert done.returncode == code and (code == 0 or said in done.stderr)
    assert TARGET.check(service(), IMAGE) == ""


@pytest.mark.parametrize(
    ("version", "user", "restart"), [((4, 3), 1000, "no"), ((4, 3), 0, "always"), ((5, 2), 1000, "always")]
)
def test_old_podman_without_root_is_not_told_to_restart(version: tuple[int, int], user: int, restart: str) -> None:
    facts = replace(FACTS, containers=replace(KNOWN, podman=version, user_id=user))
    (step,) = TARGET.steps(service(facts=facts), WHEELS)
    assert f"--restart={restart} " in step.command and step.risk is not None
