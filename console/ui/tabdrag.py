"""A tab on its way: over the strips of all windows, over panes with the zones to drop into, or out into the open.

Qt's own drag and drop would run an event loop of its own. The pressed tab keeps the mouse instead, so
where a system does not tell a window of places outside it (Wayland), a tab stays within its window;
the actions move it all the same.
"""

from __future__ import annotations

from msgspec import Struct, field
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from console.model.arrangement import Arrangement, Geometry
from console.model.ids import TerminalId
from console.model.split import Side
from console.settings.language import _
from console.ui.fonts import ui_font
from console.ui.tabarea import TabArea
from console.ui.tabdesk import TabDesk
from console.ui.theme import Themes

_MIDDLE = 0.28
"""How far, as a part of its length, the zones of a pane reach in from its sides."""

_TINT = 0.22
_BESIDE_POINTER = QPoint(14, 12)
_NEW_WINDOW = (900, 600)


class Drop(Struct, frozen=True):
    """What letting go at a place does, and the zone that shows it."""

    arrangement: Arrangement
    area: TabArea | None = None
    """Whose field shows the zone; None: there is none to show."""
    zone: QRect = field(default_factory=QRect)
    words: str = ""


def zone_of(pane: QRect, place: QPoint) -> Side | None:
    """Return the side of a pane that a place belongs to, None for its middle."""
    across = (place.x() - pane.x()) / max(1, pane.width())
    down = (place.y() - pane.y()) / max(1, pane.height())
    distances = {Side.LEFT: across, Side.RIGHT: 1 - across, Side.ABOVE: down, Side.BELOW: 1 - down}
    nearest = min(distances, key=lambda side: distances[side])
    return nearest if distances[nearest] < _MIDDLE else None


def half(pane: QRect, side: Side | None) -> QRect:
    """Return the part of a pane that a terminal dropped at a side would take; all of it for the middle."""
    if side is None:
        return pane
    if side in {Side.LEFT, Side.RIGHT}:
        part = QRect(pane.x(), pane.y(), pane.width() // 2, pane.height())
        return part if side is Side.LEFT else part.translated(pane.width() - part.width(), 0)
    part = QRect(pane.x(), pane.y(), pane.width(), pane.height() // 2)
    return part if side is Side.ABOVE else part.translated(0, pane.height() - part.height())


def side_words(side: Side | None) -> str:
    """Return what dropping at a side does."""
    return {
        Side.LEFT: _("To the left of it"),
        Side.RIGHT: _("To the right of it"),
        Side.ABOVE: _("Above it"),
        Side.BELOW: _("Below it"),
        None: _("Trade places"),
    }[side]


class DropZone(QWidget):
    """A tinted area with the words for what happens there."""

    def __init__(self, themes: Themes, field: QWidget) -> None:
        super().__init__(field)
        self._themes = themes
        self.words = ""
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def show_at(self, zone: QRect, words: str) -> None:
        """Lie over a part of the field."""
        self.words = words
        self.setGeometry(zone)
        self.show()
        self.raise_()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the tint, its edge and the words."""
        colors = self._themes.current.colors
        tint = QColor(colors.accent)
        tint.setAlphaF(_TINT)
        painter = QPainter(self)
        painter.fillRect(self.rect(), tint)
        painter.setPen(QPen(colors.accent, 2))
        painter.drawRect(QRectF(self.rect()).adjusted(1, 1, -1, -1))
        painter.setFont(ui_font("body_strong"))
        label = painter.fontMetrics().boundingRect(self.words).adjusted(-10, -5, 10, 5)
        label.moveCenter(self.rect().center())
        painter.fillRect(label, colors.raised)
        painter.setPen(colors.text)
        painter.drawText(label, Qt.AlignmentFlag.AlignCenter, self.words)


class TabDrag(QObject):
    """Follows the tab that is dragged, shows where it would go, and puts it there."""

    def __init__(self, desk: TabDesk, themes: Themes) -> None:
        super().__init__(desk)
        self._desk, self._themes = desk, themes
        self._zone: DropZone | None = None
        self._ghost: QLabel | None = None
        self._drop: Drop | None = None
        desk.area_made.connect(self._listen)
        self._listen(desk.area)

    def _listen(self, area: TabArea) -> None:
        area.strip.carried.connect(self._carry)
        area.strip.let_go.connect(self._let_go)
        area.strip.brought_back.connect(self._end)

    def _carry(self, terminal: int, place: QPoint) -> None:
        if self._ghost is None:
            self._begin()
        if self._ghost is not None:
            self._ghost.move(place + _BESIDE_POINTER)
        self._drop = drop = self._drop_at(terminal, place)
        area = None if drop is None else drop.area
        if self._zone is not None and (area is None or self._zone.parent() is not area.field):
            self._zone.deleteLater()
            self._zone = None
        self._ghost_says(terminal, "" if drop is None or area is not None else drop.words)
        if drop is not None and area is not None:
            self._zone = self._zone or DropZone(self._themes, area.field)
            self._zone.show_at(drop.zone, drop.words)

    def _ghost_says(self, terminal: int, words: str) -> None:
        """Name what is dragged, and what becomes of it where no zone says that."""
        if self._ghost is not None:
            name = self._desk.roster.looks((terminal,))[TerminalId(terminal)].name
            self._ghost.setText(f"{name}: {words}" if words else name)
            self._ghost.adjustSize()

    def _begin(self) -> None:
        """Let a name follow the pointer, and Escape give up."""
        colors = self._themes.current.colors
        self._ghost = QLabel(None, Qt.WindowType.ToolTip)
        self._ghost.setTextFormat(Qt.TextFormat.PlainText)
        self._ghost.setStyleSheet(
            f"background: {colors.raised.name()}; border: 1px solid {colors.edge.name()}; padding: 4px 10px;"
        )
        self._ghost.show()
        app = QApplication.instance()
        if app is not None:
            app.installEventFilter(self)

    def _let_go(self) -> None:
        drop = self._drop
        self._end()
        if drop is not None:
            self._desk.arrange(drop.arrangement)
        self._desk.focus_terminal()

    def _end(self) -> None:
        app = QApplication.instance()
        if app is not None:
            app.removeEventFilter(self)
        for part in (self._ghost, self._zone):
            if part is not None:
                part.hide()
                part.deleteLater()
        self._ghost = self._zone = self._drop = None

    def _drop_at(self, terminal: int, place: QPoint) -> Drop | None:
        arrangement = self._desk.arrangement
        area = self._area_at(place)
        if area is None:
            # Also over tree and dashboard: a window that covers the screen has no outside.
            after = arrangement.detached(terminal, _window_at(place, area_of(self._desk, terminal)))
            return Drop(after, words=_("New window"))
        strip = area.strip
        if strip.rect().contains(strip.mapFromGlobal(place)):
            return Drop(arrangement.undocked(terminal, area.window_id, strip.place_at(place)))
        inside = area.field.mapFromGlobal(place)
        target = next((t for t in area.field.visible_terminals() if _pane(area, t).contains(inside)), None)
        if target is None or target == terminal:
            return None
        pane = _pane(area, target)
        side = zone_of(pane, inside)
        after = arrangement.swapped(terminal, target) if side is None else arrangement.docked(terminal, target, side)
        return Drop(after, area, half(pane, side), side_words(side))

    def _area_at(self, place: QPoint) -> TabArea | None:
        """Return the area under a place, of the window that lies on top where several do."""
        under = [area for area in self._desk.areas().values() if _covers(area, place)]
        top = QApplication.topLevelAt(place)
        return next((area for area in under if area.window() is top), under[0] if under else None)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Give up with Escape."""
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            if event.type() == QEvent.Type.KeyPress:
                self._give_up()
            return True
        return False

    def _give_up(self) -> None:
        self._end()
        for area in self._desk.areas().values():
            area.strip.give_up_drag()
        self._desk.focus_terminal()


def area_of(desk: TabDesk, terminal: int) -> TabArea:
    """Return the area that a terminal is in."""
    window = desk.arrangement.window_of(terminal)
    return desk.areas()[window.id] if window is not None else desk.area


def _covers(area: TabArea, place: QPoint) -> bool:
    return area.isVisible() and area.rect().contains(area.mapFromGlobal(place))


def _pane(area: TabArea, terminal: int) -> QRect:
    pane = area.field.pane(terminal)
    return QRect() if pane is None else pane.geometry()


def _window_at(place: QPoint, origin: TabArea) -> Geometry:
    """Return a new window whose first tab lies under the pointer, as large as where it came from."""
    width, height = max(origin.width(), _NEW_WINDOW[0] // 2), max(origin.height(), _NEW_WINDOW[1] // 2)
    return (place.x() - 60, place.y() - 16, width, height)
