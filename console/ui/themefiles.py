"""The files of the look, each read once: the first paint needs a few words of them, the theme all."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any


@cache
def read(path: Path) -> dict[str, Any]:
    """Return what a file of ``resources/themes`` says; they are part of the program and do not change under it."""
    return tomllib.loads(path.read_text("utf-8"))
