"""The history of all deploys: who did what, where, when, and how it ended; also of those that were forgotten."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from console.model.errors import Problem
from console.model.ids import NodeId
from console.model.record import PastDeed
from console.model.text import N_, fill
from console.settings.language import _, problem_advice, problem_text
from console.ui.bridge import Bridge
from console.ui.clusters.rows import Column, RowModel
from console.ui.clusters.table import ClusterTable
from console.ui.dialogs import label
from console.ui.formats import whole
from console.ui.services.book import ServiceBook
from console.ui.services.copying import small_button
from console.ui.services.recordview import deed_words, result_text
from console.ui.services.words import UNKNOWN, moment_text, seconds_text
from console.ui.sheets import open_dialog
from console.ui.signs import Sign
from console.ui.theme import Themes
from console.ui.wizards.deploywords import deploy_sign
from console.wire import messages as m

AGAIN_MS = 1500
"""A deploy that runs changes many times a second: what is shown is read again so often."""


def past_columns(name_of: Callable[[NodeId], str], title_of: Callable[[str], str]) -> tuple[Column[PastDeed], ...]:
    """Return them; ``name_of`` names nodes, ``title_of`` engines and targets."""
    return (
        Column("when", N_("Moment"), 172, lambda row: moment_text(row.deed.at), key=lambda row: row.deed.at,
               sign=lambda row: deploy_sign(row.deed.state) if row.deed.state is not None else Sign.HOLLOW),
        Column("who", N_("Who"), 120, lambda row: row.deed.who or UNKNOWN),
        Column("what", N_("What"), 130, lambda row: deed_words(row.deed.action)),
        Column("service", N_("Service"), 170, lambda row: row.service),
        Column("node", N_("Node"), 100, lambda row: name_of(row.node_id)),
        Column("result", N_("Result"), 200, lambda row: result_text(row.deed)),
        Column("took", N_("Took"), 84, _took, key=lambda row: row.deed.ended_at - row.deed.at, is_right=True),
        Column("model", N_("Model"), 130, lambda row: row.model),
        Column("engine", N_("Engine"), 100, lambda row: title_of(row.engine)),
        Column("target", N_("Target"), 110, lambda row: title_of(row.target)),
        Column("listed", N_("List"), 84, lambda row: _("listed") if row.is_listed else _("forgotten")),
    )  # fmt: skip


def _took(row: PastDeed) -> str:
    return seconds_text(row.deed.ended_at - row.deed.at) if row.deed.ended_at > row.deed.at else UNKNOWN


class PastPage(QWidget):
    """Reads the newest lines while somebody looks; the newest stands on top. The export has all that is kept."""

    deploy_wanted = Signal(str)
    """The id of a deploy that is still listed."""

    def __init__(self, themes: Themes, bridge: Bridge, book: ServiceBook, name_of: Callable[[NodeId], str]) -> None:
        super().__init__()
        self._bridge = bridge
        self.setAccessibleName(_("History of deployments"))
        self.filter = QLineEdit(self)
        self.filter.setPlaceholderText(_("Filter: words, -word, who:name, node:name, result:failed"))
        self.filter.setAccessibleName(_("Filter the history"))
        self.filter.setClearButtonEnabled(True)
        self._note = label("", "hint", self, wraps=False)
        self.csv_button = small_button(_("Export CSV…"), self, _("Export the whole history as CSV"))
        self.json_button = small_button(_("Export JSON…"), self, _("Export the whole history as JSON"))
        for made, suffix in ((self.csv_button, "csv"), (self.json_button, "json")):
            made.clicked.connect(partial(self._ask_where, suffix))
        model = RowModel(past_columns(name_of, book.title), lambda row: f"{row.deploy_id} {row.deed.at}")
        self.table = ClusterTable(themes, model, _("History of deployments"), self)
        self.table.opened.connect(self._open)
        self.filter.textChanged.connect(self._sift)
        find = QShortcut(QKeySequence.StandardKey.Find, self)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        find.activated.connect(self.filter.setFocus)
        self._again = QTimer(self, singleShot=True, interval=AGAIN_MS)
        self._again.timeout.connect(self._ask)
        for changed in (book.changed, book.gone):
            changed.connect(self._changed)
        book.learned.connect(model.settle)
        self._total = 0
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.filter, 1)
        head.addWidget(self._note)
        head.addWidget(self.csv_button)
        head.addWidget(self.json_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 10, 14, 10)
        layout.setSpacing(8)
        layout.addLayout(head)
        layout.addWidget(self.table, 1)

    def _changed(self, _deploy_id: str) -> None:
        if self.isVisible() and not self._again.isActive():
            self._again.start()

    def _ask(self) -> None:
        if self.isVisible():
            self._bridge.ask(m.ReadPast(), self._take, self._fail)

    def _take(self, value: m.Value) -> None:
        if isinstance(value, m.DeployPast):
            self._total = value.total
            self.table.rows.forget()
            self.table.rows.apply(reversed(value.rows))
            self.table.rows.settle()
            self._say()

    def _fail(self, problem: Problem) -> None:
        self._note.setText(f"{problem_text(problem)} {problem_advice(problem)}".strip())

    def _sift(self, text: str) -> None:
        self.table.rows.find(text)
        self._say()

    def _say(self) -> None:
        shown, there = self.table.rows.rowCount(), self.table.rows.total
        if not self._total:
            self._note.setText(_("Nothing has been deployed yet"))
        elif there < self._total:
            words = _("{shown} of the newest {count}; exports have all {total}")
            self._note.setText(fill(words, {"shown": whole(shown), "count": whole(there), "total": whole(self._total)}))
        else:
            self._note.setText(fill(_("{shown} of {count}"), {"shown": whole(shown), "count": whole(there)}))
        for each in (self.csv_button, self.json_button):
            each.setEnabled(self._total > 0)

    def _open(self) -> None:
        chosen = self.table.chosen()
        if chosen and chosen[-1].is_listed:
            self.deploy_wanted.emit(chosen[-1].deploy_id)

    # ---- to take along -----------------------------------------------------------------------

    def _ask_where(self, suffix: str) -> None:
        dialog = QFileDialog(self, _("Export the history"), f"deployments.{suffix}", f"*.{suffix}")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(suffix)
        dialog.fileSelected.connect(partial(self.save, suffix))
        dialog.finished.connect(dialog.deleteLater)
        open_dialog(dialog)

    def save(self, suffix: str, path: str) -> None:
        """Let the core write all that is kept."""

        def saved(_value: m.Value) -> None:
            self._note.setText(fill(_("Saved as {file}"), {"file": path.rsplit("/", 1)[-1]}))

        self._bridge.ask(m.SavePast(path=path, form=m.PastForm(suffix)), saved, self._fail)

    # ---- while somebody looks ----------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        """Read what somebody looks at."""
        super().showEvent(event)
        self._ask()

    def hideEvent(self, event: QHideEvent) -> None:
        """Read no more."""
        super().hideEvent(event)
        self._again.stop()
