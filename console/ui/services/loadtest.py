"""A load test: more and more ask at once; how fast it answers then, as a table and as two plots."""

from __future__ import annotations

from functools import partial

from msgspec import Struct, field
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QProgressBar, QSpinBox, QVBoxLayout, QWidget

from console.model.errors import Problem
from console.model.ids import DeployId
from console.model.service import DeployState, DeployView
from console.model.talking import LoadLevel
from console.model.text import fill
from console.settings.language import _, problem_advice, problem_text
from console.ui.bridge import Bridge
from console.ui.clusters.rows import RowModel
from console.ui.clusters.table import ClusterTable
from console.ui.dialogs import button, label
from console.ui.formats import whole
from console.ui.services.copying import copy, small_button
from console.ui.services.loadcolumns import LOAD_COLUMNS, as_csv
from console.ui.services.loadplot import Curve, LoadPlot
from console.ui.theme import Themes
from console.wire import messages as m

MOST_AT_ONCE, MOST_ROUNDS, MOST_TOKENS = 256, 100, 32_768
"""As the core has them."""
_TABLE_HEIGHT = 150


class Test(Struct):
    """What was measured of one service last."""

    wanted: tuple[int, ...] = ()
    levels: list[LoadLevel] = field(default_factory=list)
    request_id: int = 0
    """0: it does not run."""
    words: str = ""
    """How it ended."""


def read_levels(text: str) -> tuple[int, ...]:
    """Return the levels that a person typed, lowest first; none where a word is no sensible number."""
    words = text.replace(",", " ").split()
    if not all(word.isdecimal() and 1 <= int(word) <= MOST_AT_ONCE for word in words):
        return ()
    return tuple(sorted({int(word) for word in words}))


class LoadTest(QWidget):
    """Each service keeps its last test, which goes on while another is shown."""

    def __init__(self, themes: Themes, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._view: DeployView | None = None
        self._tests: dict[DeployId, Test] = {}
        self.setAccessibleName(_("Load test"))
        self.table = ClusterTable(
            themes, RowModel(LOAD_COLUMNS, lambda level: str(level.concurrency)), _("Levels of the load test"), self
        )
        self.table.setMinimumHeight(_TABLE_HEIGHT)
        self.speed = LoadPlot(themes, _("Answers"), self)
        self.wait = LoadPlot(themes, _("First token"), self)
        self._make_fields()
        self._lay_out()
        bridge.service_told.connect(self._told)

    def _make_fields(self) -> None:
        self.levels = QLineEdit("1, 2, 4, 8", self)
        self.levels.setAccessibleName(_("How many ask at once"))
        self.levels.textChanged.connect(self._offer)
        self.rounds = self._spin(3, MOST_ROUNDS, _("Questions of each"))
        self.max_tokens = self._spin(64, MOST_TOKENS, _("Tokens at most"))
        self.prompt = QLineEdit(self)
        self.prompt.setAccessibleName(_("Question"))
        self.prompt.setPlaceholderText(_("Question; empty: one of ours"))
        self.start_button = button(_("Start"), "primary", self)
        self.start_button.setAccessibleName(_("Start the load test"))
        self.start_button.clicked.connect(self._start)
        self.stop_button = button(_("Stop"), "", self)
        self.stop_button.setAccessibleName(_("Stop the load test"))
        self.stop_button.clicked.connect(self._stop)
        self.copy_button = small_button(_("Copy as CSV"), self)
        self.copy_button.clicked.connect(lambda: copy(as_csv(self.test.levels)))
        self.progress = QProgressBar(self)
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(_("Progress of the load test"))
        self._note = label("", "hint", self)

    def _spin(self, value: int, most: int, name: str) -> QSpinBox:
        made = QSpinBox(self)
        made.setRange(1, most)
        made.setValue(value)
        made.setAccessibleName(name)
        return made

    def _lay_out(self) -> None:
        first = QHBoxLayout()
        first.setSpacing(8)
        first.addWidget(label(_("At once"), "caption", self, wraps=False))
        first.addWidget(self.levels, 1)
        for field_ in (self.rounds, self.max_tokens):
            first.addWidget(label(field_.accessibleName(), "caption", self, wraps=False))
            first.addWidget(field_)
        second = QHBoxLayout()
        second.setSpacing(8)
        second.addWidget(self.prompt, 1)
        for each in (self.start_button, self.stop_button):
            second.addWidget(each)
        third = QHBoxLayout()
        third.setSpacing(8)
        third.addWidget(self._note, 1, Qt.AlignmentFlag.AlignVCenter)
        third.addWidget(self.copy_button)
        plots = QHBoxLayout()
        plots.setSpacing(16)
        plots.addWidget(self.speed, 1)
        plots.addWidget(self.wait, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.setSpacing(8)
        for line in (first, second, third):
            layout.addLayout(line)
        layout.addWidget(self.progress)
        layout.addWidget(self.table, 2)
        layout.addLayout(plots, 3)

    # ---- which service -----------------------------------------------------------------------

    @property
    def test(self) -> Test:
        """Return the last test of the service that is shown."""
        return self._tests.setdefault(self._view.id, Test()) if self._view is not None else Test()

    def show_deploy(self, view: DeployView) -> None:
        """Show what was measured of a service."""
        is_other = self._view is None or view.id != self._view.id
        self._view = view
        if is_other:
            self._show()
        self._offer()

    def _offer(self) -> None:
        test, serves = self.test, self._view is not None and self._view.state is DeployState.SERVING
        wanted = read_levels(self.levels.text())
        self.levels.setProperty("faulty", "true" if not wanted else "false")
        self.levels.style().polish(self.levels)
        runs = bool(test.request_id)
        had_focus = self.start_button.hasFocus() or self.stop_button.hasFocus()
        self.start_button.setVisible(not runs)
        self.start_button.setEnabled(serves and bool(wanted))
        self.stop_button.setVisible(runs)
        if had_focus:
            (self.stop_button if runs else self.start_button).setFocus(Qt.FocusReason.OtherFocusReason)
        self.copy_button.setEnabled(bool(test.levels))
        self.progress.setVisible(runs)
        self._note.setText(self._words(test, serves=serves, is_sane=bool(wanted)))

    def _words(self, test: Test, *, serves: bool, is_sane: bool) -> str:
        if test.request_id:
            asking = test.wanted[min(len(test.levels), len(test.wanted) - 1)]
            values = {"level": str(len(test.levels) + 1), "levels": str(len(test.wanted)), "count": whole(asking)}
            return fill(_("Level {level} of {levels}: {count} ask at once"), values)
        if not serves:
            return _("It does not serve: start it first.")
        if not is_sane:
            return fill(_("Numbers from 1 to {most}, with commas between them."), {"most": whole(MOST_AT_ONCE)})
        return test.words or _("Each question begins differently, so that no cache makes the test kinder than life.")

    def _show(self) -> None:
        levels = self.test.levels
        self.table.rows.forget()
        self.table.rows.apply(levels)
        self.table.rows.settle()
        self.progress.setRange(0, max(len(self.test.wanted), 1))
        self.progress.setValue(len(levels))
        marks = [str(level.concurrency) for level in levels]
        self.speed.show_curves(marks, _("tokens/s"), Curve("", tuple(level.tokens_per_second for level in levels)))
        slowest = max((level.first_p99_seconds or 0.0 for level in levels), default=0.0)
        factor, unit = (1000.0, "ms") if slowest < 1 else (1.0, "s")
        self.wait.show_curves(
            marks,
            unit,
            Curve("p50", tuple(_times(level.first_p50_seconds, factor) for level in levels)),
            Curve("p99", tuple(_times(level.first_p99_seconds, factor) for level in levels)),
        )

    # ---- at work -----------------------------------------------------------------------------

    def _start(self) -> None:
        view, levels = self._view, read_levels(self.levels.text())
        if view is None or not levels or self.test.request_id:
            return
        test = self._tests[view.id] = Test(levels)
        request = m.RunLoad(
            deploy_id=view.id,
            levels=levels,
            rounds=self.rounds.value(),
            prompt=self.prompt.text().strip(),
            max_tokens=self.max_tokens.value(),
        )
        number = self._bridge.ask(request, partial(self._done, test), partial(self._failed, test))
        if not test.words:  # there may be no core: then it has failed already
            test.request_id = number
        self._show()
        self._offer()

    def _stop(self) -> None:
        if self.test.request_id:
            self._bridge.send(m.StopTalk(request_id=self.test.request_id))

    def _told(self, event: m.Event) -> None:
        if not isinstance(event, m.LoadTold):
            return
        test = next((each for each in self._tests.values() if each.request_id == event.request_id), None)
        if test is not None:
            test.levels.append(event.level)
            self._changed(test)

    def _done(self, test: Test, value: m.Value) -> None:
        if isinstance(value, m.LoadDone):
            test.levels = list(value.levels)
        whole_test = len(test.levels) == len(test.wanted)
        test.words = _("All levels are measured.") if whole_test else _("Stopped before the last level.")
        test.request_id = 0
        self._changed(test)

    def _failed(self, test: Test, problem: Problem) -> None:
        test.words = f"{problem_text(problem)} {problem_advice(problem)}".strip()
        test.request_id = 0
        self._changed(test)

    def _changed(self, test: Test) -> None:
        if test is self.test:
            self._show()
            self._offer()


def _times(seconds: float | None, factor: float) -> float | None:
    return None if seconds is None else seconds * factor
