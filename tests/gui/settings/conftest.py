"""A settings sheet in a window, over a settings file of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from console.app import paths
from console.settings.schemes import Schemes
from console.settings.store import SettingsStore
from console.ui.preferences import Preferences
from console.ui.settings.row import OptionRow
from console.ui.settings.sheet import SettingsSheet
from tests.gui.conftest import Desk


class Settings:
    """The sheet, and what it writes."""

    def __init__(self, desk: Desk, folder: Path) -> None:
        self.desk = desk
        self.file = folder / "settings.toml"
        schemes = Schemes(paths.resources() / "themes", paths.resources() / "schemes", folder / "schemes")
        self.preferences = Preferences(SettingsStore(self.file), schemes, desk.bridge)
        self.preferences.changed.connect(self._follow)
        self.sheet = SettingsSheet(desk.window.themes, self.preferences, desk.bridge)
        desk.window.sheets.present(self.sheet)

    def _follow(self, name: str) -> None:
        if name == "window.theme":
            self.desk.window.themes.choose(str(self.store("window.theme")))

    def store(self, name: str) -> object:
        """Return what the file says of an option, None where it says nothing."""
        table, _, key = name.rpartition(".")
        value: object = self.preferences.store.document
        for part in (*table.split("."), key):
            value = value.get(part) if isinstance(value, dict) else None
        return value

    def row(self, name: str) -> OptionRow:
        """Return the row of an option, of the profile in hand where the name says so."""
        return next(row for row in self.rows() if row.binding.key == name)

    def rows(self) -> list[OptionRow]:
        """Return all rows."""
        found: list[OptionRow] = []
        for view in self.sheet.sections:
            found += view.rows if view.profiles is None else view.profiles.rows
        return found


@pytest.fixture
def settings(desk: Desk, tmp_path: Path) -> Iterator[Settings]:
    made = Settings(desk, tmp_path)
    yield made
    desk.window.sheets.withdraw(made.sheet)
