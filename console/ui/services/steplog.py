"""One step of a deploy, opened: what it ran, how it ended, and all that the node printed meanwhile."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut, QShowEvent, QTextCursor
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QSplitter, QVBoxLayout, QWidget

from console.model.errors import Problem
from console.model.ids import DeployId
from console.model.service import DeployView, StepState, StepView
from console.model.text import fill
from console.settings.language import _, problem_advice, problem_text, translate
from console.ui.bridge import Bridge
from console.ui.dialogs import label, shown_text
from console.ui.services.copying import copy, small_button
from console.ui.services.stepwords import exit_text, step_sign, step_word, took_text
from console.ui.services.textfinder import TextFinder
from console.ui.sheets import open_dialog
from console.ui.signs import Sign, SignLabel
from console.ui.theme import Themes
from console.ui.wizards.plangroups import step_lines
from console.wire import messages as m

AGAIN_MS = 1000
"""A step that runs is read again so often, where it has printed something."""
LONGEST_LINE = 2000
"""Longer ones are folded on the screen: one line of a quarter of a million characters takes seconds to lay out."""
_LONG = re.compile(rf"[^\n]{{{LONGEST_LINE}}}(?=[^\n])")


def folded(text: str) -> str:
    """Return a text whose lines can be shown."""
    return _LONG.sub(lambda found: f"{found[0]}\n", text)


class StepLog(QWidget):
    """Reads the log of its step from the core while it is seen; the text is laid out as far as it is looked at."""

    def __init__(self, themes: Themes, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._step: tuple[DeployId, str] | None = None
        self._known: tuple[StepState, str] | None = None
        self._whole = ""
        self.setAccessibleName(_("Step"))
        self._sign = SignLabel(themes, Sign.HOLLOW, 14, self)
        self._title = label("", "strong", self, wraps=False)
        self._facts = label("", "second", self, wraps=False)
        self.command = shown_text("", _("Command of the step"), self)
        self.output = shown_text("", _("Output of the step"), self)
        self._note = label("", "hint", self, wraps=False)
        self.search = QLineEdit(self)
        self.search.setPlaceholderText(_("Search the output"))
        self.search.setAccessibleName(_("Search the output"))
        self.search.setClearButtonEnabled(True)
        self.finder = TextFinder(themes, self.output, self.search)
        self.copy_button = small_button(_("Copy"), self, _("Copy the output"))
        self.copy_button.clicked.connect(lambda: copy(self._whole))
        self.save_button = small_button(_("Save…"), self, _("Save the output"))
        self.save_button.clicked.connect(self._ask_where)
        self._timer = QTimer(self, singleShot=True, interval=AGAIN_MS)
        self._timer.timeout.connect(self._ask)
        find = QShortcut(QKeySequence.StandardKey.Find, self)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        find.activated.connect(self.search.setFocus)
        self._lay_out()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._sign)
        head.addWidget(self._title)
        head.addWidget(self._facts)
        head.addStretch(1)
        tools = QHBoxLayout()
        tools.setSpacing(8)
        tools.addWidget(self.search, 1)
        tools.addWidget(self.finder.figure)
        tools.addWidget(self.copy_button)
        tools.addWidget(self.save_button)
        below = QWidget(self)
        under = QVBoxLayout(below)
        under.setContentsMargins(0, 4, 0, 0)
        under.setSpacing(6)
        under.addLayout(tools)
        under.addWidget(self._note)
        under.addWidget(self.output, 1)
        split = QSplitter(Qt.Orientation.Vertical, self)
        split.setChildrenCollapsible(False)
        split.addWidget(self.command)
        split.addWidget(below)
        split.setSizes([110, 400])
        split.setStretchFactor(0, 0)
        split.setStretchFactor(1, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(head)
        layout.addWidget(split, 1)

    # ---- what is shown -----------------------------------------------------------------------

    def show_step(self, view: DeployView, step: StepView) -> None:
        """Show a step, or how it is now."""
        key, known = (view.id, step.step.id), (step.state, step.output)
        is_other = key != self._step
        if is_other:
            self._step, self._known = key, None
            self._show("")
            self._note.hide()
            self.search.clear()
            self.command.setPlainText("\n".join(step_lines(step.step)))
        self._sign.set_sign(step_sign(step.state))
        self._title.setText(translate(step.step.title))
        facts = [step_word(step.state), exit_text(step), took_text(step)]
        self._facts.setText(" · ".join(each for each in facts if each))
        if known == self._known:
            return
        self._known = known
        if is_other or step.state is not StepState.RUNNING:
            self._ask()
        elif not self._timer.isActive():
            self._timer.start()

    def _ask(self) -> None:
        if self._step is None or not self.isVisible():
            self._known = None
            return
        step = self._step
        self._bridge.ask(
            m.ReadStepLog(deploy_id=step[0], step=step[1]),
            lambda value: self._take(step, str(value)),
            lambda problem: self._fail(step, problem),
        )

    def _take(self, step: tuple[DeployId, str], text: str) -> None:
        if step != self._step:
            return
        self._show(text)
        running = self._known is not None and self._known[0] is StepState.RUNNING
        self._note.setText(_("It has printed nothing yet.") if running else _("It has printed nothing."))
        self._note.setVisible(not text)

    def _fail(self, step: tuple[DeployId, str], problem: Problem) -> None:
        if step == self._step:
            self._note.setText(f"{problem_text(problem)} {problem_advice(problem)}".strip())
            self._note.show()

    def _show(self, text: str) -> None:
        """Show a text; where it only went on, what somebody reads and has marked stays."""
        before, self._whole = self._whole, text
        bar = self.output.verticalScrollBar()
        follows = bar.value() >= bar.maximum() - 1
        if before and text.startswith(before) and before.endswith("\n"):
            cursor = QTextCursor(self.output.document())
            cursor.movePosition(QTextCursor.MoveOperation.End)
            cursor.insertText(folded(text[len(before) :]))
        elif text != before:
            self.output.setPlainText(folded(text))
        for each in (self.copy_button, self.save_button):
            each.setEnabled(bool(text))
        if follows:
            bar.setValue(bar.maximum())
        self.finder.again()

    # ---- what a person does ------------------------------------------------------------------

    def _ask_where(self) -> None:
        name = self._step[1] if self._step is not None else "step"
        dialog = QFileDialog(self, _("Save the output"), f"{re.sub(r'[^A-Za-z0-9._-]', '_', name)}.log")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.fileSelected.connect(self.save)
        dialog.finished.connect(dialog.deleteLater)
        open_dialog(dialog)

    def save(self, path: str) -> None:
        """Write the whole output to a file."""
        step = self._step

        def saved(_value: m.Value) -> None:
            if step == self._step:
                self._note.setText(fill(_("Saved as {file}"), {"file": path.rsplit("/", 1)[-1]}))
                self._note.show()

        def failed(problem: Problem) -> None:
            if step is not None:
                self._fail(step, problem)

        self._bridge.ask(m.SaveText(path=path, text=self._whole), saved, failed)

    def showEvent(self, event: QShowEvent) -> None:
        """Read what somebody looks at."""
        super().showEvent(event)
        self._ask()

    def hideEvent(self, event: QHideEvent) -> None:
        """Read no more."""
        super().hideEvent(event)
        self._timer.stop()
