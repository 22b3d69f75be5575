"""Host keys: the question about an unknown one and the alarm over a changed one."""

from __future__ import annotations

import re

from msgspec import Struct
from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QGuiApplication, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from console.model.errors import Problem
from console.model.node import Environment, NodeView
from console.model.text import fill
from console.settings.language import _, problem_advice, problem_text
from console.ui.dialogs import button, footer, label
from console.ui.environments import EnvironmentChip
from console.ui.fonts import ui_font
from console.ui.keycard import KeyCard, marked_html, plain_html
from console.ui.sheets import Sheet
from console.ui.signs import Sign, SignLabel, paint_key
from console.ui.theme import Themes
from console.ui.tick import TickBox
from console.wire.messages import Question

_FINGERPRINT = re.compile(r"(?P<type>[\w-]+)?\s*SHA256:(?P<digest>[A-Za-z0-9+/=]+)")
HEADER_HEIGHT = 76


class Fingerprint(Struct, frozen=True):
    """A key as a person compares it."""

    key_type: str
    digest: str


def read_fingerprint(text: str) -> Fingerprint | None:
    """Return the first fingerprint in a text of the core."""
    found = _FINGERPRINT.search(text)
    return Fingerprint(found["type"] or "", found["digest"]) if found else None


def differing(known: str, offered: str) -> list[tuple[str, bool]]:
    """Cut ``offered`` into runs that are as in ``known`` (False) or differ from it (True), by place."""
    runs: list[tuple[str, bool]] = []
    for place, letter in enumerate(offered):
        differs = place >= len(known) or known[place] != letter
        if runs and runs[-1][1] is differs:
            runs[-1] = (runs[-1][0] + letter, differs)
        else:
            runs.append((letter, differs))
    return runs


class TrustDialog(Sheet):
    """An unknown host key. Refusing is one key; trusting takes a tick and a click."""

    tells_truth = True

    answered = Signal(bool)

    def __init__(self, themes: Themes, question: Question) -> None:
        super().__init__(themes)
        self.setFixedWidth(680)
        where = question.host if question.port == 22 else f"{question.host}:{question.port}"
        title = fill(_("Host key of {host} is unknown"), {"host": where})
        self.setAccessibleName(title)
        self._question = question
        self.refuse_button = button(_("Refuse"), "primary", self)
        self.trust_button = button(_("Trust and connect"), "danger", self)
        self.trust_button.setEnabled(False)
        self.compared = TickBox(themes, _("I have compared the fingerprint with one from another source."), self)
        self.compared.setAccessibleName(self.compared.text())
        self.compared.toggled.connect(self.trust_button.setEnabled)
        self.refuse_button.clicked.connect(self.reject)
        self.trust_button.clicked.connect(self._trust)
        self.rejected.connect(lambda: self.answered.emit(False))  # noqa: FBT003 - a signal's value
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 20)
        layout.setSpacing(8)
        layout.addWidget(label(title, "title", self))
        layout.addWidget(label(_("Connection stopped before login. No password or key was sent."), "second", self))
        layout.addSpacing(8)
        layout.addLayout(self._facts(question))
        layout.addSpacing(8)
        layout.addWidget(self.compared)
        trust = QHBoxLayout()
        trust.addWidget(self.trust_button)
        trust.addStretch(1)
        layout.addLayout(trust)
        layout.addSpacing(12)
        layout.addLayout(footer(self.refuse_button, self._copy_button()))

    def _facts(self, question: Question) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        facts = (
            (_("Host"), f"{question.host} {_('port')} {question.port}", "mono"),
            (_("Key type"), question.key_type, "mono"),
            (_("Fingerprint"), question.fingerprint, "key"),
            (_("Will be written to"), question.known_hosts, "mono"),
        )
        for line, (word, value, role) in enumerate(facts):
            if not value:
                continue
            grid.addWidget(label(word, "second", self, wraps=False), line, 0, Qt.AlignmentFlag.AlignTop)
            shown = label(value, role, self)
            shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            shown.setAccessibleName(f"{word} {value}")
            grid.addWidget(shown, line, 1)
        grid.setColumnMinimumWidth(0, 130)
        grid.setColumnStretch(1, 1)
        return grid

    def _copy_button(self) -> QPushButton:
        made = button(_("Copy fingerprint"), "", self)
        made.clicked.connect(lambda: QGuiApplication.clipboard().setText(self._question.fingerprint))
        return made

    def first_focus(self) -> QWidget | None:
        """Return the refusal."""
        return self.refuse_button

    def _trust(self) -> None:
        self.answered.emit(True)  # noqa: FBT003 - a signal's value
        self.accept()


class KeyAlarm(Sheet):
    """A changed or revoked host key: the only red surface of the house. It can only be kept blocked."""

    keys_wanted = Signal(str)
    """The name of the host whose known keys are to be shown; nothing is let through by that."""

    def __init__(self, themes: Themes, problem: Problem, view: NodeView | None = None) -> None:
        super().__init__(themes, alarm=True)
        self.setFixedWidth(themes.current.metrics.size.alarm_width)
        self._problem = problem
        name = view.node.name if view else problem.params.get("host", "")
        revoked = problem.code.endswith("revoked")
        template = _("Host key of {name} is revoked") if revoked else _("Host key of {name} has changed")
        self._title = fill(template, {"name": name})
        self.setAccessibleName(self._title)
        self.keep_button = button(_("Keep blocked"), "primary", self)
        self.keep_button.setMinimumWidth(180)
        self.copy_button = button(_("Copy report"), "", self)
        self.keep_button.clicked.connect(self.reject)
        self.copy_button.clicked.connect(self._copy)
        self.keys_button = button(_("Show known keys"), "", self)
        self.keys_button.clicked.connect(self._show_keys)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, HEADER_HEIGHT + 24, 24, 20)
        layout.setSpacing(10)
        layout.addLayout(self._facts(view))
        layout.addSpacing(6)
        layout.addWidget(self._keys())
        layout.addSpacing(6)
        layout.addWidget(label(_("What this can mean"), "strong", self))
        layout.addLayout(self._meanings(view))
        layout.addSpacing(6)
        layout.addWidget(label(problem_advice(problem), "hint", self))
        layout.addSpacing(20)
        layout.addLayout(footer(self.keep_button, self.copy_button, self.keys_button))

    def _facts(self, view: NodeView | None) -> QGridLayout:
        grid = QGridLayout()
        grid.setVerticalSpacing(8)
        grid.setColumnMinimumWidth(0, 130)
        grid.setColumnStretch(1, 1)
        host = self._problem.params.get("host", "")
        rows: list[tuple[str, QWidget]] = [(_("Node"), label(view.node.name if view else host, "mono", self))]
        if view is not None:
            address = view.node.address_shown or view.node.host
            if view.node.port is not None:  # else ssh_config says, which is not known here
                address += f" {_('port')} {view.node.port}"
            rows.append((_("Address"), label(address, "mono", self)))
            if view.node.environment is not Environment.UNKNOWN:
                chip = EnvironmentChip(self.themes, self)
                chip.set_environment(view.node.environment)
                rows.append((_("Environment"), chip))
        for line, (word, widget) in enumerate(rows):
            grid.addWidget(label(word, "second", self), line, 0)
            grid.addWidget(widget, line, 1, Qt.AlignmentFlag.AlignLeft)
        return grid

    def _keys(self) -> QWidget:
        known = read_fingerprint(self._problem.params.get("known", ""))
        offered = read_fingerprint(self._problem.params.get("offered", ""))
        card = KeyCard(self.themes, self)
        if known is not None:
            card.add(Sign.TICK, _("Known"), known.key_type, plain_html(known.digest))
        if offered is not None:
            marked = differing(known.digest, offered.digest) if known is not None else [(offered.digest, True)]
            card.add(Sign.FAILED, _("Offered"), offered.key_type, marked_html(marked, self.themes))
        return card

    def _meanings(self, view: NodeView | None) -> QVBoxLayout:
        address = (view.node.address_shown or view.node.host) if view else self._problem.params.get("host", "")
        lines = QVBoxLayout()
        lines.setSpacing(6)
        for sign, text in (
            (Sign.STALE, _("The node was installed again.")),
            (Sign.WARNING, fill(_("The address {address} is answered by another machine."), {"address": address})),
            (Sign.FAILED, _("Someone is intercepting the connection.")),
        ):
            line = QHBoxLayout()
            line.setSpacing(10)
            line.addWidget(SignLabel(self.themes, sign, 14, self))
            line.addWidget(label(text, "", self), 1)
            lines.addLayout(line)
        return lines

    def first_focus(self) -> QWidget | None:
        """Return the safe answer, the only one."""
        return self.keep_button

    def _show_keys(self) -> None:
        self.reject()
        self.keys_wanted.emit(self._problem.params.get("host", ""))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(f"{problem_text(self._problem)}\n{problem_advice(self._problem)}")

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the sheet with its solid red head."""
        super().paintEvent(event)
        theme = self.themes.current
        colors, radius = theme.colors, theme.metrics.radius.dialog
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        head = QPainterPath()
        head.addRoundedRect(QRectF(0, 0, self.width(), HEADER_HEIGHT + radius), radius, radius)
        painter.setClipRect(QRectF(0, 0, self.width(), HEADER_HEIGHT))
        painter.fillPath(head, colors.alarm)
        side = theme.metrics.icon.state_alarm
        box = QRectF(24, (HEADER_HEIGHT - side) / 2, side, side)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colors.alarm.darker(160))
        painter.drawRoundedRect(box, 6, 6)
        paint_key(painter, box.adjusted(6, 6, -6, -6), colors.on_alarm)
        painter.setClipping(False)
        painter.fillRect(QRectF(1, self.height() - 72, self.width() - 2, 1), colors.line)
        painter.setPen(colors.on_alarm)
        words = QRectF(72, 14, self.width() - 96, 26)
        painter.setFont(ui_font("title"))
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, self._title)
        painter.setFont(ui_font("body"))
        words.translate(0, 25)
        stopped = _("Connection stopped before login. No password or key was sent.")
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, stopped)
