"""The section of profiles: which there are, what the one in hand has of its own, and which nodes get which."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from console.model.errors import ConsoleError
from console.model.text import fill
from console.settings.language import _
from console.settings.profiles import PROFILE_OPTIONS
from console.ui.dialogs import button, label
from console.ui.preferences import Preferences
from console.ui.settings.binding import Binding, complaint
from console.ui.settings.controls import DropDown
from console.ui.settings.row import OptionRow
from console.ui.settings.rowmaker import RowMaker
from console.ui.settings.rules import RuleList
from console.ui.theme import Themes


class ProfilesSection(QWidget):
    """Everything about profiles."""

    rows_changed = Signal()
    """Another profile is in hand, with rows of its own."""

    def __init__(
        self, preferences: Preferences, themes: Themes, make_row: RowMaker, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._preferences, self._make_row = preferences, make_row
        self.rows: list[OptionRow] = []
        self.list = DropDown(themes, self)
        self.list.setFixedWidth(240)
        self.list.setAccessibleName(_("Profile"))
        self.name = QLineEdit(self)
        self.name.setFixedWidth(210)
        self.name.setPlaceholderText(_("Name of a new profile"))
        self.name.setAccessibleName(_("Name of a new profile"))
        self.add_button, self.remove_button = button(_("Add"), "", self), button(_("Remove"), "danger", self)
        self.error = label("", "error", self)
        self.error.hide()
        for made in (self.add_button, self.remove_button):
            made.setProperty("small", "true")
        self.add_button.setAccessibleName(_("Add profile"))
        self.list.activated.connect(lambda _at: self._show_rows())
        self.name.returnPressed.connect(self.add)
        self.add_button.clicked.connect(self.add)
        self.remove_button.clicked.connect(self.remove)
        self._body = QVBoxLayout()
        self._body.setSpacing(0)
        self.rules = RuleList(preferences, themes, self)
        self._lay_out()
        self.refresh()

    def _lay_out(self) -> None:
        hint = _("A profile has values of its own for some options; for the others counts what all terminals have.")
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.list)
        line.addWidget(self.remove_button)
        line.addStretch(1)
        line.addWidget(self.name)
        line.addWidget(self.add_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(label(hint, "hint", self))
        layout.addLayout(line)
        layout.addWidget(self.error)
        layout.addLayout(self._body)
        layout.addSpacing(12)
        layout.addWidget(self.rules)

    @property
    def profile(self) -> str:
        """Return the profile in hand, empty where there is none."""
        return str(self.list.currentData() or "")

    def refresh(self, wanted: str = "") -> None:
        """Show the profiles that there are, and the rows of one of them."""
        before = wanted or self.profile
        names = self._preferences.profiles.names()
        self.list.clear()
        for name in names:
            self.list.addItem(name, name)
        if not names:
            self.list.addItem(_("No profile yet"), "")
        self.list.setCurrentIndex(max(self.list.findData(before), 0))
        self.list.setEnabled(bool(names))
        self.remove_button.setEnabled(bool(names))
        self._show_rows()
        self.rules.refresh()

    def _show_rows(self) -> None:
        for row in self.rows:
            row.hide()
            row.deleteLater()
        profile = self.profile
        wanted = PROFILE_OPTIONS if profile else ()
        self.rows = [self._make_row(Binding(self._preferences, option, profile), self) for option in wanted]
        for row in self.rows:
            self._body.addWidget(row)
        name = {"profile": profile}
        self.remove_button.setAccessibleName(fill(_("Remove the profile {profile}"), name))
        self.rows_changed.emit()

    def add(self) -> None:
        """Make the profile whose name was typed; without one, ask for it."""
        self._say("")
        if not self.name.text().strip():
            self.name.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        try:
            made = self._preferences.add_profile(self.name.text())
        except ConsoleError as error:
            self._say(complaint(error))
            return
        self.name.clear()
        self.refresh(made)
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def remove(self) -> None:
        """Take the profile in hand away."""
        self._say("")
        try:
            self._preferences.remove_profile(self.profile)
        except ConsoleError as error:
            self._say(complaint(error))
        self.refresh()
        (self.list if self.list.isEnabled() else self.name).setFocus(Qt.FocusReason.OtherFocusReason)

    def _say(self, wrong: str) -> None:
        self.error.setText(wrong)
        self.error.setVisible(bool(wrong))
        self.name.setAccessibleDescription(wrong)
