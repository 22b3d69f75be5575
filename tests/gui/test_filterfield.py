from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from console.ui.filterfield import FilterField, error_text
from console.ui.models.query import Query, QueryError
from console.ui.theme import Themes
from tests.gui.conftest import drop
from tests.gui.fakes import FakeClock


@pytest.fixture
def field(qtbot: QtBot, themes: Themes) -> Iterator[FilterField]:
    made = FilterField(themes, FakeClock())
    made.resize(440, 46)
    made.show()
    yield made
    drop(made)


def texts(field: FilterField) -> list[str]:
    return [label.text() for label in field.findChildren(QLabel) if label.isVisible()]


def test_a_mistake_is_explained_and_goes_when_it_is_corrected(field: FilterField, qtbot: QtBot) -> None:
    qtbot.keyClicks(field.edit, "gpu.tmp>80")
    assert "No field “gpu.tmp”. Did you mean gpu.temp?" in texts(field)
    field.set_text("gpu.temp>80")
    assert not any("No field" in text for text in texts(field))


def test_keys_are_coloured_and_typing_goes_on_undisturbed(field: FilterField, qtbot: QtBot) -> None:
    qtbot.keyClicks(field.edit, "-os:sles temp>60 b0")
    assert field.edit.text() == "-os:sles temp>60 b0"
    assert field.edit.cursorPosition() == len(field.edit.text())
    picture = field.grab().toImage()
    pixels = [picture.pixelColor(x, y) for x in range(40, 200) for y in range(picture.height())]
    assert sum(color.blue() - color.red() > 50 for color in pixels) > 20
    qtbot.keyClick(field.edit, Qt.Key.Key_Home)
    qtbot.keyClicks(field.edit, "x ")
    assert field.edit.text() == "x -os:sles temp>60 b0"


def test_counts_are_told_against_the_whole(field: FilterField) -> None:
    field.set_counts(32, 32)
    assert "32 nodes" in texts(field)
    field.set_text("a0")
    field.set_counts(8, 32)
    assert "8/32" in texts(field)


def test_escape_empties_and_down_leaves(field: FilterField, qtbot: QtBot) -> None:
    queries: list[Query] = []
    field.query_changed.connect(queries.append)
    qtbot.keyClicks(field.edit, "a0")
    qtbot.keyClick(field.edit, Qt.Key.Key_Escape)
    assert field.edit.text() == ""
    assert queries[-1].terms == ()
    with qtbot.waitSignal(field.leave_wanted):
        qtbot.keyClick(field.edit, Qt.Key.Key_Down)


def test_each_mistake_has_its_sentence() -> None:
    assert error_text(QueryError("temp", "hot", "", 0, 8)) == ("“hot” is no value for “temp”. Write it as in temp:>80.")
    assert error_text(QueryError("state", "ill", "", 0, 8)) == "“ill” is no value for “state”."
    assert error_text(QueryError("qq", "", "", 0, 2)) == "No field “qq”."
