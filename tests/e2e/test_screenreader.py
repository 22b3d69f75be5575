"""The real program heard through AT-SPI, by the client in ``reader.py``, on a session bus of its own."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.e2e import reader
from tests.e2e.program import program
from tests.e2e.screen import screen, wait_for

SYSTEM_PYTHON = "/usr/bin/python3"
pytestmark = [
    pytest.mark.xvfb,
    pytest.mark.slow,
    pytest.mark.timeout(150),
    pytest.mark.skipif(shutil.which("dbus-daemon") is None, reason="needs dbus-daemon"),
    pytest.mark.skipif(
        not Path(SYSTEM_PYTHON).exists()
        or subprocess.run([SYSTEM_PYTHON, "-c", "import pyatspi"], capture_output=True, check=False).returncode != 0,
        reason="needs python3-pyatspi",
    ),
]


@contextmanager
def session_bus() -> Iterator[str]:
    """Run a session bus; give its address."""
    daemon = subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", "--print-address=1"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert daemon.stdout is not None
    try:
        yield daemon.stdout.readline().decode().strip()
    finally:
        daemon.terminate()
        daemon.wait(10)
        daemon.stdout.close()


def said(file: Path) -> list[dict[str, Any]]:
    """Return what the reader has said so far."""
    return [json.loads(line) for line in file.read_text().splitlines() if line.endswith("}")]


def test_a_screen_reader_hears_what_a_terminal_shows_and_what_is_new(tmp_path: Path) -> None:
    heard, marker = tmp_path / "heard", tmp_path / "here"
    with session_bus() as bus, screen() as glass, program(glass, ["--open", "local"], "fleet") as app:
        app.environment |= {"DBUS_SESSION_BUS_ADDRESS": bus, "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1"}
        app.start()
        app.wait_open()
        app.run(f"clear; echo first words; touch {marker}")
        wait_for(marker.exists, 20, "the command has run")
        glass.still()
        with heard.open("w") as file, (tmp_path / "errors").open("w") as errors:
            client = subprocess.Popen(
                [SYSTEM_PYTHON, reader.__file__, "25"], env=app.environment, stdout=file, stderr=errors
            )
        try:
            wait_for(lambda: any("listening" in line for line in said(heard)), 40, "the reader listens")
            app.run("echo and something $((6 * 7)) new")
            wait_for(lambda: "something 42 new" in spoken_since(heard), 20, "the new line is heard")
        finally:
            client.kill()
            client.wait(10)
        found = said(heard)[0]
        assert found["name"] == "Terminal ~", "called as its tab: by the folder of the shell"
        assert found["text"].startswith("first words")
        assert found["caret"] >= len("first words\n")
        assert any(line.get("heard", "").startswith("object:text-caret-moved") for line in said(heard))


def spoken_since(heard: Path) -> str:
    """Return the text that was told as new."""
    return "".join(line["text"] for line in said(heard) if "text-changed:insert" in line.get("heard", ""))
