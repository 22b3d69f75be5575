"""The tab strip: environment, state, name, latency; what does not fit goes into a list."""

from __future__ import annotations

from functools import partial
from math import ceil

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QMenu, QToolButton, QWidget

from console.model.ids import TerminalId
from console.settings.language import _
from console.ui.actions import action_spec
from console.ui.environments import environment_word, paint_band
from console.ui.fonts import ui_font
from console.ui.qtwords import key_words
from console.ui.signs import Sign, paint_sign
from console.ui.tabtext import TabLook
from console.ui.theme import Themes

MIN_NAME, MAX_NAME = 40.0, 220.0
_SIGN_LEFT, _NAME_LEFT, _CROSS = 14.0, 37.0, 22.0


class TabButton(QAbstractButton):
    """One tab."""

    close_wanted = Signal()
    rename_wanted = Signal()
    menu_wanted = Signal(QPoint)
    """Place on the screen."""
    dragged = Signal(int)
    """The pointer's x in the strip."""

    def __init__(self, themes: Themes, terminal_id: TerminalId, look: TabLook, parent: QWidget) -> None:
        super().__init__(parent)
        self._themes = themes
        self.terminal_id = terminal_id
        self.look = look
        self._grip: QPoint | None = None
        self._dragging = False
        self.setCheckable(True)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.set_look(look)

    def set_look(self, look: TabLook) -> None:
        """Show another name, state or latency."""
        self.look = look
        self.setText(look.name)
        words = (look.name, look.state_words, environment_word(look.environment), look.detail)
        self.setAccessibleName(", ".join(word for word in words if word))
        self.setToolTip("\n".join(word for word in (look.name, look.state_words, look.tip) if word))
        self.update()

    def wanted_width(self) -> int:
        """Return how wide the tab wants to be."""
        name = QFontMetricsF(ui_font("body_strong")).horizontalAdvance(self.look.name)
        detail = QFontMetricsF(ui_font("caption")).horizontalAdvance(self.look.detail)
        wanted = _NAME_LEFT + min(max(name, MIN_NAME), MAX_NAME) + (detail + 7 if detail else 0) + _CROSS + 8
        return ceil(wanted) + 2

    def sizeHint(self) -> QSize:
        """Return room for everything on the tab."""
        return QSize(self.wanted_width(), self._themes.current.metrics.size.tab_bar)

    def _on_cross(self, place: QPoint) -> bool:
        return place.x() >= self.width() - _CROSS - 4

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose on press; the middle button and the cross close."""
        place = event.position().toPoint()
        left = event.button() == Qt.MouseButton.LeftButton
        if event.button() == Qt.MouseButton.MiddleButton or (left and self._on_cross(place)):
            self.close_wanted.emit()
        elif left:
            self._grip = place
            self.click()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the tab along the strip."""
        self.update()
        if self._grip is None:
            return
        place = event.position().toPoint()
        self._dragging = self._dragging or abs(place.x() - self._grip.x()) > 8
        if self._dragging:
            self.dragged.emit(self.mapToParent(place).x())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a drag."""
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
        painter.fillRect(self.rect(), ground)
        painter.setOpacity(1.0 if active else 0.6)
        band = QRectF(0, 0, self.width(), size.tab_band)
        paint_band(painter, band, look.environment, colors, origin=0.0)
        painter.setOpacity(1.0)
        middle = (self.height() + size.tab_band) / 2
        paint_sign(painter, QRectF(_SIGN_LEFT, middle - 7, 14, 14), look.sign, colors, ground)
        right = self.width() - _CROSS - 8
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
        if active:
            painter.fillRect(QRectF(0, self.height() - 2, self.width(), 2), colors.accent)
        painter.fillRect(QRectF(self.width() - 1, size.tab_band, 1, self.height()), colors.line)
        if self.hasFocus():
            painter.setPen(QPen(colors.focus, 2))
            painter.drawRect(QRectF(1, 1, self.width() - 2, self.height() - 2))

    def _paint_cross(self, painter: QPainter, middle: float) -> None:
        colors = self._themes.current.colors
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colors.text2 if self.isChecked() else colors.text3, 1.3))
        x, reach = self.width() - _CROSS / 2 - 4, 3.6
        painter.drawLine(QRectF(x - reach, middle - reach, 2 * reach, 2 * reach).topLeft(),
                         QRectF(x - reach, middle - reach, 2 * reach, 2 * reach).bottomRight())  # fmt: skip
        painter.drawLine(QRectF(x - reach, middle - reach, 2 * reach, 2 * reach).topRight(),
                         QRectF(x - reach, middle - reach, 2 * reach, 2 * reach).bottomLeft())  # fmt: skip


class TabStrip(QWidget):
    """All tabs, the list of those that do not fit, and the button for a new one."""

    chosen = Signal(int)
    """TerminalId"""
    close_wanted = Signal(int)
    renamed = Signal(int, str)
    reconnect_wanted = Signal(int)
    moved = Signal()
    new_wanted = Signal()

    def __init__(self, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self._tabs: list[TabButton] = []
        self._active: TerminalId | None = None
        self.setFixedHeight(themes.current.metrics.size.tab_bar)
        self.setAccessibleName(_("Terminals"))
        self.new_button = QToolButton(self)
        self.new_button.setText("+")
        self.new_button.setStyleSheet("font-size: 18px;")
        self.new_button.setToolTip(_("New local shell"))
        self.new_button.setAccessibleName(_("New local shell"))
        self.new_button.clicked.connect(self.new_wanted)
        self._more = QToolButton(self)
        self._more.setToolTip(_("More terminals"))
        self._more.setAccessibleName(_("More terminals"))
        self._more.clicked.connect(self._list)
        self._editor: QLineEdit | None = None

    # ---- content -----------------------------------------------------------------------------

    def order(self) -> tuple[TerminalId, ...]:
        """Return the terminals in the order of their tabs."""
        return tuple(tab.terminal_id for tab in self._tabs)

    def active(self) -> TerminalId | None:
        """Return the terminal in front."""
        return self._active

    def put(self, terminal_id: TerminalId, look: TabLook) -> None:
        """Add a tab or change what it shows."""
        tab = self._tab(terminal_id)
        if tab is None:
            tab = TabButton(self._themes, terminal_id, look, self)
            tab.clicked.connect(partial(self.chosen.emit, terminal_id))
            tab.close_wanted.connect(partial(self.close_wanted.emit, terminal_id))
            tab.rename_wanted.connect(partial(self.rename, terminal_id))
            tab.menu_wanted.connect(partial(self._menu, terminal_id))
            tab.dragged.connect(partial(self._drag, tab))
            tab.installEventFilter(self)
            self._tabs.append(tab)
        elif look == tab.look:
            return
        tab.set_look(look)
        self._arrange()

    def remove(self, terminal_id: TerminalId) -> None:
        """Take a tab away."""
        tab = self._tab(terminal_id)
        if tab is not None:
            self._tabs.remove(tab)
            tab.hide()
            tab.deleteLater()
            self._arrange()

    def set_active(self, terminal_id: TerminalId | None) -> None:
        """Bring a tab to the front."""
        self._active = terminal_id
        for tab in self._tabs:
            tab.setChecked(tab.terminal_id == terminal_id)
            is_active = tab.terminal_id == terminal_id
            tab.setFocusPolicy(Qt.FocusPolicy.StrongFocus if is_active else Qt.FocusPolicy.ClickFocus)
        self._arrange()

    def neighbour(self, step: int) -> TerminalId | None:
        """Return the terminal ``step`` tabs further, round the ends."""
        order = self.order()
        if not order:
            return None
        at = order.index(self._active) if self._active in order else 0
        return order[(at + step) % len(order)]

    def move_active(self, step: int) -> None:
        """Move the front tab along the strip."""
        tab = self._tab(self._active) if self._active is not None else None
        if tab is None:
            return
        at = self._tabs.index(tab)
        to = min(max(at + step, 0), len(self._tabs) - 1)
        if to != at:
            self._tabs.insert(to, self._tabs.pop(at))
            self._arrange()
            self.moved.emit()

    def rename(self, terminal_id: TerminalId) -> None:
        """Edit the name of a tab in place."""
        tab = self._tab(terminal_id)
        if tab is None:
            return
        if self._editor is not None:
            self._editor.deleteLater()
        editor = self._editor = QLineEdit(tab.look.name, self)
        editor.setAccessibleName(_("Name of the tab"))
        editor.setGeometry(tab.geometry().adjusted(4, 3, -4, -2))
        editor.selectAll()
        editor.show()
        editor.setFocus()
        editor.returnPressed.connect(partial(self._rename_done, terminal_id, editor))
        editor.editingFinished.connect(partial(self._editor_gone, editor))
        editor.installEventFilter(self)

    def _rename_done(self, terminal_id: TerminalId, editor: QLineEdit) -> None:
        self.renamed.emit(terminal_id, editor.text().strip())

    def _editor_gone(self, editor: QLineEdit) -> None:
        if self._editor is editor:
            self._editor = None
            editor.hide()
            editor.deleteLater()

    def _tab(self, terminal_id: TerminalId | None) -> TabButton | None:
        return next((tab for tab in self._tabs if tab.terminal_id == terminal_id), None)

    # ---- layout ------------------------------------------------------------------------------

    def _shown(self) -> list[TabButton]:
        room = self.width() - 40
        if sum(tab.wanted_width() for tab in self._tabs) <= room:
            return list(self._tabs)
        room -= 44
        active = self._tab(self._active)
        kept = [active] if active else []
        used = active.wanted_width() if active else 0
        for tab in self._tabs:
            if tab is active:
                continue
            used += tab.wanted_width()
            if used > room:
                break
            kept.append(tab)
        return [tab for tab in self._tabs if tab in kept]

    def _arrange(self) -> None:
        shown = self._shown()
        x, height = 0, self.height()
        for tab in self._tabs:
            tab.setVisible(tab in shown)
        for tab in shown:
            width = min(tab.wanted_width(), max(self.width() - 84, 80))
            tab.setGeometry(x, 0, width, height)
            x += width
        hidden = len(self._tabs) - len(shown)
        self._more.setVisible(hidden > 0)
        if hidden:
            self._more.setText(f"+{hidden}")
            self._more.setGeometry(x + 4, 5, 38, height - 7)
            x += 42
        self.new_button.setGeometry(x + 4, 5, 28, height - 7)

    def _drag(self, tab: TabButton, x: int) -> None:
        over = next((t for t in self._tabs if t.isVisible() and t.x() <= x < t.x() + t.width()), None)
        if over is None or over is tab:
            return
        self._tabs.remove(tab)
        before = x < over.x() + over.width() / 2
        self._tabs.insert(self._tabs.index(over) + (0 if before else 1), tab)
        self._arrange()
        self.moved.emit()

    def _menu(self, terminal_id: TerminalId, place: QPoint) -> None:
        self.chosen.emit(terminal_id)
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for name, call in (
            ("rename_tab", partial(self.rename, terminal_id)),
            ("reconnect", partial(self.reconnect_wanted.emit, terminal_id)),
            ("move_left", partial(self.move_active, -1)),
            ("move_right", partial(self.move_active, 1)),
            ("close_tab", partial(self.close_wanted.emit, terminal_id)),
        ):
            spec = action_spec(name)
            menu.addAction(f"{_(spec.text)}\t{key_words(spec.keys)}" if spec.keys else _(spec.text), call)
        menu.popup(place)

    def _list(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for tab in self._tabs:
            if not tab.isVisible():
                menu.addAction(tab.look.name, partial(self.chosen.emit, tab.terminal_id))
        menu.popup(self._more.mapToGlobal(QPoint(0, self._more.height())))

    def eventFilter(self, watched: object, event: object) -> bool:
        """Arrow keys walk along the tabs, F2 renames; Escape ends a renaming."""
        if not isinstance(event, QKeyEvent) or event.type() != event.Type.KeyPress:
            return False
        if watched is self._editor and isinstance(watched, QLineEdit):
            if event.key() == Qt.Key.Key_Escape:
                self._editor_gone(watched)
                return True
            return False
        if isinstance(watched, TabButton) and event.key() == Qt.Key.Key_F2:
            self.rename(watched.terminal_id)
            return True
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        step = steps.get(Qt.Key(event.key()))
        terminal_id = self.neighbour(step) if step else None
        if terminal_id is None or not isinstance(watched, TabButton):
            return False
        self.chosen.emit(terminal_id)
        tab = self._tab(terminal_id)
        if tab is not None:
            tab.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Decide anew which tabs fit."""
        self._arrange()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground and the line under the tabs."""
        colors = self._themes.current.colors
        painter = QPainter(self)
        painter.fillRect(self.rect(), colors.desk)
        painter.fillRect(0, self.height() - 1, self.width(), 1, colors.line)
