"""An interactive login."""

from __future__ import annotations

from pathlib import Path

from console.sim.login import motd
from tests.sim import PROMPT, connected, node, person_at, running


def test_each_distribution_greets_in_its_own_way() -> None:
    assert "Welcome to Ubuntu 24.04.3 LTS" in motd(node("gpu-a01"))
    assert "ABSOLUTELY NO WARRANTY" in motd(node("gpu-c01"))
    assert "Welcome to Alpine!" in motd(node("jump-01"))


async def test_from_one_node_to_the_next_and_back(tmp_path: Path) -> None:
    async with (
        running(tmp_path, "gpu-a01", "gpu-c01") as sim,
        connected(sim, "gpu-a01") as connection,
        person_at(connection) as person,
    ):
        await person.reads(PROMPT)
        person.types(b"ssh gpu-c01\r")
        await person.reads(rb"ops@gpu-c01:~\$")
        person.types(b"exit\r")
        await person.reads(rb"Connection to gpu-c01 closed\.")
        person.types(b"hostname\r")
        await person.reads(rb"gpu-a01\r\n")
