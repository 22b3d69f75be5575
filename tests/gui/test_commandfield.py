from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from console.ui.commandfield import CommandField
from console.ui.models.suggest import Entry, Section
from console.ui.theme import Themes
from tests.gui.conftest import drop


class Stage:
    """A field in a window, and what it did."""

    def __init__(self, themes: Themes) -> None:
        self.told: list[str] = []
        self.forgotten: list[str] = []
        self.window = QWidget()
        self.window.resize(800, 500)
        self.field = CommandField(themes, [self.entries])
        layout = QVBoxLayout(self.window)
        layout.addWidget(self.field)
        layout.addStretch(1)
        self.field.destination_chosen.connect(lambda text: self.told.append(f"connect {text}"))
        self.field.left.connect(lambda: self.told.append("left"))

    def entries(self) -> list[Entry]:
        def entry(words: str, section: Section, *, forgettable: bool = False) -> Entry:
            forget = (lambda: self.forgotten.append(words)) if forgettable else None
            return Entry(words, section, lambda: self.told.append(words), forget=forget)

        return [
            entry("gpu-a01", Section.NODES),
            entry("gpu-a02", Section.NODES),
            entry("Theme: light", Section.ACTIONS),
            entry("old.example.com", Section.RECENT, forgettable=True),
        ]

    def ran(self) -> list[str]:
        return [what for what in self.told if what != "left"]


@pytest.fixture
def stage(qtbot: QtBot, themes: Themes) -> Iterator[Stage]:
    made = Stage(themes)
    made.window.show()
    made.field.edit.setFocus()
    yield made
    drop(made.window)


def shown(stage: Stage) -> list[str]:
    found = stage.field.suggestions()
    model = found.model()
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())] if found.isVisible() else []


def test_it_opens_with_everything_in_sections(stage: Stage) -> None:
    assert shown(stage) == []
    stage.field.open()
    assert shown(stage) == [
        "Recent", "old.example.com", "Commands", "Theme: light", "Nodes", "gpu-a01", "gpu-a02",
    ]  # fmt: skip


def test_a_suggestion_is_taken_by_keys_and_the_line_keeps_the_keyboard(stage: Stage, qtbot: QtBot) -> None:
    edit = stage.field.edit
    qtbot.keyClicks(edit, "gpu")
    assert edit.hasFocus()
    qtbot.keyClick(edit, Qt.Key.Key_Down)
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert stage.told == ["left", "gpu-a02"]
    assert edit.text() == ""
    assert shown(stage) == []


def test_the_arrows_go_round_and_pass_the_titles(stage: Stage, qtbot: QtBot) -> None:
    stage.field.open()
    edit = stage.field.edit
    qtbot.keyClick(edit, Qt.Key.Key_Up)
    chosen = stage.field.suggestions().current()
    assert chosen is not None
    assert chosen.entry.words == "gpu-a02"
    for _step in range(2):
        qtbot.keyClick(edit, Qt.Key.Key_Down)
    chosen = stage.field.suggestions().current()
    assert chosen is not None
    assert chosen.entry.words == "Theme: light"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("GPU-A01", "gpu-a01"),
        ("theme: light", "Theme: light"),
        ("tl", "Theme: light"),
        ("a02", "gpu-a02"),
        ("ops@[2001:db8::1]:22", "connect ops@[2001:db8::1]:22"),
        ("gpu-a01.example.com:2222", "connect gpu-a01.example.com:2222"),
        ("node7 -J gate", "connect node7 -J gate"),
    ],
)
def test_enter_opens_runs_or_connects(stage: Stage, qtbot: QtBot, text: str, expected: str) -> None:
    qtbot.keyClicks(stage.field.edit, text)
    assert stage.field.edit.text() == text
    qtbot.keyClick(stage.field.edit, Qt.Key.Key_Return)
    assert stage.ran() == [expected]


def test_words_that_mean_nothing_do_nothing_and_it_says_so(stage: Stage, qtbot: QtBot) -> None:
    qtbot.keyClicks(stage.field.edit, "no such thing")
    assert shown(stage) == ["Nothing is called that."]
    qtbot.keyClick(stage.field.edit, Qt.Key.Key_Return)
    qtbot.keyClick(stage.field.edit, Qt.Key.Key_Down)
    assert stage.ran() == []
    assert stage.field.edit.text() == "no such thing"


def test_a_click_takes_a_suggestion(stage: Stage, qtbot: QtBot) -> None:
    stage.field.open()
    found = stage.field.suggestions()
    place = found.visualRect(found.model().index(6, 0)).center()
    qtbot.mouseClick(found.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert stage.ran() == ["gpu-a02"]


def test_escape_gives_the_keyboard_back(stage: Stage, qtbot: QtBot) -> None:
    qtbot.keyClicks(stage.field.edit, "zzz")
    qtbot.keyClick(stage.field.edit, Qt.Key.Key_Escape)
    assert stage.told == ["left"]
    assert stage.field.edit.text() == ""
    assert shown(stage) == []


def test_the_list_goes_with_the_focus(stage: Stage) -> None:
    stage.field.open()
    stage.field.edit.clearFocus()
    assert shown(stage) == []


def test_delete_forgets_what_is_remembered_and_nothing_else(stage: Stage, qtbot: QtBot) -> None:
    stage.field.open()
    qtbot.keyClick(stage.field.edit, Qt.Key.Key_Delete)
    assert stage.forgotten == ["old.example.com"]
    qtbot.keyClick(stage.field.edit, Qt.Key.Key_Down)
    qtbot.keyClick(stage.field.edit, Qt.Key.Key_Delete)
    assert stage.forgotten == ["old.example.com"]


class Furnishing(QObject):
    done = Signal()


@pytest.mark.parametrize(
    ("text", "expected"), [("slurm", "slurm"), ("Slurm: queue", "slurm"), ("bastion", "connect bastion")]
)
def test_what_is_entered_while_the_window_is_furnished_is_done_then(
    stage: Stage, qtbot: QtBot, text: str, expected: str
) -> None:
    """An action that has yet to come is neither lost nor taken for a host."""
    furnishing = Furnishing()
    stage.field.wait_for(furnishing.done)
    stage.field.open()
    qtbot.keyClicks(stage.field.edit, text)
    assert stage.field.is_open, "who is typing keeps the keyboard, also where nothing fits yet"
    qtbot.keyClick(stage.field.edit, Qt.Key.Key_Return)
    assert stage.ran() == []
    late = [Entry("Slurm: queue and nodes", Section.ACTIONS, lambda: stage.told.append("slurm"))]
    stage.field.sources.append(lambda: late)
    furnishing.done.emit()
    assert stage.ran() == [expected]
    assert stage.field.edit.text() == ""


def test_what_is_plainly_a_host_waits_for_nothing(stage: Stage, qtbot: QtBot) -> None:
    furnishing = Furnishing()
    stage.field.wait_for(furnishing.done)
    qtbot.keyClicks(stage.field.edit, "ops@gpu-z99")
    qtbot.keyClick(stage.field.edit, Qt.Key.Key_Return)
    assert stage.ran() == ["connect ops@gpu-z99"]
    qtbot.keyClicks(stage.field.edit, "slurm")
    qtbot.keyClick(stage.field.edit, Qt.Key.Key_Return)
    qtbot.keyClick(stage.field.edit, Qt.Key.Key_Escape)
    furnishing.done.emit()
    assert stage.ran() == ["connect ops@gpu-z99"], "who thinks better of it is heard"
