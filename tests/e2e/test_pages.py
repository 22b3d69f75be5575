"""The pages of the fleet in the real program, by keyboard, read as a screen reader reads them."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import pytest

from tests.e2e import sight, test_screenreader
from tests.e2e.program import Program, program
from tests.e2e.screen import screen, wait_for
from tests.e2e.test_screenreader import SYSTEM_PYTHON, session_bus

pytestmark = [*test_screenreader.pytestmark[:2], pytest.mark.timeout(300), *test_screenreader.pytestmark[3:]]


class Pages:
    """The program, and what can be read in its window."""

    def __init__(self, app: Program) -> None:
        self.app = app

    def read(self, *, texts: bool = False) -> list[str]:
        """Return every name that is shown, with ``texts`` also what terminals, fields and panes show."""
        done = subprocess.run(
            [SYSTEM_PYTHON, sight.__file__, *["--texts"] * texts], env=self.app.environment, capture_output=True,
            text=True, timeout=60, check=True,
        )  # fmt: skip
        found: list[str] = json.loads(done.stdout)
        return found

    def press(self, words: str, within: float = 20) -> None:
        """Press the control that is called so, or so and a count, once it can be."""

        def is_pressed() -> bool:
            command = [SYSTEM_PYTHON, sight.__file__, words]
            return subprocess.run(command, env=self.app.environment, check=False, timeout=60).returncode == 0

        wait_for(is_pressed, within, f"to press {words}", lambda: str(self.read()[-60:]))

    def wait(self, *words: str, within: float = 60) -> list[str]:
        """Wait until all of these words can be read; return everything that can."""
        seen: list[list[str]] = []

        def are_there() -> bool:
            seen.append(self.read())
            return all(any(word in name for name in seen[-1]) for word in words)

        wait_for(are_there, within, f"to read {words}", lambda: str(seen[-1][-60:]))
        return seen[-1]


@contextmanager
def pages(
    *arguments: str,
    profile: str = "demo",
    size: tuple[int, int] = (1920, 1080),
    files: Mapping[str, str] | None = None,
    environment: Mapping[str, str] | None = None,
) -> Iterator[Pages]:
    """Start the program on a screen and a bus of its own; ``files`` stand in the folder of its settings before."""
    with session_bus() as bus, screen(*size) as glass, program(glass, list(arguments) or ["demo"], profile) as app:
        app.environment |= {"DBUS_SESSION_BUS_ADDRESS": bus, "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1"}
        app.environment |= environment or {}
        folder = app.home / "ls/config"
        folder.mkdir(parents=True)
        for name, text in (files or {}).items():
            (folder / name).write_text(text)
        app.start()
        yield Pages(app)


def test_the_pages_of_the_simulated_data_centre() -> None:
    with pages() as here:
        app = here.app
        here.wait("gpu-b04")
        app.go("gpu-b04")
        app.wait_open()
        app.go("alerts")
        here.wait("GPU 5 does not work.", "gpu-b04", "The GPUs cannot be asked.", "Active: 2")
        app.screen.picture("page-alerts")
        app.screen.keys("Escape")
        app.screen.still()
        assert not any("The GPUs cannot be asked." in name for name in here.read()), "the terminal is back"
        app.go("node details")
        here.wait("gpu-b04", "GPU lost", "NVIDIA H100 80GB HBM3")
        app.screen.picture("page-node")
        app.go("readiness of the node")
        here.wait("Readiness of gpu-b04", "NVIDIA driver", "PASS", within=90)
        app.screen.picture("page-readiness")
        app.go("history of the fleet")
        here.wait("Power")
        app.screen.picture("page-history")
        app.go("slurm: queue")
        here.wait("Partition: h100 *", "Nodes 8")
        here.press("Nodes 8")
        here.wait("Reason: XID 79 on GPU 5")
        app.screen.picture("page-slurm")
        app.go("host keys")
        here.wait("Host keys")
        app.screen.picture("page-host-keys")
        log = app.log.read_text()
        assert "Traceback" not in log, log
