"""The supervised process, in every shell of this machine, with real processes."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from console.deploy.shell import write_command
from console.model.job import Launch
from console.model.launch import Service
from console.model.service import StepKind
from console.targets.process import TARGET

SHELLS = {name: shutil.which(name) for name in ("dash", "bash", "busybox")}

LAUNCH = Launch(("/bin/true",))


@pytest.fixture(params=list(SHELLS))
def sh(request: pytest.FixtureRequest, tmp_path: Path) -> list[str]:
    """A shell that is called sh and finds itself under that name."""
    path = SHELLS[request.param]
    if path is None:
        pytest.skip(f"needs {request.param}")
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "sh").symlink_to(path)
    return [str(folder / "sh")]


class Place:
    """A service in a folder with hostile characters."""

    def __init__(self, folder: Path, sh: list[str]) -> None:
        self.home = folder / "ho'me $x"
        self.service = Service("demo", "Demo", str(self.home / "demo"), str(self.home), 1)
        self.folder = Path(self.service.directory)
        self.folder.mkdir(parents=True)
        self._sh = sh

    def run(self, command: str) -> subprocess.CompletedProcess[str]:
        folder = str(Path(self._sh[0]).parent)
        environment = {**os.environ, "PATH": f"{folder}:{os.environ['PATH']}"}
        return subprocess.run(
            [*self._sh, "-c", command], capture_output=True, text=True, env=environment, timeout=60, check=False
        )

    def program(self, script: str) -> None:
        (self.folder / "run").write_text(f"#!/bin/sh\n{script}\n")

    def write(self) -> None:
        for step in TARGET.steps(self.service, LAUNCH):
            if step.kind is StepKind.WRITE:
                assert self.run(write_command(step)).returncode == 0

    def pid(self, name: str) -> int:
        # Empty for a moment, while it is written.
        return int((self.folder / f"{name}.pid").read_text() or 0)

    def log(self) -> str:
        return (self.folder / "service.log").read_text()


@pytest.fixture
def place(tmp_path: Path, sh: list[str]) -> Iterator[Place]:
    made = Place(tmp_path, sh)
    made.write()
    yield made
    made.run(TARGET.stop(made.service))


def wait_for(condition: Callable[[], bool], seconds: float = 10.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_start_status_stop(place: Place) -> None:
    place.program('echo hello; trap "exit 0" TERM; while :; do sleep 1; done')
    assert place.run(TARGET.status(place.service)).returncode == 3
    started = place.run(TARGET.start(place.service))
    assert started.returncode == 0 and "started" in started.stdout, started.stderr
    supervisor, service = place.pid("supervise"), place.pid("service")
    again = place.run(TARGET.start(place.service))
    assert "runs already" in again.stdout and place.pid("supervise") == supervisor
    assert place.run(TARGET.status(place.service)).returncode == 0
    assert place.run(TARGET.log(place.service)).stdout == "hello\n"
    assert place.run(TARGET.stop(place.service)).returncode == 0
    wait_for(lambda: not alive(supervisor) and not alive(service))
    assert place.run(TARGET.stop(place.service)).returncode == 0
    assert place.run(TARGET.status(place.service)).returncode == 3


def test_it_outlives_the_session_that_started_it(place: Place) -> None:
    place.program("trap 'exit 0' TERM; while :; do sleep 1; done")
    process = subprocess.Popen(["/bin/sh", "-c", TARGET.start(place.service)], start_new_session=True, text=True)
    process.wait(20)
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, signal.SIGHUP)
    assert place.run(TARGET.status(place.service)).returncode == 0


def test_a_service_that_ends_is_started_again(place: Place) -> None:
    place.program("echo once more; trap 'exit 0' TERM; while :; do sleep 1; done")
    place.run(TARGET.start(place.service))
    first = place.pid("service")
    os.kill(first, signal.SIGKILL)
    wait_for(lambda: place.pid("service") not in {0, first})
    wait_for(lambda: place.log().count("once more") == 2)
    assert "ended with status 137 (1 of 5)" in place.log()


def test_what_was_ended_from_outside_is_told_in_the_log(place: Place) -> None:
    place.program("echo ready; exec sleep 604")
    place.run(TARGET.start(place.service))
    wait_for(lambda: "ready" in place.log())
    assert place.run(TARGET.log(place.service)).stdout == "ready\n"
    supervisor, service = place.pid("supervise"), place.pid("service")
    for pid in (supervisor, service):
        os.kill(pid, signal.SIGKILL)
    wait_for(lambda: place.run(TARGET.log(place.service)).stdout == "ready\ndoes not run\n")


def test_a_port_of_somebody_else_is_not_started_on(place: Place) -> None:
    place.program("exec sleep 604")
    with socket.socket() as stranger:
        stranger.bind(("127.0.0.1", 0))
        stranger.listen()
        service = replace(place.service, port=stranger.getsockname()[1])
        done = place.run(TARGET.start(service))
        assert done.returncode != 0 and "already in use" in done.stderr
        assert place.run(TARGET.status(service)).returncode == 3
    assert place.run(TARGET.start(service)).returncode == 0


def test_it_gives_up_after_five_ends(place: Place) -> None:
    place.program("echo no >&2; exit 7")
    place.run(TARGET.start(place.service))
    wait_for(lambda: "status 7 (5 of 5)" in place.log(), 20)
    wait_for(lambda: place.run(TARGET.status(place.service)).returncode == 3)
    assert place.log().count("no\n") == 5
    assert not (place.folder / "supervise.pid").exists()


def test_a_process_that_is_not_ours_is_left_alone(place: Place) -> None:
    stranger = subprocess.Popen(["sleep", "604"])
    try:
        (place.folder / "supervise.pid").write_text(f"{stranger.pid}\n")
        (place.folder / "service.pid").write_text(f"{stranger.pid}\n")
        assert place.run(TARGET.status(place.service)).returncode == 3
        assert place.run(TARGET.stop(place.service)).returncode == 0
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


@pytest.mark.slow
def test_a_service_that_ignores_term_and_lost_its_supervisor_is_ended(place: Place) -> None:
    place.program('trap "" TERM; echo deaf; while :; do sleep 1; done')
    place.run(TARGET.start(place.service))
    wait_for(lambda: "deaf" in place.log())
    service = place.pid("service")
    os.kill(place.pid("supervise"), signal.SIGKILL)
    stopped = place.run(TARGET.stop(place.service))
    assert stopped.returncode == 0, stopped.stderr
    wait_for(lambda: not alive(service))


def test_undo_leaves_the_folder_as_it_was(place: Place) -> None:
    place.program("trap 'exit 0' TERM; while :; do sleep 1; done")
    place.run(TARGET.start(place.service))
    for step in reversed(TARGET.steps(place.service, LAUNCH)):
        assert place.run(step.undo).returncode == 0
    left = {path.name for path in place.folder.iterdir()}
    assert left <= {"run", "service.log"}
