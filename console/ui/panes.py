"""A terminal with its frame: who and where it is, the band of its environment, what to do when it is lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from console.model.ids import TerminalId
from console.model.node import NodeView
from console.model.text import fill
from console.settings.language import _, problem_advice, problem_text
from console.ui.environments import EnvironmentBand
from console.ui.formats import clock_text, date_text
from console.ui.framehead import FrameHead
from console.ui.models.describe import shown_problem
from console.ui.signs import Sign, SignLabel
from console.ui.theme import Theme, Themes
from console.wire.messages import Tab, TabState

if TYPE_CHECKING:
    from console.ui.terminal.listening import ListeningWidget


class TerminalPart(Struct, frozen=True):
    """A terminal widget and what its pane may do with it."""

    widget: ListeningWidget
    set_dimmed: Callable[[bool], None]
    """Show the content of a lost connection at 60 %."""
    release: Callable[[], None]
    """The tab is gone: stop listening."""


class TerminalMaker(Protocol):
    """Makes terminal widgets; ``console/ui/terminals.py`` has the real one."""

    def make(self, terminal_id: TerminalId, parent: QWidget) -> TerminalPart:
        """Return a terminal that is already fed by the core."""
        ...

    def set_theme(self, theme: Theme) -> None:
        """Give every terminal the colours of ``theme``."""
        ...

    def zoom(self, steps: int) -> None:
        """Make the text of every terminal larger or smaller; 0 gives it the size of the settings again."""
        ...


_IDLE = frozenset({TabState.WAITING, TabState.LOST, TabState.ENDED})
"""There is no session, and Enter brings one."""


class EndStrip(QWidget):
    """Says why there is no session and what Enter does."""

    reconnect_wanted = Signal()

    def __init__(self, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self._themes = themes
        self._sign = SignLabel(themes, Sign.UNREACHABLE, 14, self)
        self._text, self._hint = QLabel(self), QLabel(self)
        self._text.setProperty("role", "strong")
        self._hint.setProperty("role", "hint")
        for label in (self._text, self._hint):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.button = QPushButton(_("Reconnect"), self)
        self.button.setProperty("small", "true")
        self.button.setAccessibleName(_("Reconnect"))
        self.button.clicked.connect(self.reconnect_wanted)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._text)
        words.addWidget(self._hint)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 8, 14, 8)
        layout.setSpacing(10)
        layout.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(words, 1)
        layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignVCenter)
        self.hide()

    def show_tab(self, tab: Tab, view: NodeView | None) -> None:
        """Show why the session of ``tab`` is over; nothing while it is not."""
        self.setVisible(tab.state in _IDLE)
        if tab.state not in _IDLE:
            return
        lost = tab.state is TabState.LOST
        self._sign.set_sign(Sign.UNREACHABLE if lost else Sign.HOLLOW)
        way_on, way = {
            TabState.WAITING: (_("Press Enter to connect."), _("Connect")),
            TabState.LOST: (_("Press Enter to reconnect."), _("Reconnect")),
            TabState.ENDED: (_("Press Enter to start anew."), _("Start anew")),
        }[tab.state]
        self._text.setText(f"{end_text(tab, view)} {way_on}")
        advice = problem_advice(tab.problem) if tab.problem else ""
        self._hint.setText(advice)
        self._hint.setVisible(bool(advice))
        self.button.setText(way)
        self.button.setAccessibleName(way)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground and the line above it."""
        colors = self._themes.current.colors
        painter = QPainter(self)
        painter.fillRect(self.rect(), colors.raised)
        painter.fillRect(0, 0, self.width(), 1, colors.line)


def end_text(tab: Tab, view: NodeView | None = None) -> str:
    """Return what ended a session on a node."""
    if tab.problem is not None:
        return problem_text(shown_problem(tab.problem, view))
    if tab.state is TabState.WAITING:
        when = datetime.fromtimestamp(tab.restored_at or 0.0, UTC).astimezone()
        words = _("This terminal is as it was on {date} at {time}.")
        return fill(words, {"date": date_text(when), "time": clock_text(when)})
    if tab.state is TabState.LOST:
        return _("Connection lost.")
    if tab.exit_status:
        return fill(_("The shell ended with status {status}."), {"status": str(tab.exit_status)})
    return _("The shell has ended.")


class TerminalPane(QWidget):
    """Head, band, terminal and the strip that says why it is over."""

    reconnect_wanted = Signal(int)
    """TerminalId"""
    focus_gained = Signal(int)
    zoom_wanted = Signal(int)

    def __init__(self, tab: Tab, maker: TerminalMaker, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self.terminal_id = tab.terminal_id
        self.tab = tab
        self._head = FrameHead(themes, self)
        self._band = EnvironmentBand(themes, self)
        self._strip = EndStrip(themes, self)
        self.part = maker.make(tab.terminal_id, self)
        self.setFocusProxy(self.part.widget)
        column = self._column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head)
        column.addWidget(self.part.widget, 1)
        column.addWidget(self._strip)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._band)
        layout.addLayout(column, 1)
        kinds = QEvent.Type
        self.part.widget.listen(self._may_pass, kinds.ShortcutOverride)
        self.part.widget.listen(self._focus, kinds.FocusIn, kinds.FocusOut)
        self.part.widget.listen(self._key, kinds.KeyPress)
        self._strip.reconnect_wanted.connect(self._reconnect)
        self._head.zoom_button.clicked.connect(lambda: self.zoom_wanted.emit(self.terminal_id))
        themes.changed.connect(self._head.dress)

    @property
    def broadcast(self) -> str:
        """That its input goes to others too, in words; empty where it does not."""
        return self._head.broadcast

    def show_broadcast(self, words: str) -> None:
        """Say that what is typed here goes to others too."""
        self._head.show_broadcast(words)

    def put_below(self, bar: QWidget) -> None:
        """Put a bar under the terminal."""
        self._column.insertWidget(self._column.indexOf(self.part.widget) + 1, bar)

    def show_tab(self, tab: Tab, view: NodeView | None) -> None:
        """Show another state of the session or of its node."""
        self.tab = tab
        self.part.widget.setAccessibleName(fill(_("Terminal {name}"), {"name": tab.name or tab.title}))
        self._head.show_tab(tab, view)
        if view is not None:
            self._band.set_environment(view.node.environment)
        self._strip.show_tab(tab, view)
        self.part.set_dimmed(tab.state is TabState.LOST)

    def show_place(self, *, is_one_of_many: bool, is_front: bool, is_alone: bool) -> None:
        """Say whether its page has other panes, whether it is the focused one, and whether the others are hidden."""
        self._head.show_place(is_one_of_many=is_one_of_many, is_front=is_front, is_alone=is_alone)

    def _may_pass(self, event: QEvent) -> bool:
        """Leave Alt with a digit or an arrow to the window."""
        if not isinstance(event, QKeyEvent) or not _may_be_the_windows(event):
            return False
        # The terminal would take it; not taking it leaves it to the window's shortcut.
        event.ignore()
        return True

    def _focus(self, event: QEvent) -> bool:
        """Tell that it has the keyboard, and who came by Tab how to leave it."""
        if isinstance(event, QFocusEvent):
            by_tab = event.reason() in {Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason}
            self._head.show_way_out(shown=event.gotFocus() and by_tab)
            if event.gotFocus():
                self.focus_gained.emit(self.terminal_id)
        return False

    def _key(self, event: QEvent) -> bool:
        """Connect a session that is over anew with Enter."""
        if self.tab.state not in _IDLE or not isinstance(event, QKeyEvent):
            return False
        if event.key() not in {Qt.Key.Key_Return, Qt.Key.Key_Enter} or event.modifiers():
            return False
        self._reconnect()
        return True

    def _reconnect(self) -> None:
        self.reconnect_wanted.emit(self.terminal_id)
        self.setFocus(Qt.FocusReason.OtherFocusReason)


_ARROWS = {Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down}


def _may_be_the_windows(event: QKeyEvent) -> bool:
    """Tell whether a key goes to another tab or pane or fills the screen; the program gets it where nobody wants it."""
    held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    if event.key() == Qt.Key.Key_F11:
        return not held
    if Qt.Key.Key_1 <= event.key() <= Qt.Key.Key_9:
        return held == Qt.KeyboardModifier.AltModifier
    return event.key() in _ARROWS and held & ~Qt.KeyboardModifier.ShiftModifier == Qt.KeyboardModifier.AltModifier
