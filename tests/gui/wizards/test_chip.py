from __future__ import annotations

from pytestqt.qtbot import QtBot

from console.model.service import Verdict
from console.ui.readiness.words import verdict_word
from console.ui.theme import Themes
from console.ui.wizards.chip import VerdictChip, verdict_sign


def test_a_verdict_is_told_by_shape_and_word_not_by_colour_alone() -> None:
    assert len({verdict_sign(verdict) for verdict in Verdict}) == len(Verdict)
    assert len({verdict_word(verdict) for verdict in Verdict}) == len(Verdict)


def test_a_chip_grows_with_its_word(themes: Themes, qtbot: QtBot) -> None:
    plain, counted = VerdictChip(themes, Verdict.UNKNOWN), VerdictChip(themes, Verdict.UNKNOWN, 1200)
    for chip in (plain, counted):
        qtbot.addWidget(chip)
        chip.grab()
    assert counted.width() > plain.width()
