from __future__ import annotations

import numpy as np
import pytest

from console.ui.terminal.rules import RuleDimmer, long_runs
from tests.gui.terminal.page import COLORS, Page, Style


def quiet(page: Page, row: int) -> str:
    """Return a mark under each cell that is painted quietly."""
    keys = page.keys.copy()
    RuleDimmer(page.atlas).apply(keys, COLORS)
    inks = keys[row] >> np.uint64(24) & np.uint64(0xFFFFFF)
    return "".join("^" if ink == COLORS.rule else " " for ink in inks).rstrip()


@pytest.mark.parametrize(
    ("line", "marks"),
    [
        ("+------+----+", "^^^^^^^^^^^^^"),
        ("==== a ======", "       ^^^^^^"),
        ("a == b != c", ""),
        ("drwx------ 2", ""),
        ("[========>  ]", ""),
        ("x ----- y", ""),
        ("| a | b |", "^   ^   ^"),
        ("cat a | grep b", ""),
        ("| unfinished", ""),
        ("├── file", "^^^"),
        ("ls --color=auto", ""),
    ],
)
def test_frames_are_quiet_and_text_is_not(page: Page, line: str, marks: str) -> None:
    page.put(2, 1, line)
    assert quiet(page, 2)[1:] == marks


def test_a_colour_of_the_program_stays(page: Page) -> None:
    page.put(0, 0, "==========", Style(fg=0x00FF00))
    page.put(1, 0, "==========", Style(bg=0x00FF00))
    assert quiet(page, 0) == quiet(page, 1) == ""


def test_glyphs_and_runs_are_unchanged(page: Page) -> None:
    page.put(0, 0, "======")
    keys = page.keys.copy()
    RuleDimmer(page.atlas).apply(keys, COLORS)
    assert (keys >> np.uint64(48) == page.keys >> np.uint64(48)).all()


def test_glyphs_that_come_later_are_known(page: Page) -> None:
    dimmer = RuleDimmer(page.atlas)
    dimmer.apply(page.keys.copy(), COLORS)
    page.put(0, 0, "━")
    keys = page.keys.copy()
    dimmer.apply(keys, COLORS)
    assert int(keys[0, 0]) >> 24 & 0xFFFFFF == COLORS.rule


def test_runs_do_not_reach_into_the_next_row() -> None:
    flags = np.zeros((2, 8), np.bool_)
    flags[0, 4:] = flags[1, :4] = True
    assert not long_runs(flags, flags).any()
    flags[0, 2:] = True
    assert long_runs(flags, flags).sum() == 6
