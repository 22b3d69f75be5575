"""Icons of one family (Phosphor), loaded after the first paint: a window stands before its icons do."""

from __future__ import annotations

from functools import cache, partial
from importlib.util import find_spec
from pathlib import Path

import msgspec
from PySide6.QtCore import QRect, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QAbstractButton, QToolButton, QWidget

from console.ui.theme import Themes


@cache
def _family() -> tuple[str, dict[str, str]]:
    """Load the font that qtawesome ships. Importing the package itself would load ten more."""
    spec = find_spec("qtawesome")
    if spec is None or spec.origin is None:
        return "", {}
    folder = Path(spec.origin).parent / "fonts"
    fonts, maps = sorted(folder.glob("phosphor-[0-9]*.ttf")), sorted(folder.glob("phosphor-charmap-*.json"))
    if not fonts or not maps:
        return "", {}
    families = QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(fonts[-1])))
    return (families[0] if families else ""), msgspec.json.decode(maps[-1].read_bytes(), type=dict[str, str])


def paint_icon(painter: QPainter, rect: QRectF, name: str, color: QColor) -> None:
    """Draw the icon ``name`` (``ph.bell``) into ``rect``; nothing where the family is missing."""
    family, codes = _family()
    code = codes.get(name.removeprefix("ph."))
    if not family or code is None:
        return
    font = QFont(family)
    font.setPixelSize(max(round(rect.height()), 1))
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    painter.setFont(font)
    painter.setPen(color)
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip, chr(int(code, 16)))


def icon(name: str, color: QColor, pixels: int, ratio: float) -> QIcon:
    """Return an icon as a picture for menus and buttons."""
    picture = QPixmap(QSize(round(pixels * ratio), round(pixels * ratio)))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    paint_icon(painter, QRectF(0, 0, pixels, pixels), name, color)
    painter.end()
    return QIcon(picture)


class LateIcons:
    """Gives buttons their icons once the window stands, and again at each change of theme."""

    def __init__(self, themes: Themes) -> None:
        self._themes = themes
        self._wanted: list[tuple[QAbstractButton, str, int]] = []
        themes.changed.connect(self._dress)

    def put(self, button: QAbstractButton, name: str, pixels: int) -> None:
        """Put an icon on a button, later or at once."""
        self._wanted = [wanted for wanted in self._wanted if wanted[0] is not button]
        self._wanted.append((button, name, pixels))
        button.setIconSize(QSize(pixels, pixels))
        if button.isVisible():
            self._dress()

    def load_soon(self) -> None:
        """Load when the event loop is idle next; a button that is gone by then needs none."""
        for button, name, pixels in self._wanted:
            QTimer.singleShot(0, button, partial(self._dress_one, button, name, pixels))

    def _dress(self) -> None:
        for button, name, pixels in self._wanted:
            self._dress_one(button, name, pixels)

    def _dress_one(self, button: QAbstractButton, name: str, pixels: int) -> None:
        button.setIcon(icon(name, self._themes.current.colors.text2, pixels, button.devicePixelRatioF()))


class IconButton(QToolButton):
    """A small button whose icon comes after the first paint."""

    def __init__(self, themes: Themes, name: str, words: str, parent: QWidget | None = None, pixels: int = 16) -> None:
        super().__init__(parent)
        self._themes, self._name, self._pixels = themes, name, pixels
        self._ready = False
        self.say(name, words)

    def say(self, name: str, words: str) -> None:
        """Show another icon, and say what the button does now."""
        self._name = name
        self.setAccessibleName(words)
        self.setToolTip(words)
        self.update()

    def sizeHint(self) -> QSize:
        """Return the icon and room around it to hit."""
        return QSize(self._pixels + 8, self._pixels + 8)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground as the style has it, and the icon."""
        super().paintEvent(event)
        if not self._ready:
            self._ready = True
            QTimer.singleShot(0, self, self.update)
            return
        rect = QRectF(0, 0, self._pixels, self._pixels)
        rect.moveCenter(QRectF(self.rect()).center())
        paint_icon(QPainter(self), rect, self._name, self._themes.current.colors.text2)


class IconLabel(QWidget):
    """An icon as decoration beside words."""

    def __init__(self, themes: Themes, name: str, parent: QWidget | None = None, pixels: int = 16) -> None:
        super().__init__(parent)
        self._themes, self._name = themes, name
        self._pixels = pixels
        self._ready = False
        self.setFixedSize(self._pixels, self._pixels)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Leave the first paint without an icon; draw it from then on."""
        if not self._ready:
            self._ready = True
            QTimer.singleShot(0, self, self.update)
            return
        rect = QRectF(QRect(0, 0, self._pixels, self._pixels))
        paint_icon(QPainter(self), rect, self._name, self._themes.current.colors.text3)
