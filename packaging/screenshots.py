"""Takes the pictures that the documentation shows: the real program on an X server of its own."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MEDIA = ROOT / "packaging" / "media"
START_SECONDS = 30.0


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
def x_server(size: str) -> Iterator[dict[str, str]]:
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
        with running("openbox", environment=environment):
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


def take(name: str, size: str, settle_seconds: float, arguments: list[str]) -> Path:
    """Start the program, let it come to rest, and write a picture of its window."""
    target = MEDIA / f"{name}.png"
    target.parent.mkdir(exist_ok=True)
    width, height = (int(part) for part in size.split("x"))
    screen = f"{width + 200}x{height + 200}"  # the window manager adds a frame
    with tempfile.TemporaryDirectory(prefix="lst-") as home, x_server(screen) as environment:
        environment |= {"LEITSTAND_HOME": home, "LANG": "C.UTF-8", "LANGUAGE": "en"}
        with running(sys.executable, "-m", "console", *arguments, environment=environment) as program:
            window = wait_for_window(environment, program)
            move = ["xdotool", "windowmove", window, "0", "0", "windowsize", window, str(width), str(height)]
            subprocess.run(move, env=environment, check=True)
            time.sleep(settle_seconds)
            subprocess.run(["import", "-window", window, str(target)], env=environment, check=True)
    return target


def main() -> int:
    """Take every picture."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--size", default="1920x1080")
    options.add_argument("--settle", type=float, default=8.0, metavar="SECONDS")
    chosen = options.parse_args()
    print(take("workstation", chosen.size, chosen.settle, ["demo", "--window", chosen.size]).relative_to(ROOT))
    return 0


if __name__ == "__main__":
    sys.exit(main())
