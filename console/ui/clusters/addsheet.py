"""The sheet that adds a cluster: its kind, its name, and where it is asked."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLineEdit, QRadioButton, QVBoxLayout, QWidget

from console.model.cluster import ClusterKind
from console.model.errors import Problem
from console.model.text import N_
from console.settings.language import _, problem_text
from console.ui.dialogs import button, footer, label
from console.ui.sheets import Sheet
from console.ui.theme import Themes

WIDTH = 560

KINDS = {ClusterKind.SLURM: "Slurm", ClusterKind.KUBERNETES: "Kubernetes", ClusterKind.PROMETHEUS: "Prometheus"}

FIELDS: dict[ClusterKind, tuple[tuple[str, str], ...]] = {
    ClusterKind.SLURM: (("login", N_("Login node: a name of the tree, or user@host")),),
    ClusterKind.KUBERNETES: (
        ("kubeconfig", N_("Kubeconfig; empty is the usual one")),
        ("context", N_("Context; empty is the current one")),
        ("via", N_("Through this node by SSH; empty goes there directly")),
    ),
    ClusterKind.PROMETHEUS: (
        ("url", N_("Address, such as http://prometheus.example.com:9090")),
        ("via", N_("Through this node by SSH; empty goes there directly")),
    ),
}


class AddClusterSheet(Sheet):
    """Asks for what the kind needs. It closes when the core has taken the cluster, not before."""

    wanted = Signal(object, str)
    """The keys of its table in clusters.toml, and a token for the key ring."""

    def __init__(self, themes: Themes, kind: ClusterKind, kinds: Callable[[], tuple[ClusterKind, ...]]) -> None:
        super().__init__(themes)
        self.setFixedWidth(WIDTH)
        self.setAccessibleName(_("Add cluster"))
        self.name = self._line(_("Name"))
        self.lines: dict[ClusterKind, dict[str, QLineEdit]] = {}
        self.token = self._line(_("Token, if it wants one; it is kept in the key ring"))
        self.token.setEchoMode(QLineEdit.EchoMode.Password)
        self._kinds = QButtonGroup(self)
        self._error = label("", "error", self)
        self._error.hide()
        self.add_button = button(_("Add"), "primary", self)
        self.cancel_button = button(_("Cancel"), "", self)
        self.add_button.clicked.connect(self._add)
        self.cancel_button.clicked.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 20)
        layout.setSpacing(10)
        layout.addWidget(label(_("Add cluster"), "title", self))
        row = QHBoxLayout()
        row.setSpacing(16)
        for known in kinds():
            choice = QRadioButton(KINDS[known], self)
            choice.setAccessibleName(KINDS[known])
            choice.setChecked(known is kind)
            choice.toggled.connect(lambda _on: self._show())
            self._kinds.addButton(choice, list(ClusterKind).index(known))
            row.addWidget(choice)
        row.addStretch(1)
        layout.addLayout(row)
        layout.addWidget(self.name)
        for known in kinds():
            self.lines[known] = {key: self._line(_(words)) for key, words in FIELDS[known]}
            for line in self.lines[known].values():
                layout.addWidget(line)
        layout.addWidget(self.token)
        layout.addWidget(label(_("It is written into clusters.toml, where more can be set."), "hint", self))
        layout.addWidget(self._error)
        layout.addSpacing(6)
        layout.addLayout(footer(self.add_button, self.cancel_button))
        self._show()

    def _line(self, words: str) -> QLineEdit:
        line = QLineEdit(self)
        line.setAccessibleName(words)
        line.setPlaceholderText(words)
        line.setMaxLength(500)
        line.returnPressed.connect(self._add)
        line.textChanged.connect(lambda _text: self._offer())
        return line

    def first_focus(self) -> QWidget | None:
        """Return the line for the name."""
        return self.name

    @property
    def kind(self) -> ClusterKind:
        """Return which kind is chosen."""
        return list(ClusterKind)[self._kinds.checkedId()]

    def fail(self, problem: Problem) -> None:
        """Say why it was not added; what was typed stays."""
        self._error.setText(problem_text(problem))
        self._error.show()
        self.add_button.setEnabled(True)

    def _show(self) -> None:
        for kind, lines in self.lines.items():
            for line in lines.values():
                line.setVisible(kind is self.kind)
        self.token.setVisible(self.kind is ClusterKind.PROMETHEUS)
        self._offer()

    def _offer(self) -> None:
        needed = {ClusterKind.SLURM: "login", ClusterKind.PROMETHEUS: "url"}.get(self.kind)
        is_whole = bool(self.name.text().strip()) and (needed is None or bool(self.lines[self.kind][needed].text()))
        self.add_button.setEnabled(is_whole)

    def _add(self) -> None:
        if not self.add_button.isEnabled():
            return
        self.add_button.setEnabled(False)
        typed = {key: line.text().strip() for key, line in self.lines[self.kind].items()}
        self.wanted.emit({"name": self.name.text().strip(), "kind": self.kind.value, **typed}, self.token.text())
