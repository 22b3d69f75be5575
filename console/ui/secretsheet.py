"""The question for a password, a passphrase or what a server wants to know, such as a one-time code."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from console.model.text import N_, fill
from console.settings.language import _, ngettext
from console.ui.dialogs import DIALOG_WIDTH, button, footer, label, shown_text
from console.ui.sheets import Sheet
from console.ui.theme import Themes
from console.ui.tick import TickBox
from console.wire.messages import Question, QuestionKind

_LONGEST_PROMPT = 500
_MOST_LINES = 6
_MANY_NODES = N_(
    "Some steps act as root on these nodes. It is sent to no others, to sudo over its standard input; plan, journal "
    "and logs never have it. It stays in memory until Leitstand ends."
)
_ONE_BY_ONE = N_(
    "It is tried here first. Where it is right it goes on to one node after the other, and to none after one that "
    "refuses it, so that no account is locked."
)

_TITLES = {
    QuestionKind.PASSWORD: N_("Password for {subject}"),
    QuestionKind.PASSPHRASE: N_("Passphrase for the key {subject}"),
    QuestionKind.PROMPT: N_("{subject} asks"),
    QuestionKind.SUDO: N_("Password for sudo on {subject}"),
    QuestionKind.HUB: N_("Token for {subject}"),
}
_NOTES = {
    QuestionKind.PASSWORD: N_("It is sent to this host only."),
    QuestionKind.PASSPHRASE: N_("It unlocks the key on this computer and is not sent. The open key stays in memory."),
    QuestionKind.SUDO: N_(
        "Some steps act as root on this node. It is sent to this node only, to sudo over its standard input; plan, "
        "journal and logs never have it. It stays in memory until Leitstand ends."
    ),
    QuestionKind.HUB: N_("It is kept in the key ring, shown to this hub, and given to servers that fetch from it."),
    QuestionKind.PROMPT: N_("These are the words of the server. The answer is sent to this host only and is not kept."),
}
_NAMES = {
    QuestionKind.PASSWORD: N_("Password"),
    QuestionKind.PASSPHRASE: N_("Passphrase"),
    QuestionKind.SUDO: N_("Password for sudo"),
    QuestionKind.HUB: N_("Token"),
    QuestionKind.PROMPT: N_("Answer"),
}
_SENDS = {
    QuestionKind.PASSWORD: N_("Log in"),
    QuestionKind.PASSPHRASE: N_("Unlock"),
    QuestionKind.SUDO: N_("Use it"),
    QuestionKind.HUB: N_("Keep"),
    QuestionKind.PROMPT: N_("Answer"),
}


class SecretSheet(Sheet):
    """What is typed is masked, unless the server says that it is no secret, and kept only where that is ticked."""

    tells_truth = True

    answered = Signal(object, bool, bool)
    """The secret, whether it is to be remembered, and whether it is for the other nodes too; None for a refusal."""

    def __init__(self, themes: Themes, question: Question) -> None:
        super().__init__(themes)
        self.setFixedWidth(DIALOG_WIDTH)
        kind = question.kind
        title = fill(_(_TITLES[kind]), {"subject": question.subject})
        note = _(_MANY_NODES if question.others else _NOTES[kind])
        if question.attempt > 1:
            note = fill(_("That was not accepted. Attempt {number}."), {"number": str(question.attempt)}) + " " + note
        self.setAccessibleName(title)
        prompt = _plain(question.prompt) if kind is QuestionKind.PROMPT else ""
        self.edit = self._make_edit(question, prompt)
        self.remember = self._make_tick(question)
        self.for_others = self._make_others(question)
        self.send_button = button(_(_SENDS[kind]), "primary", self)
        self.cancel_button = button(_("Cancel"), "", self)
        self.send_button.setEnabled(False)
        self.edit.textChanged.connect(lambda text: self.send_button.setEnabled(bool(text)))
        self.edit.returnPressed.connect(self._send)
        self.send_button.clicked.connect(self._send)
        self.cancel_button.clicked.connect(self.reject)
        self.rejected.connect(lambda: self.answered.emit(None, False, False))  # noqa: FBT003 - a signal's value
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 20)
        layout.setSpacing(10)
        layout.addWidget(label(title, "title", self))
        layout.addWidget(label(note, "second", self))
        if prompt:
            layout.addWidget(label(prompt, "mono", self))
        layout.addSpacing(4)
        layout.addWidget(self.edit)
        if self.for_others is not None:
            layout.addWidget(self.for_others)
            layout.addWidget(self._list_of(question))
            layout.addWidget(label(_(_ONE_BY_ONE), "hint", self))
        if self.remember is not None:
            layout.addWidget(self.remember)
        if kind is not QuestionKind.PROMPT and not question.key_ring:
            words = _("No key ring was found on this computer: nothing is kept beyond this run.")
            layout.addWidget(label(words, "hint", self))
        layout.addSpacing(10)
        layout.addLayout(footer(self.send_button, self.cancel_button))

    def _make_edit(self, question: Question, prompt: str) -> QLineEdit:
        edit = QLineEdit(self)
        if not question.is_echoed:
            edit.setEchoMode(QLineEdit.EchoMode.Password)
            edit.setInputMethodHints(Qt.InputMethodHint.ImhHiddenText | Qt.InputMethodHint.ImhSensitiveData)
        edit.setAccessibleName(prompt or _(_NAMES[question.kind]))
        return edit

    def _make_tick(self, question: Question) -> TickBox | None:
        """Return the tick that keeps it. An open key and what sudo wants stay in memory anyhow.

        A token is asked for to be kept.
        """
        if question.kind in {QuestionKind.PROMPT, QuestionKind.HUB}:
            return None
        if question.kind in {QuestionKind.PASSPHRASE, QuestionKind.SUDO} and not question.key_ring:
            return None
        words = _("Keep it in memory until Leitstand ends")
        if question.key_ring:
            words = fill(_("Remember it in the key ring ({name})"), {"name": question.key_ring})
        tick = TickBox(self.themes, words, self)
        tick.setAccessibleName(words)
        return tick

    def _make_others(self, question: Question) -> TickBox | None:
        """Return the tick that uses it for all nodes of a deploy; None where there is one node only."""
        count = len(question.others)
        if not count:
            return None
        words = ngettext(
            "Use it for {count} more node of this deploy", "Use it for {count} more nodes of this deploy", count
        )
        tick = TickBox(self.themes, words, self)
        tick.setAccessibleName(tick.text())
        tick.setChecked(True)
        return tick

    def _list_of(self, question: Question) -> QPlainTextEdit:
        nodes = shown_text("\n".join(question.others), _("The other nodes"), self)
        lines = min(len(question.others), _MOST_LINES)
        nodes.setFixedHeight(lines * nodes.fontMetrics().lineSpacing() + 2 * nodes.frameWidth() + 14)
        return nodes

    def first_focus(self) -> QWidget | None:
        """Return the line for the secret."""
        return self.edit

    def _send(self) -> None:
        secret = self.edit.text()
        if not secret:
            return
        remember, others = (tick is not None and tick.isChecked() for tick in (self.remember, self.for_others))
        self.answered.emit(secret, remember, others)
        self.edit.clear()
        self.accept()


def _plain(prompt: str) -> str:
    """Return a server's words without what could make them look like something else."""
    return "".join(c if c.isprintable() else " " for c in prompt[:_LONGEST_PROMPT]).strip()
