"""Pictures between the text, as they are seen."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QImage, QPainter

from console.ui.terminal.fonts import CellMetrics
from console.ui.terminal.images import Images, decoded
from console.wire.pictures import Picture, PixelFormat, Placement, encode_picture, encode_placements
from tests.gui.terminal.conftest import Desk, colors_of
from tests.unit.terminal.kitty import png

RED, GROUND = 0xFFFF0000, 0xFF000000
METRICS = CellMetrics("", 13.0, 1.0, 8, 16, 12)


def place(key: int = 1, **changes: int) -> Placement:
    values = {"row": 100, "col": 2, "left": 0, "top": 0, "width": 16, "height": 16, "source_x": 0, "source_y": 0}
    more = {"source_width": 4, "source_height": 4, "rows": 1, "z": 0}
    return Placement(key, **(values | more | changes))


def painted(images: Images, rows: tuple[int, int] = (0, 10)) -> QImage:
    """Return ten rows of twenty cells as they look with pictures, the first of them row 98."""
    canvas = QImage(160, 160, QImage.Format.Format_ARGB32_Premultiplied)
    canvas.fill(GROUND)
    painter = QPainter(canvas)
    images.draw(painter, 98, rows, METRICS)
    painter.end()
    return canvas


def corners(canvas: QImage) -> list[bool]:
    """Return whether it is red just outside and just inside of where the picture stands."""
    places = [(15, 40), (16, 40), (31, 40), (32, 40), (20, 31), (20, 32), (20, 47), (20, 48)]
    return [canvas.pixel(x, y) == RED for x, y in places]


INSIDE = [False, True, True, False, False, True, True, False]


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        (PixelFormat.RGB, bytes([255, 0, 0]) * 16),
        (PixelFormat.RGBA, bytes([255, 0, 0, 255]) * 16),
        (PixelFormat.PNG, png(4, 4)),
    ],
)
def test_a_picture_stands_on_its_cells(kind: PixelFormat, data: bytes) -> None:
    images = Images()
    images.take(encode_picture(Picture(1, 4, 4, kind, data)))
    images.place(encode_placements([place()]))
    assert corners(painted(images)) == INSIDE
    assert painted(images, (4, 10)).pixel(20, 40) == GROUND
    images.place(encode_placements([place(row=90)]))
    assert not any(corners(painted(images)))
    images.place(b"")
    images.place(encode_placements([place()]))
    assert not any(corners(painted(images)))


def test_a_part_of_a_picture() -> None:
    images = Images()
    pixels = bytes([255, 0, 0] + [0, 0, 255] * 3) * 4
    images.take(encode_picture(Picture(1, 4, 4, PixelFormat.RGB, pixels)))
    images.place(encode_placements([place(source_width=1)]))
    assert corners(painted(images)) == INSIDE


def test_what_is_see_through_shows_the_ground() -> None:
    images = Images()
    images.take(encode_picture(Picture(1, 4, 4, PixelFormat.GRAY_ALPHA, bytes([255, 0]) * 16)))
    images.take(encode_picture(Picture(2, 4, 4, PixelFormat.GRAY, bytes([255]) * 16)))
    images.place(encode_placements([place(1), place(2, row=104)]))
    canvas = painted(images)
    assert (canvas.pixel(20, 40), canvas.pixel(20, 104)) == (GROUND, 0xFFFFFFFF)


@pytest.mark.parametrize("kind", PixelFormat)
def test_what_is_broken_is_not_painted(kind: PixelFormat) -> None:
    assert decoded(Picture(1, 4, 4, kind, b"\x89PNG\r\n")).isNull()
    assert decoded(Picture(1, 5, 5, PixelFormat.PNG, png(4, 4))).isNull()


def test_a_widget_shows_pictures_over_its_cells(desk: Desk) -> None:
    desk.page.put(0, 0, "text below the picture")
    desk.widget.apply_frame(desk.page.frame(cursor=None))
    desk.widget.apply_pictures(encode_picture(Picture(1, 4, 4, PixelFormat.PNG, png(4, 4))), placements=False)
    width, height = desk.metrics.width, desk.metrics.height
    where = place(row=0, col=2, width=2 * width, height=height)
    desk.widget.apply_pictures(encode_placements([where]), placements=True)
    assert colors_of(desk.cell(2, 0, 2)) == {0xFF0000}
    assert 0xFF0000 not in colors_of(desk.cell(4, 0)) | colors_of(desk.cell(1, 0)) | colors_of(desk.cell(2, 1))
    desk.widget.apply_pictures(b"", placements=True)
    assert 0xFF0000 not in colors_of(desk.cell(2, 0, 2))
