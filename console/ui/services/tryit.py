"""Talk with a service through the tunnel of the core: answers as they are written, vectors, how long it took."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDoubleSpinBox,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from console.model.errors import Problem
from console.model.ids import DeployId
from console.model.service import DeployState, DeployView
from console.settings.language import _
from console.ui.bridge import Bridge
from console.ui.dialogs import button, label
from console.ui.services.book import ServiceBook
from console.ui.services.talks import Exchange, Talk
from console.ui.services.transcript import Transcript
from console.ui.theme import Themes
from console.wire import messages as m

_QUESTION_HEIGHT = 58
MOST_TOKENS = 32_768


class QuestionEdit(QPlainTextEdit):
    """Enter asks; Shift and Enter begin a new line."""

    entered = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ask by Enter."""
        is_enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if is_enter and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.entered.emit()
        else:
            super().keyPressEvent(event)


class TryIt(QWidget):
    """Each service has a talk of its own, which goes on while another is shown."""

    def __init__(self, themes: Themes, bridge: Bridge, book: ServiceBook, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge, self._book = bridge, book
        self._view: DeployView | None = None
        self._talks: dict[DeployId, Talk] = {}
        self.setAccessibleName(_("Try it"))
        self.transcript = Transcript(themes, self)
        self.question = QuestionEdit(self)
        self.question.setAccessibleName(_("Question to the model"))
        self.question.setPlaceholderText(_("Ask the model something"))
        self.question.setTabChangesFocus(True)
        self.question.setFixedHeight(_QUESTION_HEIGHT)
        self.question.entered.connect(self._enter)
        self.send_button = button(_("Send"), "primary", self)
        self.send_button.clicked.connect(self._send)
        self.embed_button = button(_("As a vector"), "", self)
        self.embed_button.clicked.connect(self._embed)
        self.stop_button = button(_("Stop"), "", self)
        self.stop_button.setAccessibleName(_("Stop the answer"))
        self.stop_button.clicked.connect(self._stop)
        self.clear_button = button(_("New talk"), "", self)
        self.clear_button.clicked.connect(self._clear)
        self._why_not = label("", "hint", self)
        self._lay_out()
        bridge.service_told.connect(self._told)
        book.learned.connect(self._offer)
        book.gone.connect(lambda deploy_id: self._talks.pop(DeployId(deploy_id), None))

    def _lay_out(self) -> None:
        ask = QHBoxLayout()
        ask.setSpacing(8)
        ask.addWidget(self.question, 1)
        for each in (self.send_button, self.embed_button, self.stop_button):
            ask.addWidget(each, 0, Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(self._options())
        layout.addWidget(self.system)
        layout.addWidget(self.transcript, 1)
        layout.addWidget(self._why_not)
        layout.addLayout(ask)

    def _options(self) -> QHBoxLayout:
        self.system = QLineEdit(self)
        self.system.setAccessibleName(_("System prompt"))
        self.system.setPlaceholderText(_("System prompt: what the model is to be"))
        self.max_tokens = QSpinBox(self)
        self.max_tokens.setRange(1, MOST_TOKENS)
        self.max_tokens.setValue(512)
        self.max_tokens.setAccessibleName(_("Tokens at most"))
        self.temperature = QDoubleSpinBox(self)
        self.temperature.setRange(0.0, 2.0)
        self.temperature.setSingleStep(0.1)
        self.temperature.setDecimals(1)
        self.temperature.setValue(0.7)
        self.temperature.setAccessibleName(_("Temperature"))
        line = QHBoxLayout()
        line.setSpacing(8)
        for words, field in ((_("Tokens at most"), self.max_tokens), (_("Temperature"), self.temperature)):
            line.addWidget(label(words, "caption", self, wraps=False))
            line.addWidget(field)
        line.addStretch(1)
        line.addWidget(self.clear_button)
        return line

    # ---- which service -----------------------------------------------------------------------

    @property
    def talk(self) -> Talk:
        """Return the talk with the service that is shown."""
        if self._view is None:
            return Talk()
        return self._talks.setdefault(self._view.id, Talk())

    def show_deploy(self, view: DeployView) -> None:
        """Show the talk with a service."""
        is_other = self._view is None or view.id != self._view.id
        self._view = view
        if is_other:
            self.transcript.show_talk(self.talk)
        self._offer()

    def _offer(self) -> None:
        """Offer what is possible now."""
        view = self._view
        engine = self._book.engines.get(view.plan.engine) if view is not None else None
        serves = view is not None and view.state is DeployState.SERVING
        waits = self.talk.open is not None
        had_focus = self.send_button.hasFocus() or self.embed_button.hasFocus()
        self.send_button.setVisible(not waits and (engine is None or engine.chats))
        self.embed_button.setVisible(not waits and engine is not None and engine.embeds)
        self.stop_button.setVisible(waits)
        self.stop_button.setEnabled(bool(self.talk.request_id))
        for each in (self.send_button, self.embed_button):
            each.setEnabled(serves)
        self.clear_button.setEnabled(bool(self.talk.exchanges) and not waits)
        self._why_not.setText("" if serves else _("It does not serve: start it first."))
        self._why_not.setVisible(not serves)
        if had_focus and waits:
            self.stop_button.setFocus(Qt.FocusReason.OtherFocusReason)

    # ---- asking ------------------------------------------------------------------------------

    def _enter(self) -> None:
        asks = self.embed_button if self.send_button.isHidden() else self.send_button
        if not asks.isHidden() and asks.isEnabled():
            asks.click()

    def _begin(self) -> tuple[DeployView, Talk, str] | None:
        text = self.question.toPlainText().strip()
        if not text or self._view is None or self.talk.open is not None:
            return None
        self.question.clear()
        return self._view, self.talk, text

    def _send(self) -> None:
        begun = self._begin()
        if begun is None:
            return
        view, talk, text = begun
        turns = talk.turns(self.system.text().strip(), text)
        talk.exchanges.append(Exchange(text))
        self.transcript.begin(talk.exchanges[-1])
        request = m.Chat(
            deploy_id=view.id, turns=turns, max_tokens=self.max_tokens.value(), temperature=self.temperature.value()
        )
        talk.request_id = self._bridge.ask(request, partial(self._done, talk), partial(self._failed, talk))
        if talk.open is None:  # there is no core: it has failed before it was sent
            talk.request_id = 0
        self._offer()

    def _embed(self) -> None:
        begun = self._begin()
        if begun is None:
            return
        view, talk, text = begun
        talk.exchanges.append(Exchange(text, is_vector=True))
        self.transcript.begin(talk.exchanges[-1])
        request = m.Embed(deploy_id=view.id, text=text)
        self._bridge.ask(request, partial(self._done, talk), partial(self._failed, talk))
        self._offer()

    def _stop(self) -> None:
        if self.talk.request_id:
            self._bridge.send(m.StopTalk(request_id=self.talk.request_id))

    def _clear(self) -> None:
        self.talk.exchanges.clear()
        self.transcript.show_talk(self.talk)
        self._offer()
        self.question.setFocus(Qt.FocusReason.OtherFocusReason)

    # ---- what comes back ---------------------------------------------------------------------

    def _told(self, event: m.Event) -> None:
        if not isinstance(event, m.ChatPiece):
            return
        talk = next((each for each in self._talks.values() if each.request_id == event.request_id), None)
        if talk is None or talk.open is None:
            return
        talk.open.text += event.text
        if talk is self.talk:
            self.transcript.grow(event.text)

    def _done(self, talk: Talk, value: m.Value) -> None:
        exchange = talk.open
        if exchange is None:
            return
        if isinstance(value, m.ChatSaid):
            rest = value.said.text.removeprefix(exchange.text)
            exchange.said, exchange.text = value.said, exchange.text + rest
            if talk is self.talk:
                self.transcript.grow(rest)
        elif isinstance(value, m.Embedded):
            exchange.embedding = value.embedding
        self._over(talk, exchange)

    def _failed(self, talk: Talk, problem: Problem) -> None:
        exchange = talk.open
        if exchange is not None:
            exchange.problem = problem
            self._over(talk, exchange)

    def _over(self, talk: Talk, exchange: Exchange) -> None:
        talk.request_id = 0
        if talk is self.talk:
            had_focus = self.stop_button.hasFocus()
            self.transcript.end(exchange)
            self._offer()
            if had_focus:
                self.question.setFocus(Qt.FocusReason.OtherFocusReason)
