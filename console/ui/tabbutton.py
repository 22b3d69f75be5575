"""One tab: environment, state, name, latency or the reason why there is none, and the cross that closes it."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from console.model.ids import TerminalId
from console.model.text import fill
from console.settings.language import _
from console.ui.environments import environment_word, paint_band
from console.ui.fonts import ui_font
from console.ui.signs import Sign, paint_sign
from console.ui.tabtext import TabLook
from console.ui.theme import Themes

MIN_NAME, MAX_NAME = 40.0, 220.0
_SIGN_LEFT, _NAME_LEFT, _CROSS, _WRITTEN = 14.0, 37.0, 22.0, 16.0
_LINK = 8
"""How high the line between two panes of one page is: they belong together."""


class TabButton(QAbstractButton):
    """One tab."""

    close_wanted = Signal()
    rename_wanted = Signal()
    menu_wanted = Signal(QPoint)
    """Place on the screen."""
    dragged = Signal(QPoint)
    """Place on the screen."""
    let_go = Signal()
    """A drag has ended."""

    def __init__(self, themes: Themes, terminal_id: TerminalId, look: TabLook, parent: QWidget) -> None:
        super().__init__(parent)
        self._themes = themes
        self.terminal_id = terminal_id
        self.look = look
        self._grip: QPoint | None = None
        self._dragging = False
        self._has_keyboard = False
        self._group = (0, 1)
        self.setCheckable(True)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.set_look(look)

    def set_look(self, look: TabLook) -> None:
        """Show another name, state or latency."""
        self.look = look
        self.setText(look.name)
        words = [look.name, look.state_words, environment_word(look.environment), look.detail]
        words += [look.broadcast, look.written]
        place, count = self._group
        if count > 1:
            words.append(fill(_("pane {place} of {count}"), {"place": str(place + 1), "count": str(count)}))
        self.setAccessibleName(", ".join(word for word in words if word))
        tip = (look.name, look.state_words, look.broadcast, look.tip, look.written)
        self.setToolTip("\n".join(word for word in tip if word))
        self.update()

    def set_place(self, group: tuple[int, int], *, is_shown: bool, is_front: bool, has_keyboard: bool) -> None:
        """Say which pane of how many of its page it is, and whether it is seen, in front and has the keyboard."""
        self.setChecked(is_shown)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if is_front else Qt.FocusPolicy.ClickFocus)
        if (group, has_keyboard) != (self._group, self._has_keyboard):
            self._group, self._has_keyboard = group, has_keyboard
            self.set_look(self.look)

    def wanted_width(self) -> int:
        """Return how wide the tab wants to be."""
        name = QFontMetricsF(ui_font("body_strong")).horizontalAdvance(self.look.name)
        detail = QFontMetricsF(ui_font("caption")).horizontalAdvance(self.look.detail)
        wanted = _NAME_LEFT + min(max(name, MIN_NAME), MAX_NAME) + (detail + 7 if detail else 0) + _CROSS + 8
        wanted += _WRITTEN if self.look.written else 0
        return ceil(wanted) + 2

    def sizeHint(self) -> QSize:
        """Return room for everything on the tab."""
        return QSize(self.wanted_width(), self._themes.current.metrics.size.tab_bar)

    def nextCheckState(self) -> None:
        """Stay as it is: a click asks, the desk says which tabs are seen."""

    def _on_cross(self, place: QPoint) -> bool:
        return place.x() >= self.width() - _CROSS - 4

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the tab; the middle button and the cross close."""
        place = event.position().toPoint()
        left = event.button() == Qt.MouseButton.LeftButton
        if event.button() == Qt.MouseButton.MiddleButton or (left and self._on_cross(place)):
            self.close_wanted.emit()
        elif left:
            self._grip = place

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the tab along the strip."""
        self.update()
        if self._grip is None:
            return
        place = event.position().toPoint()
        self._dragging = self._dragging or (place - self._grip).manhattanLength() > 8
        if self._dragging:
            self.dragged.emit(event.globalPosition().toPoint())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose the tab, unless it was dragged: what it is dragged over stays in sight until then."""
        was_held, was_dragging = self._grip is not None, self._dragging
        self.give_up_drag()
        if was_dragging:
            self.let_go.emit()
        elif was_held:
            self.click()

    def give_up_drag(self) -> None:
        """Hold on to the pointer no more."""
        self._grip, self._dragging = None, False

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Rename the tab."""
        if not self._on_cross(event.position().toPoint()):
            self.rename_wanted.emit()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of the tab."""
        self.menu_wanted.emit(event.globalPos())

    def leaveEvent(self, event: QEvent) -> None:
        """Take the hover ground away."""
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the tab."""
        theme = self._themes.current
        colors, size, look = theme.colors, theme.metrics.size, self.look
        painter = QPainter(self)
        active = self.isChecked()
        ground = colors.term_bg if active else (colors.hover if self.underMouse() else colors.desk)
        ground = colors.fail_bg if look.broadcast else ground
        painter.fillRect(self.rect(), ground)
        painter.setOpacity(1.0 if active else 0.6)
        band = QRectF(0, 0, self.width(), size.tab_band)
        paint_band(painter, band, look.environment, colors, origin=0.0)
        painter.setOpacity(1.0)
        middle = (self.height() + size.tab_band) / 2
        paint_sign(painter, QRectF(_SIGN_LEFT, middle - 7, 14, 14), look.sign, colors, ground)
        right = self.width() - _CROSS - 8
        if look.written:
            right -= _WRITTEN
            paint_sign(painter, QRectF(right + 3, middle - 6, 12, 12), Sign.RECORD, colors, ground)
        detail = QFontMetricsF(ui_font("caption")).horizontalAdvance(look.detail)
        name_font = ui_font("body_strong" if active else "name")
        metric = QFontMetricsF(name_font)
        room = right - _NAME_LEFT - (detail + 7 if detail else 0)
        name = metric.elidedText(look.name, Qt.TextElideMode.ElideRight, room)
        painter.setFont(name_font)
        painter.setPen(colors.text if active else colors.text2)
        left = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        body = QRectF(_NAME_LEFT, size.tab_band, right - _NAME_LEFT + 4, self.height() - size.tab_band)
        painter.drawText(body, left, name)
        painter.setFont(ui_font("caption"))
        painter.setPen(colors.fail if look.sign is Sign.KEY else colors.text3)
        body.setLeft(_NAME_LEFT + metric.horizontalAdvance(name) + 7)
        painter.drawText(body, left, look.detail)
        self._paint_cross(painter, middle)
        self._paint_lines(painter)
        self._paint_edge(painter, middle)
        if self.hasFocus():
            painter.setPen(QPen(colors.focus, 2))
            painter.drawRect(QRectF(1, 1, self.width() - 2, self.height() - 2))

    def _paint_lines(self, painter: QPainter) -> None:
        """Draw what lies along the foot: the keyboard is here, input goes to others too."""
        colors, foot = self._themes.current.colors, QRectF(0, self.height() - 2, self.width(), 2)
        if self._has_keyboard:
            painter.fillRect(foot, colors.accent)
        if self.look.broadcast:
            painter.fillRect(foot.translated(0, -2 if self._has_keyboard else 0), colors.fail)

    def _paint_edge(self, painter: QPainter, middle: float) -> None:
        theme = self._themes.current
        place, count = self._group
        if place + 1 < count:
            painter.fillRect(QRectF(self.width() - 1, middle - _LINK / 2, 1, _LINK), theme.colors.edge)
        else:
            painter.fillRect(QRectF(self.width() - 1, theme.metrics.size.tab_band, 1, self.height()), theme.colors.line)

    def _paint_cross(self, painter: QPainter, middle: float) -> None:
        colors = self._themes.current.colors
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colors.text2 if self.isChecked() else colors.text3, 1.3))
        x, reach = self.width() - _CROSS / 2 - 4, 3.6
        painter.drawLine(QRectF(x - reach, middle - reach, 2 * reach, 2 * reach).topLeft(),
                         QRectF(x - reach, middle - reach, 2 * reach, 2 * reach).bottomRight())  # fmt: skip
        painter.drawLine(QRectF(x - reach, middle - reach, 2 * reach, 2 * reach).topRight(),
                         QRectF(x - reach, middle - reach, 2 * reach, 2 * reach).bottomLeft())  # fmt: skip
