"""``leitstand bundle`` collects and checks."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from console.app import bundling
from console.app.bundling import Order
from console.app.cli import main
from console.deploy import bundle
from console.deploy.bundle import Kind
from console.deploy.wheels import Platform
from console.model.errors import ConsoleError
from tests.hub import Hub, Repository
from tests.unit.deploy.weights import files
from tests.unit.deploy.wheelhouses import make_wheelhouse

PLATFORM = Platform((3, 11), "x86_64", (2, 28))


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the home of a person whose cache has the wheels already."""
    monkeypatch.setenv("LEITSTAND_HOME", str(tmp_path / "home"))
    make_wheelhouse(tmp_path / "home" / "cache" / "wheels")
    return tmp_path


async def test_a_model_of_the_hub_with_its_server(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Hub() as hub:
        monkeypatch.setenv("HF_ENDPOINT", hub.address)
        monkeypatch.setenv("no_proxy", "*")
        hub.repositories["acme/tiny"] = Repository({"a-Q4_K_M.gguf": files.gguf(), "README.md": b"#"})
        (home / "saved.tar").write_bytes(b"image")
        order = Order("hf:acme/tiny", "llama_cpp", (PLATFORM,), (f"acme/server:1={home}/saved.tar",))
        manifest = await bundling.make(home / "out", order)
    kinds = {item.path: (item.kind, item.name, item.main) for item in manifest.file}
    assert kinds["weights/tiny/a-Q4_K_M.gguf"] == (Kind.WEIGHTS, "hf:acme/tiny", True)
    assert kinds["images/acme_server_1.tar"] == (Kind.IMAGE, "acme/server:1", False)
    assert sum(kind is Kind.WHEEL for kind, _, _ in kinds.values()) == 2, "the server and pip; weights come as a file"
    assert bundle.check(home / "out").manifest == manifest


def test_a_tar_by_the_command_line_and_its_check(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (home / "my.gguf").write_bytes(files.gguf())
    out = home / "out.tar"
    assert main(["bundle", "make", str(out), "--model", f"desk:{home}/my.gguf"]) == 0
    assert "weights/my/my.gguf" in capsys.readouterr().out
    assert sorted(path.name for path in home.iterdir()) == ["home", "my.gguf", "out.tar"]
    assert main(["bundle", "check", str(out)]) == 0
    assert "3 files" in capsys.readouterr().out
    with out.open("r+b") as file:
        file.seek(-20_000, 2)
        file.write(b"spoiled")
    assert main(["bundle", "check", str(out)]) == 1
    assert "checksum" in capsys.readouterr().err


def test_a_model_that_comes_as_a_wheel_has_no_weights_beside(home: Path) -> None:
    assert main(["bundle", "make", str(home / "out"), "--model", "smollm2-135m"]) == 0
    found = bundle.check(home / "out").manifest
    assert {item.kind for item in found.file} == {Kind.WHEEL} and len(found.file) == 3


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--model", "nothing"], "no model nothing"),
        (["--model", "node:/x"], "needs a node"),
        (["--model", "smollm2-135m", "--engine", "none"], "no engine"),
        (["--model", "smollm2-135m", "--python", "three"], "three is no version"),
        (["--model", "smollm2-135m", "--image", "acme:1=/no/such.tar"], "acme:1 cannot be taken"),
    ],
)
def test_what_cannot_be_made_leaves_nothing(
    home: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    for out in ("out", "out.tar"):
        assert main(["bundle", "make", str(home / out), *arguments]) == 1
        assert words in capsys.readouterr().err
    assert [path.name for path in home.iterdir()] == ["home"]


async def test_what_is_there_is_not_overwritten(home: Path) -> None:
    (home / "out").mkdir()
    with pytest.raises(ConsoleError) as caught:
        await bundling.make(home / "out", Order("smollm2-135m", "llama_cpp", (PLATFORM,)))
    assert caught.value.code == "bundle.exists"


async def test_docker_of_this_machine_saves_what_it_has(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tools = home / "tools"
    tools.mkdir()
    docker = tools / "docker"
    docker.write_text('#!/bin/sh\n[ "$4" = acme:1 ] && echo saved >"$3" || { echo "No such image" >&2; exit 1; }\n')
    docker.chmod(docker.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{tools}:/usr/bin:/bin")
    monkeypatch.setattr("shutil.which", lambda name: str(docker) if name == "docker" else None)
    manifest = await bundling.make(home / "out", Order("smollm2-135m", "llama_cpp", (PLATFORM,), ("acme:1",)))
    assert "images/acme_1.tar" in {item.path for item in manifest.file}
    with pytest.raises(ConsoleError, match="No such image"):
        await bundling.make(home / "other", Order("smollm2-135m", "llama_cpp", (PLATFORM,), ("none:1",)))
