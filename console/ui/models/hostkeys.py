"""The lines of known_hosts as a table, and which of them a filter shows."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from console.model.hostkey import HostKeyLine
from console.model.text import N_, fill
from console.settings.language import _

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()

MOST_NODES = 6
"""That are named where a line speaks of many."""

HEADS = (N_("Host"), N_("Nodes"), N_("Key"), N_("Fingerprint"), N_("Trust"), N_("Place"))
_MARKERS = {"": N_("trusted"), "revoked": N_("revoked"), "cert-authority": N_("authority")}


def host_words(line: HostKeyLine) -> str:
    """Return what a person reads in place of the names of a line."""
    return _("(hashed)") if line.is_hashed else line.names


def trust_words(line: HostKeyLine) -> str:
    """Return what the line makes of its key."""
    return _("broken line") if line.wrong else _(_MARKERS.get(line.marker, line.marker))


def key_words(line: HostKeyLine) -> str:
    """Return type and size of a key."""
    return f"{line.key_type} {line.bits}" if line.bits else line.key_type


def place_words(line: HostKeyLine) -> str:
    """Return file and line, the person's own folder as ``~``."""
    home = str(Path.home())
    return f"~{line.place.removeprefix(home)}" if line.place.startswith(f"{home}/") else line.place


def node_words(line: HostKeyLine) -> str:
    """Return the nodes that a line speaks of: a pattern may speak of all."""
    shown = ", ".join(line.nodes[:MOST_NODES])
    more = len(line.nodes) - MOST_NODES
    return shown if more <= 0 else f"{shown} {fill(_('… and {count} more'), {'count': str(more)})}"


def spoken(line: HostKeyLine) -> str:
    """Return a line for a screen reader and for the question before it is removed."""
    words = _("{host}, {key}, {trust}, {place}")
    host = node_words(line) if line.is_hashed and line.nodes else host_words(line)
    values = {"host": host, "key": key_words(line), "trust": trust_words(line), "place": place_words(line)}
    return fill(words, values)


def _cells(line: HostKeyLine) -> tuple[str, ...]:
    return (
        host_words(line),
        node_words(line),
        key_words(line),
        line.fingerprint or line.wrong,
        trust_words(line),
        place_words(line),
    )


class HostKeyModel(QAbstractTableModel):
    """The lines that the filter lets through, in the order of the files."""

    def __init__(self) -> None:
        super().__init__()
        self._all: tuple[tuple[HostKeyLine, tuple[str, ...], str], ...] = ()
        self._shown: list[tuple[HostKeyLine, tuple[str, ...]]] = []
        self._words: list[str] = []

    def take(self, lines: tuple[HostKeyLine, ...]) -> None:
        """Show other lines."""
        self._all = tuple(
            (line, cells := _cells(line), "\n".join((*cells, *line.nodes, line.comment)).lower()) for line in lines
        )
        self._refresh()

    def filter(self, text: str) -> None:
        """Show the lines that have all words of ``text`` somewhere."""
        self._words = text.lower().split()
        self._refresh()

    def _refresh(self) -> None:
        self.beginResetModel()
        self._shown = [(line, cells) for line, cells, text in self._all if all(word in text for word in self._words)]
        self.endResetModel()

    @property
    def total(self) -> int:
        """Return how many lines there are, shown or not."""
        return len(self._all)

    def line(self, row: int) -> HostKeyLine:
        """Return the line of a row."""
        return self._shown[row][0]

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Return how many lines are shown."""
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(HEADS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the words of a cell."""
        line, cells = self._shown[index.row()]
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole}:
            return cells[index.column()]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return spoken(line) if index.column() == 0 else cells[index.column()]
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the name of a column."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _(HEADS[section])
        return None
