"""The page of the mirror: on the left what is done at the desk, on the right the exact commands and what came back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QHideEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from console.model.ids import NodeId
from console.model.mirror import Crossing, Reflection
from console.model.text import N_, fill
from console.settings.language import _, translate
from console.ui.dialogs import button, label
from console.ui.formats import decimal
from console.ui.signs import Sign, SignLabel
from console.ui.theme import Themes
from console.ui.tick import TickBox

SHOWN = 100
"""Rows; older ones go from the top."""
_DESK_WIDTH = 300
_MOST_LINES = 16
_MARKS = {Crossing.COMMAND: "$ ", Crossing.FILE: N_("carry "), Crossing.REQUEST: N_("ask ")}


class MirrorPage(QWidget):
    """Rows in the order of their numbers, the newest at the bottom; follows it unless a person looks further up."""

    looked_at = Signal()
    left = Signal()

    def __init__(self, themes: Themes, names: Callable[[], Mapping[NodeId, str]]) -> None:
        super().__init__()
        self._themes, self._names = themes, names
        self.setAccessibleName(_("Mirror"))
        self._rows: dict[int, _Row] = {}
        self.filter = QLineEdit(self)
        self.filter.setPlaceholderText(_("Filter by node, action or command"))
        self.filter.setAccessibleName(_("Filter by node, action or command"))
        self.filter.setClearButtonEnabled(True)
        self.filter.textChanged.connect(self._sift)
        self.follow = TickBox(themes, _("Follow"), self)
        self.follow.setAccessibleName(_("Follow"))
        self.follow.setChecked(True)
        self.copy_button = button(_("Copy commands"), "", self)
        self.copy_button.setProperty("small", "true")
        self.copy_button.clicked.connect(self._copy)
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(self.filter, 1)
        top.addWidget(self.follow)
        top.addWidget(self.copy_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(8)
        words = _("Every command that checks and deploys send to nodes, as it happens.")
        layout.addWidget(label(words, "second", self))
        layout.addLayout(top)
        layout.addLayout(self._heads())
        layout.addWidget(self._area(), 1)

    def _heads(self) -> QHBoxLayout:
        line = QHBoxLayout()
        left = label(_("At the desk"), "second", self, wraps=False)
        left.setFixedWidth(_DESK_WIDTH - 6)
        line.addWidget(left)
        line.addWidget(label(_("On the nodes"), "second", self, wraps=False), 1)
        return line

    def _area(self) -> QScrollArea:
        self._inside = QWidget(self)
        self._list = QVBoxLayout(self._inside)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(0)
        self._empty = label(_("Nothing has been done on a node yet. Check or deploy something."), "hint", self._inside)
        self._list.addWidget(self._empty)
        self._list.addStretch(1)
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setWidget(self._inside)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setAccessibleName(_("What was done"))
        self._scroll.verticalScrollBar().rangeChanged.connect(self._to_the_end)
        return self._scroll

    def _to_the_end(self, _low: int, high: int) -> None:
        if self.follow.isChecked():
            self._scroll.verticalScrollBar().setValue(high)

    def take_all(self, reflections: tuple[Reflection, ...]) -> None:
        """Show what there was."""
        for reflection in reflections[-SHOWN:]:
            self.take(reflection)

    def take(self, reflection: Reflection) -> None:
        """Show something new, or how far it has come."""
        row = self._rows.get(reflection.number)
        if row is None:
            if self._rows and reflection.number < min(self._rows) and len(self._rows) >= SHOWN:
                return
            row = self._rows[reflection.number] = _Row(self._themes, self._inside)
            place = sorted(self._rows).index(reflection.number)
            self._list.insertWidget(place, row)
            self._empty.hide()
        row.show_reflection(reflection, self._names().get(reflection.node_id, reflection.node_id))
        row.setVisible(row.matches(self.filter.text()))
        while len(self._rows) > SHOWN:
            gone = self._rows.pop(min(self._rows))
            self._list.removeWidget(gone)
            gone.deleteLater()

    def _sift(self, text: str) -> None:
        for row in self._rows.values():
            row.setVisible(row.matches(text))

    def _copy(self) -> None:
        """Copy the commands of the rows that are shown, each under its node and action."""
        rows = (self._rows[number] for number in sorted(self._rows))
        text = "\n".join(row.as_text() for row in rows if not row.isHidden())
        QGuiApplication.clipboard().setText(text)

    def showEvent(self, event: QShowEvent) -> None:
        """Watch while somebody looks."""
        super().showEvent(event)
        self.looked_at.emit()
        QTimer.singleShot(0, self, lambda: self._to_the_end(0, self._scroll.verticalScrollBar().maximum()))

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop watching."""
        super().hideEvent(event)
        self.left.emit()


class _Row(QFrame):
    def __init__(self, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("mirror-row")
        self._what = ""
        self._sign = SignLabel(themes, Sign.BUSY, 14, self)
        self._action = label("", "", self)
        self._facts = label("", "hint", self)
        self._command = self._mono("mono")
        self._output = self._mono("evidence")
        left = QVBoxLayout()
        left.setSpacing(2)
        left.addWidget(self._action)
        left.addWidget(self._facts)
        left.addStretch(1)
        desk = QWidget(self)
        desk.setFixedWidth(_DESK_WIDTH - 12)
        inside = QHBoxLayout(desk)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(8)
        inside.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        inside.addLayout(left, 1)
        right = QVBoxLayout()
        right.setSpacing(4)
        right.addWidget(self._command)
        right.addWidget(self._output)
        right.addStretch(1)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 8, 8, 8)
        line.setSpacing(12)
        line.addWidget(desk)
        line.addLayout(right, 1)

    def _mono(self, role: str) -> QLabel:
        made = label("", role, self)
        made.setTextFormat(Qt.TextFormat.PlainText)
        made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return made

    def show_reflection(self, reflection: Reflection, name: str) -> None:
        """Show how far it has come."""
        action = translate(reflection.action)
        self._action.setText(action)
        at = datetime.fromtimestamp(reflection.started_at).astimezone()
        facts = [name, f"{at:%H:%M:%S}"]
        if reflection.seconds is not None:
            facts.append(fill(_("{seconds} s"), {"seconds": decimal(reflection.seconds, 2)}))
        self._facts.setText("   ".join(facts))
        self._sign.set_sign(_sign(reflection))
        self._command.setText(_(_MARKS[reflection.crossing]) + _cut(reflection.command))
        output = "\n".join(part for part in (_cut(reflection.output.rstrip()), reflection.failure) if part)
        self._output.setText(output)
        self._output.setVisible(bool(output))
        self.setAccessibleName(f"{action}, {name}")
        self._what = f"{name} {action} {reflection.command}".casefold()
        self._text = f"# {name}: {action}\n{reflection.command}\n"

    def matches(self, text: str) -> bool:
        """Tell whether every word of the filter is in it."""
        return all(word in self._what for word in text.casefold().split())

    def as_text(self) -> str:
        """Return the command with a comment that says what for."""
        return self._text


def _sign(reflection: Reflection) -> Sign:
    if reflection.seconds is None:
        return Sign.BUSY
    return Sign.FAILED if reflection.failure else Sign.OK


def _cut(text: str) -> str:
    """Return the first lines, and how many more there are."""
    lines = text.splitlines()
    if len(lines) <= _MOST_LINES:
        return text
    more = fill(_("… {count} more lines"), {"count": str(len(lines) - _MOST_LINES)})
    return "\n".join([*lines[:_MOST_LINES], more])
