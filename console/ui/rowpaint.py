"""Draws the rows of the tree: group, node and GPU, each with its columns."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct, field
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from console.model.node import Distro, NodeState, NodeView
from console.model.rollup import Rollup
from console.model.text import fill
from console.settings.language import _
from console.ui.badges import DIMMED, paint_badge
from console.ui.columns import Columns
from console.ui.environments import chip_width, environment_short, paint_band, paint_chip
from console.ui.fonts import ui_font
from console.ui.formats import age_text, decimal
from console.ui.models.readings import HOT_CELSIUS, Readings, cause_words, gpu_readings, node_readings
from console.ui.models.rows import Inner, Row, RowKind
from console.ui.signs import Sign, paint_sign, sign_of
from console.ui.theme import Theme

SITE_CHEVRON, GROUP_CHEVRON, NODE_CHEVRON = 16.0, 22.0, 25.0
SIGN_LEFT, BADGE_LEFT, NAME_LEFT = 37.0, 57.0, 79.0
MARK_LEFT = 8.0
"""Of the colour that a person gave a node."""
GPU_SIGN_LEFT, GPU_NAME_LEFT = 62.0, 83.0
CHEVRON_ZONE = 34
"""Left of this a click opens or closes the row."""

_NO_DATA = frozenset({NodeState.KEY_CHANGED, NodeState.UNREACHABLE, NodeState.CONNECTING, NodeState.IDLE})
_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
_RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight


class RowLook(Struct, frozen=True):
    """What the view knows about a row beside its values."""

    rect: QRectF
    columns: Columns
    ground: QColor
    selected: bool = False
    expanded: bool = False
    marked: str = ""
    """Letters of the name that the filter matched."""


class RowPainter(Struct):
    """Paints rows in a theme at a moment; ``now`` moves on with the clock, ``turn`` with the spinner."""

    theme: Theme
    now: datetime
    turn_degrees: float = 0.0
    _metrics: dict[str, QFontMetricsF] = field(default_factory=dict)

    def paint(self, painter: QPainter, row: Row, look: RowLook) -> None:
        """Draw a row; its ground is there already."""
        if row.kind is RowKind.NODE:
            self._node(painter, row, look)
        elif row.kind is RowKind.GPU:
            self._gpu(painter, row, look)
        elif row.inner is not None:
            self._inner(painter, row, row.inner, look)
        else:
            self._group(painter, row, look)

    def paint_age(self, painter: QPainter, view: NodeView, look: RowLook) -> None:
        """Draw of the row of a node only how old it is; its ground is there already."""
        self._age(painter, view.state, look, view.snapshot.taken_at if view.snapshot else None)

    def paint_values(self, painter: QPainter, row: Row, look: RowLook) -> None:
        """Draw of the row of a group or a node what moves with its samples; its ground is there already."""
        if row.kind is RowKind.GROUP:
            self._group_values(painter, row.rollup(), look)
        elif row.view is not None:
            readings = node_readings(row.view)
            self._values(painter, readings, row.view.state, look)
            self._age(painter, row.view.state, look, readings.taken_at)

    # ---- the three kinds ---------------------------------------------------------------------

    def _node(self, painter: QPainter, row: Row, look: RowLook) -> None:
        view = row.view
        if view is None:
            return
        readings = node_readings(view)
        self._band(painter, row, look)
        self._mark(painter, row, look)
        if row.children:
            self._chevron(painter, NODE_CHEVRON, look)
        self._sign(painter, SIGN_LEFT, sign_of(view.state), look)
        distro = view.snapshot.distro if view.snapshot else None
        box = QRectF(BADGE_LEFT, look.rect.center().y() - 8, 16, 16)
        paint_badge(painter, box, distro, self.theme, DIMMED if view.state in _NO_DATA else 1.0)
        role = "body_strong" if look.selected or view.state is NodeState.KEY_CHANGED else "name"
        self._system(painter, self._name(painter, NAME_LEFT, row.name, role, look), readings.system, look)
        self._values(painter, readings, view.state, look)
        self._age(painter, view.state, look, readings.taken_at)

    def _gpu(self, painter: QPainter, row: Row, look: RowLook) -> None:
        gpu, colors = row.gpu, self.theme.colors
        if gpu is None:
            return
        readings = gpu_readings(gpu)
        self._band(painter, row, look)
        sign = Sign.FAILED if gpu.fault else Sign.WARNING if gpu.concerns else Sign.SQUARE
        self._sign(painter, GPU_SIGN_LEFT, sign, look, 14.0 if sign is Sign.SQUARE else 12.0)
        self._text(painter, GPU_NAME_LEFT, row.name, "small", colors.text2, look, room=60)
        if gpu.fault is not None:
            start = GPU_NAME_LEFT + self._advance("small", row.name) + 10
            room = look.rect.width() - start - 14
            self._text(painter, start, readings.words, "small_strong", colors.fail, look, room=room)
            return
        if look.columns.version_left is not None:
            start = GPU_NAME_LEFT + self._advance("small", row.name) + 10
            room = look.columns.bars_left - start - 7
            words, ink = readings.system, colors.text3
            if gpu.concerns:
                # What is wrong stands where the model does: that is the same in all rows of the node.
                words, ink = cause_words(gpu.concerns[0]), colors.warn
            self._text(painter, start, words, "small", ink, look, room=room)
        state = NodeState.OK
        if readings.temperature_celsius is not None and readings.temperature_celsius >= HOT_CELSIUS:
            state = NodeState.WARNING
        self._bars(painter, readings, look)
        self._temperature(painter, readings, state, look)
        if look.columns.power_right is not None and readings.power_watts is not None:
            watts = f"{readings.power_watts:.0f} W"
            self._figure(painter, look.columns.power_right, watts, "small", colors.text2, look)

    def _inner(self, painter: QPainter, row: Row, inner: Inner, look: RowLook) -> None:
        colors, columns = self.theme.colors, look.columns
        self._band(painter, row, look)
        if inner.kind is RowKind.CONTAINER and inner.system_id:
            system = Distro(inner.system_id, inner.system_id, inner.system_id, None, inner.system_id)
            paint_badge(painter, QRectF(GPU_SIGN_LEFT - 1, look.rect.center().y() - 7, 14, 14), system, self.theme)
        else:
            sign = inner.sign or (Sign.WARNING if inner.is_wrong else Sign.HOLLOW)
            self._sign(painter, GPU_SIGN_LEFT, sign, look, 12.0)
        self._text(painter, GPU_NAME_LEFT, row.name, "small", colors.text2, look, room=120)
        start = GPU_NAME_LEFT + min(self._advance("small", row.name), 120) + 10
        ink = colors.warn if inner.is_wrong else colors.text3
        room = columns.values_right - (self._advance("small", inner.figure) + 14 if inner.figure else 0) - start
        if room > 0:
            words = colors.warn if inner.is_wrong and not inner.figure else colors.text3
            self._text(painter, start, inner.words, "small", words, look, room=room)
        if inner.figure:
            role = "small_strong" if inner.is_wrong else "small"
            self._figure(painter, columns.values_right, inner.figure, role, ink, look)

    def _group(self, painter: QPainter, row: Row, look: RowLook) -> None:
        colors, total = self.theme.colors, row.rollup()
        site = row.kind is RowKind.SITE
        self._mark(painter, row, look)
        self._chevron(painter, SITE_CHEVRON if site else GROUP_CHEVRON, look)
        left = 27.0 if site else 33.0
        role = "small_strong" if site else "body_strong"
        columns = look.columns
        room = columns.bars_left - left - 7
        name = self._elided(role, row.name, room)
        self._text(painter, left, name, role, colors.text, look, room=room)
        at = left + self._advance(role, name) + 10
        words = {"reachable": str(total.nodes_reachable), "total": str(total.nodes_total)}
        if site:
            text = fill(_("{reachable}/{total} reachable"), words)
            self._text(painter, at, text, "small", colors.text2, look, room=columns.temperature_right - at - 30)
            if columns.power_right is not None and (power := _kilowatts(total)) is not None:
                self._figure(painter, columns.power_right, f"{power} kW", "small_strong", colors.text2, look)
            return
        at = self._group_chip(painter, row, at, look)
        count = fill("{reachable}/{total}", words)
        if at + self._advance("small", count) < columns.bars_left - 7:
            self._text(painter, at, count, "small", colors.text2, look, room=60)
        self._group_values(painter, total, look)

    def _group_values(self, painter: QPainter, total: Rollup, look: RowLook) -> None:
        colors, columns = self.theme.colors, look.columns
        load = None if total.utilization_percent is None else total.utilization_percent / 100
        readings = Readings(load=load, temperature_celsius=total.temperature_celsius)
        hot = total.temperature_celsius is not None and total.temperature_celsius >= HOT_CELSIUS
        self._bars(painter, readings, look)
        self._temperature(painter, readings, NodeState.WARNING if hot else NodeState.OK, look)
        if columns.power_right is not None and (power := _kilowatts(total)) is not None:
            self._figure(painter, columns.power_right, power, "small", colors.text2, look)
        if total.worst not in {NodeState.OK, NodeState.IDLE} and columns.age_right is not None:
            self._sign(painter, columns.age_right - 15, sign_of(total.worst), look)

    def _group_chip(self, painter: QPainter, row: Row, at: float, look: RowLook) -> float:
        environment = row.environment()
        word = environment_short(environment)
        width = chip_width(word)
        if not word or at + width > look.columns.bars_left - 4:
            return at
        rect = QRectF(at, look.rect.center().y() - 8, width, 16)
        paint_chip(painter, rect, environment, word, self.theme.colors)
        return at + width + 8

    # ---- the columns -------------------------------------------------------------------------

    def _values(self, painter: QPainter, readings: Readings, state: NodeState, look: RowLook) -> None:
        columns, colors = look.columns, self.theme.colors
        if readings.words:
            color = {
                NodeState.KEY_CHANGED: colors.fail, NodeState.FAILED: colors.fail, NodeState.CONNECTING: colors.busy,
                NodeState.DRAINED: colors.drain,
            }.get(state, colors.text)  # fmt: skip
            end = columns.bars_right + 10 if state is NodeState.DRAINED else columns.values_right
            room = end - columns.bars_left
            self._text(painter, columns.bars_left, readings.words, "small_strong", color, look, room=room)
            if state is not NodeState.DRAINED:
                return
        elif state is NodeState.STALE:
            _hatch(painter, look, colors.text3)
        else:
            self._bars(painter, readings, look)
        self._temperature(painter, readings, state, look)
        if columns.power_right is not None and readings.power_watts is not None:
            ink = colors.text3 if state is NodeState.STALE else colors.text2
            self._figure(painter, columns.power_right, decimal(readings.power_watts / 1000), "small", ink, look)

    def _bars(self, painter: QPainter, readings: Readings, look: RowLook) -> None:
        colors, shown = self.theme.colors, [(readings.load, self.theme.colors.bar)]
        if readings.memory is not None:
            shown.append((readings.memory, colors.bar_mem))
        height, gap = self.theme.metrics.size.bar, self.theme.metrics.size.bar_gap
        told = [(share, color) for share, color in shown if share is not None]
        top = look.rect.center().y() - (len(told) * height + (len(told) - 1) * gap) / 2
        width = look.columns.bars_right - look.columns.bars_left
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for share, color in told:
            track = QRectF(look.columns.bars_left, top, width, height)
            painter.setBrush(colors.track)
            painter.drawRoundedRect(track, height / 2, height / 2)
            if share > 0:
                track.setWidth(max(width * min(share, 1.0), height))
                painter.setBrush(color)
                painter.drawRoundedRect(track, height / 2, height / 2)
            top += height + gap

    def _temperature(self, painter: QPainter, readings: Readings, state: NodeState, look: RowLook) -> None:
        celsius, colors = readings.temperature_celsius, self.theme.colors
        if celsius is None:
            return
        role, color = "small", colors.text2
        if state is NodeState.STALE:
            color = colors.text3
        elif celsius >= HOT_CELSIUS:
            role, color = "small_strong", colors.warn
        self._figure(painter, look.columns.temperature_right, f"{celsius:.0f}°", role, color, look)

    def _age(self, painter: QPainter, state: NodeState, look: RowLook, taken_at: datetime | None) -> None:
        if look.columns.age_right is None or taken_at is None:
            return
        seconds = max((self.now - taken_at).total_seconds(), 0.0)
        old = state is NodeState.STALE or self.theme.metrics.data_age.stale <= seconds
        warned = old and state not in _NO_DATA
        color = self.theme.colors.warn if warned else self.theme.colors.text3
        role = "small_strong" if warned else "caption"
        self._figure(painter, look.columns.age_right, age_text(seconds), role, color, look)

    # ---- the pieces --------------------------------------------------------------------------

    def _band(self, painter: QPainter, row: Row, look: RowLook) -> None:
        rect = QRectF(0, look.rect.top(), self.theme.metrics.size.env_band, look.rect.height())
        paint_band(painter, rect, row.environment(), self.theme.colors)

    def _mark(self, painter: QPainter, row: Row, look: RowLook) -> None:
        """Draw the colour that a person gave; its edge keeps it apart from a ground that is much like it."""
        if color := row.color():
            rect = QRectF(MARK_LEFT, look.rect.top() + 5, 4, look.rect.height() - 10)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
            painter.fillRect(rect.adjusted(-1, -1, 1, 1), self.theme.colors.text3)
            painter.fillRect(rect, QColor(color))

    def _chevron(self, painter: QPainter, x: float, look: RowLook) -> None:
        y = look.rect.center().y() + 0.5
        points = [(-4.0, -2.0), (0.0, 2.0), (4.0, -2.0)] if look.expanded else [(-2.0, -4.0), (2.0, 0.0), (-2.0, 4.0)]
        pen = QPen(self.theme.colors.text2, 1.5)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygonF([QPointF(x + dx, y + dy) for dx, dy in points]))

    def _sign(self, painter: QPainter, x: float, sign: Sign, look: RowLook, side: float = 14.0) -> None:
        rect = QRectF(x, look.rect.center().y() - side / 2, side, side)
        turn = self.turn_degrees if sign is Sign.BUSY else 0.0
        paint_sign(painter, rect, sign, self.theme.colors, look.ground, turn)

    def _system(self, painter: QPainter, name_end: float, system: str, look: RowLook) -> None:
        """Draw the distribution. It yields to a long name: its version alone, beside the badge, then nothing."""
        columns = look.columns
        if columns.version_left is None:
            return
        left = max(float(columns.version_left), name_end + 8)
        room = columns.bars_left - left - 7
        if self._advance("small", system) > room and (version := system.rpartition(" ")[2])[:1].isdigit():
            system = version
        if left > columns.version_left and self._advance("small", system) > room:
            return
        self._text(painter, left, system, "small", self.theme.colors.text3, look, room=room)

    def _name(self, painter: QPainter, x: float, name: str, role: str, look: RowLook) -> float:
        """Draw a name, into the column of the distribution where it is long; return where it ends."""
        room = look.columns.bars_left - 7 - x
        shown = self._elided(role, name, room)
        at = shown.casefold().find(look.marked.casefold()) if look.marked else -1
        if at >= 0:
            left = x + self._advance(role, shown[:at])
            width = self._advance(role, shown[at : at + len(look.marked)])
            painter.setPen(QPen(self.theme.colors.accent, 1))
            painter.setBrush(QBrush(self.theme.colors.info_bg))
            painter.drawRoundedRect(QRectF(left - 1.5, look.rect.center().y() - 9, width + 3, 18), 3, 3)
        self._text(painter, x, shown, role, self.theme.colors.text, look, room=room + 2)
        return x + self._advance(role, shown)

    def _text(
        self, painter: QPainter, x: float, text: str, role: str, color: QColor, look: RowLook, *, room: float
    ) -> None:
        painter.setFont(ui_font(role))
        painter.setPen(color)
        shown = self._elided(role, text, room)
        painter.drawText(QRectF(x, look.rect.top(), max(room, 0) + 4, look.rect.height()), _LEFT, shown)

    def _figure(self, painter: QPainter, right: float, text: str, role: str, color: QColor, look: RowLook) -> None:
        painter.setFont(ui_font(role))
        painter.setPen(color)
        painter.drawText(QRectF(right - 80, look.rect.top(), 80, look.rect.height()), _RIGHT, text)

    def _metric(self, role: str) -> QFontMetricsF:
        known = self._metrics.get(role)
        if known is None:
            font: QFont = ui_font(role)
            known = self._metrics[role] = QFontMetricsF(font)
        return known

    def _advance(self, role: str, text: str) -> float:
        return self._metric(role).horizontalAdvance(text)

    def _elided(self, role: str, text: str, room: float) -> str:
        metric = self._metric(role)
        if metric.horizontalAdvance(text) <= room:
            return text
        return metric.elidedText(text, Qt.TextElideMode.ElideRight, max(room, 0))


def _kilowatts(total: Rollup) -> str | None:
    return None if total.power_draw_watts is None else decimal(total.power_draw_watts / 1000)


def _hatch(painter: QPainter, look: RowLook, ink: QColor) -> None:
    """Draw what stands where values are too old for bars."""
    columns = look.columns
    rect = QRectF(columns.bars_left, look.rect.center().y() - 5, columns.bars_right - columns.bars_left, 10)
    painter.save()
    painter.setClipRect(rect)
    painter.setPen(QPen(ink, 2))
    x = rect.left() - 6
    while x < rect.right() + 6:
        painter.drawLine(QPointF(x, rect.bottom()), QPointF(x + 6, rect.top()))
        x += 6
    painter.restore()
