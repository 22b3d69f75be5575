from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from console.ui.terminal.finding import Thing
from console.ui.terminal.highlights import Layer
from console.ui.terminal.hints import LETTERS, HintMode, labels
from console.wire.messages import KeyPress, LinkSpans
from tests.gui.accessibility import unnamed_widgets
from tests.gui.terminal.conftest import Desk, where
from tests.gui.terminal.page import COLORS

Key = Qt.Key


class Mode:
    """Three links on the screen: the lowest one has the letter a."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        for row, text in ((1, "https://example.com/1"), (4, "/var/log/2"), (7, "192.0.2.3")):
            desk.page.put(row, 4, text)
        desk.widget.apply_frame(desk.page.frame(cursor=None))
        self.chosen: list[tuple[str, bool]] = []
        found: list[list[Thing]] = []
        desk.widget.finder.on_screen(found.append)
        desk.asked[-1][1](LinkSpans(()))
        HintMode(desk.widget, found[0], lambda thing, copies: self.chosen.append((thing.text, copies)))

    @property
    def state(self) -> str:
        return "off" if HintMode.of(self.desk.widget) is None else "on"

    def type(self, text: str) -> None:
        QTest.keyClicks(self.desk.widget, text)

    def press(self, key: Key) -> None:
        QTest.keyClick(self.desk.widget, key)


@pytest.fixture
def mode(desk: Desk) -> Iterator[Mode]:
    yield (made := Mode(desk))
    left = HintMode.of(made.desk.widget)
    if left is not None:
        left.leave()


@pytest.mark.parametrize("count", [1, 26, 27, 676, 677])
def test_no_letters_begin_others(count: int) -> None:
    made = labels(count)
    assert len(set(made)) == count
    assert len({len(letters) for letters in made}) == 1
    assert set("".join(made)) <= set(LETTERS)


def test_the_letters_stand_before_the_links(mode: Mode) -> None:
    for row in (1, 4, 7):
        assert where(mode.desk.cell(3, row), COLORS.accent)
    assert not where(mode.desk.cell(3, 2), COLORS.accent)
    assert set(mode.desk.widget.display.highlights.layer(Layer.HINT)) == {1, 4, 7}
    assert unnamed_widgets(mode.desk.widget) == []


def test_a_letter_chooses_and_a_capital_copies(mode: Mode) -> None:
    mode.type("s")
    assert (mode.chosen, mode.state) == ([("/var/log/2", False)], "off")
    again = Mode(mode.desk)
    again.type("A")
    assert again.chosen == [("192.0.2.3", True)]
    assert not mode.desk.take(KeyPress)
    assert not mode.desk.widget.display.highlights.layer(Layer.HINT)


def test_arrows_and_enter_choose_too(mode: Mode) -> None:
    mode.press(Key.Key_Return)
    mode.press(Key.Key_Down)
    mode.press(Key.Key_Down)
    mode.press(Key.Key_Return)
    assert mode.chosen == [("/var/log/2", False)]


def test_other_keys_do_nothing_and_escape_leaves(mode: Mode) -> None:
    mode.type("m1")
    mode.press(Key.Key_Backspace)
    assert mode.state == "on"
    mode.press(Key.Key_Escape)
    assert (mode.chosen, mode.state) == ([], "off")
    assert not mode.desk.take(KeyPress)


def test_output_that_moves_a_link_takes_the_letters_away(mode: Mode) -> None:
    mode.desk.page.put(8, 0, "beside them")
    mode.desk.widget.apply_frame(mode.desk.page.frame(cursor=None))
    assert mode.state == "on"
    mode.desk.page.put(4, 4, "changed")
    mode.desk.widget.apply_frame(mode.desk.page.frame(cursor=None))
    assert mode.state == "off"


def test_a_screen_reader_hears_them(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    spoken: list[str] = []
    monkeypatch.setattr("console.ui.terminal.hints.announce", lambda _widget, text: spoken.append(text))
    mode = Mode(desk)
    assert "3 links" in spoken[0]
    assert "a: 192.0.2.3" in spoken[0]
    mode.press(Key.Key_Up)
    assert spoken[1] == "a: 192.0.2.3"
    mode.press(Key.Key_Escape)
