"""One deploy while it runs and afterwards: its steps, what the node printed, what can be done."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from console.model.clock import Clock
from console.model.service import DeployState, DeployView, StepState
from console.model.text import fill
from console.settings.language import _, problem_advice, problem_text, translate
from console.ui.dialogs import button, label
from console.ui.fonts import mono_font
from console.ui.services.workline import WorkLine
from console.ui.signs import SignLabel
from console.ui.theme import Themes
from console.ui.wizards.deploywords import action_word, actions_of, view_sign
from console.ui.wizards.steprow import StepRow
from console.wire.messages import DeployAction


class DeployPanel(QWidget):
    """A deploy: head with state and buttons, steps, the last lines of the node, the problem."""

    action_wanted = Signal(str, object)
    """Deploy id, DeployAction."""
    remedy_wanted = Signal(str)
    """Deploy id: what the core proposes is to be tried."""
    step_wanted = Signal(str)
    """The id of a step, whose log somebody wants to read."""

    def __init__(self, themes: Themes, view: DeployView, node_name: str, clock: Clock, parent: QWidget) -> None:
        super().__init__(parent)
        self._themes = themes
        self.deploy_id = view.id
        self._actions: tuple[DeployAction, ...] | None = None
        self.offered: list[QPushButton] = []
        self.setAccessibleName(node_name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 8, 12)
        layout.setSpacing(4)
        self._sign = SignLabel(themes, view_sign(view), 14, self)
        self._state = WorkLine(clock, self)
        self._url = label("", "second", self, wraps=False)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(self._sign)
        head.addWidget(label(node_name, "strong", self, wraps=False))
        head.addWidget(self._state)
        head.addWidget(self._url)
        head.addStretch(1)
        head.addLayout(self._buttons)
        layout.addLayout(head)
        self._problem = label("", "error", self)
        self._advice = label("", "second", self)
        layout.addWidget(self._problem)
        layout.addWidget(self._advice)
        self.remedy_button = button("", "", self)
        self.remedy_button.setProperty("small", "true")
        self.remedy_button.clicked.connect(lambda: self.remedy_wanted.emit(self.deploy_id))
        layout.addWidget(self.remedy_button, 0, Qt.AlignmentFlag.AlignLeft)
        self._steps = [StepRow(themes, step, self) for step in view.steps]
        for row in self._steps:
            row.opened.connect(self.step_wanted)
            row.moved.connect(self._walk)
            layout.addWidget(row)
        for row in self._steps[:1]:
            row.take_turn()
        self._output = self._output_label()
        layout.addWidget(self._output)
        self.show_deploy(view)

    def _output_label(self) -> QLabel:
        made = label("", "evidence", self)
        made.setFont(mono_font("mono_small"))
        made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        made.setAccessibleName(_("Last lines of the node"))
        return made

    def show_deploy(self, view: DeployView) -> None:
        """Show how far the deploy is."""
        self._sign.set_sign(view_sign(view))
        self._state.show_deploy(view)
        self._url.setText(view.plan.url)
        for row, step in zip(self._steps, view.steps, strict=False):
            row.show_step(step)
        words = problem_text(view.problem) if view.problem else ""
        advice = problem_advice(view.problem) if view.problem else ""
        if view.state is DeployState.QUEUED:  # to wait for one's turn is no failure
            words, advice = "", f"{words}\n{advice}"
        self._problem.setText(words)
        self._problem.setVisible(bool(words))
        self._advice.setText(advice)
        self._advice.setVisible(bool(advice))
        self._show_remedy(view)
        output = last_output(view)
        self._output.setText(output)
        self._output.setVisible(bool(output))
        self._offer(actions_of(view))

    def _walk(self, by: int) -> None:
        """Go so many steps up or down; the tab key comes back to where somebody was."""
        here = next((at for at, row in enumerate(self._steps) if row.hasFocus()), 0)
        self.focus_step(self._steps[min(max(here + by, 0), len(self._steps) - 1)].step_id)

    def focus_step(self, step_id: str) -> None:
        """Give the focus to a step."""
        for row in self._steps:
            row.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
            if row.step_id == step_id:
                row.take_turn()
                row.setFocus(Qt.FocusReason.TabFocusReason)

    def _show_remedy(self, view: DeployView) -> None:
        words = remedy_words(view)
        self.remedy_button.setVisible(bool(words))
        self.remedy_button.setText(words)
        self.remedy_button.setAccessibleName(words or _("No remedy is known"))

    def _offer(self, actions: tuple[DeployAction, ...]) -> None:
        if actions == self._actions:
            return
        self._actions = actions
        had_focus = self.hasFocus() or any(gone.hasFocus() for gone in self.offered)
        if had_focus:
            self.setFocus(Qt.FocusReason.OtherFocusReason)  # the keyboard waits here while there is nothing to press
        for gone in self.offered:
            self._buttons.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        self.offered = []
        for action in actions:
            made = button(
                action_word(action), "danger" if action in {DeployAction.UNDO, DeployAction.ROLLBACK} else "", self
            )
            made.setProperty("small", "true")
            made.clicked.connect(lambda _checked=False, wanted=action: self.action_wanted.emit(self.deploy_id, wanted))
            self._buttons.addWidget(made)
            self.offered.append(made)
        if had_focus and self.offered:  # whoever pressed one by keyboard stays among them
            self.offered[0].show()
            self.offered[0].setFocus(Qt.FocusReason.OtherFocusReason)


def remedy_words(view: DeployView) -> str:
    """Return what would most likely help a deploy that failed, as the words of a button; empty where nothing would."""
    remedy = view.remedy
    if view.state is not DeployState.FAILED or remedy is None or remedy.fix is None or not remedy.arguments:
        return ""
    return fill(_("Take it back and try again: {fix}"), {"fix": translate(remedy.fix)})


def last_output(view: DeployView) -> str:
    """Return what the step that runs, failed or ran last has printed, its last lines."""
    spoken = [step for step in view.steps if step.output.strip()]
    active = [step for step in spoken if step.state in {StepState.RUNNING, StepState.FAILED}]
    chosen = (active or spoken)[-1:]
    return "\n".join(chosen[0].output.strip().splitlines()[-6:]) if chosen else ""
