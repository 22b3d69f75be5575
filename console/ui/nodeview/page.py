"""The page of one node: its head, its devices, and below them everything about the chosen one and the node."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from html import escape

from msgspec import Struct
from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QSizePolicy,
    QSplitter,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from console.model.clock import Clock
from console.model.node import NodeState, NodeView
from console.model.node_detail import FIELDS, GpuDetail, NodeDetail
from console.model.text import N_, fill
from console.settings.language import _, problem_advice, problem_text
from console.ui.cudafit import CudaBook
from console.ui.formats import age_text
from console.ui.healthbook import HealthBook
from console.ui.models.describe import shown_problem, state_name
from console.ui.nodeview import contents
from console.ui.nodeview.cells import Table
from console.ui.nodeview.copies import as_csv, as_json, as_text
from console.ui.nodeview.factstable import FactsTable
from console.ui.nodeview.fields import LABELS, described
from console.ui.theme import Themes
from console.ui.turning import follow
from console.ui.xids import XidBook

AGE_STEP_MILLISECONDS = 1000
STALE_SECONDS = 30.0
PARTS = {
    "findings": N_("Findings"),
    "fields": N_("All values"),
    "links": "NVLink",
    "mig": "MIG",
    "processes": N_("Processes"),
    "xids": "XID",
    "containers": N_("Containers"),
    "environments": N_("Python"),
}
READ_WHOLE = ("findings", "xids")
"""Parts whose texts are sentences: those of the chosen row are to be read below the table."""
OF_ONE_GPU = ("fields", "links", "mig")
"""Parts about the device that is chosen in the table above."""


class Books(Struct, frozen=True):
    """The dated knowledge that explains what a node says."""

    xids: XidBook
    cuda: CudaBook
    health: HealthBook


class NodePage(QWidget):
    """Shows one node. What it costs to look so closely is asked for while it is on the screen only."""

    shown = Signal()
    hidden = Signal()
    """The page came to the screen, or left it."""
    columns_chosen = Signal(object)
    """tuple of field names"""
    terminal_wanted = Signal()

    def __init__(self, themes: Themes, clock: Clock, books: Books, columns: tuple[str, ...]) -> None:
        super().__init__()
        self._themes, self._clock, self._books = themes, clock, books
        self._columns = columns
        self._view: NodeView | None = None
        self._detail = NodeDetail()
        self._gpu = 0
        self.setAccessibleName(_("Node details"))
        self._title, self._ages, self._problem = QLabel(), QLabel(), QLabel()
        self._title.setProperty("role", "title")
        self._ages.setProperty("role", "hint")
        self._problem.setWordWrap(True)
        self._lines = QLabel()
        self._lines.setProperty("role", "second")
        self._lines.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._reader = QLabel()
        self._reader.setWordWrap(True)
        self._reader.setTextFormat(Qt.TextFormat.RichText)
        self._reader.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._reader.setAccessibleName(_("The chosen row in full"))
        self._gpus = FactsTable(themes, _("GPUs"), self)
        self._gpus.row_chosen.connect(self._choose_gpu)
        self._tables: dict[str, FactsTable] = {}
        self._buttons: dict[str, QToolButton] = {}
        self._stack = QStackedWidget(self)
        self._lay_out()
        self._timer = QTimer(self, interval=AGE_STEP_MILLISECONDS)
        self._timer.timeout.connect(self._tick)
        self._show_part("findings")

    # ---- what is shown -----------------------------------------------------------------------

    @property
    def node_name(self) -> str:
        """Return the name under which the node is shown."""
        return self._view.node.name if self._view is not None else ""

    def show_view(self, view: NodeView) -> None:
        """Take what the samples say of the node."""
        self._view = view
        self._refresh()

    def show_detail(self, detail: NodeDetail) -> None:
        """Take what the node says to who looks closely."""
        self._detail = detail
        self._refresh()

    def choose_gpu(self, index: int) -> None:
        """Choose a device by its index."""
        place = next((n for n, gpu in enumerate(self._detail.gpus or ()) if gpu.index == index), None)
        if place is None:
            self._gpu = index  # until the node says which devices it has
        else:
            self._gpus.selectRow(place)

    def show_part(self, name: str, row: str = "") -> None:
        """Show one of the parts below the devices, and the row in which a cell says ``row``."""
        self._show_part(name)
        self._tables[name].choose(row)

    def tables(self) -> dict[str, Table]:
        """Return the tables of the page as they are now, by their names in files."""
        return {"gpus": self._gpus.table, **{name: table.table for name, table in self._tables.items()}}

    def _refresh(self) -> None:
        if self._view is None or not self.isVisible():
            return
        view, detail, books = self._view, self._detail, self._books
        snapshot = view.snapshot
        self._title.setText(view.node.name)
        self._lines.setText("\n".join(contents.head_lines(snapshot, detail)))
        self._tell_problem(view)
        self._gpus.show_table(contents.gpu_table(detail, self._columns))
        if detail.gpus and not self._gpus.selectionModel().hasSelection():
            self.choose_gpu(self._gpu)
        verdict = partial(books.cuda.words, snapshot.driver_version if snapshot else None)
        gpu = next((gpu for gpu in detail.gpus or () if gpu.index == self._gpu), GpuDetail(self._gpu))
        made = {
            "findings": contents.finding_table(detail, books.health),
            "fields": contents.field_table(gpu),
            "links": contents.link_table(gpu),
            "mig": contents.mig_table(gpu),
            "processes": contents.process_table(snapshot, detail),
            "xids": contents.xid_table(snapshot, books.xids, self._clock.now()),
            "containers": contents.container_table(detail, verdict),
            "environments": contents.environment_table(detail, verdict),
        }
        for name, table in made.items():
            self._tables[name].show_table(table)
            self._name_button(name, table)
        self._read_out()
        self._tick()

    def _name_button(self, name: str, table: Table) -> None:
        words = _(PARTS[name])
        if name in OF_ONE_GPU:
            words = fill("GPU {index} · {part}", {"index": str(self._gpu), "part": words})
        elif table.rows:
            words = f"{words} ({len(table.rows)})"
        self._buttons[name].setText(words)
        self._buttons[name].setAccessibleName(words)

    def _tell_problem(self, view: NodeView) -> None:
        problem = view.problem or self._detail.problem
        self._problem.setVisible(problem is not None)
        if problem is not None:
            shown = shown_problem(problem, view)
            self._problem.setText(f"{state_name(view.state)}: {problem_text(shown)} {problem_advice(shown)}".strip())
            is_grave = view.state in {NodeState.FAILED, NodeState.KEY_CHANGED, NodeState.UNREACHABLE}
            colors = self._themes.current.colors
            self._problem.setStyleSheet(f"color: {(colors.fail if is_grave else colors.warn).name()}")

    def _tick(self) -> None:
        """Say how old what is shown is: old values are told from fresh ones."""
        if self._view is None:
            return
        now, snapshot, detail = self._clock.now(), self._view.snapshot, self._detail
        parts = []
        for words, moment in (
            (_("sample {age} old"), snapshot.taken_at if snapshot else None),
            (_("devices {age} old"), detail.gpus_at),
            (_("containers {age} old"), detail.containers_at),
            (_("Python {age} old"), detail.environments_at),
        ):
            if moment is not None:
                parts.append(fill(words, {"age": age_text(max(0.0, (now - moment).total_seconds()))}))
        old = detail.gpus_at is not None and (now - detail.gpus_at).total_seconds() > STALE_SECONDS
        if old:
            parts.insert(0, _("STALE: these values are not of now"))
        for table in (self._gpus, *(self._tables[name] for name in OF_ONE_GPU)):
            table.set_stale(is_stale=old)
        self._ages.setText(" · ".join(parts))
        colors = self._themes.current.colors
        self._ages.setStyleSheet(f"color: {colors.warn.name()}; font-weight: 600" if old else "")

    # ---- what a person does ------------------------------------------------------------------

    def _choose_gpu(self, row: int) -> None:
        gpus = self._detail.gpus or ()
        if 0 <= row < len(gpus) and gpus[row].index != self._gpu:
            self._gpu = gpus[row].index
            self._refresh()

    def _show_part(self, name: str) -> None:
        self._stack.setCurrentWidget(self._tables[name])
        for other, button in self._buttons.items():
            button.setChecked(other == name)
        self._read_out()

    def _read_out(self) -> None:
        """Say the chosen row in full, where its cells are sentences that no column has room for."""
        name = self.part()
        table = self._tables[name]
        rows = table.table.rows
        self._reader.setVisible(name in READ_WHOLE and bool(rows))
        if name not in READ_WHOLE or not rows:
            return
        if not table.currentIndex().isValid():
            table.selectRow(0)
        row = rows[max(0, table.currentIndex().row())]
        parts = zip(table.table.heads, row, strict=True)
        told = [(head, cell.text) for head, cell in parts if cell.value not in {None, ""}]
        self._reader.setText("".join(f"<div><b>{escape(head)}</b> {escape(words)}</div>" for head, words in told))

    def part(self) -> str:
        """Return which part is shown below the devices."""
        return next(name for name, button in self._buttons.items() if button.isChecked())

    def _column_menu(self, below: QWidget) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setToolTipsVisible(True)
        for name in FIELDS:
            action = menu.addAction(described(name))
            action.setCheckable(True)
            action.setChecked(name in self._columns)
            action.toggled.connect(partial(self._set_column, name))
        menu.popup(below.mapToGlobal(below.rect().bottomLeft()))

    def _set_column(self, name: str, is_wanted: bool) -> None:
        chosen = {*self._columns, name} if is_wanted else {*self._columns} - {name}
        self._columns = tuple(known for known in FIELDS if known in chosen)
        self.columns_chosen.emit(self._columns)
        self._refresh()

    def _copy_menu(self, below: QWidget) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        shown = _(PARTS[self.part()])
        for words, make in (
            (_("Everything as text"), self.text),
            (_("Everything as JSON"), self.json),
            (_("The devices as CSV"), lambda: as_csv(self._gpus.table)),
            (fill(_("{part} as CSV"), {"part": shown}), lambda: as_csv(self._tables[self.part()].table)),
        ):
            menu.addAction(words, partial(_copy, make))
        menu.popup(below.mapToGlobal(below.rect().bottomLeft()))

    def text(self) -> str:
        """Return the whole page as text."""
        names = {name: self._buttons[name].text() for name in self._tables}
        tables = {_("GPUs"): self._gpus.table, **{names[name]: made.table for name, made in self._tables.items()}}
        return as_text(self._title.text(), [self._lines.text(), self._ages.text()], tables)

    def json(self) -> str:
        """Return the whole page as JSON."""
        if self._view is None:
            return "{}\n"
        parts = ("findings", "processes", "xids", "containers", "environments")
        tables = {name: self._tables[name].table for name in parts}
        for gpu in self._detail.gpus or ():
            if gpu.links:
                tables[f"gpu{gpu.index}_links"] = contents.link_table(gpu)
            if gpu.mig:
                tables[f"gpu{gpu.index}_mig"] = contents.mig_table(gpu)
        return as_json(self._view, self._detail, tables, self._clock.now())

    # ---- the widget --------------------------------------------------------------------------

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self._title)
        head.addStretch(1)
        for words, call in (
            (_("Open terminal"), lambda _button: self.terminal_wanted.emit()),
            (_("Columns…"), self._column_menu),
            (_("Copy…"), self._copy_menu),
        ):
            head.addWidget(self._button(words, call))
        row = QWidget(self)
        parts = QHBoxLayout(row)
        parts.setContentsMargins(0, 0, 0, 0)
        parts.setSpacing(2)
        for name, words in PARTS.items():
            button = self._buttons[name] = QToolButton(self)
            button.setText(_(words))
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            parts.addWidget(button)
            table = self._tables[name] = FactsTable(self._themes, _(words), self)
            follow(button, partial(_is_front, self._stack, table), partial(self._show_part, name))
            table.row_chosen.connect(lambda _row: self._read_out())
            self._stack.addWidget(table)
        parts.addStretch(1)
        below = QWidget(self)
        lower = QVBoxLayout(below)
        lower.setContentsMargins(0, 8, 0, 0)
        lower.setSpacing(4)
        lower.addWidget(row)
        lower.addWidget(self._stack, 1)
        lower.addWidget(self._reader)
        middle = QSplitter(Qt.Orientation.Vertical, self)
        middle.setChildrenCollapsible(False)
        middle.addWidget(self._gpus)
        middle.addWidget(below)
        middle.setSizes([290, 370])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(6)
        layout.addLayout(head)
        for label in (self._lines, self._ages, self._problem):
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            layout.addWidget(label)
        layout.addWidget(middle, 1)

    def _button(self, words: str, call: Callable[[QWidget], None]) -> QPushButton:
        button = QPushButton(words, self)
        button.setProperty("small", "true")
        button.clicked.connect(lambda: call(button))
        return button

    def showEvent(self, event: QShowEvent) -> None:
        """Look closely from now on."""
        super().showEvent(event)
        self._timer.start()
        self.shown.emit()
        self._refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        """Look no longer."""
        super().hideEvent(event)
        self._timer.stop()
        self.hidden.emit()

    def minimumSizeHint(self) -> QSize:
        """Ask for no room: the tables scroll."""
        return QSize(0, 0)


def _copy(make: Callable[[], str]) -> None:
    QGuiApplication.clipboard().setText(make())


def column_names(said: object) -> tuple[str, ...]:
    """Return the columns in a setting, those that exist; the house's own where it names none."""
    names = said.split() if isinstance(said, str) else []
    return tuple(name for name in names if name in LABELS) or contents.COLUMNS


def _is_front(stack: QStackedWidget, page: QWidget) -> bool:
    return stack.currentWidget() is page
