"""A node that means harm: whatever it prints, the window answers and the core keeps its memory.

Each test prints what it measured: the longest that the window's event loop stood still, and how much the core
has grown. The limits are generous, because machines that run tests are slow; a defect is off by orders.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QElapsedTimer, QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console.app import launch, paths
from console.app.desk import Desk, hello
from console.app.launch import CoreEnd
from console.app.profile import Profile
from console.model.ids import LOCAL_NODE, TerminalId
from console.settings.store import SettingsStore
from console.ui.bridge import Bridge
from console.ui.notices import LIMIT
from console.ui.opening import Opening, read_ground
from console.wire import messages as m

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(300),
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads the memory of the core in /proc"),
]

LONGEST_GAP_MS = 1500
MOST_GROWTH_MEGABYTES = 400
MOST_TERMINALS = 8
SCRIPT = Path(__file__).with_name("hostile.py")
PATIENCE_MS = 240_000


class Pulse(QObject):
    """How long the event loop stands still at most."""

    def __init__(self) -> None:
        super().__init__()
        self.worst_ms = 0
        self._clock = QElapsedTimer()
        self._timer = QTimer(self, interval=2)
        self._timer.timeout.connect(self._beat)

    def begin(self) -> None:
        """Measure from now on."""
        self.worst_ms = 0
        self._clock.start()
        self._timer.start()

    def _beat(self) -> None:
        self.worst_ms = max(self.worst_ms, self._clock.restart())

    def end(self) -> int:
        """Return the longest gap."""
        self._timer.stop()
        return self.worst_ms


@dataclass
class Stage:
    """A desk over a core of its own, and what it was told."""

    desk: Desk
    core: CoreEnd
    tabs: dict[TerminalId, m.Tab] = field(default_factory=dict)
    pulse: Pulse = field(default_factory=Pulse)

    def open_shell(self, qtbot: QtBot) -> TerminalId:
        self.desk._bridge.tab_changed.connect(lambda tab: self.tabs.update({tab.terminal_id: tab}))
        self.desk.window.commands["local_shell"].trigger()
        qtbot.waitUntil(lambda: any(tab.state is m.TabState.OPEN for tab in self.tabs.values()), timeout=30_000)
        return max(self.tabs)

    def memory_megabytes(self) -> float:
        status = Path(f"/proc/{self.core.pid}/status").read_text()
        line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) / 1024

    def run(self, terminal_id: TerminalId, kind: str, megabytes: float) -> None:
        command = f"{sys.executable} {SCRIPT} {kind} {megabytes}"
        self.desk._bridge.send(m.Paste(terminal_id=terminal_id, text=command))
        self.desk._bridge.send(m.KeyPress(terminal_id=terminal_id, key="Enter"))

    def is_done(self, terminal_id: TerminalId) -> bool:
        return self.tabs[terminal_id].title == "DONE"

    def answers(self, terminal_id: TerminalId, qtbot: QtBot) -> None:
        """Wait until a command that is typed now has been run."""
        bridge = self.desk._bridge
        bridge.send(m.Paste(terminal_id=terminal_id, text="printf '\\033]0;%s\\007' ALIVE; sleep 60"))
        bridge.send(m.KeyPress(terminal_id=terminal_id, key="Enter"))
        qtbot.waitUntil(lambda: self.tabs[terminal_id].title == "ALIVE", timeout=60_000)


@pytest.fixture(params=["ghostty", "pyte"])
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def stage(qtbot: QtBot, tmp_path: Path, engine: str) -> Iterator[Stage]:
    del qtbot
    (tmp_path / "ssh_config").write_text("")
    file = paths.user_folders().settings_file
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f'[terminal]\nengine = "{engine}"\n[core]\nmost_terminals = {MOST_TERMINALS}\n')
    profile = Profile(name="desk", inventory=(str(tmp_path / "none.toml"),), ssh_config=(str(tmp_path / "ssh_config"),))
    bridge = Bridge()
    core = launch.connect(profile, hello())
    opening = Opening(read_ground(paths.resources() / "themes", "dark"))
    opening.resize(1200, 700)
    opening.show()
    made = Desk(profile, SettingsStore(file), bridge)
    made.show(opening, core)
    yield Stage(made, core)
    if core.pid is not None:
        # Asking it to leave would stand behind a flood that a failed test has left.
        os.kill(core.pid, signal.SIGTERM)
    core.wait()
    made.end()
    file.unlink()
    opening.close()
    opening.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def size_for(kind: str, engine: str) -> float:
    """Return how many megabytes: the portable engine gets a tenth, what is dear for every byte a little."""
    dear = {
        "links": 8.0,
        "bells": 4.0,
        "titles": 8.0,
        "clipboard": 8.0,
        "notices": 8.0,
        "marks": 4.0,
        "marked": 4.0,
        "modes": 4.0,
    }
    size = dear.get(kind, 100.0 if kind == "line" else 30.0)
    return size if engine == "ghostty" else size / 10


@pytest.mark.parametrize(
    "kind",
    [
        "line", "links", "titles", "bells", "clipboard", "notices", "string", "control", "parameters", "marks",
        "marked", "modes",
    ],
)  # fmt: skip
def test_the_window_outlives_what_a_node_prints(stage: Stage, qtbot: QtBot, kind: str, engine: str) -> None:
    terminal_id = stage.open_shell(qtbot)
    QApplication.clipboard().setText("mine")
    before = stage.memory_megabytes()
    megabytes = size_for(kind, engine)
    clock = QElapsedTimer()
    clock.start()
    stage.pulse.begin()
    stage.run(terminal_id, kind, megabytes)
    qtbot.waitUntil(lambda: stage.is_done(terminal_id), timeout=PATIENCE_MS)
    gap, growth = stage.pulse.end(), stage.memory_megabytes() - before
    print(f"\n{engine} {kind}: {megabytes:g} MB in {clock.elapsed() / 1000:.1f} s, gap {gap} ms, core {growth:+.0f} MB")
    assert gap < LONGEST_GAP_MS
    assert growth < MOST_GROWTH_MEGABYTES
    assert len(stage.desk.window.notices.entries) < LIMIT
    assert QApplication.clipboard().text() == "mine", "nobody has allowed anything"
    stage.answers(terminal_id, qtbot)


def test_a_resize_storm_in_a_flood(stage: Stage, qtbot: QtBot, engine: str) -> None:
    terminal_id = stage.open_shell(qtbot)
    window = stage.desk.window.window()
    stage.run(terminal_id, "lines", 40.0 if engine == "ghostty" else 4.0)
    stage.pulse.begin()
    for step in range(120):
        window.resize(900 + step * 37 % 500, 500 + step * 53 % 400)
        qtbot.wait(5)
    qtbot.waitUntil(lambda: stage.is_done(terminal_id), timeout=PATIENCE_MS)
    gap = stage.pulse.end()
    print(f"\n{engine} resize storm: gap {gap} ms")
    assert gap < LONGEST_GAP_MS
    stage.answers(terminal_id, qtbot)


def test_a_thousand_terminals_are_refused_with_words(stage: Stage, qtbot: QtBot) -> None:
    terminal_id = stage.open_shell(qtbot)
    bridge = stage.desk._bridge
    refused: list[str] = []
    bridge.refused.connect(lambda problem: refused.append(problem.text()))
    opened: list[object] = []
    stage.pulse.begin()
    for _ in range(1000):
        bridge.ask(m.OpenTerminal(node_id=LOCAL_NODE), opened.append)
    qtbot.waitUntil(lambda: len(refused) + len(opened) == 1000, timeout=PATIENCE_MS)
    gap = stage.pulse.end()
    print(f"\na thousand terminals: gap {gap} ms")
    assert gap < LONGEST_GAP_MS
    assert len(opened) == MOST_TERMINALS - 1
    assert set(refused) == {f"There are {MOST_TERMINALS} terminals already."}
    assert stage.desk.window.desk.count() == MOST_TERMINALS
    assert "most_terminals" in stage.desk.window.toast.accessibleName()
    stage.desk.window.toast.hide()
    stage.answers(terminal_id, qtbot)
