"""``leitstand deploy``: a real core of its own, a real sshd, a server that answers, and nothing left in the end."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest

from console.app.cli import main
from console.app.hand import DONE, FAILED, NOT_READY, REFUSED, WOULD_CHANGE, _watched
from console.model.ids import DeployId
from console.model.service import DeployState, DeployView
from tests.sshd import HOST, Sshd, free_port, requires_sshd
from tests.unit.deploy.plans import make_plan
from tests.unit.deploy.weights.files import LLAMA_KEYS, gguf
from tests.unit.deploy.wheelhouses import make_wheelhouse

pytestmark = requires_sshd


class House:
    """A node, and a request for it."""

    def __init__(self, folder: Path, server: Sshd) -> None:
        self.folder = folder
        self.node = folder / "node"
        self.config = folder / "config"
        self.config.write_text(
            f"Host gpu01\n  HostName {HOST}\n  Port {server.port}\n  User {server.user}\n"
            f"  IdentityFile {server.client_key}\n  UserKnownHostsFile {server.known_hosts}\n"
        )
        self.file = folder / "chat.toml"
        self.write(free_port())

    def write(self, port: int) -> None:
        make_wheelhouse(self.folder / "wheels")
        self.file.write_text(
            f'nodes = ["gpu01"]\nmodel = "smollm2-135m"\nname = "chat"\nport = {port}\ntarget = "process"\n'
            f'directory = "{self.node}"\nwheelhouse = "wheels"\n'
        )

    def run(self, *arguments: str) -> int:
        return main(["--ssh-config", str(self.config), "deploy", str(self.file), *arguments])


@pytest.fixture
def house(tmp_path: Path, test_home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    monkeypatch.setenv("LEITSTAND_HOME", str(test_home / "hand"))
    with Sshd(tmp_path / "sshd") as server:
        server.trust()
        yield House(tmp_path, server)


def test_shown_then_done_then_taken_back(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    assert house.run("--dry-run") == WOULD_CHANGE
    said = capsys.readouterr()
    assert "Make the folder of the service" in said.out and "undo: " in said.out
    assert not house.node.exists()
    assert house.run("--apply") == DONE
    assert "gpu01: done    Wait until the model is loaded" in capsys.readouterr().err.replace("ssh:", "")
    assert (house.node / "chat/run").exists()
    assert house.run("--apply") == DONE
    again = capsys.readouterr().err
    assert "is in place, nothing to do" in again and ": done" not in again, "no step runs"
    usual = house.file.read_text()
    house.file.write_text(f"{usual}[arguments]\ncontext = 1024\n")
    assert house.run("--dry-run") == WOULD_CHANGE
    assert "+arguments.context = 1024" in capsys.readouterr().out
    assert house.run("--remove") == DONE
    assert not house.node.exists()


class Told:
    """A core that tells of one deploy, a state at a time."""

    def __init__(self, *states: DeployState) -> None:
        self.deploys: dict[DeployId, DeployView] = {}
        self._states = list(states)

    def read(self) -> None:
        self.deploys[DeployId("d")] = DeployView(DeployId("d"), make_plan(), self._states.pop(0), ())


@pytest.mark.parametrize(
    ("states", "wanted", "code"),
    [
        ((DeployState.SERVING, DeployState.UNDOING, DeployState.UNDONE), DeployState.UNDONE, DONE),
        ((DeployState.SERVING, DeployState.UNDOING, DeployState.FAILED), DeployState.UNDONE, FAILED),
        ((DeployState.RUNNING, DeployState.SERVING), DeployState.SERVING, DONE),
    ],
)
def test_what_still_serves_has_not_been_taken_back(
    states: tuple[DeployState, ...], wanted: DeployState, code: int
) -> None:
    assert _watched(cast("Any", Told(*states)), [DeployId("d")], wanted) == code


def test_exports_can_be_run_by_what_they_are_for(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    assert house.run("--export", "script") == DONE
    subprocess.run(["/bin/sh", "-n"], input=capsys.readouterr().out.encode(), check=True)
    again = house.folder / "again.toml"
    assert house.run("--export", "request", "--output", str(again)) == DONE
    house.file = again
    assert house.run("--export", "ansible") == DONE
    assert "ansible.builtin.copy" in capsys.readouterr().out
    assert house.run("--export", "tarot") == REFUSED
    assert "cannot be exported as tarot" in capsys.readouterr().err


def test_a_node_that_fails_a_check_is_left_alone(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    import socket

    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        house.write(other.getsockname()[1])
        assert house.run("--apply") == NOT_READY
    assert "FAIL" in capsys.readouterr().err and not house.node.exists()


def test_a_mistake_in_the_file_is_named(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    house.file.write_text('nodes = ["gpu01"]\nmodel = "smollm2-135m"\nname = "chat"\nport = "x"\n')
    assert house.run("--dry-run") == REFUSED
    assert "(line 4)" in capsys.readouterr().err


EIGHT_BILLIONS = {
    **LLAMA_KEYS,
    "llama.block_count": 32,
    "llama.embedding_length": 4096,
    "llama.attention.head_count": 32,
    "llama.attention.head_count_kv": 8,
}


def test_a_cache_that_no_node_has_room_for_is_refused_with_what_would_fit(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each of 64 questions at a time keeps 4,096 tokens of 128 KiB: 32 GiB beside small weights."""
    (house.folder / "small.gguf").write_bytes(gguf(EIGHT_BILLIONS))
    usual = house.file.read_text().replace("smollm2-135m", f"desk:{house.folder}/small.gguf")
    house.file.write_text(f"{usual}[arguments]\nparallel = 64\ncontext = 8192\n")
    assert house.run("--dry-run") == NOT_READY
    told = capsys.readouterr().err
    assert "FAIL" in told and "cache 64.0" in told and "Keys and values for that context" in told
    assert "It fits with: " in told and "[arguments]" in told
    assert "parallel = " in told or "context = " in told
    house.file.write_text(f"{usual}[arguments]\nparallel = 1\ncontext = 512\n")
    house.run("--dry-run")
    assert "cache 64.0" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ('engine = "command"\n', "command: OpenAI-compatible command needs the argument command"),
        ('engine = "command"\ntarget = "docker"\n[arguments]\ncommand = "x {address} {port}"\n', "image: No image"),
    ],
    ids=["left empty", "no image"],
)
def test_what_is_missing_or_wrong_is_named_by_field_and_line(
    house: House, capsys: pytest.CaptureFixture[str], more: str, said: str
) -> None:
    usual = house.file.read_text()
    usual = usual.replace('target = "process"\n', "") if "target" in more else usual
    house.file.write_text(usual + more)
    assert house.run("--dry-run") == REFUSED
    assert said in capsys.readouterr().err
