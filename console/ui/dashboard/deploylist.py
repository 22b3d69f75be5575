"""What was deployed, newest first: sign, service, node, progress, elapsed time."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from console.model.clock import Clock
from console.model.ids import DeployId
from console.model.service import DeployView
from console.panels import Entry, ListPanel, Shape, Tone
from console.settings.language import _, ngettext, translate
from console.ui.dashboard.heads import HEAD_HEIGHT, MARGIN, advance, draw, paint_head
from console.ui.formats import age_text
from console.ui.models.fleet import FleetModel
from console.ui.signs import Sign, paint_sign
from console.ui.theme import Theme, Themes

_HEADS_HEIGHT = 22
_SIGN_ROOM = 22
_NAME_LEAST = 100
"""A list that would leave less to the names does without the nodes."""
_DAYS = 2 * 86_400
Columns = list[tuple[float, float]]
"""Left and width of each."""
_SIGNS = {Tone.FINE: Sign.OK, Tone.FAILED: Sign.FAILED, Tone.QUIET: Sign.HOLLOW}


def elapsed_text(seconds: float) -> str:
    """Return a duration as ``6:12:40``; from two days on in days."""
    if seconds >= _DAYS:
        return age_text(seconds)
    minutes, rest = divmod(int(max(seconds, 0)), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{rest:02}"


class DeployList(QWidget):
    """Enter or a click chooses a deploy; Up and Down walk."""

    deploy_chosen = Signal(str)
    """DeployId"""

    def __init__(self, panel: ListPanel, fleet: FleetModel, themes: Themes, clock: Clock, parent: QWidget) -> None:
        super().__init__(parent)
        self._panel, self._fleet, self._themes, self._clock = panel, fleet, themes, clock
        self._deploys: dict[DeployId, DeployView] = {}
        self._rows: list[tuple[DeployView, Entry]] = []
        self._cursor, self._first, self._hovered = 0, 0, -1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName(_(panel.title))
        self._say()

    # ---- what the dashboard calls ------------------------------------------------------------

    def keep(self, deploys: Sequence[DeployView]) -> None:
        """Show exactly these, oldest first."""
        self._deploys = {view.id: view for view in deploys}
        self._changed()

    def put(self, deploy: DeployView) -> None:
        """Take over how a deploy is now."""
        self._deploys[deploy.id] = deploy
        self._changed()

    def forget(self, deploy_id: str) -> None:
        """Drop a deploy."""
        self._deploys.pop(DeployId(deploy_id), None)
        self._changed()

    def set_shape(self, shape: Shape) -> None:
        """Take the form of a dock or a column: the list is the same in both."""
        self.update()

    def refresh(self) -> None:
        """Nothing: what changes is told through ``put`` and ``forget``."""

    def dress(self) -> None:
        """Draw in the theme of now."""
        self.update()

    def is_counting(self) -> bool:
        """Tell whether a row counts seconds."""
        return any(entry.started_at is not None for _view, entry in self._rows)

    def tick(self) -> None:
        """Draw the seconds that have gone by."""
        left, _width = self._columns()[3]
        top = HEAD_HEIGHT + _HEADS_HEIGHT
        self.update(round(left) - 2, top, self.width() - round(left) + 2, self.height() - top)

    def summary(self) -> str:
        """Return how many are in which state."""
        tones = [entry.tone for _view, entry in self._rows]
        counted = (
            (Tone.RUNNING, ngettext("{count} in progress", "{count} in progress", tones.count(Tone.RUNNING))),
            (Tone.FINE, ngettext("{count} serving", "{count} serving", tones.count(Tone.FINE))),
            (Tone.FAILED, ngettext("{count} failed", "{count} failed", tones.count(Tone.FAILED))),
        )
        return " · ".join(words for tone, words in counted if tone in tones)

    def words_of(self, place: int) -> str:
        """Return a row in words."""
        view, entry = self._rows[place]
        return ", ".join([entry.name, self._node(view), self._state(entry), self._elapsed(entry)])

    # ---- what rows say -----------------------------------------------------------------------

    def _changed(self) -> None:
        self._rows = [(view, self._panel.entry(view)) for view in reversed(self._deploys.values())]
        self._cursor = min(self._cursor, max(len(self._rows) - 1, 0))
        self._first = min(self._first, max(len(self._rows) - 1, 0))
        self._say()
        self.update()

    def _say(self) -> None:
        words = self.words_of(self._cursor) if self._rows else _(self._panel.empty)
        if words != self.accessibleDescription():
            self.setAccessibleDescription(words)

    def _node(self, view: DeployView) -> str:
        known = self._fleet.view(view.plan.node_id)
        return known.node.name if known is not None else str(view.plan.node_id)

    def _state(self, entry: Entry) -> str:
        if entry.progress is not None:
            return f"{entry.progress * 100:.0f} %"
        return translate(entry.words) if entry.words is not None else ""

    def _elapsed(self, entry: Entry) -> str:
        if entry.started_at is not None:
            return elapsed_text(self._clock.now().timestamp() - entry.started_at)
        return "\N{EN DASH}" if entry.elapsed_seconds is None else elapsed_text(entry.elapsed_seconds)

    # ---- input -------------------------------------------------------------------------------

    @property
    def _row_height(self) -> int:
        return self._themes.current.metrics.size.job_row

    def _fitting(self) -> int:
        return max((self.height() - HEAD_HEIGHT - _HEADS_HEIGHT - 4) // self._row_height, 1)

    def _at(self, y: float) -> int:
        place = int((y - HEAD_HEIGHT - _HEADS_HEIGHT) // self._row_height) + self._first
        inside = y >= HEAD_HEIGHT + _HEADS_HEIGHT and 0 <= place < len(self._rows)
        return place if inside else -1

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose a deploy."""
        place = self._at(event.position().y())
        if place >= 0 and event.button() == Qt.MouseButton.LeftButton:
            self._move_to(place)
            self.deploy_chosen.emit(self._rows[place][0].id)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show what a click would choose."""
        place = self._at(event.position().y())
        if place != self._hovered:
            self._hovered = place
            self.setToolTip(self.words_of(place) if place >= 0 else "")
            self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk and choose."""
        key = event.key()
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        if self._rows and key in steps:
            self._move_to(min(max(self._cursor + steps[Qt.Key(key)], 0), len(self._rows) - 1))
        elif self._rows and key in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self.deploy_chosen.emit(self._rows[self._cursor][0].id)
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll by rows."""
        step = -1 if event.angleDelta().y() > 0 else 1
        self._first = min(max(self._first + step, 0), max(len(self._rows) - self._fitting(), 0))
        self.update()

    def _move_to(self, place: int) -> None:
        self._cursor = place
        self._first = min(max(self._first, place - self._fitting() + 1), place)
        self._say()
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Say where the cursor is."""
        super().focusInEvent(event)
        self._say()

    # ---- painting ----------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw head, column heads and as many rows as there is room for."""
        theme = self._themes.current
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._rows and event.rect().left() >= self._columns()[3][0] - 3 and event.rect().top() >= HEAD_HEIGHT:
            # Only the seconds have moved on.
            self._paint_elapsed(painter, self._columns()[3], theme)
            return
        inner = QRectF(MARGIN, 2, self.width() - 2 * MARGIN, HEAD_HEIGHT - 2)
        paint_head(painter, inner, _(self._panel.title), self.summary(), theme.colors)
        if not self._rows:
            painter.setPen(theme.colors.text3)
            draw(painter, inner.translated(0, HEAD_HEIGHT - 6), _(self._panel.empty), "small")
            return
        columns = self._columns()
        painter.setPen(theme.colors.text3)
        for number, (head, (left, width)) in enumerate(zip(self._panel.heads, columns, strict=True)):
            if not width:
                continue
            at = left - (_SIGN_ROOM if number == 0 else 0)
            draw(painter, QRectF(at, HEAD_HEIGHT, width, _HEADS_HEIGHT), _(head), "caption", right=number == 3)
        line = HEAD_HEIGHT + _HEADS_HEIGHT - 1
        painter.fillRect(QRectF(0, line, self.width(), 1), theme.colors.line)
        for place in range(self._first, min(self._first + self._fitting(), len(self._rows))):
            top = HEAD_HEIGHT + _HEADS_HEIGHT + (place - self._first) * self._row_height
            self._paint_row(painter, place, QRectF(0, top, self.width(), self._row_height), columns)
        self._paint_elapsed(painter, columns[3], theme)

    def _paint_elapsed(self, painter: QPainter, column: tuple[float, float], theme: Theme) -> None:
        painter.setPen(theme.colors.text2)
        for place in range(self._first, min(self._first + self._fitting(), len(self._rows))):
            top = HEAD_HEIGHT + _HEADS_HEIGHT + (place - self._first) * self._row_height
            box = QRectF(column[0], top, column[1], self._row_height)
            draw(painter, box, self._elapsed(self._rows[place][1]), "small", right=True)

    def _columns(self) -> Columns:
        """Return left and width of the four columns."""
        left, right = MARGIN + float(_SIGN_ROOM), self.width() - float(MARGIN)
        elapsed = max(advance("caption", _(self._panel.heads[3])), advance("small", "88:88:88"))
        progress = min(max((right - left) * 0.24, 84.0), 150.0)
        names = [_(self._panel.heads[1]), *(self._node(view) for view, _entry in self._rows)]
        node = min(max(advance("small", name) for name in names) + 2, (right - left) * 0.3)
        at_elapsed = right - elapsed
        at_progress = at_elapsed - 10 - progress
        at_node = at_progress - 8 - node
        if at_node - 8 - left < _NAME_LEAST:
            # The service is what people look for; the tool tip still names the node.
            at_node, node = at_progress, 0.0
        return [(left, at_node - 8 - left), (at_node, node), (at_progress, progress), (at_elapsed, elapsed)]

    def _paint_row(self, painter: QPainter, place: int, rect: QRectF, columns: Columns) -> None:
        theme, (view, entry) = self._themes.current, self._rows[place]
        colors = theme.colors
        ground = colors.hover if place == self._hovered and self.underMouse() else colors.panel
        painter.fillRect(rect, ground)
        sign = QRectF(MARGIN, rect.center().y() - 7, 14, 14)
        if entry.tone in _SIGNS:
            paint_sign(painter, sign, _SIGNS[entry.tone], colors, ground)
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colors.ok)
            painter.drawPolygon(QPolygonF([sign.topLeft() + QPointF(2, 1.5), sign.topLeft() + QPointF(12.5, 7),
                                           sign.topLeft() + QPointF(2, 12.5)]))  # fmt: skip
        boxes = [QRectF(left, rect.top(), width, rect.height()) for left, width in columns]
        painter.setPen(colors.text)
        draw(painter, boxes[0], entry.name, "small_strong")
        painter.setPen(colors.text2)
        if boxes[1].width():
            draw(painter, boxes[1], self._node(view), "small")
        self._paint_state(painter, boxes[2], entry, theme)
        if self.hasFocus() and place == self._cursor:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(colors.focus, 2))
            painter.drawRect(rect.adjusted(1, 1, -1, -1))

    def _paint_state(self, painter: QPainter, box: QRectF, entry: Entry, theme: Theme) -> None:
        colors = theme.colors
        if entry.progress is None:
            is_failed = entry.tone is Tone.FAILED
            painter.setPen(colors.fail if is_failed else colors.text2)
            draw(painter, box, self._state(entry), "small_strong" if is_failed else "small")
            return
        height, figure = theme.metrics.size.bar, advance("small", "100 %") + 8
        track = QRectF(box.left(), box.center().y() - height / 2, max(box.width() - figure, 10), height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colors.track)
        painter.drawRoundedRect(track, height / 2, height / 2)
        if entry.progress > 0:
            track.setWidth(max(track.width() * entry.progress, height))
            painter.setBrush(colors.bar)
            painter.drawRoundedRect(track, height / 2, height / 2)
        painter.setPen(colors.text)
        draw(painter, box, self._state(entry), "small", right=True)
