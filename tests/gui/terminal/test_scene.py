from __future__ import annotations

from msgspec.structs import replace

from console.ui.terminal.gutter import GutterLine
from console.wire.frames import Mode
from tests.gui.terminal.conftest import Desk, colors_of, where
from tests.gui.terminal.page import COLORS, Style


def test_what_the_grid_does_not_cover_is_ground(desk: Desk) -> None:
    for row in range(10):
        desk.page.put(row, 0, "█" * 40, Style(fg=0x00FF00))
    desk.widget.resize(desk.widget.width() + 100, desk.widget.height() + 100)
    desk.widget.apply_frame(desk.page.frame(cursor=None))
    assert colors_of(desk.picture()) == {0x00FF00, COLORS.background}
    assert max(where(desk.picture(), 0x00FF00)) == (
        13 + 40 * desk.metrics.width,
        7 + 10 * desk.metrics.height,
    )


def test_a_reversed_screen_is_reversed_to_the_edge(desk: Desk) -> None:
    desk.widget.apply_frame(desk.page.frame(cursor=None))
    corner = desk.picture().pixel(1, 1) & 0xFFFFFF
    desk.widget.apply_frame(replace(desk.page.frame([], cursor=None), modes=Mode.REVERSE_SCREEN))
    reverse = desk.picture().pixel(1, 1) & 0xFFFFFF
    assert (corner, reverse) == (COLORS.background, COLORS.foreground)


def test_on_rows_and_between_them_nothing_reaches_beyond_the_grid(desk: Desk) -> None:
    desk.widget.overlay.set_gutter(4, lambda _row: GutterLine("####"))
    for row in range(10):
        desk.page.put(row, 0, "█" * 36, Style(fg=0x00FF00))
    desk.widget.apply_frame(desk.page.frame(cursor=None))
    canvas = desk.widget.display.canvas
    assert canvas is not None
    assert canvas._painter is not None
    canvas._painter.above = canvas._painter.below = 1
    for shift in (0.0, 0.5, -0.5):
        desk.widget.display.shift(shift)
        shown = desk.picture()
        inked = {y for color in colors_of(shown) - {COLORS.background} for _, y in where(shown, color)}
        assert min(inked) >= 8
        assert max(inked) < 8 + 10 * desk.metrics.height


def test_a_lost_session_has_no_cursor(desk: Desk) -> None:
    desk.widget.apply_frame(desk.page.frame(cursor=(3, 3)))
    assert where(desk.picture(), COLORS.cursor)
    desk.widget.set_connected(False)
    assert not where(desk.picture(), COLORS.cursor)
