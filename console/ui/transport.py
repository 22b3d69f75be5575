"""The bar under a recording that is played: play, position with its markers, a search, speed, loop, pauses."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractSlider,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QSlider,
    QToolTip,
    QVBoxLayout,
    QWidget,
)

from console.model.clock import Clock
from console.model.text import fill
from console.settings.language import _, problem_advice, problem_text
from console.ui.dialogs import label
from console.ui.fonts import mono_font
from console.ui.formats import decimal, duration_text
from console.ui.icons import IconButton
from console.ui.momentfield import MomentField, Search
from console.ui.signs import Sign, SignLabel
from console.ui.theme import Themes
from console.wire import messages as m

SPEEDS = (0.25, 0.5, 1.0, 1.5, 2.0, 4.0, 8.0)
SKIP_SECONDS = 5.0
IDLE_LIMIT_SECONDS = 2.0
TICK_MS = 100
_UNITS = 100
"""Steps of the slider a second."""
_GROOVE, _KNOB, _MARK = 4.0, 6.0, 10.0

Key = Qt.Key


class PositionSlider(QSlider):
    """Where a recording is, and where somebody marked it."""

    wanted = Signal(float)
    """Seconds that a person goes to."""

    def __init__(self, themes: Themes, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._themes = themes
        self._markers: tuple[m.Marker, ...] = ()
        self._moments: tuple[float, ...] = ()
        self.setSingleStep(int(SKIP_SECONDS * _UNITS))
        self.setPageStep(int(6 * SKIP_SECONDS * _UNITS))
        self.setMinimumWidth(80)
        self.setMinimumHeight(20)
        self.setMouseTracking(True)
        self.setAccessibleName(_("Position"))
        self.actionTriggered.connect(self._act)

    def show_place(self, seconds: float, duration: float, markers: tuple[m.Marker, ...]) -> None:
        """Show another position, unless a person holds the knob."""
        self._markers = markers
        self.setRange(0, max(1, round(duration * _UNITS)))
        if not self.isSliderDown():
            self.setValue(round(seconds * _UNITS))
        self.setAccessibleDescription(f"{duration_text(seconds)} / {duration_text(duration)}")

    def show_moments(self, seconds: tuple[float, ...]) -> None:
        """Show where what was looked for comes up."""
        self._moments = seconds
        self.update()

    def _act(self, action: int) -> None:
        if action != QAbstractSlider.SliderAction.SliderNoAction.value:
            self.wanted.emit(self.sliderPosition() / _UNITS)

    def _x(self, value: float) -> float:
        room = self.width() - 2 * _KNOB
        return _KNOB + room * value / max(1, self.maximum())

    def _value_at(self, x: float) -> int:
        room = max(1.0, self.width() - 2 * _KNOB)
        return round(min(max(0.0, (x - _KNOB) / room), 1.0) * self.maximum())

    def _marker_at(self, x: float) -> m.Marker | None:
        near = [(abs(self._x(marker.at * _UNITS) - x), marker) for marker in self._markers]
        distance, marker = min(near, key=lambda pair: pair[0], default=(99.0, None))
        return marker if distance <= _KNOB else None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go where the pointer is, to a marker exactly; drag from there."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        marker = self._marker_at(event.position().x())
        self.setSliderDown(True)
        self._go(round(marker.at * _UNITS) if marker is not None else self._value_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag."""
        if self.isSliderDown():
            self._go(self._value_at(event.position().x()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        self.setSliderDown(False)

    def _go(self, value: int) -> None:
        self.setValue(value)
        self.wanted.emit(value / _UNITS)

    def event(self, event: QEvent) -> bool:
        """Say what a marker is called, elsewhere the time."""
        if isinstance(event, QHelpEvent):
            marker = self._marker_at(event.pos().x())
            seconds = marker.at if marker is not None else self._value_at(event.pos().x()) / _UNITS
            label = marker.label if marker is not None else ""
            QToolTip.showText(event.globalPos(), f"{duration_text(seconds)} {label}".strip(), self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw what has been played, the markers and the knob."""
        colors = self._themes.current.colors
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        middle, knob = self.height() / 2, self._x(self.value())
        for left, right, color in ((_KNOB, self.width() - _KNOB, colors.track), (_KNOB, knob, colors.bar)):
            painter.setBrush(color)
            painter.drawRoundedRect(QRectF(left, middle - _GROOVE / 2, right - left, _GROOVE), 2, 2)
        painter.setBrush(colors.warn)
        for marker in self._markers:
            painter.drawRect(QRectF(self._x(marker.at * _UNITS) - 1, middle - _MARK / 2, 2, _MARK))
        painter.setBrush(colors.accent)
        for seconds in self._moments:
            painter.drawRect(QRectF(self._x(seconds * _UNITS) - 1, middle + _GROOVE / 2, 2, _MARK / 2))
        painter.setBrush(colors.text)
        painter.drawEllipse(QPointF(knob, middle), _KNOB - 1, _KNOB - 1)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(colors.focus)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)


class TransportBar(QWidget):
    """Shows a player and says what a person wants of it. Its keys work in the terminal above it too."""

    control = Signal(object, float)
    """messages.Play and its value"""
    left = Signal()
    """Give the keyboard back to the terminal."""

    def __init__(self, themes: Themes, clock: Clock, player: m.Player, search: Search, parent: QWidget) -> None:
        super().__init__(parent)
        self._themes, self._clock = themes, clock
        self.player = player
        self._shown_at = clock.monotonic()
        self.play_button = IconButton(themes, "ph.play", _("Play"), self, 16)
        self.slider = PositionSlider(themes, self)
        self.time = QLabel(self)
        self.time.setFont(mono_font("mono_small"))
        self.field = MomentField(lambda: self.position, search, self)
        self._found = label("", "caption", self)
        self.speed_button = QPushButton(self)
        self.speed_button.setProperty("kind", "entry")
        self.loop_button = self._toggle("ph.repeat", _("Begin again at the end"))
        self.cut_button = self._toggle("ph.timer", _("Cut long pauses"))
        self._sign = SignLabel(themes, Sign.WARNING, 14, self)
        self._problem = QLabel(self)
        self._problem.setWordWrap(True)
        self._problem.setTextFormat(Qt.TextFormat.PlainText)
        self._ticks = QTimer(self, interval=TICK_MS)
        self._ticks.timeout.connect(self._tick)
        self._compose()
        self.play_button.clicked.connect(self.toggle)
        self.slider.wanted.connect(partial(self.control.emit, m.Play.SEEK))
        self.speed_button.clicked.connect(self._offer_speeds)
        self.loop_button.clicked.connect(self._toggle_loop)
        self.cut_button.clicked.connect(self._toggle_cut)
        self.slider.installEventFilter(self)
        self.field.wanted.connect(partial(self.control.emit, m.Play.SEEK))
        self.field.found.connect(self.slider.show_moments)
        self.field.said.connect(self._found.setText)
        self.field.left.connect(self.left)
        self.show_player(player)

    def _toggle(self, icon: str, words: str) -> IconButton:
        button = IconButton(self._themes, icon, words, self, 16)
        button.setCheckable(True)
        return button

    def _compose(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(8)
        tools = (self.time, self.speed_button, self.loop_button, self.cut_button, self._found, self.field)
        for part in (self.play_button, self.slider, *tools):
            line.addWidget(part, int(part is self.slider))
        below = QHBoxLayout()
        below.setSpacing(8)
        below.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        below.addWidget(self._problem, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 3, 10, 3)
        layout.setSpacing(2)
        layout.addLayout(line)
        layout.addLayout(below)

    # ---- what it shows -----------------------------------------------------------------------

    @property
    def position(self) -> float:
        """Return where the recording is now."""
        player = self.player
        if not player.playing or player.busy:
            return player.position
        ahead = player.position + (self._clock.monotonic() - self._shown_at) * player.speed
        return min(ahead, player.duration)

    def show_player(self, player: m.Player) -> None:
        """Show another state."""
        if player.idle_limit_seconds != self.player.idle_limit_seconds:
            self.field.look_again()
        self.player, self._shown_at = player, self._clock.monotonic()
        words = _("Pause") if player.playing else _("Play")
        self.play_button.say("ph.pause" if player.playing else "ph.play", words)
        self.speed_button.setText(_speed_text(player.speed))
        self.speed_button.setAccessibleName(fill(_("Speed {speed}"), {"speed": self.speed_button.text()}))
        self.loop_button.setChecked(player.looping)
        self.cut_button.setChecked(player.idle_limit_seconds > 0)
        problem = player.problem
        text = "" if problem is None else f"{problem_text(problem)} {problem_advice(problem)}".strip()
        self._problem.setText(text)
        self._problem.setVisible(bool(text))
        self._sign.setVisible(bool(text))
        if player.playing:
            self._ticks.start()
        else:
            self._ticks.stop()
        self._tick()

    def _tick(self) -> None:
        if not self.isVisible() and self.player.playing:
            return
        self.slider.show_place(self.position, self.player.duration, self.player.markers)
        self.time.setText(f"{duration_text(self.position)} / {duration_text(self.player.duration)}")

    # ---- what a person wants -----------------------------------------------------------------

    def toggle(self) -> None:
        """Play, or stand still."""
        self.control.emit(m.Play.PAUSE if self.player.playing else m.Play.PLAY, 0.0)

    def skip(self, seconds: float) -> None:
        """Go forth or back."""
        self.control.emit(m.Play.SEEK, self.position + seconds)

    def change_speed(self, by: int) -> None:
        """Take the next speed of the list, or the one before."""
        faster = [speed for speed in SPEEDS if (speed - self.player.speed) * by > 0]
        if faster:
            self.control.emit(m.Play.SPEED, min(faster) if by > 0 else max(faster))

    def go_to_marker(self, by: int) -> None:
        """Go to the next marker, or the one before; from the last one to the first."""
        places = sorted(marker.at for marker in self.player.markers)
        beyond = [at for at in places if (at - self.position) * by > 0.05]
        if beyond:
            self.control.emit(m.Play.SEEK, min(beyond) if by > 0 else max(beyond))
        elif places:
            self.control.emit(m.Play.SEEK, places[0] if by > 0 else places[-1])

    def _toggle_loop(self) -> None:
        self.control.emit(m.Play.LOOP, float(not self.player.looping))
        self.loop_button.setChecked(self.player.looping)  # it follows the player, not the click

    def _toggle_cut(self) -> None:
        self.control.emit(m.Play.IDLE_LIMIT, 0.0 if self.player.idle_limit_seconds > 0 else IDLE_LIMIT_SECONDS)
        self.cut_button.setChecked(self.player.idle_limit_seconds > 0)

    def _offer_speeds(self) -> None:
        menu = QMenu(self)
        for speed in SPEEDS:
            action = menu.addAction(_speed_text(speed), partial(self.control.emit, m.Play.SPEED, speed))
            action.setCheckable(True)
            action.setChecked(speed == self.player.speed)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.speed_button.mapToGlobal(QPoint(0, -menu.sizeHint().height())))

    def press(self, event: QKeyEvent) -> bool:
        """Do what a key means for a recording; return whether it means anything."""
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        back = bool(held & Qt.KeyboardModifier.ShiftModifier)
        keys: dict[int, Callable[[], None]] = {
            Key.Key_Space: self.toggle,
            Key.Key_Left: partial(self.skip, -SKIP_SECONDS),
            Key.Key_Right: partial(self.skip, SKIP_SECONDS),
            Key.Key_Comma: partial(self.control.emit, m.Play.STEP, -1.0),
            Key.Key_Period: partial(self.control.emit, m.Play.STEP, 1.0),
            Key.Key_BracketLeft: partial(self.change_speed, -1),
            Key.Key_BracketRight: partial(self.change_speed, 1),
            Key.Key_M: partial(self.go_to_marker, -1 if back else 1),
            Key.Key_L: self._toggle_loop,
            Key.Key_Slash: self.field.setFocus,
            Key.Key_Home: partial(self.control.emit, m.Play.SEEK, 0.0),
            Key.Key_End: partial(self.control.emit, m.Play.SEEK, self.player.duration),
        }
        # Brackets, slash, comma and full stop need a modifier on many keyboards.
        by_text = {
            ",": Key.Key_Comma, ".": Key.Key_Period, "[": Key.Key_BracketLeft, "]": Key.Key_BracketRight,
            "/": Key.Key_Slash,
        }  # fmt: skip
        typed = by_text.get(event.text())
        act = keys.get(event.key() if typed is None else typed)
        plain = not held or (back and event.key() == Key.Key_M)
        if act is None or not (plain or typed is not None):
            return False
        act()
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the keys of the recording in the terminal and on the slider."""
        return isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and self.press(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground and the line above it."""
        colors = self._themes.current.colors
        painter = QPainter(self)
        painter.fillRect(self.rect(), colors.panel)
        painter.fillRect(0, 0, self.width(), 1, colors.line)


def _speed_text(speed: float) -> str:
    return f"{decimal(speed, 2).rstrip('0').rstrip('.,')}\N{MULTIPLICATION SIGN}"
