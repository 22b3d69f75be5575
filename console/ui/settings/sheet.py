"""The settings: sections at the left, a search over all of them, a row for each option. Changes count at once."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLineEdit, QListWidget, QVBoxLayout, QWidget

from console.settings.language import _
from console.settings.option import AnyOption
from console.ui.bridge import Bridge
from console.ui.dialogs import button, footer, label
from console.ui.focuschain import focus_chain, step_focus
from console.ui.preferences import Preferences
from console.ui.settings.binding import Binding
from console.ui.settings.profiles import ProfilesSection
from console.ui.settings.row import OptionRow
from console.ui.settings.rowmaker import row_maker
from console.ui.settings.sections import PROFILES, SECTIONS, Section
from console.ui.sheets import Sheet
from console.ui.theme import Themes
from console.ui.wizards.page import scrolled

WIDTH, HEIGHT = 1120, 780


class SectionView(QWidget):
    """A section: its title and its rows."""

    def __init__(self, section: Section, parent: QWidget) -> None:
        super().__init__(parent)
        self.section = section
        self.rows: list[OptionRow] = []
        self.profiles: ProfilesSection | None = None
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 18)
        self.column.setSpacing(0)
        self.column.addWidget(label(_(section.title), "section", self))
        self.column.addSpacing(6)

    def narrow(self, words: str) -> int:
        """Show the rows that a search finds, all for an empty one; return how many there are."""
        if self.profiles is not None:
            found = all(word in _(self.section.title).casefold() for word in words.casefold().split())
            self.setVisible(found)
            return int(found)
        shown = [row for row in self.rows if row.binding.matches(words)]
        for row in self.rows:
            row.setVisible(row in shown)
        self.setVisible(bool(shown))
        return len(shown)


class SettingsSheet(Sheet):
    """Shows every option from its definition."""

    tells_truth = True
    restart_wanted = Signal()
    """Start the window anew: something was changed that counts from then on only."""

    def __init__(self, themes: Themes, preferences: Preferences, bridge: Bridge) -> None:
        super().__init__(themes)
        self.setAccessibleName(_("Settings"))
        self._preferences = preferences
        self._make_row = row_maker(themes, bridge)
        self._at_start = {option.name: Binding(preferences, option).value for option in _options() if option.at_start}
        self.search = QLineEdit(self)
        self.search.setPlaceholderText(_("Search"))
        self.search.setAccessibleName(_("Search the settings"))
        self.search.setClearButtonEnabled(True)
        self.rail = QListWidget(self)
        self.rail.setObjectName("sections")
        self.rail.setAccessibleName(_("Sections"))
        self.rail.addItems([_(section.title) for section in SECTIONS])
        self.rail.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.nothing = label(_("Nothing is called that."), "second", self)
        self.close_button = button(_("Close"), "primary", self)
        self.restart_button = button(_("Start the window anew"), "", self)
        self.restart_button.setToolTip(_("Sessions go on meanwhile."))
        self.restart_button.hide()
        self.sections = [self._view(section) for section in SECTIONS]
        self._lay_out()
        self.rail.currentRowChanged.connect(self._show_section)
        self.search.textChanged.connect(self._find)
        self.close_button.clicked.connect(self.accept)
        self.restart_button.clicked.connect(self._restart)
        preferences.changed.connect(self._changed)
        self.rail.setFixedHeight(self.rail.sizeHintForRow(0) * len(SECTIONS) + 12)
        self.rail.setCurrentRow(0)

    def _view(self, section: Section) -> SectionView:
        view = SectionView(section, self)
        if section is PROFILES:
            view.profiles = ProfilesSection(self._preferences, self.themes, self._make_row, view)
            view.column.addWidget(view.profiles)
            return view
        for option in section.options():
            row = self._make_row(Binding(self._preferences, option), view)
            view.rows.append(row)
            view.column.addWidget(row)
        return view

    def _lay_out(self) -> None:
        self._page = QWidget(self)
        column = QVBoxLayout(self._page)
        column.setContentsMargins(24, 4, 24, 12)
        column.setSpacing(0)
        for view in self.sections:
            column.addWidget(view)
        column.addWidget(self.nothing)
        column.addStretch(1)
        self.area = scrolled(self._page, self)
        self.area.setAccessibleName(_("Options"))
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        left = QFrame(self)
        left.setFixedWidth(self.themes.current.metrics.size.wizard_rail)
        side = QVBoxLayout(left)
        side.setContentsMargins(16, 24, 8, 16)
        side.setSpacing(14)
        side.addWidget(label(_("Settings"), "title", left))
        side.addWidget(self.search)
        side.addWidget(self.rail)
        side.addStretch(1)
        self._foot = QFrame(self)
        foot = footer(self.close_button, self.restart_button)
        foot.setContentsMargins(24, 12, 24, 16)
        self._foot.setLayout(foot)
        right = QVBoxLayout()
        right.setContentsMargins(0, 24, 0, 0)
        right.setSpacing(0)
        right.addWidget(self.area, 1)
        right.addWidget(self._foot)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.setSpacing(0)
        layout.addWidget(left)
        layout.addLayout(right, 1)

    # ---- what is shown -----------------------------------------------------------------------

    def show_section(self, title: str) -> None:
        """Show a section by its title in the source language."""
        self.rail.setCurrentRow([section.title for section in SECTIONS].index(title))

    def _show_section(self, at: int) -> None:
        if self.search.text().strip():
            self.search.clear()
        for number, view in enumerate(self.sections):
            view.narrow("")
            view.setVisible(number == at)
        self.nothing.hide()
        self.area.verticalScrollBar().setValue(0)

    def _find(self, text: str) -> None:
        if not text.strip():
            self._show_section(self.rail.currentRow())
            return
        found = sum(view.narrow(text) for view in self.sections)
        self.nothing.setVisible(not found)
        self.area.verticalScrollBar().setValue(0)

    def _changed(self, _name: str) -> None:
        for view in self.sections:
            for row in view.rows:
                row.refresh()
            if view.profiles is not None:
                for row in view.profiles.rows:
                    row.refresh()
        now = {option.name: Binding(self._preferences, option).value for option in _options() if option.at_start}
        self.restart_button.setVisible(now != self._at_start)

    def _restart(self) -> None:
        self.accept()
        self.restart_wanted.emit()

    # ---- the sheet itself --------------------------------------------------------------------

    def first_focus(self) -> QWidget | None:
        """Return the search."""
        return self.search

    def hasHeightForWidth(self) -> bool:
        """Keep one height in every section."""
        return False

    def sizeHint(self) -> QSize:
        """Return the size of the sheet where there is room for it."""
        return QSize(WIDTH, HEIGHT)

    def focusNextPrevChild(self, is_next: bool) -> bool:
        """Walk through search, sections, options and footer, and scroll to what has the keyboard."""
        step_focus(focus_chain([self.search, self.rail, self._page, self._foot]), forward=is_next)
        focus = QApplication.focusWidget()
        if focus is not None and self._page.isAncestorOf(focus):
            # What has just become visible has its place after the next turn.
            QTimer.singleShot(0, self, lambda: self._reveal(focus))
        return True

    def _reveal(self, focus: QWidget) -> None:
        self.area.ensureWidgetVisible(focus, 0, 40)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape empties the search before it closes the sheet; Ctrl+F goes there."""
        ctrl = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if event.key() == Qt.Key.Key_F and ctrl:
            self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.search.selectAll()
        elif event.key() == Qt.Key.Key_Escape and self.search.text():
            self.search.clear()
        else:
            super().keyPressEvent(event)


def _options() -> list[AnyOption]:
    return [option for section in SECTIONS for option in section.options()]
