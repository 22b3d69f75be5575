"""The list under the command field: sections, the letters that were meant, the keys of each command."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from console.settings.language import _
from console.ui.fonts import ui_font
from console.ui.models.suggest import TITLES, Hit, Section
from console.ui.theme import Themes

ROW = 28
MOST_ROWS = 14
"""Rows that are seen at once."""
LEAST_WIDTH = 560
_EDGE, _GAP = 12, 12
_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
_RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
Index = QModelIndex | QPersistentModelIndex


class HitModel(QAbstractListModel):
    """Hits with a row for the title of each section."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.rows: list[Hit | Section | str] = []

    def set_hits(self, hits: Sequence[Hit], nothing: str = "") -> None:
        """Show other hits; where there are none, words that say so."""
        self.beginResetModel()
        self.rows = [nothing] if nothing and not hits else []
        for hit in hits:
            if not self.rows or self._section(self.rows[-1]) is not hit.entry.section:
                self.rows.append(hit.entry.section)
            self.rows.append(hit)
        self.endResetModel()

    @staticmethod
    def _section(row: Hit | Section | str) -> Section | str:
        return row.entry.section if isinstance(row, Hit) else row

    def hit(self, index: Index) -> Hit | None:
        """Return the hit of a row, None for a title."""
        row = self.rows[index.row()] if 0 <= index.row() < len(self.rows) else None
        return row if isinstance(row, Hit) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return how many rows there are."""
        return 0 if parent.isValid() else len(self.rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Titles cannot be chosen."""
        if self.hit(index) is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the words, and for a screen reader all of it."""
        row = self.rows[index.row()]
        if not isinstance(row, Hit):
            wanted = {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}
            words = _(TITLES[row]) if isinstance(row, Section) else row
            return words if role in wanted else None
        if role == Qt.ItemDataRole.DisplayRole:
            return row.entry.words
        return spoken(row) if role == Qt.ItemDataRole.AccessibleTextRole else None


def spoken(hit: Hit) -> str:
    """Return a hit as a screen reader says it."""
    entry = hit.entry
    return ", ".join(part for part in (entry.words, entry.detail, entry.keys, _(TITLES[entry.section])) if part)


class HitDelegate(QStyledItemDelegate):
    """Draws a row; what was typed is heavier and underlined in its words."""

    def __init__(self, themes: Themes, model: HitModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._themes, self._model = themes, model

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """All rows are of one height."""
        return QSize(LEAST_WIDTH, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw a title or a hit."""
        colors = self._themes.current.colors
        rect = QRectF(option.rect)
        hit = self._model.hit(index)
        painter.save()
        if hit is None:
            painter.setFont(ui_font("caption"))
            painter.setPen(colors.text3)
            painter.drawText(rect.adjusted(_EDGE, 4, -_EDGE, 0), _LEFT, str(index.data()))
            painter.restore()
            return
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, colors.select)
            painter.fillRect(QRectF(rect.left(), rect.top(), 3, rect.height()), colors.focus)
        inner = rect.adjusted(_EDGE + 4, 0, -_EDGE, 0)
        right = self._paint_keys(painter, inner, hit.entry.keys)
        end = self._paint_words(painter, inner, hit, right)
        painter.setFont(ui_font("small"))
        painter.setPen(colors.text3)
        room = QRectF(end + _GAP, inner.top(), max(right - end - 2 * _GAP, 0), inner.height())
        metric = QFontMetricsF(painter.font())
        painter.drawText(room, _LEFT, metric.elidedText(hit.entry.detail, Qt.TextElideMode.ElideRight, room.width()))
        painter.restore()

    def _paint_words(self, painter: QPainter, inner: QRectF, hit: Hit, right: float) -> float:
        """Draw the words; return where they end."""
        colors = self._themes.current.colors
        plain, meant = ui_font("body"), ui_font("body_strong")
        words = QFontMetricsF(meant).elidedText(hit.entry.words, Qt.TextElideMode.ElideRight, right - inner.left())
        x = inner.left()
        for place, letter in enumerate(words):
            is_meant = place in hit.places
            font = meant if is_meant else plain
            painter.setFont(font)
            painter.setPen(colors.accent if is_meant else colors.text)
            width = QFontMetricsF(font).horizontalAdvance(letter)
            painter.drawText(QRectF(x, inner.top(), width + 4, inner.height()), _LEFT, letter)
            if is_meant:
                foot = inner.center().y() + QFontMetricsF(font).ascent() / 2 + 2
                painter.drawLine(QRectF(x, foot, width, 0).topLeft(), QRectF(x, foot, width, 0).topRight())
            x += width
        return x

    def _paint_keys(self, painter: QPainter, inner: QRectF, keys: str) -> float:
        """Draw the keys at the right; return where they begin."""
        if not keys:
            return inner.right()
        colors = self._themes.current.colors
        painter.setFont(ui_font("caption"))
        width = QFontMetricsF(painter.font()).horizontalAdvance(keys) + 14
        cap = QRectF(inner.right() - width, inner.center().y() - 9.5, width, 19)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colors.line, 1))
        painter.setBrush(colors.raised)
        painter.drawRoundedRect(cap, 3, 3)
        painter.setPen(colors.text2)
        painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, keys)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        return cap.left() - _GAP


class Suggestions(QListView):
    """Lies over the desk under the field, which keeps the keyboard."""

    chosen = Signal(object)
    """Entry"""

    def __init__(self, themes: Themes, field: QWidget) -> None:
        super().__init__(field.window())
        self._themes, self._field = themes, field
        self._model = HitModel(self)
        self.setObjectName("choices")
        self.setAccessibleName(_("Suggestions"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setModel(self._model)
        self.setItemDelegate(HitDelegate(themes, self._model, self))
        self.clicked.connect(self._clicked)
        self.hide()

    def show_hits(self, hits: Sequence[Hit], nothing: str = "") -> None:
        """Show hits, the first one chosen; where there are none ``nothing``, which is words or empty."""
        self._model.set_hits(hits, nothing)
        if not self._model.rows:
            self.hide()
            return
        self.setCurrentIndex(self._model.index(1, 0))
        self.scrollToTop()
        self._place()
        self.show()
        self.raise_()

    def current(self) -> Hit | None:
        """Return what is chosen."""
        return self._model.hit(self.currentIndex())

    def step(self, by: int) -> None:
        """Choose the hit ``by`` rows further; past the end is the end, one step past it the other end."""
        rows = [row for row, what in enumerate(self._model.rows) if isinstance(what, Hit)]
        if not rows:
            return
        row = self.currentIndex().row()
        at = rows.index(row) if row in rows else 0
        to = (at + by) % len(rows) if abs(by) == 1 else min(max(at + by, 0), len(rows) - 1)
        self.setCurrentIndex(self._model.index(rows[to], 0))
        self.scrollTo(self._model.index(max(rows[to] - 1, 0), 0))
        self.scrollTo(self.currentIndex())

    def _clicked(self, index: QModelIndex) -> None:
        hit = self._model.hit(index)
        if hit is not None:
            self.chosen.emit(hit.entry)

    def _place(self) -> None:
        window = self.window()
        corner = self._field.mapTo(window, self._field.rect().bottomLeft())
        width = min(max(self._field.width(), LEAST_WIDTH), window.width())
        height = min(len(self._model.rows), MOST_ROWS) * ROW + 2
        x = min(corner.x(), max(window.width() - width, 0))
        self.setGeometry(x, corner.y() + 4, width, height)
