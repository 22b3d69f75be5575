"""The result: where the model answers, what it answered, and a line to ask it more."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QTextBrowser, QWidget

from console.model.errors import Problem
from console.model.ids import NodeId
from console.model.node import Node
from console.model.service import DeployState, DeployView, Plan
from console.model.text import fill
from console.settings.language import _, problem_advice, problem_text
from console.ui.bridge import Bridge
from console.ui.dialogs import button, label
from console.ui.services import snippettext
from console.ui.theme import Themes
from console.ui.wizards.page import Page
from console.wire import messages as m


class ResultPage(Page):
    """Shows the question and the answer of the run; asks further questions."""

    service_wanted = Signal(str)
    """DeployId: see how it is from now on."""

    def __init__(
        self,
        themes: Themes,
        bridge: Bridge,
        names: Callable[[], Mapping[NodeId, str]],
        node_of: Callable[[NodeId], Node | None],
    ) -> None:
        super().__init__(themes, _("Result"), "")
        self._bridge, self._names, self._node_of = bridge, names, node_of
        self._view: DeployView | None = None
        self._is_asking = False
        self.talk = QTextBrowser(self)
        self.talk.setAccessibleName(_("Questions and answers"))
        self.talk.document().setDocumentMargin(12)
        self.talk.setOpenLinks(False)
        self.talk.setTabChangesFocus(True)
        self.question = QLineEdit(self)
        self.question.setPlaceholderText(_("Ask the model something"))
        self.question.setAccessibleName(_("Question to the model"))
        self.ask_button = button(_("Ask"), "", self)
        self.ask_button.clicked.connect(self._ask)
        self.question.returnPressed.connect(self._ask)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.question, 1)
        line.addWidget(self.ask_button)
        self.body.addLayout(self._copy_line())
        self.body.addWidget(self.talk, 1)
        self.body.addLayout(line)
        self._wait = label("", "hint", self)
        self.body.addWidget(self._wait)

    def _copy_line(self) -> QHBoxLayout:
        """Return the buttons for whoever asks the model from somewhere else."""
        line = QHBoxLayout()
        line.setSpacing(8)
        self.copy_buttons: list[QPushButton] = []
        made: tuple[tuple[str, Callable[[Plan], str]], ...] = (
            (_("Copy address"), lambda plan: plan.url),
            (_("Copy the tunnel"), self._tunnel),
            (_("Copy as curl"), snippettext.curl),
            (_("Copy as Python"), snippettext.with_openai),
        )
        for words, text in made:
            press = button(words, "", self)
            press.setProperty("small", "true")
            press.setEnabled(False)
            press.clicked.connect(partial(self._copy, words, text))
            self.copy_buttons.append(press)
            line.addWidget(press)
        self._copied = label("", "hint", self)
        line.addWidget(self._copied, 1)
        return line

    def _tunnel(self, plan: Plan) -> str:
        node = self._node_of(plan.node_id)
        return snippettext.tunnel(node, plan) if node is not None else ""

    def _copy(self, words: str, text: Callable[[Plan], str]) -> None:
        if self._view is None:
            return
        QGuiApplication.clipboard().setText(text(self._view.plan))
        self._copied.setText(fill(_("{what}: done"), {"what": words}))

    def show_result(self, views: list[DeployView]) -> None:
        """Show the first deploy that serves."""
        serving = [view for view in views if view.state is DeployState.SERVING]
        if not serving or (self._view is not None and self._view.id == serving[0].id):
            return
        self._view = serving[0]
        name = self._names().get(self._view.plan.node_id, self._view.plan.node_id)
        self.subtitle.setText(f"{name}   {self._view.plan.url}")
        for press in self.copy_buttons:
            press.setEnabled(True)
        self.talk.clear()
        if self._view.question:
            self._say(_("Question"), self._view.question)
            self._say(_("Answer"), self._view.answer)

    def _say(self, who: str, text: str) -> None:
        self.talk.append(f"{who}:")
        self.talk.append(f"{text.strip()}\n")

    def _ask(self) -> None:
        text = self.question.text().strip()
        if not text or self._view is None or self._is_asking:
            return
        self._is_asking = True
        self.ask_button.setEnabled(False)
        self._wait.setText(_("The model is thinking…"))
        self._say(_("Question"), text)
        self.question.clear()
        self._bridge.ask(m.AskModel(deploy_id=self._view.id, question=text), self._answered, self._failed)

    def _answered(self, value: m.Value) -> None:
        self._done()
        self._say(_("Answer"), str(value))

    def _failed(self, problem: Problem) -> None:
        self._done()
        self._say(_("No answer"), f"{problem_text(problem)} {problem_advice(problem)}")

    def _done(self) -> None:
        self._is_asking = False
        self.ask_button.setEnabled(True)
        self._wait.setText("")

    def extra(self) -> tuple[str, bool]:
        """Offer the page on which the service is looked after."""
        return _("Open in services"), self._view is not None

    def use_extra(self) -> None:
        """Go there."""
        if self._view is not None:
            self.service_wanted.emit(self._view.id)

    def primary(self) -> str:
        """Close the sheet; the model goes on."""
        return _("Close")

    def first_focus(self) -> QWidget | None:
        """Return the line for a question."""
        return self.question
