"""Modes under pyte's numbers."""

from __future__ import annotations

from pyte.modes import DECCOLM, DECOM, DECTCEM

from console.terminal.pyte_modes import ANSI_MODES, PRIVATE_MODES, private, privates
from tests.unit.terminal.screens import engine, show


def test_private_modes_have_the_numbers_of_pyte() -> None:
    assert (private(6), private(25), private(3)) == (DECOM, DECTCEM, DECCOLM)
    assert privates(6, 25) == {DECOM, DECTCEM}
    assert not ANSI_MODES & PRIVATE_MODES


def test_an_ansi_mode_does_not_pass_for_the_private_one_that_shares_its_number() -> None:
    terminal = engine("pyte")
    terminal.feed(b"\x1b[%dl\x1b[%d$p" % (DECTCEM, DECTCEM))
    assert show(terminal).view.cursor.visible
    assert terminal.take_replies() == b"\x1b[%d;0$y" % DECTCEM
