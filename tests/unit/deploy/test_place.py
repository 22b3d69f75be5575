"""Places that are given back early."""

from __future__ import annotations

import asyncio

from console.deploy.place import Place


async def test_a_place_is_free_as_soon_as_it_is_given_back_and_only_once() -> None:
    places = asyncio.Semaphore(1)
    async with Place(places) as first:
        assert places.locked()
        first.give_back()
        async with asyncio.timeout(5), Place(places):
            first.give_back()
            assert places.locked()
    await places.acquire()
    assert places.locked()
