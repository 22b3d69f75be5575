from __future__ import annotations

import asyncio
import struct
from pathlib import Path

import asyncssh
import pytest
from msgspec.structs import replace

from console.ssh.connect import Connector
from console.ssh.endpoint import Endpoint
from tests.sshd import Sshd
from tests.unit.ssh.conftest import Listener

SAYS = "printf 'a a '; head -c 200000 /dev/zero | tr '\\0' b; printf oops >&2; sleep 0.1; printf c; exit 7"


@pytest.fixture
def long_ways(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return the kinds of the packets that go the library's way from now on."""
    kinds: list[int] = []

    def noted(self: object, kind: int, *more: object) -> None:
        kinds.append(kind)

    monkeypatch.setattr(asyncssh.channel.SSHChannel, "log_received_packet", noted)
    return kinds


@pytest.mark.parametrize(
    ("cipher", "is_short"),
    [("aes128-gcm@openssh.com", True), ("aes256-gcm@openssh.com", True), ("chacha20-poly1305@openssh.com", False)],
)
async def test_all_that_a_command_says_arrives_in_order(
    connector: Connector,
    server: Sshd,
    endpoint: Endpoint,
    tmp_path: Path,
    long_ways: list[int],
    cipher: str,
    is_short: bool,
) -> None:
    server.trust()
    config = tmp_path / "config"
    config.write_text(f"Ciphers {cipher}\n")
    connection = await connector.connect(replace(endpoint, config_paths=(config,)))
    heard = Listener()
    channel = await connection.open_exec(SAYS, heard)
    assert (await channel.wait_closed()).code == 7
    assert bytes(heard.data) == b"a a " + b"b" * 200000 + b"c"
    assert bytes(heard.errors) == b"oops"
    assert heard.endings == [(None, 7)]
    assert (asyncssh.constants.MSG_CHANNEL_DATA not in long_ways) is is_short
    assert asyncssh.constants.MSG_CHANNEL_EXTENDED_DATA in long_ways


async def test_keys_are_changed_in_between(connector: Connector, server: Sshd, endpoint: Endpoint) -> None:
    server.trust()
    connection = await connector.connect(endpoint)
    heard = Listener()
    channel = await connection.open_exec("while read -r line; do printf '<%s>' \"$line\"; done", heard)
    for number in range(3):
        channel.write(f"{number}\n".encode())
        connection.raw._send_kexinit()
        connection.raw._kexinit_sent = True
        channel.write(f"{number} again\n".encode())
        async with asyncio.timeout(10):
            while f"<{number} again>".encode() not in heard.data:
                await asyncio.sleep(0.01)
    channel.eof()
    assert (await channel.wait_closed()).code == 0
    assert bytes(heard.data) == b"".join(b"<%d><%d again>" % (number, number) for number in range(3))


async def test_what_was_changed_on_the_way_ends_the_connection(
    connector: Connector, server: Sshd, endpoint: Endpoint
) -> None:
    server.trust()
    connection = await connector.connect(endpoint)
    heard = Listener()
    channel = await connection.open_exec("sleep 60", heard)
    connection.raw.data_received(struct.pack(">I", 32) + bytes(32 + 16))
    await channel.wait_closed()
    assert heard.endings[0][0] == "ssh.connection_lost"
    assert not heard.data
