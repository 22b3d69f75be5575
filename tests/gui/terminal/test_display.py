from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QObject, QRect, QTimer
from PySide6.QtGui import QPaintEvent, QRegion
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console.ui.terminal.colors import TerminalColors
from console.ui.terminal.display import BAND_ROWS
from console.ui.terminal.marks import MarkKind
from console.ui.terminal.scrolling import GRIP_WIDTH
from console.wire.frames import Attribute
from console.wire.messages import FrameAck
from tests.gui.terminal.conftest import Desk, colors_of, where
from tests.gui.terminal.page import COLORS, Page, Style, with_history


def test_before_the_first_frame_there_is_ground(desk: Desk) -> None:
    assert colors_of(desk.picture()) == {COLORS.background}


def test_a_frame_is_painted_and_acknowledged_at_once(desk: Desk) -> None:
    desk.page.put(2, 3, "█", Style(fg=0x123456))
    desk.widget.apply_frame(desk.page.frame())
    (ack,) = desk.take(FrameAck)
    assert isinstance(ack, FrameAck)
    assert ack.sequence == 1
    assert 0 < ack.paint_seconds < 1
    assert colors_of(desk.cell(3, 2)) == {0x123456}


def test_the_padding_is_ground_and_the_grid_begins_behind_it(desk: Desk) -> None:
    for row in range(10):
        desk.page.put(row, 0, "█" * 40, Style(fg=0x00FF00))
    desk.widget.apply_frame(desk.page.frame(cursor=None))
    green = where(desk.picture(), 0x00FF00)
    assert min(green) == (14, 8)
    assert max(green) == (14 + 40 * desk.metrics.width - 1, 8 + 10 * desk.metrics.height - 1)
    assert colors_of(desk.picture()) == {0x00FF00, COLORS.background}


class _Painted(QObject):
    """Adds up what a widget paints."""

    def __init__(self) -> None:
        super().__init__()
        self.region = QRegion()

    def eventFilter(self, _: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self.region += event.region()
        return False


def test_what_a_smaller_grid_no_longer_covers_is_painted_over(qtbot: QtBot, desk: Desk) -> None:
    desk.widget.apply_frame(desk.page.frame(cursor=None))
    QApplication.sendPostedEvents()
    painted = _Painted()
    desk.widget.installEventFilter(painted)
    desk.widget.apply_frame(Page(40, 6, desk.page.atlas).frame(cursor=None))
    left_over = QRect(14, 8 + 6 * desk.metrics.height, 300, desk.metrics.height)
    qtbot.waitUntil(lambda: painted.region.contains(left_over))


def test_a_dense_frame_comes_in_bands_and_is_acknowledged_once(qtbot: QtBot, desk: Desk) -> None:
    page = Page(40, 3 * BAND_ROWS, desk.page.atlas)
    desk.widget.resize(40 * desk.metrics.width + 28, 3 * BAND_ROWS * desk.metrics.height + 16)
    desk.widget.apply_frame(page.frame())
    desk.take(FrameAck)
    desk.widget.display._row_seconds = 1.0
    for row in range(page.rows):
        page.put(row, 0, "█" * 40, Style(fg=0x00FF00))
    desk.widget.apply_frame(page.frame(cursor=None))
    assert not desk.take(FrameAck)
    assert desk.widget.display.canvas is not None
    assert desk.widget.display.canvas.waiting() == 2 * BAND_ROWS
    qtbot.waitUntil(lambda: any(isinstance(request, FrameAck) for request in desk.said))
    assert len(desk.take(FrameAck)) == 1
    assert len(where(desk.picture(), 0x00FF00)) == 40 * desk.metrics.width * page.rows * desk.metrics.height


def test_a_frame_that_overtakes_bands_acknowledges_both(qtbot: QtBot, desk: Desk) -> None:
    page = Page(40, 3 * BAND_ROWS, desk.page.atlas)
    desk.widget.apply_frame(page.frame())
    desk.widget.display._row_seconds = 1.0
    desk.widget.apply_frame(page.frame())
    desk.widget.display._row_seconds = 0.0
    desk.widget.apply_frame(page.frame())
    acknowledged = [ack.sequence for ack in desk.said if isinstance(ack, FrameAck)]
    assert acknowledged[:2] == [1, 2]
    # On a busy computer the third one was expected to take long too, and comes in bands.
    qtbot.waitUntil(lambda: [ack.sequence for ack in desk.said if isinstance(ack, FrameAck)] == [1, 2, 3])


def test_a_hidden_terminal_acknowledges_and_catches_up(desk: Desk) -> None:
    desk.widget.apply_frame(desk.page.frame(cursor=None))
    desk.widget.hide()
    desk.page.put(0, 0, "█", Style(fg=0x00FF00))
    desk.widget.apply_frame(desk.page.frame([0], cursor=None))
    assert len(desk.take(FrameAck)) == 2
    desk.widget.show()
    assert colors_of(desk.cell(0, 0)) == {0x00FF00}


def test_a_lost_connection_dims_the_picture(desk: Desk) -> None:
    desk.page.put(0, 0, "█", Style(fg=0xFFFFFF))
    desk.widget.apply_frame(desk.page.frame())
    desk.widget.set_connected(False)
    (dimmed,) = colors_of(desk.cell(0, 0))
    ground, shade = COLORS.background & 0xFF, dimmed & 0xFF
    assert shade == pytest.approx(0.6 * 255 + 0.4 * ground, abs=2)
    desk.widget.set_connected(True)
    desk.widget.apply_frame(desk.page.frame(cursor=None))
    assert colors_of(desk.cell(0, 0)) == {0xFFFFFF}


def test_another_theme_paints_ground_and_rules_anew(desk: Desk) -> None:
    desk.page.put(0, 0, "──────")
    desk.widget.apply_frame(desk.page.frame(cursor=None))
    assert COLORS.rule in colors_of(desk.cell(2, 0))
    desk.widget.set_dim_rules(False)
    assert COLORS.foreground in colors_of(desk.cell(2, 0))
    desk.widget.set_dim_rules(True)
    desk.widget.set_theme(TerminalColors(foreground=COLORS.foreground, background=COLORS.background, rule=0xFF00FF))
    assert 0xFF00FF in colors_of(desk.cell(2, 0))


def test_the_bar_shows_while_scrolled_back(desk: Desk) -> None:
    desk.widget.apply_frame(with_history(desk.page.frame(), oldest=0, history=40, first=40))
    assert COLORS.rule not in colors_of(desk.picture())
    desk.widget.apply_frame(with_history(desk.page.frame(), oldest=0, history=40, first=0))
    bar = where(desk.picture(), COLORS.rule)
    assert bar
    assert min(x for x, _ in bar) > desk.widget.width() - 10
    assert min(y for _, y in bar) <= 2


def test_nothing_of_the_bar_stays_when_the_view_is_back_below(
    qtbot: QtBot, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.widget.display.mark(MarkKind.ERROR, [0, 49])
    desk.widget.apply_frame(with_history(desk.page.frame(), oldest=0, history=40, first=0))
    QApplication.sendPostedEvents()
    painted: list[QRegion] = []
    monkeypatch.setattr(desk.widget.display, "paint", painted.append)
    desk.widget.apply_frame(with_history(desk.page.frame([0]), oldest=0, history=40, first=40))
    strip = QRect(desk.widget.width() - GRIP_WIDTH, 0, GRIP_WIDTH, desk.widget.height())
    qtbot.waitUntil(lambda: QRegion(strip).subtracted(union(painted)).isEmpty())


def union(regions: list[QRegion]) -> QRegion:
    whole = QRegion()
    for region in regions:
        whole += region
    return whole


def test_at_rest_nothing_wakes_the_desk(qtbot: QtBot, desk: Desk) -> None:
    """After scrolling, blinking text and a dense frame in bands no timer of the terminal runs."""
    desk.page.put(0, 0, "x", Style(attributes=int(Attribute.BLINK)))
    desk.widget.apply_frame(with_history(desk.page.frame(), oldest=0, history=40, first=40))
    desk.widget.surface.glide.by(-0.4, exact=True)
    desk.page.put(0, 0, " ")
    desk.widget.display._row_seconds = 1.0
    desk.widget.apply_frame(with_history(desk.page.frame([0, 1]), oldest=0, history=40, first=40))
    qtbot.waitUntil(lambda: not any(timer.isActive() for timer in desk.widget.findChildren(QTimer)))


def test_rows_that_touch_are_one_rectangle(desk: Desk) -> None:
    assert desk.widget.display.region([3, 1, 2]).rectCount() == 1
    assert desk.widget.display.region([0, 5, 9]).rectCount() == 3
    assert desk.widget.display.region([]).isEmpty()


class Painted(QObject):
    """Writes down which parts of a widget are painted."""

    def __init__(self) -> None:
        super().__init__()
        self.regions: list[QRegion] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self.regions.append(event.region())
        return False


def test_after_the_last_frame_a_dot_that_no_row_covers_is_painted_once(qtbot: QtBot, desk: Desk) -> None:
    """With it Qt learns that the screen has the frame, while nobody waits."""
    desk.widget.apply_frame(desk.page.frame())
    qtbot.waitUntil(lambda: not any(timer.isActive() for timer in desk.widget.findChildren(QTimer)))
    watch = Painted()
    desk.widget.installEventFilter(watch)
    for column in range(3):
        desk.page.put(0, column, "x")
        desk.widget.apply_frame(desk.page.frame([0], cursor=(column, 0)))
    qtbot.waitUntil(lambda: not any(timer.isActive() for timer in desk.widget.findChildren(QTimer)))
    *frames, dot = watch.regions
    assert dot.boundingRect() == QRect(0, 0, 1, 1)
    assert len(frames) == 3
    assert not any(frame.intersects(dot) for frame in frames)
