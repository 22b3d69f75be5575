"""Typed values between the desk and the core: requests one way, events the other, one module a subject.

Every struct is tagged with its name. A ``Request`` is answered by exactly one ``Reply`` with its
``id``; ``Event`` values come unasked; ``Result`` values come in replies. Frames and glyphs are
binary (``wire/frames.py``). The subjects are listed in ``every.py``.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from console.wire.messages.every import *
else:

    def __getattr__(name: str) -> object:
        """Load all subjects with the first name that is wanted: the desk greets its core without them."""
        # Not "from … import every": that would ask for the name here first, and never end.
        every = import_module("console.wire.messages.every")
        globals().update({key: value for key, value in vars(every).items() if not key.startswith("_")})
        if name not in globals():
            raise AttributeError(f"no message {name}")
        return globals()[name]
