"""The real program: a desk process under an X screen, and its core."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from console.model.ids import TerminalId
from console.model.service import DeployState
from console.wire import messages as m
from tests.core import Client, attach
from tests.e2e.screen import Screen, wait_for

ROOT = Path(__file__).parents[2]
COLORS: dict[str, str] = tomllib.loads((ROOT / "resources/themes/dark.toml").read_text())["color"]


class Program:
    """Starts desks, finds the core, and kills either as a power cut would."""

    def __init__(self, screen: Screen, home: Path, arguments: Sequence[str], profile: str) -> None:
        self.screen = screen
        self.profile = profile
        self.home = home
        self.arguments = arguments
        self.environment = {
            **screen.environment,
            "LEITSTAND_HOME": str(home / "ls"),
            "HOME": str(home),
            "SHELL": "/bin/bash",
            "LANGUAGE": "en",
            "LANG": "C.UTF-8",
            "LC_ALL": "C.UTF-8",
            "PYTHONPATH": str(ROOT),
        }
        self.environment.pop("SSH_AUTH_SOCK", None)
        self.desk: subprocess.Popen[bytes] | None = None
        self.log = home / "desk.log"

    def start(self) -> float:
        """Start a desk; return the seconds until its window is on the screen."""
        started = time.monotonic()
        with self.log.open("ab") as log:
            self.desk = subprocess.Popen(
                [sys.executable, "-m", "console", *self.arguments],
                env=self.environment, cwd=self.home, stdout=log, stderr=log,
            )  # fmt: skip
        wait_for(lambda: self.screen.windows("Leitstand"), 30, "the window")
        seconds = time.monotonic() - started
        wait_for(self.screen.take_keyboard, 20, "the window has the keyboard", self.state)
        self.screen.still()
        return seconds

    def state(self) -> str:
        """Return how the desk is, for the message of a failure."""
        ended = self.desk.poll() if self.desk is not None else None
        return f"({self.screen.who_has_keyboard()}, exit status {ended}, log: {self.log.read_text()[-500:]})"

    @contextmanager
    def another(self, arguments: Sequence[str]) -> Iterator[subprocess.Popen[bytes]]:
        """Start a second program of the same home."""
        with self.log.open("ab") as log:
            second = subprocess.Popen(
                [sys.executable, "-m", "console", *arguments],
                env=self.environment, cwd=self.home, stdout=log, stderr=log,
            )  # fmt: skip
        try:
            yield second
        finally:
            second.kill()
            second.wait(10)

    def processes(self) -> list[int]:
        """Return every process of this home: desk, core, simulation, shells."""
        mark = f"LEITSTAND_HOME={self.home / 'ls'}".encode()
        found = []
        for entry in Path("/proc").iterdir():
            if not entry.name.isdigit():
                continue
            with suppress(OSError):
                if mark in (entry / "environ").read_bytes().split(b"\0"):
                    found.append(int(entry.name))
        return found

    def cores(self) -> list[int]:
        """Return the core processes of this home."""
        found = []
        for pid in self.processes():
            with suppress(OSError):
                if b"console.app.core" in Path(f"/proc/{pid}/cmdline").read_bytes():
                    found.append(pid)
        return found

    @property
    def socket(self) -> Path:
        """Return where the core listens."""
        return self.home / "ls" / "run" / f"{self.profile}.sock"

    # ---- what a person does -------------------------------------------------------------------

    def go(self, words: str) -> None:
        """Open a node, connect to a destination or run an action through the field of the top bar."""
        self.screen.keys("ctrl+shift+p")
        self.screen.type(words + "\n")

    def run(self, command: str) -> None:
        """Type a command into the terminal that is shown."""
        self.screen.keys("ctrl+shift+j")
        self.screen.type(command + "\n")

    def forward(self) -> None:
        """Go on to the next page of the wizard, once it lets us."""
        self.screen.still()
        wait_for(lambda: self.screen.count(COLORS["accent"]) > 4000, 90, "the wizard goes on")
        self.screen.keys("ctrl+Return")

    def lead_deploy(self, name: str) -> None:
        """Lead a deploy on the node of the shown terminal through the wizard, as far as it runs."""
        self.screen.keys("ctrl+shift+o")
        wait_for(self.has_sheet, 20, "the wizard")
        for page in ("nodes", "model", "engine", "target", "preflight", "plan"):
            self.screen.picture(f"{name}-wizard-{page}")
            self.forward()
        wait_for(lambda: self.deploy_state() != "", 60, "the plan runs")

    def ask(self, question: str) -> str:
        """Ask the model on the result page; return its answer."""
        before = len(self.answers())
        self.screen.type(question + "\n")
        wait_for(lambda: len(self.answers()) > before, 60, "an answer")
        asked, answer = self.answers()[-1]
        assert asked.endswith(question)
        return answer

    def press(self, button: int, state: DeployState) -> None:
        """Press a button of the newest deploy by keyboard, so many tabs away, and see it take effect."""
        self.screen.still()
        self.screen.keys(*["Tab"] * button, "space")
        self.wait_deploy(state)
        self.screen.still()

    def close_sheet(self) -> None:
        """Close what is open with Escape."""
        self.screen.keys("Escape")
        wait_for(lambda: not self.has_sheet(), 10, "the sheet is closed")

    # ---- what is on the screen ----------------------------------------------------------------

    def has_banner(self) -> bool:
        """Say whether the line across the desk is there: its left edge has the colour of a failure."""
        column = self.screen.rgb()[:120, 1]
        return bool((column == _rgb("fail")).all(axis=1).sum() >= 16)

    def has_sheet(self) -> bool:
        """Say whether a dialog is open: the ground of the tree, below the last node, lies under its scrim."""
        ground = self.screen.rgb()[self.screen.height - 150, 40:60]
        return not (ground == _rgb("panel")).all()

    def has_alarm(self) -> bool:
        """Say whether the red alarm is shown."""
        return self.screen.count(COLORS["alarm"]) > 10_000

    # ---- the inner truth ----------------------------------------------------------------------

    @contextmanager
    def look(self) -> Iterator[Client]:
        """Attach to the core as a desk that watches: the window goes on leading, whatever was typed into it arrives."""
        wait_for(self.socket.exists, 30, "the core listens", self.state)
        client = attach(str(self.socket), watch=True)
        try:
            client.welcome()
            yield client
        finally:
            client.socket.close()

    def wait_open(self, count: int = 1, text: str = "") -> None:
        """Wait until so many tabs are open and the newest shows ``text``; empty: a prompt or whatever comes first."""
        with self.look() as client:
            wait_open(client, count, text)

    def deploys(self) -> list[list[dict[str, object]]]:
        """Return the journals of the deploys, oldest first."""
        folder = self.home / "ls" / "state" / "deploys" / self.profile / "deploys"
        return [
            [json.loads(line) for line in path.read_text().splitlines() if line.strip()]
            for path in sorted(folder.glob("*.jsonl"))
        ]

    def deploy_state(self) -> str:
        """Return the state of the newest deploy."""
        journals = self.deploys()
        states = [line["state"] for line in journals[-1] if line.get("type") == "StateChanged"] if journals else []
        return str(states[-1]) if states else ""

    def answers(self) -> list[tuple[str, str]]:
        """Return what the newest deploy was asked and what it answered."""
        journals = self.deploys()
        found = [line for line in journals[-1] if line.get("type") == "Answered"] if journals else []
        return [(str(line["question"]), str(line["answer"])) for line in found]

    def wait_deploy(self, state: DeployState, within: float = 90) -> None:
        """Wait until the newest deploy is in ``state``."""
        ended = {DeployState.FAILED, DeployState.INTERRUPTED} - {state}

        def reached() -> bool:
            now = self.deploy_state()
            assert now not in ended, self.deploys()[-1][-6:]
            return now == state

        wait_for(reached, within, f"the deploy is {state}")

    # ---- the ends -----------------------------------------------------------------------------

    def kill_desk(self) -> None:
        """Kill the desk without a word."""
        assert self.desk is not None
        self.desk.send_signal(signal.SIGKILL)
        self.desk.wait(10)

    def kill_core(self) -> None:
        """Kill the core without a word."""
        for pid in self.cores():
            os.kill(pid, signal.SIGKILL)

    def end(self) -> None:
        """End whatever is left."""
        if self.desk is not None and self.desk.poll() is None:
            self.desk.terminate()
            with suppress(subprocess.TimeoutExpired):
                self.desk.wait(5)
            if self.desk.poll() is None:
                self.desk.kill()
                self.desk.wait(10)
        for pid in self.cores():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)
        with suppress(AssertionError):
            wait_for(lambda: not self.cores(), 15)
        for pid in self.cores():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def wait_open(client: Client, count: int, text: str) -> TerminalId:
    """Wait until so many tabs are open and the newest shows ``text``; return the newest."""
    tabs = {tab.terminal_id: tab for tab in client.welcome().tabs}

    def is_open() -> bool:
        tabs.update({event.tab.terminal_id: event.tab for event in client.of(m.TabChanged)})
        return sum(tab.state is m.TabState.OPEN for tab in tabs.values()) >= count

    client.until(is_open, 30)
    newest = max(tabs)
    client.send(m.ShowTerminal(terminal_id=newest, visible=True, focused=True))
    client.until(lambda: text in client.screen(newest) if text else bool(client.screen(newest).strip()), 30)
    return newest


def _rgb(name: str) -> tuple[int, int, int]:
    red, green, blue = bytes.fromhex(COLORS[name].removeprefix("#"))
    return red, green, blue


@contextmanager
def program(screen: Screen, arguments: Sequence[str], profile: str = "fleet") -> Iterator[Program]:
    """A program with a home of its own; it is ended with the test, whatever happened."""
    # Short, because the path of a socket may have some 100 characters only.
    home = Path(tempfile.mkdtemp(prefix="lse-"))
    made = Program(screen, home, arguments, profile)
    try:
        yield made
    except BaseException:
        test = re.sub(r"\W+", "-", os.environ.get("PYTEST_CURRENT_TEST", "").partition("::")[2].partition(" (")[0])
        screen.picture(f"failed-{test.strip('-')}")
        raise
    finally:
        made.end()
        shutil.rmtree(home, ignore_errors=True)
