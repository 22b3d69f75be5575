"""A terminal with its frame: who and where it is, the band of its environment, what to do when it is lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from console.model.ids import TerminalId
from console.model.node import Environment, NodeView
from console.model.text import fill
from console.settings.language import _, problem_advice, problem_text
from console.ui.environments import EnvironmentBand, EnvironmentChip
from console.ui.fonts import mono_font, ui_font
from console.ui.models.describe import shown_problem
from console.ui.signs import Sign, SignLabel
from console.ui.theme import Theme, Themes
from console.wire.messages import Tab, TabState


@dataclass(frozen=True, slots=True)
class TerminalPart:
    """A terminal widget and what its pane may do with it."""

    widget: QWidget
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


class FrameHead(QWidget):
    """The line above a terminal."""

    def __init__(self, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self._themes = themes
        self._chip = EnvironmentChip(themes, self)
        self._who, self._address, self._key = QLabel(self), QLabel(self), QLabel(self)
        self._tick = SignLabel(themes, Sign.TICK, 12, self)
        for label in (self._who, self._address):
            label.setFont(mono_font("mono_small"))
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self._key.setFont(ui_font("small"))
        self._way_out = QLabel(_("Ctrl+Shift+Esc leaves the terminal"), self)
        self._way_out.setProperty("role", "hint")
        self._way_out.hide()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 0, 14, 1)
        layout.setSpacing(12)
        layout.addWidget(self._chip)
        layout.addWidget(self._who)
        layout.addWidget(self._address)
        layout.addStretch(1)
        layout.addWidget(self._way_out)
        layout.addWidget(self._tick)
        layout.addSpacing(-8)
        layout.addWidget(self._key)
        self.setFixedHeight(themes.current.metrics.size.frame_head)
        self.dress()

    def show_tab(self, tab: Tab, view: NodeView | None) -> None:
        """Show where the session of a tab is."""
        self._chip.set_environment(view.node.environment if view is not None else Environment.UNKNOWN)
        if view is not None:
            host = view.snapshot.hostname if view.snapshot and view.snapshot.hostname else view.node.name
            self._address.setText(view.node.address_shown or view.node.host)
        else:
            host = str(tab.node_id)
            self._address.clear()
        self._who.setText(f"{tab.user}@{host}" if tab.user else host)
        self._tick.setVisible(tab.key_verified)
        self._key.setText(_("Key verified") if tab.key_verified else "")

    def show_way_out(self, *, shown: bool) -> None:
        """Say how the keyboard leaves a terminal, to whom Tab has just led in: here Tab is the program's."""
        self._way_out.setVisible(shown)

    def dress(self) -> None:
        """Use the colours of the theme in force."""
        colors = self._themes.current.colors
        for label, color in ((self._who, colors.text2), (self._address, colors.text2)):
            label.setStyleSheet(f"color: {color.name()}; font-family: '{label.font().families()[0]}'; font-size: 12px;")
        self._key.setStyleSheet(f"color: {colors.text2.name()}; font-size: 12px;")

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground and the line under it."""
        colors = self._themes.current.colors
        painter = QPainter(self)
        painter.fillRect(self.rect(), colors.panel)
        painter.fillRect(0, self.height() - 1, self.width(), 1, colors.line)


class EndStrip(QWidget):
    """Says why a session is over and what Enter does."""

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
        over = tab.state in {TabState.LOST, TabState.ENDED}
        self.setVisible(over)
        if not over:
            return
        lost = tab.state is TabState.LOST
        self._sign.set_sign(Sign.UNREACHABLE if lost else Sign.HOLLOW)
        way_on = _("Press Enter to reconnect.") if lost else _("Press Enter to start anew.")
        self._text.setText(f"{end_text(tab, view)} {way_on}")
        advice = problem_advice(tab.problem) if tab.problem else ""
        self._hint.setText(advice)
        self._hint.setVisible(bool(advice))
        self.button.setText(_("Reconnect") if lost else _("Start anew"))

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
    if tab.state is TabState.LOST:
        return _("Connection lost.")
    if tab.exit_status:
        return fill(_("The shell ended with status {status}."), {"status": str(tab.exit_status)})
    return _("The shell has ended.")


class TerminalPane(QWidget):
    """Head, band, terminal and the strip that says why it is over."""

    reconnect_wanted = Signal(int)
    """TerminalId"""

    def __init__(self, tab: Tab, maker: TerminalMaker, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self.terminal_id = tab.terminal_id
        self.tab = tab
        self._head = FrameHead(themes, self)
        self._band = EnvironmentBand(themes, self)
        self._strip = EndStrip(themes, self)
        self.part = maker.make(tab.terminal_id, self)
        self.setFocusProxy(self.part.widget)
        column = QVBoxLayout()
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
        self.part.widget.installEventFilter(self)
        self._strip.reconnect_wanted.connect(self._reconnect)
        themes.changed.connect(self._head.dress)

    def show_tab(self, tab: Tab, view: NodeView | None) -> None:
        """Show another state of the session or of its node."""
        self.tab = tab
        self.part.widget.setAccessibleName(fill(_("Terminal {name}"), {"name": tab.name or tab.title}))
        self._head.show_tab(tab, view)
        if view is not None:
            self._band.set_environment(view.node.environment)
        self._strip.show_tab(tab, view)
        self.part.set_dimmed(tab.state is TabState.LOST)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Connect a session that is over anew with Enter; leave Alt with a digit to the window."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and _chooses_tab(event):
            # The terminal would take it; not taking it leaves it to the window's shortcut.
            event.ignore()
            return True
        if isinstance(event, QFocusEvent):
            by_tab = event.reason() in {Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason}
            self._head.show_way_out(shown=event.gotFocus() and by_tab)
        over = self.tab.state in {TabState.LOST, TabState.ENDED}
        if not over or not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        if event.key() not in {Qt.Key.Key_Return, Qt.Key.Key_Enter} or event.modifiers():
            return False
        self._reconnect()
        return True

    def _reconnect(self) -> None:
        self.reconnect_wanted.emit(self.terminal_id)
        self.setFocus(Qt.FocusReason.OtherFocusReason)


def _chooses_tab(event: QKeyEvent) -> bool:
    is_digit = Qt.Key.Key_1 <= event.key() <= Qt.Key.Key_9
    return is_digit and event.modifiers() == Qt.KeyboardModifier.AltModifier


class PaneStack(QStackedWidget):
    """All panes; one is seen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._panes: dict[TerminalId, TerminalPane] = {}

    def pane(self, terminal_id: TerminalId | None) -> TerminalPane | None:
        """Return the pane of a terminal."""
        return self._panes.get(terminal_id) if terminal_id is not None else None

    def panes(self) -> tuple[TerminalPane, ...]:
        """Return all panes."""
        return tuple(self._panes.values())

    def add(self, pane: TerminalPane) -> None:
        """Keep a new pane."""
        self._panes[pane.terminal_id] = pane
        self.addWidget(pane)

    def drop(self, terminal_id: TerminalId) -> None:
        """Let a pane go."""
        pane = self._panes.pop(terminal_id, None)
        if pane is not None:
            self.removeWidget(pane)
            pane.part.release()
            pane.deleteLater()
