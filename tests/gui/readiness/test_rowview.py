from __future__ import annotations

from msgspec.structs import replace
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from console.model.service import Amendment
from console.model.text import Text
from console.ui.readiness.rowview import CheckRow
from console.ui.theme import Themes
from tests.gui.fakes import THEME_FOLDER
from tests.gui.readiness.reports import report


def row(qtbot: QtBot, place: int) -> CheckRow:
    made = CheckRow(Themes(THEME_FOLDER, "dark"), report().results[place], None)
    qtbot.addWidget(made)
    made.resize(700, 200)
    made.show()
    return made


def texts(made: CheckRow) -> list[str]:
    return [shown.text() for shown in made.findChildren(QLabel) if shown.isVisible()]


def test_a_failure_says_what_to_do_and_its_command_is_copied(qtbot: QtBot) -> None:
    made = row(qtbot, 1)
    assert made.accessibleName() == "FAIL: Driver" and "Install it." in made.accessibleDescription()
    assert "→ Install it." in texts(made) and "sudo dnf install -y nvidia-open" in texts(made)
    made.copy_button.click()
    assert QApplication.clipboard().text() == "sudo dnf install -y nvidia-open"
    assert made.copy_button.text() == "Copied"


def test_what_was_run_and_the_source_stand_behind_a_button(qtbot: QtBot) -> None:
    made = row(qtbot, 1)
    assert not any("uname -a" in text for text in texts(made))
    made.more_button.click()
    assert "uname -a # driver\n\nSource: NVIDIA" in texts(made)
    made.more_button.click()
    assert not any("uname -a" in text for text in texts(made))


def test_where_there_is_nothing_to_run_no_button_offers_it(qtbot: QtBot) -> None:
    made = row(qtbot, 2)
    assert not made.copy_button.isVisible()
    assert "clock 1   limit: < 5 s" in texts(made)


def test_what_else_could_be_asked_for_is_told_of_one_node_too(qtbot: QtBot) -> None:
    less = Amendment((Text("{count} tokens of context", {"count": "4096"}),), (("context", "4096"),))
    made = CheckRow(Themes(THEME_FOLDER, "dark"), replace(report().results[1], amendments=(less,)), None)
    qtbot.addWidget(made)
    made.show()
    assert "What would make it fit: 4096 tokens of context" in texts(made)
