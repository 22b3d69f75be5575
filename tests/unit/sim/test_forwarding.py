"""Ports of a node through SSH."""

from __future__ import annotations

from pathlib import Path

import asyncssh
import pytest

from console.sim.forwarding import accepts
from tests.sim import connected, running


async def test_a_service_answers_and_a_closed_port_refuses(tmp_path: Path) -> None:
    async with running(tmp_path, "gpu-a01") as sim, connected(sim, "gpu-a01") as connection:
        reader, writer = await connection.open_connection("127.0.0.1", 8000)
        writer.write(b"GET /v1/models HTTP/1.1\r\nHost: x\r\n\r\n")
        assert b"example-70b-instruct" in await reader.read()
        with pytest.raises(asyncssh.ChannelOpenError, match="refused"):
            await connection.open_connection("127.0.0.1", sim.ports["gpu-a01"])
        assert accepts(sim.nodes["gpu-a01"], "192.0.2.11", 8000)
        assert not accepts(sim.nodes["gpu-a01"], "198.51.100.11", 8000)
