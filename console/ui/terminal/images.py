"""Pictures between the text: kept as they came, decoded when they are first seen, painted over the cells."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRect, QSize
from PySide6.QtGui import QImage, QImageReader, QPainter

from console.ui.terminal.fonts import CellMetrics
from console.wire.pictures import Picture, PixelFormat, Placement, decode_picture, decode_placements

FORMATS = {
    PixelFormat.RGB: (QImage.Format.Format_RGB888, 3),
    PixelFormat.RGBA: (QImage.Format.Format_RGBA8888, 4),
    PixelFormat.GRAY: (QImage.Format.Format_Grayscale8, 1),
}


class Images:
    """The pictures of one terminal. What no placement means any more is forgotten, here as in the core."""

    def __init__(self) -> None:
        self._pictures: dict[int, Picture] = {}
        self._decoded: dict[int, QImage] = {}
        self.placements: tuple[Placement, ...] = ()

    def take(self, payload: bytes) -> None:
        """Take a picture that placements will mean."""
        picture = decode_picture(payload)
        self._pictures[picture.key] = picture

    def place(self, payload: bytes) -> None:
        """Take where pictures stand from now on."""
        self.placements = decode_placements(payload)
        wanted = {placement.key for placement in self.placements}
        self._pictures = {key: picture for key, picture in self._pictures.items() if key in wanted}
        self._decoded = {key: image for key, image in self._decoded.items() if key in wanted}

    def draw(self, painter: QPainter, first_row: int, rows: tuple[int, int], metrics: CellMetrics) -> None:
        """Paint what stands on rows of the screen, from one up to and without another; back to front."""
        for placement in self.placements:
            row = placement.row - first_row
            if row >= rows[1] or row + placement.rows + 1 <= rows[0]:
                continue
            image = self._image(placement.key)
            if image is None:
                continue
            left = placement.col * metrics.width + placement.left
            top = row * metrics.height + placement.top
            source = QRect(placement.source_x, placement.source_y, placement.source_width, placement.source_height)
            target = QRect(left, top, placement.width, placement.height)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, on=target.size() != source.size())
            painter.drawImage(target, image, source)

    def _image(self, key: int) -> QImage | None:
        """Return a picture decoded; None for one that has not come or that is broken."""
        image = self._decoded.get(key)
        if image is None:
            picture = self._pictures.pop(key, None)
            if picture is None:
                return None
            image = self._decoded[key] = decoded(picture)
        return None if image.isNull() else image


def decoded(picture: Picture) -> QImage:
    """Return what a painter takes, a null image for what is broken."""
    size = picture.width, picture.height
    if picture.format is PixelFormat.PNG:
        image = _read(picture)
    elif picture.format is PixelFormat.GRAY_ALPHA:
        image = _with_alpha(picture)
    else:
        kind, depth = FORMATS[picture.format]
        if len(picture.data) != size[0] * size[1] * depth:
            return QImage()
        image = QImage(picture.data, *size, size[0] * depth, kind)
    # A copy: the one above refers to the data, which nobody keeps.
    return image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)


def _read(picture: Picture) -> QImage:
    buffer = QBuffer()
    buffer.setData(picture.data)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer, QByteArray(b"PNG"))
    return reader.read() if reader.size() == QSize(picture.width, picture.height) else QImage()


def _with_alpha(picture: Picture) -> QImage:
    if len(picture.data) != picture.width * picture.height * 2:
        return QImage()
    gray, alpha = picture.data[::2], picture.data[1::2]
    pixels = b"".join(map(bytes, zip(gray, gray, gray, alpha, strict=True)))
    image = QImage(pixels, picture.width, picture.height, picture.width * 4, QImage.Format.Format_RGBA8888)
    return image.copy()
