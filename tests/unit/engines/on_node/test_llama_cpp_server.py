"""The server program: its command line, its exits, what it asks of the wheel."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from enum import IntEnum
from pathlib import Path
from types import SimpleNamespace

import pytest

from console.engines.on_node import llama_cpp_server as server
from tests.sshd import free_port
from tests.unit.deploy.wheelhouses import SERVER


def arguments(model: str, port: int) -> list[str]:
    return ["--model", model, "--alias", "m", "--port", str(port), "--threads", "2", "--context", "512"]


def test_the_model_is_found_by_path_and_by_pattern(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sysconfig.get_paths", lambda: {"purelib": str(tmp_path)})
    (tmp_path / "weights").mkdir()
    (tmp_path / "weights/b.gguf").touch()
    (tmp_path / "weights/a.gguf").touch()
    assert server.find_model("weights/*.gguf") == tmp_path / "weights/a.gguf"
    assert server.find_model(str(tmp_path / "weights/b.gguf")) == tmp_path / "weights/b.gguf"
    assert server.find_model("none/*.gguf") is None and server.find_model(str(tmp_path / "no")) is None


def test_no_model_and_a_taken_port_have_exits_of_their_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    port = free_port()
    assert server.main(arguments("none/*.gguf", port)) == server.NO_MODEL
    (tmp_path / "m.gguf").touch()
    with socket.create_server(("127.0.0.1", port)):
        assert server.main(arguments(str(tmp_path / "m.gguf"), port)) == server.PORT_TAKEN
    said = capsys.readouterr().err
    assert "no model file" in said and f"127.0.0.1:{port} already in use" in said


class Kind(IntEnum):
    """Named as xllamacpp names its enumerations."""

    GGML_TYPE_F16 = 1
    GGML_TYPE_Q8_0 = 8
    GGML_TYPE_BF16 = 30


def test_a_parameter_takes_what_its_type_allows() -> None:
    given = SimpleNamespace(n_batch=2048, warmup=True, kind=Kind.GGML_TYPE_BF16, sampling=SimpleNamespace(temp=0.8))
    for name, value in (("n_batch", "64"), ("warmup", "0"), ("kind", "f16"), ("sampling.temp", "0.25")):
        server.set_parameter(given, name, value)
    assert given == SimpleNamespace(
        n_batch=64, warmup=False, kind=Kind.GGML_TYPE_F16, sampling=SimpleNamespace(temp=0.25)
    )
    for name, value in (("n_batch", "many"), ("kind", "q9_0"), ("kind", "6"), ("warmup", "")):
        with pytest.raises(ValueError, match=r"many|q9_0|6|''"):
            server.set_parameter(given, name, value)


def test_it_serves_on_loopback_until_it_is_ended(tmp_path: Path) -> None:
    port = free_port()
    (tmp_path / "xllamacpp.py").write_text(SERVER)
    (tmp_path / "m.gguf").touch()
    process = subprocess.Popen(
        [sys.executable, server.__file__, *arguments(str(tmp_path / "m.gguf"), port), "--set=n_batch=64"],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stderr is not None
        assert process.stderr.readline() == f"leitstand: m serves on http://127.0.0.1:{port}\n"
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5) as reply:
                assert reply.status == 200
                break
    finally:
        process.terminate()
        process.communicate(timeout=10)
