"""One service at a glance: where it answers, how much it has to do, what can be done with it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QScrollArea, QSpinBox, QVBoxLayout, QWidget

from console.model.clock import Clock
from console.model.errors import Problem
from console.model.ids import NodeId
from console.model.node import NodeView
from console.model.service import DeployState, DeployView
from console.model.talking import ServiceFigures
from console.settings.language import _, problem_advice, problem_text
from console.ui.dialogs import label
from console.ui.formats import decimal
from console.ui.services.book import ServiceBook
from console.ui.services.copying import copy, small_button
from console.ui.services.words import UNKNOWN, gpu_bytes, moment_text, queue_text, reach_text, tokens_text
from console.ui.services.workline import WorkLine
from console.ui.signs import Sign, SignLabel
from console.ui.theme import Themes
from console.ui.wizards.deploywords import action_word, deeds_of, view_sign, view_word, waiting_words
from console.wire.messages import DeployAction

NodeOf = Callable[[NodeId], NodeView | None]
GIB = 1 << 30
MOST_REPLICAS = 64
"""As the core has it."""
_SELECTABLE = Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard


class Overview(QScrollArea):
    """Facts, figures, buttons. ``node_of`` gives a node as the fleet knows it now."""

    action_wanted = Signal(str)
    """DeployAction"""
    scale_wanted = Signal(int)
    """How many copies are to run."""

    def __init__(
        self, themes: Themes, book: ServiceBook, node_of: NodeOf, clock: Clock, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._themes, self._book, self._node_of = themes, book, node_of
        self._view: DeployView | None = None
        self._offered: tuple[DeployAction, ...] | None = None
        self.setAccessibleName(_("Overview"))
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._inside = QWidget(self)
        self._values: dict[str, QLabel] = {}
        self.copy_button = small_button(_("Copy"), self._inside, _("Copy the endpoint"))
        self.copy_button.clicked.connect(self._copy)
        self.buttons: dict[DeployAction, QPushButton] = {}
        self._deeds = QHBoxLayout()
        self._deeds.setSpacing(8)
        self._make_scale()
        self._deeds.addStretch(1)
        self.work_line = WorkLine(clock, self._inside)
        self.work_line.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # the keyboard waits there for the buttons
        self.work_line.hide()
        layout = QVBoxLayout(self._inside)
        layout.setContentsMargins(0, 4, 8, 4)
        layout.setSpacing(12)
        layout.addLayout(self._figures())
        layout.addLayout(self._facts())
        layout.addLayout(self._trouble())
        layout.addLayout(self._deeds)
        layout.addWidget(self.work_line, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addStretch(1)
        self.setWidget(self._inside)
        book.figures_changed.connect(self._heard)
        book.learned.connect(self._show)

    # ---- its parts ---------------------------------------------------------------------------

    def _figures(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(0)
        heads = (
            ("speed", _("Answers")), ("prompt_speed", _("Prompts")), ("queue", _("Requests")),
            ("cache", _("KV cache")), ("gpu", _("GPU memory")),
        )  # fmt: skip
        for place, (name, title) in enumerate(heads):
            row, column = place // 3 * 2, place % 3
            grid.addWidget(label(title, "caption", self._inside, wraps=False), row, column)
            value = self._values[name] = label(UNKNOWN, "section", self._inside, wraps=False)
            value.setAccessibleDescription(title)
            grid.addWidget(value, row + 1, column)
            grid.setRowMinimumHeight(row + 1, 28)
        grid.setColumnStretch(3, 1)
        return grid

    def _facts(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(4)
        heads = (
            ("endpoint", _("Endpoint")), ("reach", _("Reached")), ("node", _("Node")), ("engine", _("Engine")),
            ("model", _("Model")), ("target", _("Target")), ("folder", _("Folder")), ("since", _("Deployed")),
        )  # fmt: skip
        for row, (name, title) in enumerate(heads):
            grid.addWidget(label(title, "caption", self._inside, wraps=False), row, 0)
            is_code = name in {"endpoint", "folder", "model"}
            value = self._values[name] = label(
                "", "evidence" if is_code else "", self._inside, wraps=is_code or name == "reach"
            )
            if is_code:
                value.setTextInteractionFlags(_SELECTABLE)
                value.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
                value.setAccessibleName(title)
            grid.addWidget(value, row, 1)
        grid.addWidget(self.copy_button, 0, 2)
        grid.setColumnStretch(1, 1)
        return grid

    def _make_scale(self) -> None:
        self.replicas = QSpinBox(self._inside)
        self.replicas.setRange(1, MOST_REPLICAS)
        self.replicas.setAccessibleName(_("Copies"))
        self._replicas_label = label(_("Copies"), "caption", self._inside, wraps=False)
        self.scale_button = small_button(_("Scale"), self._inside)
        self.scale_button.clicked.connect(lambda: self.scale_wanted.emit(self.replicas.value()))
        parts: tuple[QWidget, ...] = (self._replicas_label, self.replicas, self.scale_button)
        for each in parts:
            self._deeds.addWidget(each)

    def _offer_scale(self, view: DeployView) -> None:
        can_scale = bool(view.plan.scale) and view.state is DeployState.SERVING
        for each in (self._replicas_label, self.replicas, self.scale_button):
            each.setVisible(can_scale)

    def _trouble(self) -> QHBoxLayout:
        self._sign = SignLabel(self._themes, Sign.FAILED, 14, self._inside)
        self._problem = label("", "strong", self._inside)
        self._advice = label("", "advice", self._inside)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._problem)
        words.addWidget(self._advice)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(words, 1)
        return line

    # ---- what it shows -----------------------------------------------------------------------

    def show_deploy(self, view: DeployView) -> None:
        """Show a service, or how it is now."""
        if self._view is None or view.id != self._view.id:
            asked = dict(view.plan.request.options) if view.plan.request is not None else {}
            self.replicas.setValue(int(asked.get("replicas", "1")) if asked.get("replicas", "1").isdecimal() else 1)
        self._view = view
        self._show()

    def refresh(self) -> None:
        """Read again what the fleet knows of the node."""
        if self._view is not None:
            held = gpu_bytes(self._node_of(self._view.plan.node_id), self._view.plan)
            self._values["gpu"].setText(UNKNOWN if held is None else f"{decimal(held / GIB)} GiB")

    def _show(self) -> None:
        view = self._view
        if view is None:
            return
        plan, node = view.plan, self._node_of(view.plan.node_id)
        texts = {
            "endpoint": plan.url,
            "reach": reach_text(node, plan),
            "node": node.node.name if node is not None else str(plan.node_id),
            "engine": self._book.title(plan.engine),
            "model": plan.model,
            "target": self._book.title(plan.target),
            "folder": plan.directory,
            "since": moment_text(view.started_at),
        }
        for name, text in texts.items():
            self._values[name].setText(text)
        self._show_problem(view.problem, view_sign(view), view_word(view))
        self._offer(deeds_of(view))
        self._offer_scale(view)
        self._hold(view)
        self._show_figures(self._book.figures.get(view.id))
        self.refresh()

    def _show_problem(self, problem: Problem | None, sign: Sign, word: str) -> None:
        self._sign.set_sign(sign)
        self._problem.setText(word if problem is None else problem_text(problem))
        for each in (self._sign, self._problem):
            each.setVisible(problem is not None)
        advice = "" if problem is None else problem_advice(problem)
        self._advice.setText(advice)
        self._advice.setVisible(bool(advice))

    def _show_figures(self, figures: ServiceFigures | None) -> None:
        share = figures.cache_used if figures is not None else None
        texts = {
            "speed": tokens_text(figures.tokens_per_second if figures else None),
            "prompt_speed": tokens_text(figures.prompt_tokens_per_second if figures else None),
            "queue": queue_text(figures),
            "cache": UNKNOWN if share is None else f"{decimal(share * 100, 0)} %",
        }
        for name, text in texts.items():
            self._values[name].setText(text)

    def _heard(self, deploy_id: str) -> None:
        if self._view is not None and deploy_id == self._view.id:
            self._show_figures(self._book.figures.get(self._view.id))

    def _offer(self, actions: tuple[DeployAction, ...]) -> None:
        if actions == self._offered:
            return
        self._offered = actions
        had_focus = any(each.hasFocus() for each in self.buttons.values())
        for old in self.buttons.values():
            self._deeds.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.buttons = {}
        for place, action in enumerate(actions):
            words = _("Remove…") if action is DeployAction.UNDO else action_word(action)
            made = self.buttons[action] = small_button(words, self._inside)
            if action in {DeployAction.UNDO, DeployAction.ROLLBACK}:
                made.setProperty("kind", "danger")
            made.clicked.connect(partial(self.action_wanted.emit, action.value))
            self._deeds.insertWidget(place, made)
        if had_focus and self.buttons:
            _focus(next(iter(self.buttons.values())))

    def _hold(self, view: DeployView) -> None:
        """Let nothing be told to a service that is at work but to cancel that."""
        why, waited = waiting_words(view), self.work_line.hasFocus()
        deeds = [each for action, each in self.buttons.items() if action is not DeployAction.CANCEL]
        held: tuple[QWidget, ...] = (*deeds, self.replicas, self.scale_button)
        self.work_line.show_deploy(view)
        if why:
            self.work_line.show()
            if any(each.hasFocus() for each in held):
                self.work_line.setFocus(Qt.FocusReason.OtherFocusReason)
        for each in held:
            each.setEnabled(not why)
            each.setAccessibleDescription(why)
            each.setToolTip(why)
        if not why:
            if waited and self.buttons:
                _focus(next(iter(self.buttons.values())))
            self.work_line.hide()

    def _copy(self) -> None:
        if self._view is not None:
            copy(self._view.plan.url)


def _focus(made: QPushButton) -> None:
    made.show()  # it may be new
    made.setFocus(Qt.FocusReason.OtherFocusReason)
