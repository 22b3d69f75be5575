"""Modes under pyte's numbers: private ones are shifted, so that one set holds them beside those of ANSI."""

from __future__ import annotations

from pyte.modes import DECAWM, DECOM, DECSCNM, DECTCEM, IRM, LNM

PRIVATE_SHIFT = 5
"""By how many bits pyte shifts the number of a private mode."""
MOST_PRIVATE = 10_000


def private(number: int) -> int:
    """Return what stands for a private mode: ``CSI ? number h``."""
    return number << PRIVATE_SHIFT


def privates(*numbers: int) -> frozenset[int]:
    """Return what stands for private modes."""
    return frozenset(map(private, numbers))


DECCKM, DECNKM = private(1), private(66)
CURSOR_BLINK, REVERSE_WRAP, ALTERNATE_SCROLL, SAVED_CURSOR = private(12), private(45), private(1007), private(1048)
EXTENDED_REVERSE_WRAP, DECBKM = private(1045), private(67)
CLUSTERS, SCHEME_REPORTS, SIZE_REPORTS = private(2027), private(2031), private(2048)
ALTERNATE_ONLY, ALTERNATE_AND_CURSOR = private(47), private(1049)
ALTERNATE = privates(47, 1047, 1049)
MOUSE = privates(9, 1000, 1002, 1003)

KAM, SRM = 2, 12
ANSI_MODES = frozenset({KAM, IRM, SRM, LNM})
PRIVATE_MODES = (
    ALTERNATE | MOUSE
    | {DECAWM, DECOM, DECSCNM, DECTCEM, DECCKM, DECNKM}
    | {CURSOR_BLINK, REVERSE_WRAP, EXTENDED_REVERSE_WRAP, DECBKM, ALTERNATE_SCROLL, SAVED_CURSOR}
    | {CLUSTERS, SCHEME_REPORTS, SIZE_REPORTS}
    | privates(1004, 1005, 1006, 1015, 1016, 2004, 2026)
)  # fmt: skip
"""What DECRQM is answered about; ANSI modes have numbers that private ones have here, so they stay apart."""
AT_START = frozenset({DECAWM, DECTCEM, ALTERNATE_SCROLL})
