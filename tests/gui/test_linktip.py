from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from console.ui.linktip import SHADOW, WIDEST, Note, Tip
from console.ui.signs import Sign
from console.ui.theme import Themes
from tests.gui.conftest import drop

ADDRESS = "https://example.com/" + "0123456789" * 30


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[QWidget]:
    made = QWidget()
    made.resize(900, 500)
    made.show()
    yield made
    drop(made)


def test_an_address_is_shown_to_its_last_character(window: QWidget, themes: Themes) -> None:
    tip = Tip(themes, window)
    tip.say(
        [Note(ADDRESS, mono=True), Note("Careful.", sign=Sign.WARNING), Note("3", name="GPU")], QRect(50, 50, 90, 18)
    )
    assert tip.text.split("\n") == [ADDRESS, "Careful.", "GPU", "3"]
    assert tip.accessibleName() == f"{ADDRESS} Careful. GPU 3"
    (address,) = [label for label in tip.findChildren(QLabel) if label.text().startswith("h")]
    assert address.height() >= address.heightForWidth(WIDEST)
    assert tip.width() < WIDEST + 2 * SHADOW + 60


def test_it_stays_in_the_window_and_off_the_text(window: QWidget, themes: Themes) -> None:
    tip = Tip(themes, window)
    for place in (QRect(50, 50, 90, 18), QRect(850, 50, 40, 18), QRect(50, 470, 90, 18)):
        tip.say([Note("https://example.com/", mono=True), Note("Ctrl+click opens it", quiet=True)], place)
        card = tip.geometry().adjusted(SHADOW, SHADOW, -SHADOW, -SHADOW)
        assert window.rect().contains(card)
        assert not card.intersects(place)


def test_new_words_take_the_place_of_the_old_ones(window: QWidget, themes: Themes) -> None:
    tip = Tip(themes, window)
    tip.say([Note("one"), Note("two"), Note("three")], QRect(50, 50, 90, 18))
    high = tip.height()
    tip.say([Note("four")], QRect(50, 50, 90, 18))
    assert (tip.text, tip.height() < high) == ("four", True)


def test_all_of_it_is_laid_out_each_time(window: QWidget, themes: Themes) -> None:
    tip = Tip(themes, window)
    long = "A sentence that is long enough to go on in the next line of the card. " * 3
    notes = [
        Note("XID 79", sign=Sign.FAILED, strong=True), Note(long), Note(long, name="Next step"), Note("GPU 5"),
        Note("70 %", name="Load"), Note("gpu01, 0 s ago", quiet=True),
    ]  # fmt: skip
    for _ in range(3):
        tip.say(notes, QRect(50, 50, 90, 18))
        QApplication.sendPostedEvents()
        labels = [label for label in tip.findChildren(QLabel) if label.isVisible()]
        places = [QRect(label.mapTo(tip, QPoint(0, 0)), label.size()) for label in labels]
        assert len(places) == 8
        card = tip.rect().adjusted(SHADOW, SHADOW, -SHADOW, -SHADOW)
        assert all(card.contains(place) for place in places)
        assert not any(one.intersects(other) for at, one in enumerate(places) for other in places[at + 1 :])
        assert min(place.left() for place in places[1:]) == places[1].left(), "sentences begin at the edge"
