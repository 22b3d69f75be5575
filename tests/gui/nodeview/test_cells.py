from __future__ import annotations

from console.model.gpu import Absence
from console.ui.nodeview.cells import Tone, absent, number, text


def test_what_is_not_known_has_no_value_and_is_quiet() -> None:
    for cell in (text(None), text(""), number(None), absent(None)):
        assert (cell.text, cell.value, cell.tone) == ("-", None, Tone.QUIET)


def test_zero_is_a_value() -> None:
    assert (number(0).text, number(0).value) == ("0", 0)


def test_every_reason_has_words_of_its_own() -> None:
    assert len({absent(reason).text for reason in Absence}) == len(Absence)
