"""The rules that give nodes their profiles: a line a rule, the first that holds counts."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from console.model.errors import ConsoleError
from console.model.node import Environment
from console.model.text import fill
from console.settings.language import _
from console.settings.profiles import DEFAULT_PROFILE, Rule
from console.ui.dialogs import button, label
from console.ui.preferences import Preferences
from console.ui.settings.binding import complaint
from console.ui.settings.controls import DropDown
from console.ui.theme import Themes

MATCH_WIDTH = 240
EXAMPLE = f"environment:{Environment.PRODUCTION}"
"""As the settings file has it, in every language."""


class RuleLine(QWidget):
    """One rule: the nodes, and their profile."""

    edited = Signal()
    earlier_wanted = Signal()
    removal_wanted = Signal()

    def __init__(self, rule: Rule, names: tuple[str, ...], number: int, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self.match = QLineEdit(rule.match, self)
        self.match.setFixedWidth(MATCH_WIDTH)
        self.match.setPlaceholderText(EXAMPLE)
        self.match.setAccessibleName(fill(_("Nodes of rule {number}"), {"number": str(number)}))
        self.profile = DropDown(themes, self)
        self.profile.setFixedWidth(180)
        self.profile.setAccessibleName(fill(_("Profile of rule {number}"), {"number": str(number)}))
        for name in (DEFAULT_PROFILE, *names):
            self.profile.addItem(name or _("No profile"), name)
        self.profile.choose(rule.profile, rule.profile)
        self.error = label("", "error", self)
        self.error.hide()
        self.up_button = self._small(_("Up"), fill(_("Move rule {number} up"), {"number": str(number)}))
        self.remove_button = self._small(_("Remove"), fill(_("Remove rule {number}"), {"number": str(number)}))
        self.up_button.setEnabled(number > 1)
        self.match.editingFinished.connect(self._finished)
        self.match.textEdited.connect(lambda _text: self._check())
        self.profile.activated.connect(lambda _at: self._finished(changed=True))
        self.up_button.clicked.connect(self.earlier_wanted)
        self.remove_button.clicked.connect(self.removal_wanted)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.match)
        line.addWidget(label("→", "second", self, wraps=False))
        line.addWidget(self.profile)
        line.addWidget(self.up_button)
        line.addWidget(self.remove_button)
        line.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 3, 0, 3)
        column.setSpacing(3)
        column.addLayout(line)
        column.addWidget(self.error)
        if rule.match:
            self._check()

    def _small(self, text: str, name: str) -> QPushButton:
        made = button(text, "", self)
        made.setProperty("small", "true")
        made.setAccessibleName(name)
        return made

    def rule(self) -> Rule:
        """Return what stands in the line."""
        return Rule(" ".join(self.match.text().split()), str(self.profile.currentData() or ""))

    def _check(self) -> bool:
        wrong = ""
        try:
            self.rule().check()
        except ConsoleError as error:
            wrong = complaint(error)
        self.error.setText(wrong)
        self.error.setVisible(bool(wrong))
        self.match.setAccessibleDescription(wrong)
        return not wrong

    def _finished(self, *, changed: bool = False) -> None:
        if (changed or self.match.isModified()) and self._check():
            self.match.setModified(False)
            self.edited.emit()


class RuleList(QWidget):
    """All rules."""

    def __init__(self, preferences: Preferences, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._preferences, self._themes = preferences, themes
        self.lines: list[RuleLine] = []
        self.add_button = button(_("Add rule"), "", self)
        self.add_button.setProperty("small", "true")
        self.add_button.clicked.connect(self.add)
        self._column = QVBoxLayout()
        self._column.setSpacing(0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(label(_("Which node gets which profile"), "section", self))
        hint = _(
            "The first rule that holds counts. Write names of nodes, or group:, tag: or environment: and a name; "
            "* stands for any characters, and several terms must all hold."
        )
        layout.addWidget(label(hint, "hint", self))
        layout.addLayout(self._column)
        layout.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.refresh()

    def refresh(self) -> None:
        """Show the rules of the settings."""
        self._show(list(self._preferences.profiles.rules))

    def add(self) -> None:
        """Offer a line for another rule; it counts when it says something."""
        names = self._preferences.profiles.names()
        self._show([line.rule() for line in self.lines] + [Rule("", names[0] if names else DEFAULT_PROFILE)])
        self.lines[-1].match.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self, rules: list[Rule]) -> None:
        for line in self.lines:
            line.hide()
            line.deleteLater()
        names = self._preferences.profiles.names()
        self.lines = [RuleLine(rule, names, at, self._themes, self) for at, rule in enumerate(rules, start=1)]
        for at, line in enumerate(self.lines):
            self._column.addWidget(line)
            line.show()
            line.edited.connect(self._keep)
            line.earlier_wanted.connect(partial(self._earlier, at))
            line.removal_wanted.connect(partial(self._remove, at))

    def _keep(self) -> None:
        """Write the lines that say something."""
        self._preferences.set_rules(tuple(rule for rule in (line.rule() for line in self.lines) if rule.match))

    def _earlier(self, at: int) -> None:
        rules = [line.rule() for line in self.lines]
        rules[at - 1], rules[at] = rules[at], rules[at - 1]
        self._show(rules)
        self._keep()
        self.lines[at - 1].up_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _remove(self, at: int) -> None:
        self._show([line.rule() for number, line in enumerate(self.lines) if number != at])
        self._keep()
        follower = self.lines[min(at, len(self.lines) - 1)].remove_button if self.lines else self.add_button
        follower.setFocus(Qt.FocusReason.OtherFocusReason)
