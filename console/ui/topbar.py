"""The bar above everything: mark, command field, totals, SIMULATED, messages, theme."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QToolButton, QWidget

from console.model.rollup import Rollup
from console.settings.language import _
from console.ui.commandfield import CommandField
from console.ui.fonts import ui_font
from console.ui.formats import power_text
from console.ui.icons import LateIcons
from console.ui.signs import paint_mark
from console.ui.theme import Themes

UTILISATION_WIDTH = 1440
"""Narrower bars drop the utilisation, then, below POWER_WIDTH, the power."""
POWER_WIDTH = 1100
_GAP = 8


class Mark(QAbstractButton):
    """The mark and the name; it opens the menu of all actions."""

    def __init__(self, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self._themes = themes
        self.setText("Leitstand")
        self.setAccessibleName(_("Menu"))
        self.setToolTip(_("Menu"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return room for mark and name."""
        return QSize(round(46 + QFontMetricsF(ui_font("product")).horizontalAdvance(self.text())), 34)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw mark and name."""
        colors = self._themes.current.colors
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colors.hover)
            painter.drawRoundedRect(QRectF(self.rect()), 6, 6)
        paint_mark(painter, QRectF(4, self.height() / 2 - 12, 24, 24), colors.text, colors.accent)
        painter.setFont(ui_font("product"))
        painter.setPen(colors.text)
        painter.drawText(QRectF(36, 0, self.width(), self.height()), Qt.AlignmentFlag.AlignVCenter, self.text())
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(colors.focus, 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)


class Totals(QWidget):
    """The sums of the fleet as instruments: a word and a figure each."""

    def __init__(self, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self._themes = themes
        self._pairs: list[tuple[str, str]] = []
        self._total = Rollup()
        self._bar_width = 0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)

    def show_totals(self, total: Rollup, bar_width: int) -> bool:
        """Show other sums, as many as a bar of this width has room for; tell whether they read otherwise now."""
        self._total, self._bar_width = total, bar_width
        pairs = [(_("Nodes"), f"{total.nodes_reachable}/{total.nodes_total}")]
        if total.gpus_total:
            pairs.append((_("GPUs"), f"{total.gpus_ok}/{total.gpus_total}"))
        if total.power_draw_watts is not None and bar_width >= POWER_WIDTH:
            pairs.append((_("Power"), power_text(total.power_draw_watts)))
        if total.utilization_percent is not None and bar_width >= UTILISATION_WIDTH:
            pairs.append((_("Util"), f"{total.utilization_percent:.0f} %"))
        if pairs == self._pairs:
            return False
        self._pairs = pairs
        self.setAccessibleName(", ".join(f"{word} {figure}" for word, figure in pairs))
        self.updateGeometry()
        self.update()
        return True

    def refit(self, bar_width: int) -> None:
        """Drop or bring back figures for a bar of this width."""
        self.show_totals(self._total, bar_width)

    def _widths(self) -> list[tuple[float, float]]:
        word, figure = QFontMetricsF(ui_font("small")), QFontMetricsF(ui_font("body_strong"))
        return [(word.horizontalAdvance(w), figure.horizontalAdvance(f)) for w, f in self._pairs]

    def sizeHint(self) -> QSize:
        """Return room for all pairs."""
        return QSize(round(sum(w + f + 6 + 20 for w, f in self._widths())), 30)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the pairs."""
        colors = self._themes.current.colors
        painter = QPainter(self)
        x, middle = 0.0, Qt.AlignmentFlag.AlignVCenter
        for (word, figure), (word_width, figure_width) in zip(self._pairs, self._widths(), strict=True):
            painter.setFont(ui_font("small"))
            painter.setPen(colors.text2)
            painter.drawText(QRectF(x, 0, word_width + 4, self.height()), middle, word)
            painter.setFont(ui_font("body_strong"))
            painter.setPen(colors.text)
            painter.drawText(QRectF(x + word_width + 6, 0, figure_width + 4, self.height()), middle, figure)
            x += word_width + figure_width + 26


class SimulatedChip(QWidget):
    """Says that data are simulated. It never goes and never shrinks."""

    def __init__(self, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self._themes = themes
        self.setAccessibleName(_("Simulated data"))
        self.setToolTip(_("Simulated data"))
        width = QFontMetricsF(ui_font("chip")).horizontalAdvance(_("SIMULATED"))
        self.setFixedSize(round(width + 34), 20)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the chip with its slanted strokes."""
        colors = self._themes.current.colors
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colors.warn, 1.4))
        painter.setBrush(colors.warn_bg)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.8, 0.8, -0.8, -0.8), 3, 3)
        painter.setPen(QPen(colors.warn, 2))
        painter.setClipRect(QRectF(6, 5, 12, 10))
        for x in (2, 8, 14):
            painter.drawLine(QPointF(x, 16), QPointF(x + 8, 4))
        painter.setClipping(False)
        painter.setFont(ui_font("chip"))
        painter.drawText(QRectF(23, 0, self.width(), self.height()), Qt.AlignmentFlag.AlignVCenter, _("SIMULATED"))


class Bell(QToolButton):
    """The messages, with their number; solid red only while a host-key alarm is open."""

    def __init__(self, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self._themes = themes
        self._count, self._alarm = 0, False
        self.set_count(0, alarm=False)

    def set_count(self, count: int, *, alarm: bool) -> None:
        """Show another number."""
        self._count, self._alarm = count, alarm
        self.setAccessibleName(f"{_('Messages')}: {count}")
        self.setToolTip(_("Messages"))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the bell and the number at its corner."""
        super().paintEvent(event)
        if not self._count:
            return
        colors = self._themes.current.colors
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        dot = QRectF(self.width() - 16, 1, 14, 14)
        painter.setPen(QPen(colors.desk, 1.5))
        painter.setBrush(colors.alarm if self._alarm else colors.press)
        painter.drawEllipse(dot)
        font = ui_font("micro")
        painter.setFont(font)
        painter.setPen(colors.on_alarm if self._alarm else colors.text)
        painter.drawText(dot, Qt.AlignmentFlag.AlignCenter, str(min(self._count, 99)))


class TopBar(QWidget):
    """Composes the bar."""

    theme_wanted = Signal()

    def __init__(self, themes: Themes, field: CommandField, icons: LateIcons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes, self._icons = themes, icons
        self.field = field
        field.setParent(self)
        self.mark = Mark(themes, self)
        self.totals = Totals(themes, self)
        self.simulated = SimulatedChip(themes, self)
        self.simulated.hide()
        self.bell = Bell(themes, self)
        self.theme_button = QToolButton(self)
        self.theme_button.setAccessibleName(_("Change theme"))
        self.theme_button.setToolTip(_("Change theme"))
        self.theme_button.clicked.connect(self.theme_wanted)
        for button in (self.bell, self.theme_button):
            button.setFixedSize(32, 32)
        icons.put(self.bell, "ph.bell", themes.current.metrics.icon.ui_top)
        self._dress()
        themes.changed.connect(self._dress)
        self.setFixedHeight(themes.current.metrics.size.top_bar)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 0, 10, 0)
        layout.setSpacing(4)
        layout.addWidget(self.mark)
        layout.addStretch(1)
        for part in (self.totals, self.simulated, self.bell, self.theme_button):
            layout.addWidget(part)
        layout.insertSpacing(layout.count() - 2, 6)

    def _dress(self) -> None:
        name = "ph.sun" if self._themes.current.is_dark else "ph.moon"
        self._icons.put(self.theme_button, name, self._themes.current.metrics.icon.ui_top)
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Drop figures that have no room, and keep the field in the middle of what is left."""
        self.totals.refit(self.width())
        self._centre_field()

    def _centre_field(self) -> None:
        taken = self.totals.sizeHint().width() + 8 * _GAP + 2 * 32
        taken += self.simulated.width() if not self.simulated.isHidden() else 0
        left, right = 8 + self.mark.sizeHint().width() + 2 * _GAP, self.width() - taken
        width = min(self.field.maximumWidth(), max(right - left, self.field.minimumWidth()))
        x = min(max((self.width() - width) // 2, left), max(right - width, left))
        self.field.setGeometry(x, (self.height() - self.field.height()) // 2, width, self.field.height())

    def show_totals(self, total: Rollup, *, simulated: bool) -> None:
        """Show the sums of the fleet, and whether any of it is simulated."""
        is_as_before = self.simulated.isHidden() is not simulated
        self.simulated.setVisible(simulated)
        if self.totals.show_totals(total, self.width()) or not is_as_before:
            self._centre_field()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground and the line under it."""
        colors = self._themes.current.colors
        painter = QPainter(self)
        painter.fillRect(self.rect(), colors.desk)
        painter.fillRect(0, self.height() - 1, self.width(), 1, colors.line)
