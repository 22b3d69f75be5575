"""Make a model repository for Triton's vLLM backend, then become its OpenAI-compatible frontend."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

FRONTEND = "/opt/tritonserver/python/openai/openai_frontend/main.py"
CONFIGURATION = 'backend: "vllm"\ninstance_group [ { count: 1 kind: KIND_MODEL } ]\n'
NO_FRONTEND = 69


def arguments(argv: Sequence[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repository", required=True, help="the folder that is made")
    parser.add_argument("--name", required=True, help="the name that clients ask for")
    parser.add_argument("--model", required=True, help="a repository of the hub, or a path")
    parser.add_argument("--settings", default="{}", help="what vLLM is told, as JSON")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--frontend", default=FRONTEND)
    return parser.parse_args(argv)


def make_repository(folder: Path, name: str, model: str, settings: dict[str, object]) -> None:
    """Write one model of one version."""
    version = folder / name / "1"
    version.mkdir(parents=True, exist_ok=True)
    (version / "model.json").write_text(json.dumps({"model": model, **settings}), "utf-8")
    (folder / name / "config.pbtxt").write_text(CONFIGURATION, "utf-8")


def main(argv: Sequence[str]) -> int:
    """Become the frontend, which never returns; 69 where the image has none."""
    options = arguments(argv)
    make_repository(Path(options.repository), options.name, options.model, json.loads(options.settings))
    if not Path(options.frontend).is_file():
        sys.stderr.write(f"leitstand: this image has no {options.frontend}\n")
        return NO_FRONTEND
    words = [
        *(sys.executable, options.frontend, "--model-repository", options.repository, "--tokenizer", options.model),
        *("--backend", "vllm", "--host", options.host, "--openai-port", str(options.port)),
    ]
    sys.stdout.flush()
    return os.execv(sys.executable, words)  # noqa: S606 - no shell is wanted


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
