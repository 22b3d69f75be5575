from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from console.model.errors import Problem
from console.model.marks import Mark, MarkChange
from console.model.node import Environment
from console.ui.inventory.marksheet import MarkSheet, MarkWords
from console.ui.theme import Themes

WORDS = MarkWords("Mark gpu-a01")
PRODUCTION = Environment.PRODUCTION
FULL = Mark("gpu-a01", (), PRODUCTION, "#3b82f6", ("llm", "prod"), "loud")


def sheet(qtbot: QtBot, themes: Themes, *marks: Mark) -> MarkSheet:
    made = MarkSheet(themes, WORDS, marks, "/home/ops/inventory.toml")
    qtbot.addWidget(made)
    return made


def test_what_stands_in_the_file_is_shown_and_only_what_changed_is_written(qtbot: QtBot, themes: Themes) -> None:
    made = sheet(qtbot, themes, FULL)
    assert (made.environment.currentText(), made.color.currentText()) == ("PRODUCTION", "Blue")
    assert (made.tags.text(), made.notes.toPlainText()) == ("llm, prod", "loud")
    assert made.change() == MarkChange()
    made.tags.setText("prod,  big   one, prod")
    assert made.change() == MarkChange(add_tags=("big one",), remove_tags=("llm",))
    made.environment.setCurrentIndex(0)
    made.color.setCurrentIndex(0)
    made.notes.setPlainText("")
    change = made.change()
    assert (change.environment, change.color, change.notes) == (Environment.UNKNOWN, "", "")


def test_what_differs_among_several_stays_unless_a_person_says_otherwise(qtbot: QtBot, themes: Themes) -> None:
    made = sheet(qtbot, themes, FULL, Mark("gpu-a02", tags=("prod",), notes="quiet"))
    assert (made.tags.text(), made.notes.toPlainText()) == ("prod", "")
    assert "llm" in made.tags.toolTip()
    assert made.change() == MarkChange()
    made.environment.choose(PRODUCTION.value, "")
    made.notes.setPlainText("moves in May")
    assert made.change() == MarkChange(environment=PRODUCTION, notes="moves in May")


def test_a_colour_of_ones_own_is_kept(qtbot: QtBot, themes: Themes) -> None:
    made = sheet(qtbot, themes, Mark("gpu-a01", color="#123456"))
    assert made.color.currentText() == "#123456"
    assert made.change() == MarkChange()


@pytest.mark.parametrize("text", ["x" * 3000, ""])
def test_too_much_is_said_before_it_is_sent(qtbot: QtBot, themes: Themes, text: str) -> None:
    made = sheet(qtbot, themes, Mark("gpu-a01"))
    made.notes.setPlainText(text)
    assert made.save_button.isEnabled() is not bool(text)
    made.tags.setText("y" * 61)
    assert not made.save_button.isEnabled()


def test_what_was_typed_outlives_a_file_that_has_moved_on(qtbot: QtBot, themes: Themes) -> None:
    made = sheet(qtbot, themes, Mark("gpu-a01"))
    made.tags.setText("prod")
    with qtbot.waitSignal(made.save_wanted) as told:
        made.save_button.click()
    assert told.args == [MarkChange(add_tags=("prod",))]
    assert not made.save_button.isEnabled()
    made.show_problem(Problem("x", "It was changed."))
    made.rebase((Mark("gpu-a01", tags=("theirs",)),))
    assert made.save_button.isEnabled()
    assert made.tags.text() == "prod"
