"""Takes the pictures that the documentation shows: the real program on an X server of its own."""

from __future__ import annotations

import argparse
import fcntl
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

ROOT = Path(__file__).resolve().parent.parent
MEDIA = ROOT / "packaging" / "media"
START_SECONDS = 30.0
UNDECORATED = """<?xml version="1.0"?>
<openbox_config xmlns="http://openbox.org/3.4/rc"><applications>
<application class="*" type="normal"><decor>no</decor><maximized>yes</maximized></application>
</applications></openbox_config>"""
"""The window covers the screen."""


@contextmanager
def running(*command: str, environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program as long as the block lasts."""
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def x_server(size: str, home: Path) -> Iterator[dict[str, str]]:
    """Start an X server with a window manager; yield the environment that leads there."""
    read_end, write_end = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write_end), "-screen", "0", f"{size}x24", "-nolisten", "tcp"],
        pass_fds=[write_end],
        stderr=subprocess.DEVNULL,
    )
    os.close(write_end)
    try:
        with os.fdopen(read_end) as answer:
            display = f":{answer.readline().strip()}"
        environment = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
        environment.pop("WAYLAND_DISPLAY", None)
        rules = home / "openbox.xml"
        rules.write_text(UNDECORATED)
        with running("openbox", "--config-file", str(rules), environment=environment):
            yield environment
    finally:
        server.terminate()
        server.wait()


def wait_for_window(environment: dict[str, str], program: subprocess.Popen[bytes]) -> str:
    """Return the number of the program's window when it is on the screen."""
    command = ["xdotool", "search", "--onlyvisible", "--name", "Leitstand"]
    for _attempt in range(int(START_SECONDS / 0.2)):
        found = subprocess.run(command, env=environment, capture_output=True, text=True, check=False).stdout.split()
        if found:
            return found[-1]
        if program.poll() is not None:
            sys.exit(f"The program ended with {program.returncode}.")
        time.sleep(0.2)
    sys.exit(f"No window within {START_SECONDS:.0f} s.")


class Person:
    """Who sits at the keyboard."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._environment = environment

    def press(self, *keys: str) -> None:
        """Press keys one after the other."""
        for key in keys:
            self._do("key", "--clearmodifiers", key)
            time.sleep(0.1)

    def run(self, command: str, seconds: float) -> None:
        """Type a line into what has the keyboard and watch it for a while."""
        self._do("type", "--clearmodifiers", "--delay", "15", command)
        self.press("Return")
        time.sleep(seconds)

    def go(self, words: str, seconds: float) -> None:
        """Open a node or run an action through the field of the top bar."""
        self.press("ctrl+shift+p")
        self.run(words, seconds)

    def _do(self, *arguments: str) -> None:
        subprocess.run(["xdotool", *arguments], env=self._environment, check=True)


def use(person: Person) -> None:
    """Do what the picture shows: a node under load in one terminal, its GPUs in the other."""
    person.go("gpu-b01", 3)
    person.run("top", 1)
    person.go("gpu-c04", 3)
    person.run("dmesg | tail", 1)
    person.go("gpu-a03", 3)
    person.run("clear; uptime", 1)
    person.run("nvidia-smi", 2)
    person.press("ctrl+shift+l", "Right")
    time.sleep(1)
    person.press("ctrl+shift+j")


def leave(person: Person, program: subprocess.Popen[bytes], home: Path) -> None:
    """End the program and its core, the way a person does."""
    person.press("ctrl+shift+q")
    time.sleep(1.5)
    # The safe answer has the keyboard; the one before it ends the sessions.
    person.press("Tab", "Return")
    try:
        program.wait(15)
    except subprocess.TimeoutExpired:
        sys.exit("The program did not end.")
    for lock in home.glob("run/*.lock"):
        with lock.open("rb") as file:
            wait_for_core(file)


def wait_for_core(lock: BinaryIO) -> None:
    """Wait until the core lets go of its lock: that is the last thing it does."""
    for _attempt in range(75):
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(0.2)
        else:
            return
    sys.exit("The core did not end.")


def take(name: str, size: str, settle_seconds: float, arguments: list[str]) -> Path:
    """Start the program, use it, let it come to rest, and write a picture of its window."""
    target = MEDIA / f"{name}.png"
    target.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="lst-") as home, x_server(size, Path(home)) as environment:
        environment |= {"LEITSTAND_HOME": home, "LANG": "C.UTF-8", "LANGUAGE": "en"}
        with running(sys.executable, "-m", "console", *arguments, environment=environment) as program:
            window = wait_for_window(environment, program)
            time.sleep(settle_seconds)
            person = Person(environment)
            use(person)
            time.sleep(settle_seconds)
            write(window, target, environment)
            leave(person, program, Path(home))
    return target


def write(window: str, target: Path, environment: dict[str, str]) -> None:
    """Write the picture of a window, as small as it goes without loss."""
    shrink = ["-strip", "-define", "png:compression-level=9", "-define", "png:compression-filter=5"]
    subprocess.run(["import", "-window", window, *shrink, str(target)], env=environment, check=True)


def main() -> int:
    """Take every picture."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--size", default="1920x1080")
    options.add_argument("--settle", type=float, default=8.0, metavar="SECONDS")
    chosen = options.parse_args()
    print(take("workstation", chosen.size, chosen.settle, ["demo"]).relative_to(ROOT))
    return 0


if __name__ == "__main__":
    sys.exit(main())
