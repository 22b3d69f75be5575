from __future__ import annotations

import asyncio

import pytest

from console.sim.containers import PortTakenError, Wanted
from console.sim.http import Request
from tests.sim import StillClock, node


async def test_an_image_of_a_model_server_answers_on_its_published_port_until_it_is_stopped() -> None:
    place = node("gpu-d01")
    held = place.containers
    wanted = Wanted("chat", "vllm:1", arguments=("--served-model-name", "small"), published=((8091, 8000),))
    container = held.create(wanted)
    held.start(container, "ops")
    try:
        async with asyncio.timeout(5):
            while 8091 not in place.services:
                await asyncio.sleep(0.01)
        clock = place.story.clock
        assert isinstance(clock, StillClock)
        clock.passed += 5
        assert b"small" in (await place.services[8091].answer(Request("GET", "/v1/models"))).body
        other = held.create(Wanted("other", "vllm:1", published=((8091, 8000),)))
        with pytest.raises(PortTakenError):
            held.start(other, "ops")
        held.stop(container)
        async with asyncio.timeout(5):
            while 8091 in place.services:
                await asyncio.sleep(0.01)
        assert (container.status, container.exit_code) == ("exited", 143)
        assert held.find("chat") is container
        held.remove(container)
        assert held.find("chat") is None
    finally:
        await place.tasks.close()


async def test_a_script_in_a_container_ends_with_its_status_and_leaves_its_words() -> None:
    place = node("gpu-d01")
    container = place.containers.create(Wanted("job", "python:3.12", "/bin/sh", ("-c", "echo hello; exit 3")))
    place.containers.start(container, "ops")
    try:
        async with asyncio.timeout(10):
            while container.is_running:
                await asyncio.sleep(0.01)
        assert (container.exit_code, b"".join(container.log)) == (3, b"hello\n")
    finally:
        await place.tasks.close()
