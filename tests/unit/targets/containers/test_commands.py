"""Commands for Docker and Podman, with a program in their place that writes down what it is asked."""

from __future__ import annotations

import shlex
import subprocess
from pathlib import Path

import pytest
from msgspec.structs import replace

from console.model.job import Mount
from console.model.launch import Service
from console.model.service import Step, StepKind
from console.targets.containers import commands
from console.targets.containers.spec import container_of
from tests.unit.targets.containers.services import FACTS, IMAGE, WHEELS, service

ENGINE = """#!/bin/sh
echo "$*" >>"$ENGINE/calls"
case "$1 $2" in
  "image inspect") [ -e "$ENGINE/image" ] ;;
  "image ls") cat "$ENGINE/image" 2>/dev/null; : ;;
  "container inspect") cat "$ENGINE/container" 2>/dev/null ;;
  "ps "*) cat "$ENGINE/ids" 2>/dev/null; : ;;
  pull*) : >"$ENGINE/image" ;;
  login*) cat >"$ENGINE/given"; shift 2; case $1 in *auth.json) : >"$1" ;; esac; [ ! -e "$ENGINE/refuses" ] ;;
  rmi*) [ ! -e "$ENGINE/in-use" ] && rm -f "$ENGINE/image" ;;
  rm*) [ ! -e "$ENGINE/at-it" ] || { rm -f "$ENGINE/at-it"; exit 1; }; rm -f "$ENGINE/ids" ;;
  load*) echo x >"$ENGINE/image"; echo "Loaded image: other:1" ;;
esac
"""


class Engine:
    """A folder that stands for an engine: its image, its containers, what it was asked."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.tool = folder / "engine"
        self.tool.write_text(ENGINE)
        self.tool.chmod(0o755)
        (folder / "chat").mkdir()
        self.service: Service = replace(service(), directory=str(folder / "chat"))

    def sh(self, command: str) -> tuple[int, str]:
        variables = {"ENGINE": str(self.folder), "PATH": "/usr/bin:/bin"}
        done = subprocess.run(["/bin/sh", "-c", command], capture_output=True, text=True, check=False, env=variables)
        return done.returncode, done.stdout + done.stderr

    def steps(self, **options: str) -> tuple[Step, ...]:
        made = replace(self.service, options=tuple(options.items()))
        return commands.image_steps(str(self.tool), made, IMAGE)

    def has(self, name: str) -> bool:
        return (self.folder / name).exists()

    def calls(self) -> str:
        return (self.folder / "calls").read_text() if self.has("calls") else ""


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return Engine(tmp_path)


def test_an_image_that_was_there_stays(engine: Engine) -> None:
    (engine.folder / "image").touch()
    (step,) = engine.steps()
    assert engine.sh(step.command)[0] == 0 and "pull" not in engine.calls()
    assert engine.sh(step.undo)[0] == 0 and engine.has("image")


def test_an_image_that_was_pulled_goes_again(engine: Engine) -> None:
    (step,) = engine.steps()
    assert engine.sh(step.command)[0] == 0 and engine.has("image")
    assert engine.sh(step.command)[0] == 0, "the step may be run again"
    assert engine.sh(step.undo)[0] == 0 and not engine.has("image")
    assert engine.sh(step.undo)[0] == 0


def test_an_image_that_others_use_by_now_stays_and_is_told(engine: Engine) -> None:
    (step,) = engine.steps()
    engine.sh(step.command)
    (engine.folder / "in-use").touch()
    code, said = engine.sh(step.undo)
    assert code == 0 and "other containers use it" in said and engine.has("image")


def test_never_does_not_pull(engine: Engine) -> None:
    (step,) = engine.steps(pull="never")
    code, said = engine.sh(step.command)
    assert code == 66 and "not to be pulled" in said and "pull " not in engine.calls().replace("--pull", "")


def test_where_a_registry_wants_a_key_the_login_lasts_as_long_as_the_pull(engine: Engine) -> None:
    key = "nvapi-" + "k" * 20
    (engine.folder / "chat/ngc-key").write_text(key)
    wanted = replace(IMAGE, image="nvcr.io/nim/llm:1", registry="nvcr.io")
    (step,) = commands.image_steps(str(engine.tool), engine.service, wanted)
    assert engine.sh(step.command)[0] == 0 and engine.has("image")
    assert (engine.folder / "given").read_text() == key
    assert "--username $oauthtoken --password-stdin nvcr.io" in engine.calls() and key not in engine.calls()
    assert "pull --authfile" in engine.calls()
    assert not list((engine.folder / "chat").glob("login.*"))
    (engine.folder / "image").unlink()
    (engine.folder / "refuses").touch()
    assert engine.sh(step.command)[0] == 77 and not engine.has("image")
    assert not list((engine.folder / "chat").glob("login.*"))
    elsewhere = replace(wanted, image="registry.example.com/nim/llm:1")
    assert "login" not in commands.image_steps("docker", engine.service, elsewhere)[0].command
    (docker,) = commands.image_steps("docker", engine.service, wanted)
    assert 'docker --config "$login" pull nvcr.io/nim/llm:1' in docker.command


def test_a_file_is_carried_and_loaded_and_must_hold_what_is_wanted(engine: Engine) -> None:
    carry, load = engine.steps(image_file="C:\\images\\acme.tar")
    assert carry.kind is StepKind.UPLOAD and carry.title.english() == "Carry acme.tar to the node"
    Path(carry.target).touch()
    assert engine.sh(load.command)[0] == 0
    assert not Path(carry.target).exists(), "the file is in the store of the engine now"
    assert (engine.folder / "chat/containers").read_text() == f"{IMAGE.image}\nother:1\n", "what it brought is known"
    assert engine.sh(load.undo)[0] == 0 and not engine.has("image")


def test_containers_go_that_are_of_this_service(engine: Engine) -> None:
    undo = commands.remove_containers(str(engine.tool), engine.service, WHEELS)
    assert engine.sh(undo) == (0, "") and engine.calls() == "", "an engine that was never asked need not be there"
    (engine.folder / "chat/containers").touch()
    (engine.folder / "ids").write_text("c1\nc2\n")
    assert engine.sh(undo)[0] == 0
    assert f"--filter label=leitstand.directory={engine.folder}/chat" in engine.calls()
    assert "rm -f -v c1 c2" in engine.calls() and not engine.has("ids")


def test_a_container_that_somebody_removes_already_is_waited_for(engine: Engine) -> None:
    undo = commands.remove_containers(str(engine.tool), engine.service, WHEELS)
    (engine.folder / "chat/containers").touch()
    (engine.folder / "ids").write_text("c1\n")
    (engine.folder / "at-it").touch()
    assert engine.sh(undo)[0] == 0 and engine.calls().count("rm -f -v c1") == 2


def test_what_the_user_of_the_image_wrote_is_given_back_before_it_is_removed() -> None:
    made = service(user="image", facts=FACTS)
    assert "--entrypoint=chown registry.example.com/acme/server:v1 -R 1000:100 /home/ops/x/chat" in (
        commands.remove_containers("docker", made, IMAGE)
    )
    assert "chown" not in commands.remove_containers("docker", service(), IMAGE)


@pytest.mark.parametrize(("owner", "code"), [("", 0), ("/elsewhere", 73), ("ours", 0)])
def test_somebody_elses_container_keeps_its_name(engine: Engine, owner: str, code: int) -> None:
    if owner:
        (engine.folder / "container").write_text(engine.service.directory if owner == "ours" else owner)
    assert engine.sh(commands.unless_taken(str(engine.tool), engine.service))[0] == code
    assert ("rm -f -v chat" in engine.calls()) is (owner == "ours")


@pytest.mark.parametrize(("state", "code"), [("running 0", 0), ("exited 0", 1), ("restarting 4", 1), ("", 1)])
def test_running_is_running(engine: Engine, state: str, code: int) -> None:
    if state:
        (engine.folder / "container").write_text(state)
    assert engine.sh(commands.status(str(engine.tool), engine.service))[0] == code


def test_every_word_arrives_as_it_is() -> None:
    listed = shlex.split(commands.words(container_of(service(), IMAGE, "docker"), ("--own",)))
    assert "--publish=127.0.0.1:18080:8000" in listed and "--own" in listed
    assert listed[-5:] == [IMAGE.image, *IMAGE.arguments]
    assert not any(word.startswith("--entrypoint") for word in listed)


@pytest.mark.parametrize(
    ("source", "value"),
    [("/a", "type=bind,source=/a,target=/m,readonly"), ("/a,b", 'type=bind,"source=/a,b",target=/m,readonly')],
)
def test_mounts_with_commas(source: str, value: str) -> None:
    assert commands.mount(Mount(source, "/m")) == value
