"""Whatever partial frames, scrolls and bands come: the picture is that of one full frame."""

from __future__ import annotations

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from console.ui.terminal.canvas import Canvas
from console.ui.terminal.selection import Selection, Spot
from console.wire.frames import Underline
from tests.gui.terminal.page import COLORS, Page, Style, with_history

ROWS, COLS = 6, 12
PIECES = st.tuples(
    st.integers(0, COLS - 4),
    st.text("abMg ─│═╬█░=-|", min_size=1, max_size=4),
    st.sampled_from([COLORS.foreground, 0xFF0000, 0x00FF80]),
    st.sampled_from([COLORS.background, COLORS.background, 0x202080]),
    st.sampled_from([0, 0, 0, int(Underline.SINGLE), int(Underline.CURLY)]),
    st.booleans(),
)
STEPS = st.tuples(
    st.integers(-ROWS - 1, ROWS + 1),
    st.dictionaries(st.integers(0, ROWS - 1), PIECES, max_size=3),
    st.one_of(st.none(), st.integers(0, 4)),
    st.one_of(st.none(), st.none(), st.tuples(st.integers(0, 20), st.integers(0, 20))),
)


def pixels(canvas: Canvas) -> QImage:
    """Return the rows in their order on the screen."""
    painter = canvas._painter
    assert painter is not None
    image = painter.image
    height = canvas._tiles.metrics.height  # the image holds spare rows beside the screen
    joined = [
        image.copy(0, source * height, image.width(), count * height) for _, source, count in painter.pieces(0, ROWS)
    ]
    data = np.concatenate([np.frombuffer(part.constBits(), np.uint32).reshape(-1, image.width()) for part in joined])
    return QImage(data.tobytes(), image.width(), len(data), image.width() * 4, QImage.Format.Format_RGB32).copy()


def moved(page: Page, scroll: int) -> None:
    """Move the page as core and desk both do: rows that come in keep what stood there."""
    if scroll == 0 or abs(scroll) >= ROWS:
        return
    for cells in (page.keys, page.attributes, page.lines):
        if scroll > 0:
            cells[:-scroll] = cells[scroll:].copy()
        else:
            cells[-scroll:] = cells[:scroll].copy()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, max_size=8))
def test_partial_frames_give_the_picture_of_a_full_one(
    qapp: QApplication, steps: list[tuple[int, dict[int, tuple[int, str, int, int, int, bool]], int | None, object]]
) -> None:
    page = Page(COLS, ROWS)
    canvas = Canvas(page.atlas, COLORS, 13.0, 1.0)
    first_row = 0
    canvas.take(page.frame())
    canvas.render()
    for asked, pieces, band, marks in steps:
        scroll = asked if abs(asked) < ROWS else 0
        moved(page, scroll)
        first_row += scroll
        for row, (col, text, ink, ground, attributes, bold) in pieces.items():
            page.put(row, col, text, Style(ink, ground, bold=bold, attributes=attributes))
        canvas.take(with_history(page.frame(sorted(pieces), scroll=scroll), oldest=-99, history=0, first=first_row))
        if isinstance(marks, tuple):
            start, end = (Spot(first_row + at // 4, at % 4 * 3) for at in sorted(marks))
            canvas.select(Selection(start, end) if start < end else None)
        canvas.render(band)
    canvas.render()
    fresh = Canvas(page.atlas, COLORS, 13.0, 1.0)
    fresh.take(with_history(page.frame(), oldest=-99, history=0, first=first_row))
    fresh.select(canvas.selection)
    fresh.render()
    assert pixels(canvas) == pixels(fresh)
