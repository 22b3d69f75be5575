"""The program that makes Triton's model repository and becomes its frontend."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from console.engines.on_node import triton_server as server


def command(folder: Path, frontend: Path) -> list[str]:
    settings = json.dumps({"tensor_parallel_size": 2})
    return [
        *("--repository", str(folder / "repository"), "--name", "it's", "--model", "example/m", "--settings", settings),
        *("--port", "18080", "--frontend", str(frontend)),
    ]


def test_the_repository_holds_one_model_of_one_version(tmp_path: Path) -> None:
    assert server.main(command(tmp_path, tmp_path / "none")) == server.NO_FRONTEND
    model = tmp_path / "repository" / "it's"
    assert json.loads((model / "1" / "model.json").read_text()) == {"model": "example/m", "tensor_parallel_size": 2}
    assert 'backend: "vllm"' in (model / "config.pbtxt").read_text()


def test_it_becomes_the_frontend_on_loopback(tmp_path: Path) -> None:
    frontend = tmp_path / "main.py"
    frontend.write_text("import os, sys; print(os.getpid(), *sys.argv[1:], sep='|')")
    with subprocess.Popen(
        [sys.executable, server.__file__, *command(tmp_path, frontend)], stdout=subprocess.PIPE, text=True
    ) as process:
        said = (process.stdout.read() if process.stdout else "").strip().split("|")
    assert int(said[0]) == process.pid
    assert said[said.index("--host") + 1] == "127.0.0.1" and said[said.index("--openai-port") + 1] == "18080"
