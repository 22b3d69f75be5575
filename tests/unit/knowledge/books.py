"""The knowledge that travels with the program, for tests."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from console.knowledge.shelf import Knowledge, load

SHIPPED = Path(__file__).parents[3] / "resources/knowledge"


@cache
def books() -> Knowledge:
    """Return what travels with the program, without a person's own files."""
    return load(SHIPPED, SHIPPED / "none")
