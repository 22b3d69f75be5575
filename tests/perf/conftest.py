"""Says with each figure how busy the machine was."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def load() -> Iterator[None]:
    """Print how many processes wanted a processor in the last minute; the figures of a busy machine are worse."""
    yield
    print(f"(load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors)")
