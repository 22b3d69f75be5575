"""One deploy while it runs and afterwards: its steps, what the node printed, what can be done."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from console.model.service import DeployState, DeployView, StepState, StepView
from console.model.text import fill
from console.settings.language import _, problem_advice, problem_text, translate
from console.ui.dialogs import button, label
from console.ui.fonts import mono_font
from console.ui.formats import decimal
from console.ui.signs import Sign, SignLabel
from console.ui.theme import Themes
from console.wire.messages import DeployAction

_SIGNS = {
    StepState.WAITING: Sign.HOLLOW,
    StepState.RUNNING: Sign.BUSY,
    StepState.DONE: Sign.TICK,
    StepState.FAILED: Sign.FAILED,
    StepState.UNDONE: Sign.DRAINED,
    StepState.SKIPPED: Sign.HOLLOW,
}
_ACTIONS: dict[DeployState, tuple[DeployAction, ...]] = {
    DeployState.RUNNING: (DeployAction.CANCEL,),
    DeployState.QUEUED: (DeployAction.CANCEL,),
    DeployState.SERVING: (DeployAction.STOP, DeployAction.RESTART, DeployAction.UNDO),
    DeployState.STOPPED: (DeployAction.START, DeployAction.UNDO),
    DeployState.FAILED: (DeployAction.RESUME, DeployAction.UNDO),
    DeployState.CANCELLED: (DeployAction.RESUME, DeployAction.UNDO),
    DeployState.INTERRUPTED: (DeployAction.RESUME, DeployAction.UNDO),
    DeployState.REPLACED: (DeployAction.UNDO,),
    DeployState.UNDOING: (),
    DeployState.UNDONE: (DeployAction.FORGET,),
}


def actions_of(view: DeployView) -> tuple[DeployAction, ...]:
    """Return what a person may do with a deploy; one that took another's place goes back to that."""
    offered = _ACTIONS[view.state]
    if not view.plan.replaces:
        return offered
    back = {DeployAction.UNDO: DeployAction.ROLLBACK}
    return tuple(back.get(action, action) for action in offered if action is not DeployAction.RESUME)


def deploy_word(state: DeployState) -> str:
    """Return the word of a deploy's state."""
    return {
        DeployState.RUNNING: _("Running"),
        DeployState.QUEUED: _("In the queue"),
        DeployState.SERVING: _("Serving"),
        DeployState.STOPPED: _("Stopped"),
        DeployState.FAILED: _("Failed"),
        DeployState.CANCELLED: _("Cancelled"),
        DeployState.INTERRUPTED: _("Interrupted"),
        DeployState.REPLACED: _("Replaced, kept"),
        DeployState.UNDOING: _("Undoing…"),
        DeployState.UNDONE: _("Undone"),
    }[state]


def step_word(state: StepState) -> str:
    """Return the word of a step's state."""
    return {
        StepState.WAITING: _("Waiting"),
        StepState.RUNNING: _("Running"),
        StepState.DONE: _("Done"),
        StepState.FAILED: _("Failed"),
        StepState.UNDONE: _("Undone"),
        StepState.SKIPPED: _("Skipped"),
    }[state]


def action_word(action: DeployAction) -> str:
    """Return what a button for an action says."""
    return {
        DeployAction.CANCEL: _("Cancel"),
        DeployAction.RESUME: _("Resume"),
        DeployAction.STOP: _("Stop"),
        DeployAction.START: _("Start"),
        DeployAction.RESTART: _("Restart"),
        DeployAction.UNDO: _("Undo everything"),
        DeployAction.ROLLBACK: _("Back to the version before"),
        DeployAction.FORGET: _("Remove from list"),
    }[action]


def deploy_sign(state: DeployState) -> Sign:
    """Return the silhouette of a deploy's state."""
    return {
        DeployState.RUNNING: Sign.BUSY,
        DeployState.QUEUED: Sign.HOLLOW,
        DeployState.UNDOING: Sign.BUSY,
        DeployState.SERVING: Sign.OK,
        DeployState.STOPPED: Sign.DRAINED,
        DeployState.REPLACED: Sign.DRAINED,
        DeployState.UNDONE: Sign.HOLLOW,
        DeployState.CANCELLED: Sign.HOLLOW,
        DeployState.INTERRUPTED: Sign.WARNING,
        DeployState.FAILED: Sign.FAILED,
    }[state]


class Progress(QWidget):
    """A bar without a number; the number stands beside it."""

    def __init__(self, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self._themes = themes
        self.share = 0.0
        self.setFixedSize(90, 16)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the bar on its track."""
        colors = self._themes.current.colors
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        track = QRectF(0, 6, self.width(), 4)
        painter.setBrush(colors.track)
        painter.drawRoundedRect(track, 2, 2)
        if self.share > 0:
            painter.setBrush(colors.bar)
            painter.drawRoundedRect(QRectF(0, 6, max(4.0, track.width() * min(self.share, 1.0)), 4), 2, 2)


class StepRow(QWidget):
    """One step: sign, title, progress, duration."""

    def __init__(self, themes: Themes, view: StepView, parent: QWidget) -> None:
        super().__init__(parent)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 2, 8, 2)
        line.setSpacing(10)
        self.sign = SignLabel(themes, _SIGNS[view.state], 14, self)
        self.title = label(translate(view.step.title), "", self)
        self.progress = Progress(themes, self)
        self.figure = label("", "hint", self, wraps=False)
        self.figure.setMinimumWidth(64)
        self.figure.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        for widget in (self.sign, self.title, self.progress, self.figure):
            line.addWidget(widget, 1 if widget is self.title else 0)
        self.show_step(view)

    def show_step(self, view: StepView) -> None:
        """Show how far the step is."""
        self.sign.set_sign(_SIGNS[view.state])
        running = view.state is StepState.RUNNING and view.progress is not None
        self.progress.setVisible(running)
        self.progress.share = view.progress or 0.0
        self.progress.update()
        text = ""
        if running:
            text = f"{(view.progress or 0.0) * 100:.0f} %"
        elif view.duration_seconds is not None:
            text = fill(_("{count} s"), {"count": decimal(view.duration_seconds)})
        self.figure.setText(text)
        self.setAccessibleName(f"{self.title.text()}: {step_word(view.state)} {text}")


class DeployPanel(QWidget):
    """A deploy: head with state and buttons, steps, the last lines of the node, the problem."""

    action_wanted = Signal(str, object)
    """Deploy id, DeployAction."""
    remedy_wanted = Signal(str)
    """Deploy id: what the core proposes is to be tried."""

    def __init__(self, themes: Themes, view: DeployView, node_name: str, parent: QWidget) -> None:
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
        self._sign = SignLabel(themes, deploy_sign(view.state), 14, self)
        self._state = label("", "second", self, wraps=False)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(self._sign)
        head.addWidget(label(node_name, "strong", self, wraps=False))
        head.addWidget(self._state)
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
            layout.addWidget(row)
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
        self._sign.set_sign(deploy_sign(view.state))
        self._state.setText(f"{deploy_word(view.state)}   {view.plan.url}")
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

    def _show_remedy(self, view: DeployView) -> None:
        words = remedy_words(view)
        self.remedy_button.setVisible(bool(words))
        self.remedy_button.setText(words)
        self.remedy_button.setAccessibleName(words or _("No remedy is known"))

    def _offer(self, actions: tuple[DeployAction, ...]) -> None:
        if actions == self._actions:
            return
        self._actions = actions
        had_focus = any(gone.hasFocus() for gone in self.offered)
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
