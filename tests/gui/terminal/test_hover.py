from __future__ import annotations

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console.ui.terminal.finding import Thing
from console.ui.terminal.highlights import Layer
from console.ui.terminal.hover import REST_MS, Hover
from console.ui.terminal.links import Found, LinkKind
from console.ui.terminal.logical import LogicalLine, Rows
from console.wire.frames import Attribute, Mode
from console.wire.messages import LinkSpan, LinkSpans, MouseInput
from tests.gui.terminal.conftest import Desk
from tests.gui.terminal.page import Style

Button = Qt.MouseButton
Mod = Qt.KeyboardModifier
CONTROL, NONE = Mod.ControlModifier, Mod.NoModifier


class Hand:
    """A pointer over a terminal that has an address in row 1 and a program's link in row 3."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        desk.page.put(1, 2, "see https://example.com now")
        desk.page.put(3, 0, "here", Style(attributes=Attribute.HYPERLINK))
        desk.widget.apply_frame(desk.page.frame())
        self.hover = Hover(desk.widget, desk.widget.finder)
        self.pointed: list[str] = []
        self.followed: list[str] = []
        self.hover.pointed.connect(self._pointed)
        self.hover.followed.connect(lambda thing, _place: self.followed.append(thing.found.target))

    def _pointed(self, thing: Thing | None, place: QRect) -> None:
        assert (thing is None) is place.isEmpty()
        self.pointed.append("" if thing is None else thing.found.target)

    def send(self, kind: QEvent.Type, col: float, row: float, button: Button, mods: Mod) -> None:
        place = QPointF(14 + col * self.desk.metrics.width, 8 + (row + 0.5) * self.desk.metrics.height)
        held = button if kind is not QEvent.Type.MouseMove else Button.NoButton
        everywhere = QPointF(self.desk.widget.mapToGlobal(place))
        QApplication.sendEvent(self.desk.widget, QMouseEvent(kind, place, everywhere, button, held, mods))

    def move(self, col: float, row: float, mods: Mod = NONE) -> None:
        self.send(QEvent.Type.MouseMove, col, row, Button.NoButton, mods)

    def click(self, col: float, row: float, mods: Mod = NONE) -> None:
        self.send(QEvent.Type.MouseButtonPress, col, row, Button.LeftButton, mods)
        self.send(QEvent.Type.MouseButtonRelease, col, row, Button.LeftButton, mods)

    def control(self, *, down: bool) -> None:
        kind = QEvent.Type.KeyPress if down else QEvent.Type.KeyRelease
        event = QKeyEvent(kind, Qt.Key.Key_Control, CONTROL if down else NONE)
        QApplication.sendEvent(self.desk.widget, event)

    @property
    def underlined(self) -> dict[int, list[tuple[int, int]]]:
        layer = self.desk.widget.display.highlights.layer(Layer.LINK)
        return {row: [(span.first, span.last) for span in spans] for row, spans in layer.items()}

    @property
    def shape(self) -> str:
        return self.desk.widget.cursor().shape().name


@pytest.fixture
def hand(desk: Desk) -> Hand:
    return Hand(desk)


def test_ctrl_shows_a_link_and_a_click_follows_it(hand: Hand) -> None:
    hand.move(8, 1)
    assert not hand.underlined
    hand.control(down=True)
    assert hand.underlined == {1: [(6, 25)]}
    assert hand.shape == "PointingHandCursor"
    hand.click(9, 1, CONTROL)
    assert hand.followed == ["https://example.com"]
    assert hand.desk.widget.surface.selection is None
    hand.control(down=False)
    assert not hand.underlined
    assert hand.shape == "IBeamCursor"
    assert hand.pointed == ["https://example.com", ""]


def test_without_ctrl_a_click_is_only_a_click(hand: Hand) -> None:
    hand.click(9, 1)
    hand.move(3, 1, CONTROL)
    hand.click(3, 1, CONTROL)
    assert not hand.followed


def test_a_press_that_slips_off_the_link_follows_nothing(hand: Hand) -> None:
    hand.move(9, 1, CONTROL)
    hand.send(QEvent.Type.MouseButtonPress, 9, 1, Button.LeftButton, CONTROL)
    hand.move(9, 6, CONTROL)
    hand.send(QEvent.Type.MouseButtonRelease, 9, 6, Button.LeftButton, CONTROL)
    assert not hand.followed


def test_a_programs_link_is_seen_without_ctrl(qtbot: QtBot, hand: Hand) -> None:
    hand.move(1, 3)
    assert not hand.underlined
    hand.desk.asked[-1][1](LinkSpans((LinkSpan(3, 0, 4, "https://example.org/"),)))
    assert hand.underlined == {3: [(0, 4)]}
    assert hand.shape == "IBeamCursor"
    qtbot.waitUntil(lambda: hand.pointed == ["https://example.org/"])
    hand.move(9, 5)
    assert not hand.underlined


def test_an_answer_that_comes_too_late_shows_nothing(hand: Hand) -> None:
    hand.move(1, 3)
    hand.move(9, 5)
    hand.desk.asked[-1][1](LinkSpans((LinkSpan(3, 0, 4, "https://example.org/"),)))
    assert not hand.underlined
    assert not hand.pointed


def test_a_program_that_wants_the_mouse_does_not_get_the_click_that_follows(hand: Hand) -> None:
    hand.desk.widget.apply_frame(replace(hand.desk.page.frame(), modes=Mode.MOUSE_CLICK))
    hand.move(9, 1, CONTROL)
    hand.click(9, 1, CONTROL)
    assert hand.followed == ["https://example.com"]
    assert not hand.desk.take(MouseInput)
    hand.move(3, 1, CONTROL)
    hand.click(3, 1, CONTROL)
    assert len(hand.desk.take(MouseInput)) == 2


def test_leaving_and_typing_take_the_line_away(hand: Hand) -> None:
    hand.move(9, 1, CONTROL)
    QApplication.sendEvent(hand.desk.widget, QEvent(QEvent.Type.Leave))
    assert not hand.underlined
    hand.move(1, 3)
    hand.desk.asked[-1][1](LinkSpans((LinkSpan(3, 0, 4, "https://example.org/"),)))
    QApplication.sendEvent(hand.desk.widget, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, NONE, "a"))
    assert not hand.underlined


def test_outside_the_grid_there_is_nothing(hand: Hand) -> None:
    assert hand.hover.cell(QPointF(-5, 20)) is None
    assert hand.hover.cell(QPoint(20, 9999).toPointF()) is None


def test_what_the_node_has_is_shown_where_the_pointer_rests(qtbot: QtBot, hand: Hand) -> None:
    def live(line: LogicalLine, _rows: Rows) -> list[Found]:
        at = line.text.find("GPU 3")
        return [Found(at, at + 5, LinkKind.GPU, "3")] if at >= 0 else []

    hand.desk.widget.finder.live = live
    hand.desk.page.put(5, 4, "GPU 3 is hot")
    hand.desk.widget.apply_frame(hand.desk.page.frame())
    hand.move(5, 5)
    assert hand.underlined == {5: [(4, 9)]}
    assert hand.pointed == []
    qtbot.waitUntil(lambda: hand.pointed == ["3"])
    for _ in range(3):
        hand.desk.widget.apply_frame(hand.desk.page.frame())
    hand.move(6, 5)
    assert hand.pointed == ["3"], "it is still the same one"
    hand.move(20, 5)
    assert hand.pointed == ["3", ""]


def test_a_pointer_that_passes_by_shows_no_card(qtbot: QtBot, hand: Hand) -> None:
    hand.desk.widget.finder.live = lambda line, _rows: [Found(0, 5, LinkKind.GPU, "3")] if "now" in line.text else []
    hand.move(2, 1)
    hand.move(30, 5)
    qtbot.wait(REST_MS + 100)
    assert hand.pointed == [""]
