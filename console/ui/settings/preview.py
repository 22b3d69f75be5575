"""A sample of a colour scheme, painted: a prompt, a listing, a difference, the sixteen colours, the cursor."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from console.model.text import fill
from console.settings.language import _
from console.settings.schemes import Scheme, readable
from console.ui.fonts import mono_font
from console.ui.theme import Themes

PLAIN = -1
Part = tuple[str, int, bool]
"""A text, its colour among the sixteen (or ``PLAIN``), and whether it is bold."""

LINES: tuple[tuple[Part, ...], ...] = (
    (("ops@gpu-a03", 10, True), (":", PLAIN, False), ("~/models", 12, True), ("$ ls --color", PLAIN, False)),
    (
        ("checkpoints", 12, True), ("  ", PLAIN, False), ("serve.sh", 10, True), ("  ", PLAIN, False),
        ("latest", 14, True), ("  ", PLAIN, False), ("weights.tar", 9, True), ("  README", PLAIN, False),
    ),
    (("ops@gpu-a03", 2, False), (":", PLAIN, False), ("~/models", 4, False), ("$ git diff", PLAIN, False)),
    (("@@ -12,3 +12,3 @@", 6, False), (" batch:", 8, False)),
    (("-  size: 16", 1, False), ("        # ", 8, False), ("too small", 3, False)),
    (("+  size: 32", 2, False), ("        # ", 8, False), ("fits in 80 GB", 5, False)),
)  # fmt: skip
PROMPT = "ops@gpu-a03:~/models$ "
MARKED = "selected"
PADDING, SWATCH, GAP = 12, 12, 4


class SchemePreview(QWidget):
    """Shows one scheme."""

    def __init__(self, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self.scheme: Scheme | None = None
        self.minimum_contrast = 1.0
        """What text is lifted to, as in a terminal."""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_scheme(self, scheme: Scheme, minimum_contrast: float = 1.0) -> None:
        """Show another scheme, its text as a terminal lifts it."""
        self.scheme, self.minimum_contrast = scheme, minimum_contrast
        kind = _("dark") if scheme.dark else _("light")
        self.setAccessibleName(fill(_("Sample of {scheme}, {kind}"), {"scheme": scheme.name, "kind": kind}))
        source = " · ".join(part for part in (scheme.source, scheme.licence) if part)
        self.setToolTip(source)
        self.update()

    def _line_height(self) -> float:
        return QFontMetricsF(mono_font("mono_small")).height() + 2

    def sizeHint(self) -> QSize:
        """Return room for the sample."""
        height = (len(LINES) + 1) * self._line_height() + 2 * PADDING + 2 * SWATCH + GAP + 10
        return QSize(380, round(height))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the sample."""
        scheme = self.scheme
        if scheme is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self._themes.current.colors.line)
        painter.setBrush(QColor.fromRgb(scheme.background))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        painter.setClipRect(self.rect().adjusted(2, 2, -PADDING, -2))
        metrics = QFontMetricsF(mono_font("mono_small"))
        height, y = self._line_height(), PADDING + metrics.ascent()
        for line in LINES:
            x = float(PADDING)
            for text, color, bold in line:
                x = self._text(painter, QPointF(x, y), text, self._ink(scheme, color), bold=bold)
            y += height
        self._last_line(painter, scheme, y)
        self._swatches(painter, scheme, y + metrics.descent() + 10)

    def _text(self, painter: QPainter, at: QPointF, text: str, color: QColor, *, bold: bool = False) -> float:
        font = QFont(mono_font("mono_small"))
        font.setWeight(QFont.Weight.Bold if bold else QFont.Weight.Normal)
        painter.setFont(font)
        painter.setPen(color)
        painter.drawText(at, text)
        return at.x() + QFontMetricsF(font).horizontalAdvance(text)

    def _ink(self, scheme: Scheme, number: int) -> QColor:
        color = scheme.foreground if number == PLAIN else scheme.ansi[number]
        return QColor.fromRgb(readable(color, scheme.background, self.minimum_contrast))

    def _last_line(self, painter: QPainter, scheme: Scheme, y: float) -> None:
        metrics = QFontMetricsF(mono_font("mono_small"))
        x = self._text(painter, QPointF(PADDING, y), PROMPT, self._ink(scheme, PLAIN))
        top, height = y - metrics.ascent(), metrics.height()
        width = metrics.horizontalAdvance(MARKED)
        painter.fillRect(QRectF(x, top, width, height), QColor.fromRgb(scheme.selection))
        x = self._text(painter, QPointF(x, y), MARKED, self._ink(scheme, PLAIN))
        x += metrics.horizontalAdvance(" ")
        painter.fillRect(QRectF(x, top, metrics.horizontalAdvance("m"), height), QColor.fromRgb(scheme.cursor))
        self._text(painter, QPointF(x, y), "x", QColor.fromRgb(scheme.cursor_text))

    def _swatches(self, painter: QPainter, scheme: Scheme, top: float) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        for number, color in enumerate(scheme.ansi):
            row, col = divmod(number, 8)
            painter.setBrush(QColor.fromRgb(color))
            place = QRectF(PADDING + col * (2 * SWATCH + GAP), top + row * (SWATCH + GAP), 2 * SWATCH, SWATCH)
            painter.drawRoundedRect(place, 2, 2)
