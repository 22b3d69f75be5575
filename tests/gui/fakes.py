"""Stand-ins for the core, the clock and the terminal, for tests of the window."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from console.model.arrangement import Arrangement
from console.model.errors import Problem
from console.model.ids import TerminalId
from console.model.node import NodeView
from console.ui.bridge import Bridge
from console.ui.dashboard.board import Dashboard
from console.ui.fonts import mono_font
from console.ui.panes import TerminalPart
from console.ui.terminal.listening import ListeningWidget
from console.ui.theme import Theme, Themes
from console.ui.window import Window
from console.wire import messages as m
from tests.gui.fleet import NOW

THEME_FOLDER = Path(__file__).resolve().parents[2] / "resources" / "themes"


class FakeClock:
    """Stands still until it is moved."""

    def __init__(self, now: datetime = NOW) -> None:
        self.at = now

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return self.at.timestamp()


class FakeBridge(Bridge):
    """Keeps what the window sends; a test answers in the core's place."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[m.Request] = []
        self.asked: list[tuple[m.Request, Callable[[m.Value], None], Callable[[Problem], None] | None]] = []

    @property
    def is_attached(self) -> bool:
        return True

    def send(self, request: m.Request) -> None:
        self.sent.append(request)

    def ask(
        self,
        request: m.Request,
        on_reply: Callable[[m.Value], None],
        on_problem: Callable[[Problem], None] | None = None,
    ) -> int:
        self.asked.append((request, on_reply, on_problem))
        return len(self.asked)

    def answer(self, value: m.Value) -> m.Request:
        """Reply to the last question that the window asked."""
        request, on_reply, _ = self.asked.pop()
        on_reply(value)
        return request

    def sent_of(self, kind: type[m.Request]) -> list[m.Request]:
        """Return the requests of one kind."""
        return [request for request in self.sent if isinstance(request, kind)]


class FakeTerminal(ListeningWidget):
    """Shows a page of text and keeps the keys it gets."""

    def __init__(self, themes: Themes, lines: list[str], parent: QWidget) -> None:
        super().__init__(parent)
        self._themes, self.lines, self.dimmed = themes, lines, False
        self.keys: list[int] = []
        self.overrides = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Terminal")

    def handle(self, kind: QEvent.Type, event: QEvent) -> bool:
        self.overrides += kind == QEvent.Type.ShortcutOverride
        return super().handle(kind, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.keys.append(event.key())

    def focusNextPrevChild(self, is_next: bool) -> bool:
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        terminal = self._themes.current.terminal
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(terminal.background))
        painter.setOpacity(0.6 if self.dimmed else 1.0)
        painter.setFont(mono_font("mono"))
        painter.setPen(QColor(terminal.foreground))
        for line, text in enumerate(self.lines):
            painter.drawText(14, 22 + 18 * line, text)


class FakeMaker:
    """Makes fake terminals."""

    def __init__(self, themes: Themes, lines: list[str] | None = None) -> None:
        self._themes, self._lines = themes, lines or ["ops@gpu-a03:~$ "]
        self.made: dict[TerminalId, FakeTerminal] = {}
        self.zoomed: list[int] = []

    def make(self, terminal_id: TerminalId, parent: QWidget) -> TerminalPart:
        widget = self.made[terminal_id] = FakeTerminal(self._themes, self._lines, parent)

        def dim(dimmed: bool) -> None:
            widget.dimmed = dimmed
            widget.update()

        return TerminalPart(widget, dim, lambda: None)

    def set_theme(self, theme: Theme) -> None:
        for widget in self.made.values():
            widget.update()

    def zoom(self, steps: int) -> None:
        self.zoomed.append(steps)


def tab(
    number: int,
    view: NodeView,
    state: m.TabState = m.TabState.OPEN,
    problem: Problem | None = None,
    retry_in_seconds: float | None = None,
) -> m.Tab:
    """Return a tab on a node."""
    verified = state is m.TabState.OPEN
    return m.Tab(
        TerminalId(number), view.node.id, view.node.name, state=state, problem=problem, user="ops",
        key_verified=verified, retry_in_seconds=retry_in_seconds,
    )  # fmt: skip


def make_window(theme: str = "dark", lines: list[str] | None = None) -> tuple[Window, FakeBridge, FakeMaker, FakeClock]:
    """Return a window on a fake core that has not said Welcome yet."""
    themes = Themes(THEME_FOLDER, theme)
    bridge, clock, maker = FakeBridge(), FakeClock(), FakeMaker(themes, lines)
    window = Window(bridge, themes, clock, maker)
    window.furnish()
    return window, bridge, maker, clock


def welcome(nodes: tuple[NodeView, ...], tabs: tuple[m.Tab, ...] = (), active: int | None = None) -> m.Welcome:
    """Return what a core says first."""
    arrangement = Arrangement().of([tab.terminal_id for tab in tabs])
    front = arrangement if active is None else arrangement.with_focus(active)
    simulated = any(view.node.simulated for view in nodes)
    return m.Welcome("0.1.0", tabs, front, nodes, (), simulated)


def board_of(window: Window) -> Dashboard:
    """Return the dashboard of a window that has been furnished."""
    assert window.board is not None
    return window.board
