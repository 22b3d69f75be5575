"""Imports without what libraries do beside them, because a person waits."""

from __future__ import annotations

import builtins
import os
from importlib import import_module

THREADS_VARIABLE = "OPENBLAS_NUM_THREADS"


def import_plainly() -> None:
    """Take PySide's hook out of ``import``, where it is; call it when the first part of Qt has been imported.

    For each module the hook (shibokensupport/feature.py) reads the source and looks for its own name, so that
    ``from __feature__ import ...`` can change the spelling of Qt's names in that module. Nobody here uses that. Reading
    four megabytes of source takes a tenth of the start, and they stay in memory. What the hook replaced is kept by it
    under a name that no document mentions: where that is missing one day, everything stays as it is.
    """
    plain = getattr(builtins, "__orig_import__", None)
    if plain is not None:
        builtins.__import__ = plain


def import_numpy() -> None:
    """Import numpy without a thread for each processor, which it starts for products of large matrices.

    They take half of the import and are never used here. What is started later knows nothing of it: a shell's
    programs may well multiply.
    """
    before = os.environ.get(THREADS_VARIABLE)
    os.environ[THREADS_VARIABLE] = "1"
    try:
        import_module("numpy")
    finally:
        os.environ.pop(THREADS_VARIABLE)
        if before is not None:
            os.environ[THREADS_VARIABLE] = before
