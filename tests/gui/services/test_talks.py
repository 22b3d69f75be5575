from __future__ import annotations

from console.model.talking import Said, Turn
from console.ui.services.talks import Exchange, Talk
from tests.gui.services.values import PROBLEM


def test_only_what_was_answered_is_told_again() -> None:
    talk = Talk([Exchange("a", said=Said("b", 1, None, 0.1)), Exchange("c", problem=PROBLEM)])
    assert talk.turns("", "d") == (Turn("user", "a"), Turn("assistant", "b"), Turn("user", "d"))
    assert talk.open is None
    talk.exchanges.append(Exchange("e"))
    assert talk.open is talk.exchanges[-1]


def test_an_answer_of_one_piece_has_no_speed() -> None:
    assert Exchange("a", said=Said("b", 1, 0.5, 0.5)).facts() == "First token after 500 ms · – · 1 tokens in 500 ms"
