"""What every test of the simulated data centre shares."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest


@pytest.fixture(autouse=True)
async def _executor() -> AsyncIterator[None]:
    """Let the threads go in which the library looks up addresses."""
    yield
    await asyncio.get_running_loop().shutdown_default_executor()
