from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog

from console.app import paths
from console.model.errors import Problem
from console.ui.settings.schemecontrol import SchemeControl
from console.wire import messages as m
from tests.gui.settings.conftest import Settings


@pytest.fixture
def control(settings: Settings) -> SchemeControl:
    settings.sheet.show_section("Terminal")
    made = settings.row("terminal.scheme").control
    assert isinstance(made, SchemeControl)
    return made


def shown(control: SchemeControl) -> str:
    assert control.preview.scheme is not None
    return control.preview.scheme.id


def test_all_schemes_and_the_way_of_the_theme_are_offered(control: SchemeControl) -> None:
    names = [control.list.itemText(at) for at in range(control.list.count())]
    assert names[0] == "As the theme of the window"
    assert len(names) == 13
    assert {"Leitstand Dark", "Plum", "Solarized Light"} <= set(names)


def test_the_sample_shows_a_scheme_before_it_is_chosen(settings: Settings, control: SchemeControl) -> None:
    assert shown(control) == "leitstand-dark"
    control.list.highlighted.emit(control.list.findData("plum"))
    assert shown(control) == "plum"
    assert settings.store("terminal.scheme") is None
    control.list.activated.emit(control.list.findData("paper"))
    assert settings.store("terminal.scheme") == shown(control) == "paper"


def test_without_a_scheme_the_sample_follows_the_theme(settings: Settings, control: SchemeControl) -> None:
    settings.row("window.theme").control.chosen.emit("light")
    assert shown(control) == "leitstand-light"


def test_an_imported_scheme_is_chosen(settings: Settings, control: SchemeControl) -> None:
    control.import_file("/somewhere/Dusk.itermcolors")
    folder = settings.file.parent / "schemes"
    folder.mkdir()
    amber = (paths.resources() / "schemes" / "amber.toml").read_text("utf-8")
    (folder / "dusk.toml").write_text(amber.replace("Amber", "Dusk"))
    asked = settings.desk.bridge.answer(m.SchemeIds(("dusk",)))
    assert asked == m.ImportSchemes(path="/somewhere/Dusk.itermcolors")
    assert settings.store("terminal.scheme") == shown(control) == "dusk"
    assert control.list.currentText() == "Dusk"


def test_a_file_that_is_no_scheme_says_why_at_the_field(settings: Settings, control: SchemeControl) -> None:
    control.import_file("/somewhere/x.conf")
    _request, _reply, on_problem = settings.desk.bridge.asked.pop()
    assert on_problem is not None
    problem = Problem("scheme.missing", "{file}: {key} is missing.", "Add it.", {"file": "x.conf", "key": "color3"})
    on_problem(problem)
    assert settings.row("terminal.scheme").error.text() == "x.conf: color3 is missing. Add it."


def test_a_broken_file_in_the_persons_folder_is_named(settings: Settings, control: SchemeControl) -> None:
    folder = settings.file.parent / "schemes"
    folder.mkdir()
    (folder / "bad.toml").write_text("foreground = \n")
    settings.preferences.schemes_changed()
    control.show_value("auto")
    assert control.list.count() == 13


def test_the_dialog_opens_without_holding_the_window(control: SchemeControl, tmp_path: Path) -> None:
    control.import_button.click()
    (dialog,) = control.findChildren(QFileDialog)
    assert "*.itermcolors" in dialog.nameFilters()[0]
    dialog.reject()
