"""Docker as a place to run: which GPUs it is given how, and what compose is shown."""

from __future__ import annotations

from msgspec.structs import replace

from console.model.launch import NodeFacts
from console.model.service import StepKind
from console.targets.docker import TARGET
from tests.unit.targets.containers.services import FACTS, IMAGE, KNOWN, WHEELS, service

WITH_NAMES = replace(FACTS, containers=replace(KNOWN, docker_has_cdi=True, has_specification=True))


def test_it_suits_where_a_daemon_answers_this_user() -> None:
    assert TARGET.suits(FACTS)
    assert not TARGET.suits(NodeFacts(home="/home/ops", container_engine="docker"))


def test_gpus_by_name_where_docker_takes_names_and_knows_some() -> None:
    by_hook = TARGET.steps(service(), IMAGE)[0].command
    assert "'--gpus=\"device=0,1\"'" in by_hook and "nvidia.com" not in by_hook
    by_name = TARGET.steps(service(facts=WITH_NAMES), IMAGE)[0].command
    assert "--device=nvidia.com/gpu=0 --device=nvidia.com/gpu=1" in by_name and "--gpus" not in by_name
    nobody_described_them = replace(FACTS, containers=replace(KNOWN, docker_has_cdi=True))
    assert "--gpus" in TARGET.steps(service(facts=nobody_described_them), IMAGE)[0].command
    assert "gpu" not in TARGET.steps(service(), WHEELS)[0].command


def test_compose_writes_the_file_that_is_shown_and_has_it_checked_before_it_starts() -> None:
    made = service(form="compose")
    write, start = TARGET.steps(made, IMAGE)
    assert write.kind is StepKind.WRITE and write.content == TARGET.rendering(made, IMAGE).text
    assert start.command.index("config -q") < start.command.index("up -d")
    assert "config -q" in TARGET.check(made, IMAGE) and TARGET.check(service(), IMAGE) == ""


def test_wheels_are_installed_by_the_python_of_the_image() -> None:
    command = TARGET.inside(service(), WHEELS, "python3 -m venv /home/ops/x/chat/venv")
    assert command.startswith("docker run --rm --pull=never --network=none --user=1000:100 ")
    assert command.endswith("registry.example.com/python:3.12 -c 'python3 -m venv /home/ops/x/chat/venv'")


def test_selinux_keeps_the_folder_and_the_gpus_from_no_container() -> None:
    option = "--security-opt=label=disable"
    compose = TARGET.rendering(service(form="compose"), IMAGE).text
    assert option in TARGET.steps(service(), IMAGE)[0].command and "label=disable" in compose
    assert option in TARGET.inside(service(), WHEELS, "true")
