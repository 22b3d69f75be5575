"""A thousand nodes in one process: real SSH on loopback, and behind it nothing but answers to the probe.

``python -m tests.perf.bareserver FOLDER COUNT`` writes an inventory and the keys into FOLDER and prints a line of
JSON when it listens, and another one with the moment at which all nodes have sent their first sample. What this
machine answers to the real probe is what every node answers, with a load, a memory and eight GPUs whose values move:
as the real probe does, only what is new is said. Like OpenSSH's sshd it puts no empty packets between the others.
"""

from __future__ import annotations

import asyncio
import json
import math
import re
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import asyncssh
import asyncssh.connection
import asyncssh.constants
import asyncssh.packet

from console.fleet.framing import VERSION, FrameDecoder, RawSample
from console.fleet.python_script import NEWS
from console.sim.keys import keep, private_folder, public_line, write_known_hosts

GPUS, VARIANTS = 8, 64
RACK = 20
NONCE = re.compile(rb"leitstand[0-9a-f]{16}")
OWN_NONCE = "leitstand0123456789abcdef"


class Answers:
    """What every node says, made by the desk's own scripts the first time that they come."""

    def __init__(self) -> None:
        self._surveys: dict[bytes, bytes] = {}
        self._wholes: list[bytes] = []
        self._bodies: list[bytes] = []

    def survey(self, script: bytes, nonce: bytes) -> bytes:
        plain = script.replace(nonce, OWN_NONCE.encode())
        if plain not in self._surveys:
            self._surveys[plain] = subprocess.run(["sh"], input=plain, capture_output=True, check=False).stdout
        return self._surveys[plain].replace(OWN_NONCE.encode(), nonce)

    def body(self, command: str, program: bytes, number: int, *, first: bool) -> bytes:
        """Return what is between the marks of a sample: readings as JSON, all of them or those that are new."""
        if not self._bodies:
            said = _first_sample(command, program)
            turns = [{**said, **_moving(turn)} for turn in range(VARIANTS)]
            self._wholes = [_body(turn) for turn in turns]
            space: dict[str, Callable[[object], object]] = {}
            exec(NEWS, space)
            for turn in turns:
                space["news"](turn)
            self._bodies = [_body(space["news"](turn)) for turn in turns]
        return (self._wholes if first else self._bodies)[number % VARIANTS]


def _body(readings: object) -> bytes:
    return json.dumps(readings, separators=(",", ":")).encode()


def _first_sample(command: str, program: bytes) -> dict[str, list[object]]:
    nonce = NONCE.search(command.encode())
    assert nonce is not None
    decoder = FrameDecoder(nonce[0].decode())
    with subprocess.Popen(["sh", "-c", command], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(program)
        process.stdin.flush()
        samples: list[RawSample] = []
        while not samples:
            samples = decoder.feed(process.stdout.readline())
        process.stdin.close()
    return {name: [reading.text, reading.exit_status] for name, reading in samples[0].readings.items()}


def _moving(turn: int) -> dict[str, list[object]]:
    load = f"{86400 + 2 * turn}.07 {900000 + turn}.11\n{1 + turn / 16:.2f} 1.31 1.02 3/1412 {40000 + turn}\n"
    memory = f"MemTotal:       1056456068 kB\nMemAvailable:   {900000000 + turn * 4096} kB\n"
    return {"load": [load, 0], "memory": [memory, 0], "nvml": [_gpus(turn), 0]}


def _gpus(turn: int) -> str:
    fixed: list[dict[str, object]] = []
    moving: list[list[object]] = []
    for index in range(GPUS):
        swing = 0.5 + 0.5 * math.sin(turn / VARIANTS * math.tau + index)
        fixed.append(
            {
                "index": index, "absent": {}, "uuid": f"GPU-{index:08x}-0000-0000-0000-000000000000",
                "name": "NVIDIA H100 80GB HBM3", "bus_id": f"00000000:{index + 16:02X}:00.0",
                "memory_total": 85520809984, "power_limit": 700_000, "ecc": 0,
            }
        )  # fmt: skip
        moving.append([int(80e9 * swing), round(100 * swing), 35 + round(40 * swing), 90_000 + round(600_000 * swing)])
    told = json.dumps({"driver": "570.133.20", "cuda": 12080, "gpus": fixed})
    return f"{told}\n{json.dumps(moving, separators=(',', ':'))}"


class Fleet:
    """All nodes of the process, and when they were all heard."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.answers = Answers()
        self.heard = 0
        self.connections: set[asyncssh.SSHServerConnection] = set()

    def spoke(self) -> None:
        self.heard += 1
        if self.heard == self.count:
            print(json.dumps({"all": time.monotonic()}), flush=True)


class Door(asyncssh.SSHServer):
    """Lets the one key in."""

    def __init__(self, fleet: Fleet, key: bytes) -> None:
        self._fleet, self._key = fleet, key

    def begin_auth(self, username: str) -> bool:
        del username
        return True

    def public_key_auth_supported(self) -> bool:
        return True

    def validate_public_key(self, username: str, key: asyncssh.SSHKey) -> bool:
        del username
        return key.public_data == self._key

    def session_requested(self) -> asyncssh.SSHServerSession[bytes]:
        return Probed(self._fleet)


class Probed(asyncssh.SSHServerSession[bytes]):
    """A channel on which the desk asks."""

    def __init__(self, fleet: Fleet) -> None:
        self._fleet = fleet
        self._asked = b""
        self._command = ""
        self._nonce = b""
        self._interval = 0.0
        self._sequence = 0
        self._next: asyncio.TimerHandle | None = None

    def connection_made(self, chan: asyncssh.SSHServerChannel[bytes]) -> None:
        self._channel = chan

    def exec_requested(self, command: str) -> bool:
        self._command = command
        return True

    def data_received(self, data: bytes, datatype: asyncssh.DataType) -> None:
        del datatype
        self._asked += data
        if self._command != "exec sh" and self._asked.endswith(b"\n") and not self._nonce:
            nonce, interval, phase = self._command.rsplit(maxsplit=3)[1:]
            self._nonce, self._interval = nonce.encode(), float(interval)
            self._speak(float(phase))

    def eof_received(self) -> bool:
        nonce = NONCE.search(self._asked)
        if self._command == "exec sh" and nonce is not None:
            self._channel.write(self._fleet.answers.survey(self._asked, nonce[0]))
        self._channel.exit(0)
        return False

    def _speak(self, early: float = 0.0) -> None:
        if self._channel.is_closing():
            return
        self._sequence += 1
        turn, since = self._sequence + id(self) // 64, self._sequence - 1
        body = self._fleet.answers.body(self._command, self._asked, turn, first=since == 0)
        head = b"\n%s %d %d %.6f %d %d\n" % (
            self._nonce, VERSION, self._sequence, time.monotonic(), since, len(body),
        )  # fmt: skip
        self._channel.write(head + body + b"\n" + self._nonce + b" end\n")
        if self._sequence == 1:
            self._fleet.spoke()
        loop = asyncio.get_running_loop()
        self._next = loop.call_later(self._interval - early, self._speak)

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        if self._next is not None:
            self._next.cancel()


def _say_nothing_in_between() -> None:
    """Leave out the empty packet that the library puts before each other one and that no sshd sends."""
    send = asyncssh.connection.SSHConnection.send_packet

    def send_packet(
        self: asyncssh.connection.SSHConnection, kind: int, *parts: bytes, **more: asyncssh.packet.SSHPacketLogger
    ) -> None:
        if kind != asyncssh.constants.MSG_IGNORE:
            send(self, kind, *parts, **more)

    setattr(asyncssh.connection.SSHConnection, "send_packet", send_packet)  # noqa: B010 - a method


async def serve(folder: Path, count: int) -> None:
    """Listen until standard input ends."""
    asyncssh.set_log_level("ERROR")
    _say_nothing_in_between()
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    keys = private_folder(folder / "keys")
    client, host = keep(keys, "client", "perf"), keep(keys, "host", "perf")
    fleet = Fleet(count)
    options = asyncssh.SSHServerConnectionOptions(
        server_host_keys=[host], encoding=None, line_editor=False, compression_algs=None,
        encryption_algs=["aes128-gcm@openssh.com"],
    )  # fmt: skip
    key = client.public_data
    listeners = [
        await asyncssh.listen("127.0.0.1", 0, server_factory=lambda: Door(fleet, key), options=options)
        for _ in range(count)
    ]
    ports = [listener.get_port() for listener in listeners]
    write_known_hosts(folder / "known_hosts", dict.fromkeys(ports, host))
    (folder / "host_key").write_text(public_line(host))
    (folder / "inventory.toml").write_text(inventory(folder, ports))
    print(json.dumps({"listens": True}), flush=True)
    await asyncio.to_thread(sys.stdin.read)


def inventory(folder: Path, ports: list[int]) -> str:
    lines = [
        "[defaults]", 'user = "ops"', f'identity_files = ["{folder / "keys" / "client"}"]',
        f'known_hosts = "{folder / "known_hosts"}"', "[[datacenter]]", 'name = "FRA1"',
    ]  # fmt: skip
    for number, port in enumerate(ports):
        if number % RACK == 0:
            lines += ["[[datacenter.group]]", f'name = "Rack {number // RACK:02}"']
        lines += ["[[datacenter.group.node]]", f'name = "gpu-{number:04}"', 'host = "127.0.0.1"', f"port = {port}"]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1]), int(sys.argv[2])))
