"""A port that somebody has is seen in the tables of the node, whatever they bound it to."""

from __future__ import annotations

import socket
import subprocess

import pytest

from console.targets.common.ports import refused_where_taken


def look(port: int) -> tuple[int, str]:
    command = ["/bin/sh", "-c", refused_where_taken(port) + "echo free"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("family", "address"),
    [
        (socket.AF_INET, "127.0.0.1"),
        (socket.AF_INET, "0.0.0.0"),
        (socket.AF_INET6, "::"),
        (socket.AF_INET6, "::ffff:127.0.0.1"),
    ],
)
def test_who_listens_where_the_service_would_is_seen(family: int, address: str) -> None:
    with socket.socket(family) as server:
        server.bind((address, 0))
        port = server.getsockname()[1]
        assert look(port) == (0, "free\n"), "bound is not listening"
        server.listen()
        assert look(port) == (98, f"Address already in use: port {port}\n")
    assert look(port) == (0, "free\n")


def test_a_connection_and_another_address_take_nothing() -> None:
    with socket.socket() as server, socket.socket() as client:
        server.bind(("127.0.0.2", 0))
        server.listen()
        client.connect(server.getsockname())
        assert look(server.getsockname()[1])[0] == 0
        assert look(client.getsockname()[1])[0] == 0
