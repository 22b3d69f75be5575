from __future__ import annotations

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from pytestqt.qtbot import QtBot

from console.ui.terminal.glide import wheel_rows
from console.ui.terminal.gutter import GutterLine
from console.ui.terminal.highlights import Highlight, Layer, Span
from console.wire.frames import Mode
from console.wire.messages import ScrollTerminal
from tests.gui.terminal.conftest import Desk
from tests.gui.terminal.mouse import Mouse
from tests.gui.terminal.page import COLORS, Style, with_history
from tests.gui.terminal.pixel_ratio import pixels_of

HISTORY = 200
Phase = Qt.ScrollPhase


class Core:
    """Shows a scrollback whose row n is all of the colour n + 1, and answers when asked."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.first = HISTORY
        self._write()
        desk.widget.apply_frame(with_history(desk.page.frame(cursor=None), oldest=0, history=HISTORY, first=self.first))
        desk.take(ScrollTerminal)

    def _write(self) -> None:
        for row in range(10):
            self.desk.page.put(row, 0, "█" * 40, Style(fg=self.first + row + 1))

    def answer(self) -> list[int]:
        """Carry out what was asked; return the rows."""
        asked = []
        for scroll in self.desk.take(ScrollTerminal):
            assert isinstance(scroll, ScrollTerminal)
            row = HISTORY if scroll.first_row is None else scroll.first_row
            asked.append(row)
            moved, self.first = row - self.first, row
            self._write()
            rows = [number for number in range(10) if not 0 <= number + moved < 10]
            frame = self.desk.page.frame(rows, scroll=moved, cursor=None)
            self.desk.widget.apply_frame(with_history(frame, oldest=0, history=HISTORY, first=row))
        return asked


def top(desk: Desk) -> float:
    """Return the row at the top of the picture, with its fraction; every row has its place and no other."""
    height = desk.metrics.height
    whole = pixels_of(desk.picture())[:, 20]
    assert {*whole[:8].tolist(), *whole[8 + 10 * height :].tolist()} == {COLORS.background}
    column = whole[8 : 8 + 10 * height]
    numbers = column.astype(int) - 1
    hidden = height - int(np.count_nonzero(numbers == numbers[0]))
    wanted = numbers[0] + (np.arange(10 * height) + hidden) // height
    assert (numbers == wanted).all()
    return float(numbers[0]) + hidden / height


def fingers(desk: Desk, pixels: int, phase: Phase = Phase.ScrollUpdate) -> None:
    place = QPointF(50, 50)
    desk.widget.wheelEvent(
        QWheelEvent(place, place, QPoint(0, pixels), QPoint(0, pixels), Qt.MouseButton.NoButton,
                    Qt.KeyboardModifier.NoModifier, phase, False)
    )  # fmt: skip


def at_rest(desk: Desk) -> bool:
    return not desk.widget.surface.glide._timer.isActive() and not desk.widget.display.geometry.shift


def test_a_notch_glides_over_rows_in_between_and_ends_on_a_row(qtbot: QtBot, desk: Desk) -> None:
    core = Core(desk)
    Mouse(desk).wheel(1, 1, 120)
    seen = [top(desk)]
    assert core.answer() == [HISTORY - 3]
    while not at_rest(desk):
        seen.append(top(desk))
        qtbot.wait(5)
        core.answer()
    assert top(desk) == HISTORY - 3
    assert seen == sorted(seen, reverse=True)
    assert any(place % 1 for place in seen)
    assert core.answer() == []


def test_fingers_are_followed_to_the_pixel_and_let_go_on_a_row(qtbot: QtBot, desk: Desk) -> None:
    core = Core(desk)
    height = desk.metrics.height
    for number in range(1, 12):
        fingers(desk, 5)
        core.answer()
        assert top(desk) == pytest.approx(HISTORY - 5 * number / height, abs=0.5 / height)
    for number in range(1, 5):
        fingers(desk, -8)
        core.answer()
        assert top(desk) == pytest.approx(HISTORY - (55 - 8 * number) / height, abs=0.5 / height)

    def settled() -> bool:
        core.answer()
        return at_rest(desk)

    qtbot.waitUntil(settled)
    assert top(desk) == HISTORY - round(23 / height)


def test_the_end_of_the_scrollback_is_a_wall(qtbot: QtBot, desk: Desk) -> None:
    core = Core(desk)
    fingers(desk, -40)
    assert core.answer() == []
    assert at_rest(desk)
    for _ in range(3):
        fingers(desk, 100_000)
        core.answer()
    assert top(desk) == 0
    qtbot.waitUntil(lambda: at_rest(desk))
    assert core.answer() == []


def test_a_key_in_between_goes_where_it_leads(desk: Desk) -> None:
    core = Core(desk)
    fingers(desk, 9)
    core.answer()
    assert top(desk) % 1
    desk.widget.surface.scroll_to(50)
    core.answer()
    assert at_rest(desk)
    assert top(desk) == 50


def test_without_gliding_the_view_goes_row_by_row(desk: Desk) -> None:
    core = Core(desk)
    desk.widget.surface.glide.smooth = False
    height = desk.metrics.height
    for _ in range(3):
        fingers(desk, height // 2)
    assert core.answer() == [HISTORY - 1]
    Mouse(desk).wheel(1, 1, 120)
    assert core.answer() == [HISTORY - 4]
    assert at_rest(desk)
    assert top(desk) == HISTORY - 4


def test_before_the_core_has_answered_only_known_rows_are_shown(desk: Desk) -> None:
    core = Core(desk)
    fingers(desk, 100)
    assert top(desk) == HISTORY
    core.answer()
    assert top(desk) == pytest.approx(HISTORY - 100 / desk.metrics.height, abs=0.1)
    fingers(desk, 500)
    core.answer()
    assert not top(desk) % 1


def test_rows_that_look_otherwise_now_are_not_shown_beside_the_screen(desk: Desk) -> None:
    core = Core(desk)
    for _ in range(4):
        fingers(desk, 5)
        core.answer()
    assert desk.widget.display.spare_rows()[1]
    row = core.first + 10
    desk.widget.overlay.set_highlights(Layer.SEARCH, [Span(row, 0, 40, Highlight(ink=0xFFFFFF))])
    assert desk.widget.display.spare_rows() == (0, 0)


def test_places_follow_the_picture(desk: Desk) -> None:
    """A click in between hits the row that is seen there; the gutter moves along."""
    core = Core(desk)
    asked: list[int] = []

    def line(row: int) -> GutterLine:
        asked.append(row)
        return GutterLine("x")

    desk.widget.overlay.set_gutter(4, line)
    for _ in range(3):
        fingers(desk, 3)
        core.answer()
    geometry = desk.widget.display.geometry
    assert geometry.shift
    for row in (0, 4, 8):
        _, y = desk.widget.surface.cell_at(geometry.cell_rect(10, row).center())
        assert int(y) == row
    asked.clear()
    desk.picture()
    assert set(asked) >= set(range(core.first, core.first + 11))


def test_programs_are_told_whole_lines(desk: Desk) -> None:
    core = Core(desk)
    frame = desk.page.frame(cursor=None)
    desk.widget.apply_frame(replace(frame, modes=Mode.ALTERNATE_SCREEN | Mode.ALTERNATE_SCROLL))
    fingers(desk, 3)
    assert core.answer() == []
    assert at_rest(desk)


def test_what_counts_as_fingers() -> None:
    place = QPointF(1, 1)

    def event(pixels: int, eighths: int, phase: Phase) -> QWheelEvent:
        return QWheelEvent(
            place, place, QPoint(0, pixels), QPoint(0, eighths), Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier, phase, False,
        )  # fmt: skip

    assert wheel_rows(event(0, 120, Phase.NoScrollPhase), 18) == (-3, False)
    assert wheel_rows(event(0, -15, Phase.NoScrollPhase), 18) == (0.375, True)
    assert wheel_rows(event(9, 40, Phase.ScrollUpdate), 18) == (-0.5, True)
