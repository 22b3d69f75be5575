from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import msgspec
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QMenu, QWidget
from pytestqt.qtbot import QtBot

from console.model.errors import Problem
from console.model.ids import TerminalId
from console.ui.theme import Themes
from console.ui.transport import TransportBar
from console.wire import messages as m
from tests.gui.accessibility import unnamed_widgets
from tests.gui.conftest import drop
from tests.gui.fakes import FakeClock

STATE = m.Player(
    terminal_id=TerminalId(1), path="/tmp/demo.cast", cols=80, rows=24, duration=100.0, position=20.0, playing=False,
    busy=False, speed=1.0, looping=False, idle_limit_seconds=0.0,
    markers=(m.Marker(10.0, "start"), m.Marker(60.0, "crash")),
)  # fmt: skip


class Bar:
    """A bar, and what it said."""

    def __init__(self, themes: Themes) -> None:
        self.clock = FakeClock()
        self.looked_for: list[str] = []
        self.host = QWidget()
        self.host.resize(700, 60)
        self.bar = TransportBar(themes, self.clock, STATE, self._search, self.host)
        self.bar.resize(700, 40)
        self.said: list[tuple[m.Play, float]] = []
        self.bar.control.connect(lambda action, value: self.said.append((action, value)))
        self.host.show()

    def _search(self, text: str, found: Callable[[tuple[float, ...]], None]) -> None:
        self.looked_for.append(text)
        found((5.0, 40.0, 90.0) if text == "oom" else ())

    def state(self, **fields: object) -> None:
        self.bar.show_player(msgspec.structs.replace(self.bar.player, **fields))

    def key(self, key: Qt.Key, text: str = "", held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> bool:
        return self.bar.press(QKeyEvent(QEvent.Type.KeyPress, key, held, text))

    def take(self) -> list[tuple[m.Play, float]]:
        said, self.said = self.said, []
        return said


@pytest.fixture
def made(qtbot: QtBot, themes: Themes) -> Iterator[Bar]:
    bar = Bar(themes)
    yield bar
    drop(bar.host)


def test_time_goes_on_while_it_plays(made: Bar) -> None:
    assert made.bar.time.text() == "0:20 / 1:40"
    made.state(playing=True, speed=2.0)
    made.clock.at += timedelta(seconds=5)
    made.bar._tick()
    assert made.bar.time.text() == "0:30 / 1:40"
    assert made.bar.slider.value() == 3000
    made.clock.at += timedelta(seconds=500)
    assert made.bar.position == 100.0
    assert made.bar.play_button.accessibleName() == "Pause"


def test_its_keys(made: Bar) -> None:
    keys = Qt.Key
    for key in (keys.Key_Space, keys.Key_Right, keys.Key_Left, keys.Key_Home, keys.Key_End, keys.Key_L):
        assert made.key(key)
    assert made.take() == [
        (m.Play.PLAY, 0.0), (m.Play.SEEK, 25.0), (m.Play.SEEK, 15.0), (m.Play.SEEK, 0.0), (m.Play.SEEK, 100.0),
        (m.Play.LOOP, 1.0),
    ]  # fmt: skip
    for key, text in ((keys.Key_Comma, ","), (keys.Key_Period, "."), (keys.Key_BracketRight, "]")):
        assert made.key(key, text)
    assert made.take() == [(m.Play.STEP, -1.0), (m.Play.STEP, 1.0), (m.Play.SPEED, 1.5)]
    # On a German keyboard a bracket takes AltGr.
    assert made.key(keys.Key_8, "[", Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
    assert made.take() == [(m.Play.SPEED, 0.5)]
    assert not made.key(keys.Key_A, "a")
    assert not made.key(keys.Key_Right, "", Qt.KeyboardModifier.AltModifier)
    assert not made.key(keys.Key_PageUp)
    assert made.take() == []


def test_markers_are_walked_round(made: Bar) -> None:
    made.key(Qt.Key.Key_M, "m")
    made.key(Qt.Key.Key_M, "M", Qt.KeyboardModifier.ShiftModifier)
    made.state(position=70.0)
    made.key(Qt.Key.Key_M, "m")
    assert made.take() == [(m.Play.SEEK, 60.0), (m.Play.SEEK, 10.0), (m.Play.SEEK, 10.0)]
    made.state(markers=())
    assert made.key(Qt.Key.Key_M, "m")
    assert made.take() == []


def test_speed_stays_within_its_list(made: Bar) -> None:
    made.state(speed=8.0)
    made.key(Qt.Key.Key_BracketRight, "]")
    assert made.take() == []
    made.key(Qt.Key.Key_BracketLeft, "[")
    assert made.take() == [(m.Play.SPEED, 4.0)]
    assert made.bar.speed_button.text() == "8×"
    made.bar.speed_button.click()
    menu = made.bar.findChild(QMenu)
    assert isinstance(menu, QMenu)
    assert [action.text() for action in menu.actions()] == ["0.25×", "0.5×", "1×", "1.5×", "2×", "4×", "8×"]
    assert [action.text() for action in menu.actions() if action.isChecked()] == ["8×"]
    menu.actions()[0].trigger()
    menu.hide()
    assert made.take() == [(m.Play.SPEED, 0.25)]


def test_buttons_follow_the_player(made: Bar) -> None:
    made.bar.play_button.click()
    made.bar.loop_button.click()
    made.bar.cut_button.click()
    assert made.take() == [(m.Play.PLAY, 0.0), (m.Play.LOOP, 1.0), (m.Play.IDLE_LIMIT, 2.0)]
    assert not made.bar.loop_button.isChecked()
    made.state(looping=True, idle_limit_seconds=2.0, playing=True)
    assert made.bar.loop_button.isChecked()
    assert made.bar.cut_button.isChecked()
    made.bar.play_button.click()
    made.bar.loop_button.click()
    made.bar.cut_button.click()
    assert made.take() == [(m.Play.PAUSE, 0.0), (m.Play.LOOP, 0.0), (m.Play.IDLE_LIMIT, 0.0)]


def test_a_click_goes_there_and_near_a_marker_to_it(made: Bar) -> None:
    slider = made.bar.slider
    QTest.mouseClick(slider, Qt.MouseButton.LeftButton, pos=QPoint(slider.width() // 4, 10))
    (action, seconds), = made.take()  # fmt: skip
    assert action is m.Play.SEEK
    assert 23 < seconds < 27
    QTest.mouseClick(slider, Qt.MouseButton.LeftButton, pos=QPoint(round(slider._x(6000)) + 3, 10))
    assert made.take() == [(m.Play.SEEK, 60.0)]


def test_what_is_wrong_with_the_file_stands_below(made: Bar) -> None:
    labels = [label for label in made.bar.findChildren(QLabel) if label.isVisible()]
    made.state(problem=Problem("cast.event", "Line {line} is broken.", "Before it can be played.", {"line": "8"}))
    told = [label.text() for label in made.bar.findChildren(QLabel) if label.isVisible() and label not in labels]
    assert told == ["Line 8 is broken. Before it can be played."]


def test_everything_has_a_name(made: Bar) -> None:
    assert unnamed_widgets(made.bar) == []
    assert made.bar.slider.accessibleDescription() == "0:20 / 1:40"


def test_a_text_is_found_and_stepped_through(made: Bar, qtbot: QtBot) -> None:
    assert made.key(Qt.Key.Key_7, "/", Qt.KeyboardModifier.ShiftModifier)
    assert made.bar.field.hasFocus()
    qtbot.keyClicks(made.bar.field, "oom")
    steps = [Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier]
    said = []
    for held in steps:
        qtbot.keyClick(made.bar.field, Qt.Key.Key_Return, held)
        ((action, seconds),) = made.take()
        assert action is m.Play.SEEK
        made.state(position=seconds)
        said.append((seconds, made.bar.field.accessibleDescription()))
    assert said == [(40.0, "2 of 3"), (90.0, "3 of 3"), (40.0, "2 of 3")]
    assert made.looked_for == ["oom"]
    # Other pauses are other times.
    made.state(idle_limit_seconds=2.0)
    qtbot.keyClick(made.bar.field, Qt.Key.Key_Return)
    assert made.looked_for == ["oom", "oom"]
    made.take()
    qtbot.keyClicks(made.bar.field, "x")
    assert made.bar.field.accessibleDescription() == ""
    qtbot.keyClick(made.bar.field, Qt.Key.Key_Return)
    assert (made.take(), made.bar.field.accessibleDescription()) == ([], "No hit")
    with qtbot.waitSignal(made.bar.left):
        qtbot.keyClick(made.bar.field, Qt.Key.Key_Escape)
    assert made.bar.field.text() == ""
