from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from console.ui.services.talks import Exchange, Talk
from console.ui.services.transcript import Transcript
from console.ui.theme import Themes
from tests.gui.conftest import drop


@pytest.fixture
def transcript(themes: Themes, qtbot: QtBot) -> Iterator[Transcript]:
    made = Transcript(themes)
    made.resize(300, 120)
    made.show()
    yield made
    drop(made)


def test_it_follows_the_answer_unless_somebody_reads_further_up(transcript: Transcript) -> None:
    transcript.show_talk(Talk())
    transcript.begin(Exchange("a"))
    bar = transcript.verticalScrollBar()
    transcript.grow("line\n" * 40)
    assert bar.maximum() > 0 and bar.value() == bar.maximum()
    bar.setValue(0)
    transcript.grow("more\n" * 10)
    assert bar.value() == 0


def test_markup_of_a_model_is_text(transcript: Transcript) -> None:
    transcript.show_talk(Talk([Exchange("<b>a</b>", "<img src=x>")]))
    assert transcript.toPlainText() == "You\n<b>a</b>\nModel\n<img src=x>"
