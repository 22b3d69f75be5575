"""When Python looks for cycles: seldom through everything, because nothing else happens meanwhile."""

from __future__ import annotations

import gc

THRESHOLDS = (700, 10, 100)
"""Python's own last one is 10: with a thousand nodes everything was looked through every ten seconds, for 60 ms."""


def settle() -> None:
    """Leave what has been made so far out of it from now on, and look through all of the rest ten times more seldom.

    Call it when a process has started: modules and what hangs on them stay until its end.
    """
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
    gc.enable()
