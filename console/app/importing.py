"""``import`` without what PySide does beside it, because a person waits."""

from __future__ import annotations

import builtins


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
