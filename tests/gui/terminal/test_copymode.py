from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from console.ui.terminal.copymode import CopyMode
from console.ui.terminal.hintbar import HintBar
from console.ui.terminal.selection import Selection, Spot
from console.wire.messages import KeyPress, ReadText, ScrollTerminal
from tests.gui.accessibility import unnamed_widgets
from tests.gui.terminal.conftest import Desk, where
from tests.gui.terminal.page import COLORS, with_history

Key = Qt.Key
Mod = Qt.KeyboardModifier
NONE = Mod.NoModifier


class Mode:
    """A terminal with a scrollback, in copy mode; the program's cursor is at (3, 4)."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.followed: list[tuple[int, int]] = []
        self.follows = False
        for row in range(10):
            desk.page.put(row, 0, f"line {row} of text")
        self.live = 100
        self.show(100)
        self.mode = CopyMode(desk.widget, self._follow)

    def _follow(self, row: int, col: int) -> bool:
        self.followed.append((row, col))
        return self.follows

    def show(self, first: int, *, more: int = 0) -> None:
        """Let the core answer a scroll, or let the program print ``more`` lines."""
        self.live += more
        frame = self.desk.page.frame(cursor=(3, 4))
        self.desk.widget.apply_frame(with_history(frame, oldest=0, history=self.live, first=first))

    def press(self, key: Key, mods: Mod = NONE, times: int = 1) -> None:
        for _ in range(times):
            QTest.keyClick(self.desk.widget, key, mods)

    def type(self, text: str) -> None:
        QTest.keyClicks(self.desk.widget, text)

    @property
    def marked(self) -> Selection | None:
        return self.desk.widget.surface.selection

    def scrolled(self) -> list[int | None]:
        return [r.first_row for r in self.desk.take(ScrollTerminal) if isinstance(r, ScrollTerminal)]

    @property
    def state(self) -> str:
        return "off" if CopyMode.of(self.desk.widget) is None else "on"


@pytest.fixture
def mode(desk: Desk) -> Iterator[Mode]:
    yield (made := Mode(desk))
    if made.state == "on":
        made.mode.leave()


def test_the_caret_is_seen_and_a_line_says_what_to_do(mode: Mode) -> None:
    frame = where(mode.desk.cell(3, 4), COLORS.accent)
    assert len(frame) > 2 * (mode.desk.metrics.width + mode.desk.metrics.height)
    mode.press(Key.Key_Right)
    assert where(mode.desk.cell(4, 4), COLORS.accent)
    bar = mode.desk.widget.findChild(HintBar)
    assert isinstance(bar, HintBar)
    assert bar.isVisible()
    assert bar.accessibleDescription()
    assert unnamed_widgets(mode.desk.widget) == []


def test_nothing_reaches_the_program(mode: Mode) -> None:
    mode.type("hjklwbe0gx1;")
    mode.press(Key.Key_C, Mod.ControlModifier)
    mode.press(Key.Key_Tab)
    mode.press(Key.Key_X, Mod.AltModifier)
    event = QInputMethodEvent()
    event.setCommitString("か")
    QApplication.sendEvent(mode.desk.widget, event)
    assert not mode.desk.take(KeyPress)


def test_characters_are_marked_and_copied(mode: Mode) -> None:
    mode.press(Key.Key_Home)
    mode.type("v")
    mode.press(Key.Key_Right, times=3)
    assert mode.marked == Selection(Spot(104, 0), Spot(104, 4))
    mode.type("y")
    request, reply = next(asked for asked in mode.desk.asked if isinstance(asked[0], ReadText))
    assert isinstance(request, ReadText)
    assert (request.start_row, request.start_col, request.end_row, request.end_col) == (104, 0, 104, 4)
    reply("line")
    assert QGuiApplication.clipboard().text() == "line"
    assert mode.state == "off"
    mode.press(Key.Key_X)
    assert [key.key for key in mode.desk.take(KeyPress) if isinstance(key, KeyPress)] == ["x"]


def test_shift_marks_as_in_an_editor(mode: Mode) -> None:
    mode.press(Key.Key_Left, Mod.ShiftModifier, times=2)
    assert mode.marked == Selection(Spot(104, 1), Spot(104, 4))
    mode.press(Key.Key_Up, Mod.ShiftModifier)
    assert mode.marked == Selection(Spot(103, 1), Spot(104, 4))


def test_lines_are_whole_with_what_the_edge_has_cut(mode: Mode) -> None:
    mode.desk.page.wrapped[3] = True
    mode.show(100)
    mode.type("V")
    assert mode.marked == Selection(Spot(103, 0), Spot(105, 0))
    mode.press(Key.Key_Down)
    assert mode.marked == Selection(Spot(103, 0), Spot(106, 0))


def test_a_block(mode: Mode) -> None:
    mode.press(Key.Key_V, Mod.ControlModifier)
    mode.press(Key.Key_Down, times=2)
    mode.press(Key.Key_Left)
    assert mode.marked == Selection(Spot(104, 2), Spot(106, 4), block=True)
    mode.type("o")
    mode.press(Key.Key_Left)
    assert mode.marked == Selection(Spot(104, 2), Spot(106, 3), block=True)


def test_escape_marks_no_more_and_then_leaves(mode: Mode) -> None:
    mode.type("v")
    mode.press(Key.Key_Right)
    mode.press(Key.Key_Escape)
    assert mode.marked is None
    assert mode.state == "on"
    mode.press(Key.Key_Escape)
    assert mode.state == "off"
    assert not mode.desk.widget.keyboard.modes
    assert not where(mode.desk.picture(), COLORS.accent)


def test_the_caret_walks_into_the_scrollback(mode: Mode) -> None:
    mode.press(Key.Key_PageUp)
    assert mode.scrolled() == [95]
    mode.show(95)
    assert where(mode.desk.cell(3, 0), COLORS.accent)
    mode.type("g")
    assert mode.scrolled() == [0]
    mode.show(0)
    mode.type("G")
    assert mode.scrolled() == [None]


def test_output_does_not_carry_the_text_away(mode: Mode) -> None:
    mode.type("v")
    mode.show(103, more=3)
    assert mode.scrolled() == [100]
    mode.show(100)
    assert mode.marked == Selection(Spot(104, 3), Spot(104, 4))
    assert where(mode.desk.cell(3, 4), COLORS.accent)


def test_scrolling_by_hand_leaves_the_caret_where_it_is(mode: Mode) -> None:
    mode.desk.widget.surface.scroll_lines(-50)
    mode.show(50)
    mode.scrolled()
    assert not where(mode.desk.picture().copy(0, 0, 400, 100), COLORS.accent)
    mode.press(Key.Key_Right)
    assert mode.scrolled() == [95]


def test_enter_follows_what_is_under_the_caret(mode: Mode) -> None:
    mode.press(Key.Key_Return)
    assert (mode.followed, mode.state) == ([(104, 3)], "on")
    mode.follows = True
    mode.press(Key.Key_Return)
    assert mode.state == "off"


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (lambda mode: mode.press(Key.Key_Up), "line 3 of text"),
        (lambda mode: mode.press(Key.Key_Left), "n"),
        (lambda mode: mode.press(Key.Key_Right), "Blank"),
        (lambda mode: mode.type("w"), "4 of text"),
        (lambda mode: mode.type("v"), "Marking characters"),
    ],
)
def test_a_screen_reader_hears_where_the_caret_is(
    mode: Mode, monkeypatch: pytest.MonkeyPatch, act: Callable[[Mode], None], said: str
) -> None:
    spoken: list[str] = []
    monkeypatch.setattr("console.ui.terminal.copymode.announce", lambda _widget, text: spoken.append(text))
    act(mode)
    assert spoken == [said]


def test_a_window_shortcut_stays_one(mode: Mode) -> None:
    mode.press(Key.Key_PageDown, Mod.ControlModifier)
    assert mode.scrolled() == []
    assert not mode.desk.take(KeyPress)
