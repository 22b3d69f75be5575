"""numpy, brought in without what it does beside that."""

from __future__ import annotations

import os
import sys
from importlib import import_module

THREADS_VARIABLE = "OPENBLAS_NUM_THREADS"


def import_numpy() -> None:
    """Import numpy without a thread for each processor, which it starts for products of large matrices.

    They take half of the import and are never used here. What is started later knows nothing of it: a shell's
    programs may well multiply.
    """
    if "numpy" in sys.modules:
        return
    before = os.environ.get(THREADS_VARIABLE)
    os.environ[THREADS_VARIABLE] = "1"
    try:
        import_module("numpy")
    finally:
        os.environ.pop(THREADS_VARIABLE)
        if before is not None:
            os.environ[THREADS_VARIABLE] = before
