"""Containers of a real Docker and a real Podman, seen by both forms of the probe."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from console.model.node_detail import Container
from console.model.probe import Facts, Reading
from console.probes.containers import PROBE

TESTBED = Path(__file__).parents[4] / "shared" / "tools" / "testbed"

pytestmark = [
    pytest.mark.testbed,
    pytest.mark.skipif(not (TESTBED / "docker").exists(), reason="needs the test bed"),
    pytest.mark.skipif(os.getuid() != 0, reason="needs root for the test bed"),
]

INSIDE = (
    "rm /etc/os-release; mkdir -p /usr/lib; ln -s ../usr/lib/os-release /etc/os-release; "
    "printf 'ID=ubuntu\\nPRETTY_NAME=\"Ubuntu 22.04.5 LTS\"\\n' > /usr/lib/os-release"
)


def run(*command: str, env: dict[str, str] | None = None) -> str:
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=180, check=False, env={**os.environ, **(env or {})}
    )
    if done.returncode != 0:
        pytest.skip(f"{command[0]} {command[1]}: {done.stderr.strip()[-300:]}")
    return done.stdout


@pytest.fixture(scope="module", params=["docker", "podman"])
def engine(request: pytest.FixtureRequest) -> Iterator[tuple[str, dict[str, str]]]:
    """Return an engine of its own, and the variables by which its client finds it."""
    name: str = request.param
    folder = Path(tempfile.mkdtemp(prefix="ltb"))
    own = {"TESTBED": str(folder)}
    try:
        said = run(str(TESTBED / name), "up", env=own)
        told = dict(line.split("=", 1) for line in said.splitlines() if "=" in line)
        yield name, {key: told[key] for key in ("DOCKER_HOST", "CONTAINER_HOST") if key in told}
    finally:
        run(str(TESTBED / name), "down", env=own)
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def chat(engine: tuple[str, dict[str, str]]) -> Iterator[None]:
    """A container with Ubuntu inside, CUDA by its variable, and a secret."""
    name, env = engine
    gpus = ["-e", "NVIDIA_VISIBLE_DEVICES=0,1"] if name == "docker" else ["--device", "nvidia.com/gpu=all"]
    labels = ["-l", "io.kubernetes.pod.name=chat-0", "-l", "io.kubernetes.pod.namespace=llm"]
    secret = ["-e", "CUDA_VERSION=12.4.1", "-e", "TOKEN=hunter2"]
    client = ["podman", "--url", env["CONTAINER_HOST"]] if name == "podman" else ["docker"]
    run(*client, "run", "-d", "--pull", "never", "--name", "chat", *gpus, *labels, *secret, "leitstand/base", "sleep",
        "1000", env=env)  # fmt: skip
    run(*client, "exec", "chat", "sh", "-c", INSIDE, env=env)
    yield
    run(*client, "rm", "-f", "chat", env=env)


def by_shell() -> tuple[str, int]:
    done = subprocess.run(["sh", "-c", f"probe() {{\n{PROBE.shell}\n}}\nprobe"], capture_output=True, check=False)
    return done.stdout.decode(), done.returncode


def by_python() -> tuple[str, int]:
    space: dict[str, object] = {}
    exec(PROBE.python, space)
    read = space["read"]
    assert callable(read)
    text, status = read()
    return text, status


def look(
    form: Callable[[], tuple[str, int]], env: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> tuple[str, Facts]:
    for key, value in env.items():
        monkeypatch.setenv(key, value)
    text, status = form()
    return text, PROBE.parse(Reading(text, status))


@pytest.mark.parametrize("form", [by_shell, by_python])
def test_a_container_of_ubuntu_with_cuda_and_gpus(
    engine: tuple[str, dict[str, str]], chat: None, form: Callable[[], tuple[str, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    name, env = engine
    text, facts = look(form, env, monkeypatch)
    (box,) = [box for box in facts["containers"] if box.name == "chat"]
    assert isinstance(box, Container)
    assert (box.engine, box.image.removeprefix("localhost/").removesuffix(":latest")) == (name, "leitstand/base")
    assert (box.system, box.system_id, box.cuda_version) == ("Ubuntu 22.04.5 LTS", "ubuntu", "12.4.1")
    assert box.gpus == (("0", "1") if name == "docker" else ("/dev/nvidia0", "/dev/nvidia1"))
    assert box.pod == "llm/chat-0"
    assert "hunter2" not in text


def test_who_may_not_ask_docker_is_told(engine: tuple[str, dict[str, str]], tmp_path: Path) -> None:
    name, env = engine
    if name != "docker":
        pytest.skip("podman shows each user the own containers")
    script = tmp_path / "probe.sh"
    script.write_text(f"probe() {{\n{PROBE.shell}\n}}\nprobe\n")
    script.chmod(0o644)
    for folder in (tmp_path, *tmp_path.parents[:3], Path(env["DOCKER_HOST"].removeprefix("unix://")).parents[1]):
        folder.chmod(folder.stat().st_mode | 0o011)
    text = run("su", "nobody", "-s", "/bin/sh", "-c", f"sh {script}", env=env)
    assert PROBE.parse(Reading(text))["engines_denied"] == ("docker",)
