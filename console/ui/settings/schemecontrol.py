"""The colour scheme of terminals: a list that shows each scheme before it is chosen, and the way to import more."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from console.model.errors import Problem
from console.settings.foreign import SUFFIXES
from console.settings.language import _, problem_advice, problem_text
from console.settings.schemes import THEME_SCHEMES, Scheme
from console.settings.terminal_options import AUTO_SCHEME, MINIMUM_CONTRAST
from console.ui.bridge import Bridge
from console.ui.dialogs import button
from console.ui.settings.binding import Binding, Plain
from console.ui.settings.controls import DropDown, ValueControl
from console.ui.settings.preview import SchemePreview
from console.ui.sheets import open_dialog
from console.ui.theme import Themes
from console.wire import messages as m


class SchemeControl(ValueControl):
    """Names of schemes, a sample of the one in hand, and a button to import a file."""

    def __init__(self, binding: Binding, themes: Themes, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(binding, parent)
        self._themes, self._bridge = themes, bridge
        self.list = DropDown(themes, self)
        self.preview = SchemePreview(themes, self)
        self.import_button = button(_("Import…"), "", self)
        self.import_button.setAccessibleName(_("Import colour schemes"))
        self.import_button.setProperty("small", "true")
        self.import_button.clicked.connect(self._browse)
        self.list.activated.connect(lambda at: self.chosen.emit(self.list.itemData(at)))
        self.list.highlighted.connect(self._look_at)
        first = QHBoxLayout()
        first.setSpacing(8)
        first.addWidget(self.list)
        first.addWidget(self.import_button)
        first.addStretch(1)
        column = QVBoxLayout()
        column.setSpacing(8)
        column.addLayout(first)
        column.addWidget(self.preview)
        self.line.addLayout(column)
        self._schemes: dict[str, Scheme] = {}

    def _fill(self) -> None:
        schemes, problems = self.binding.preferences.schemes.all()
        found = {scheme.id: scheme for scheme in schemes}
        if found == self._schemes:
            return
        self._schemes = found
        with QSignalBlocker(self.list):
            self.list.clear()
            self.list.addItem(_("As the theme of the window"), AUTO_SCHEME)
            for scheme in schemes:
                self.list.addItem(scheme.name, scheme.id)
        self.complained.emit("\n".join(problem_text(problem) for problem in problems))

    def field(self) -> QWidget:
        """Return the list."""
        return self.list

    def show_value(self, value: Plain) -> None:
        """Show the scheme, in the list and as a sample."""
        self._fill()
        self.list.choose(str(value), str(value))
        self._look_at(self.list.currentIndex())

    def _look_at(self, at: int) -> None:
        """Show the scheme under the pointer before it is chosen."""
        wanted = str(self.list.itemData(at) or AUTO_SCHEME)
        themes = {theme: scheme for scheme, theme in THEME_SCHEMES.items()}
        usual = self._schemes[themes[self._themes.current.name]]
        least = self.binding.preferences.get(MINIMUM_CONTRAST, self.binding.profile)
        self.preview.show_scheme(self._schemes.get(wanted, usual), least)

    def _browse(self) -> None:
        dialog = QFileDialog(self, _("Import colour schemes"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        patterns = " ".join(f"*.{suffix}" for suffix in SUFFIXES)
        dialog.setNameFilters([f"{_('Colour schemes')} ({patterns})", f"{_('All files')} (*)"])
        dialog.fileSelected.connect(self.import_file)
        dialog.finished.connect(dialog.deleteLater)
        open_dialog(dialog)

    def import_file(self, path: str) -> None:
        """Let the core keep the schemes of a file, and choose the first of them."""
        self._bridge.ask(m.ImportSchemes(path=path), self._imported, self._refused)

    def _imported(self, value: object) -> None:
        if isinstance(value, m.SchemeIds) and value.ids:
            self.binding.preferences.schemes_changed()
            self.chosen.emit(value.ids[0])

    def _refused(self, problem: Problem) -> None:
        self.complained.emit(f"{problem_text(problem)} {problem_advice(problem)}".strip())
