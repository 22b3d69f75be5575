"""When Python looks for cycles: seldom through everything, because nothing else happens meanwhile."""

from __future__ import annotations

import gc

THRESHOLDS = (20_000, 10, 10)
"""Python's own are 700, 10 and 10. A thousand nodes are eleven thousand values, made anew every two seconds: they
outlive 700 others, so that nearly all of them were gone through again and again on the way to their end."""


def settle() -> None:
    """Leave what has been made so far out of it from now on, and look through the rest more seldom.

    Call it when a process has started: modules and what hangs on them stay until its end.
    """
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
    gc.enable()
