from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from console.model.errors import Problem
from console.ui.find.bar import FindBar
from console.ui.theme import Themes
from console.wire.messages import SearchCase
from tests.gui.accessibility import unnamed_widgets
from tests.gui.conftest import drop

Key, Alt, Shift = Qt.Key, Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier
BROKEN = Problem("search.pattern", "Character {position} is wrong.", "A parenthesis is not closed.", {"position": "2"})


class Host(QWidget):
    """What lies below the bar; no key may fall through to it."""

    def __init__(self) -> None:
        super().__init__()
        self.keys: list[int] = []

    def keyPressEvent(self, event: object) -> None:
        self.keys.append(getattr(event, "key")())  # noqa: B009 - the bound is QKeyEvent's


@pytest.fixture
def host(qtbot: QtBot) -> Iterator[Host]:
    made = Host()
    made.resize(900, 500)
    made.show()
    yield made
    drop(made)


@pytest.fixture
def bar(qtbot: QtBot, themes: Themes, host: Host) -> FindBar:
    made = FindBar(themes, host)
    made.fit(800, 500)
    made.show()
    host.activateWindow()
    made.field.setFocus()
    return made


def texts(bar: FindBar) -> list[str]:
    return [label.text() for label in bar.findChildren(QLabel) if label.isVisible() and label.text()]


def test_the_options_are_switched_by_key_and_each_change_is_told(qtbot: QtBot, bar: FindBar) -> None:
    changes: list[int] = []
    bar.changed.connect(lambda: changes.append(1))
    for key in (Key.Key_R, Key.Key_W, Key.Key_A):
        qtbot.keyClick(bar.field, key, Alt)
    assert [option.isChecked() for option in bar.options] == [False, True, True, True]
    cases = []
    for _ in range(3):
        qtbot.keyClick(bar.field, Key.Key_C, Alt)
        cases.append((bar.case, bar.case_option.text()))
    assert cases == [
        (SearchCase.SENSITIVE, "Aa"), (SearchCase.INSENSITIVE, "aa"), (SearchCase.SMART, "Aa?"),
    ]  # fmt: skip
    qtbot.keyClicks(bar.field, "ab")
    assert len(changes) == 8


def test_the_count_says_where_one_is_and_that_there_may_be_more(qtbot: QtBot, bar: FindBar) -> None:
    bar.show_count(0, 0, complete=True)
    assert texts(bar) == []
    bar.field.setText("error")
    for number, count, complete, said in (
        (0, 0, False, "…"), (3, 27, False, "3/27…"), (3, 20_001, True, "3/20,001"), (0, 0, True, "No hit"),
    ):  # fmt: skip
        bar.show_count(number, count, complete=complete)
        assert texts(bar) == [said]
    bar.show_count(3, 20_001, complete=True)
    assert bar.field.accessibleDescription() == "Hit 3 of 20,001"


def test_a_broken_pattern_is_explained_at_the_field(qtbot: QtBot, bar: FindBar) -> None:
    bar.field.setText("a(b")
    bar.show_problem(BROKEN)
    assert texts(bar) == ["Character 2 is wrong. A parenthesis is not closed."]
    assert bar.field.accessibleDescription() == texts(bar)[0]
    bar.show_count(1, 1, complete=True)
    assert texts(bar) == ["1/1"]
    assert bar.field.accessibleDescription() == "Hit 1 of 1"


def test_escape_leaves_from_every_part_and_no_key_falls_through(qtbot: QtBot, bar: FindBar, host: Host) -> None:
    left: list[int] = []
    bar.left.connect(lambda: left.append(1))
    seen = set()
    for _ in range(8):
        focus = QApplication.focusWidget()
        assert focus is not None
        assert bar.isAncestorOf(focus)
        seen.add(focus)
        qtbot.keyClick(focus, Key.Key_Escape)
        qtbot.keyClick(focus, Key.Key_F5)
        qtbot.keyClick(focus, Key.Key_Tab)
    assert len(seen) == 8
    assert len(left) == 8
    assert host.keys == []


def test_every_part_has_a_name_and_it_fits_into_a_narrow_terminal(bar: FindBar, host: Host) -> None:
    assert unnamed_widgets(bar) == []
    bar.field.setText("error")
    bar.show_count(3, 20_001, complete=True)
    for room in (900, 420, 300):
        bar.fit(room, 500)
        QApplication.sendPostedEvents()
        assert bar.width() <= room
        assert bar.field.width() >= 100
        parts = [part.geometry() for part in bar.findChildren(QWidget) if part.isVisible() and part.parent() is bar]
        assert not [pair for pair in combinations(parts, 2) if pair[0].intersects(pair[1])]
