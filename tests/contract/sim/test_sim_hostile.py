"""Hostile input: nothing hangs, nothing reaches the host, the next command still works."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.sim import connected, run, running

HOSTILE = (
    ":(){ :|:& };:",
    "f() { f; }; f",
    "eval 'eval eval eval x'",
    "cat /dev/zero | head -c 10000000 | wc -c",
    "x=a; for i in $(seq 40); do x=$x$x; done; echo ${#x}",
    "exec 3<>/dev/tcp/127.0.0.1/22; cat <&3",
    "cat /proc/self/environ /proc/1/environ; env | grep -i python",
    "curl http://192.0.2.99:80/; wget http://example.com/",
    "rm -rf / --no-preserve-root; rm -rf /*; ls /etc/os-release",
    "sh -c 'sh -c \"sh -c exit\"'; bash -c ''",
    "printf '\\xff\\xfe\\x00' ; echo; awk 'BEGIN { system(\"id\") }'",
    "kill -9 1; kill -9 -1; pkill -f .",
    "while true; do sleep 100 & done",
    "mkdir -p $(printf 'a/%.0s' $(seq 500)); echo done",
    "$(", "'", "<<E", "((((((((((", "\x00\x01", "nvidia-smi -l 0 -i 99", "python3 -c 'import os; os.system(\"id\")'",
)  # fmt: skip


@pytest.mark.parametrize("script", HOSTILE)
async def test_hostile_scripts_end_and_leave_the_node_usable(tmp_path: Path, script: str) -> None:
    async with running(tmp_path, "gpu-a01") as sim, connected(sim, "gpu-a01") as connection:
        process = await connection.create_process(script, encoding=None)
        process.stdin.write_eof()
        try:
            out = await asyncio.wait_for(process.stdout.read(200_000), 4)
            assert b"uid=0" not in out
            assert str(Path.home()).encode() not in out.replace(b"/root", b"")
        except TimeoutError:
            pass
        process.close()
        assert await run(connection, "echo fine; cat /etc/hostname") == (0, "fine\ngpu-a01\n", "")
