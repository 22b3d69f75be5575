"""Commands, scripts on the standard input, and people at terminals."""

from __future__ import annotations

import asyncio
from pathlib import Path

from tests.sim import PROMPT, StillClock, connected, person_at, run, running


async def test_a_command_has_output_errors_and_a_status(tmp_path: Path) -> None:
    async with running(tmp_path, "gpu-a01") as sim, connected(sim, "gpu-a01") as connection:
        assert await run(connection, "echo out; echo err >&2; exit 3") == (3, "out\n", "err\n")
        assert (await run(connection, "nosuchthing"))[2] == "bash: nosuchthing: command not found\n"


async def test_a_command_reads_what_the_client_sends(tmp_path: Path) -> None:
    async with running(tmp_path, "gpu-a01") as sim, connected(sim, "gpu-a01") as connection:
        assert (await run(connection, "cat > /tmp/x; wc -c < /tmp/x", b"twelve bytes"))[1].strip() == "12"


async def test_a_command_that_reads_nothing_does_not_wait(tmp_path: Path) -> None:
    async with running(tmp_path, "gpu-a01") as sim, connected(sim, "gpu-a01") as connection:
        process = await connection.create_process("ps -ef | grep vllm | head -n 1", encoding=None)
        assert b"vllm" in await asyncio.wait_for(process.stdout.read(), 5)
        process.close()


async def test_a_script_runs_as_it_arrives_and_sees_live_files(tmp_path: Path) -> None:
    async with running(tmp_path, "gpu-a01") as sim, connected(sim, "gpu-a01") as connection:
        process = await connection.create_process("exec sh", encoding=None)
        process.stdin.write(
            b"n=0\nwhile :; do\n  n=$((n + 1))\n  echo sample $n\n  cat /proc/uptime\n  sleep 0.1\ndone\n"
        )
        first = await asyncio.wait_for(process.stdout.readuntil(b"sample 2\n"), 5)
        clock = sim.settings.clock
        assert isinstance(clock, StillClock)
        clock.passed += 50
        later = await asyncio.wait_for(process.stdout.readuntil(b"sample 5\n"), 5)
        before, after = float(first.split(b"\n")[1].split()[0]), float(later.split(b"\n")[-3].split()[0])
        assert after - before >= 50
        process.close()
        await asyncio.wait_for(process.wait_closed(), 5)


async def test_the_end_of_the_channel_ends_what_runs(tmp_path: Path) -> None:
    async with running(tmp_path, "gpu-a01") as sim, connected(sim, "gpu-a01") as connection:
        process = await connection.create_process("sleep 1000", encoding=None)
        node = sim.nodes["gpu-a01"]
        while not node.processes.visitors():
            await asyncio.sleep(0.01)
        process.close()
        for _ in range(200):
            if not node.processes.visitors():
                break
            await asyncio.sleep(0.01)
        assert not node.processes.visitors()


async def test_control_c_stops_a_sleep_and_a_busy_loop(tmp_path: Path) -> None:
    async with (
        running(tmp_path, "gpu-a01") as sim,
        connected(sim, "gpu-a01") as connection,
        person_at(connection) as person,
    ):
        await person.reads(PROMPT)
        for line in (b"sleep 1000\r", b"while :; do :; done\r", b"while :; do sleep 1; done\r"):
            person.types(line)
            await asyncio.sleep(0.3)
            person.types(b"\x03")
            await person.reads(rb"\^C.*" + PROMPT)
        person.types(b"echo still $?\r")
        await person.reads(rb"still 130\r\n")


async def test_watch_repaints_and_gives_the_screen_back(tmp_path: Path) -> None:
    async with (
        running(tmp_path, "gpu-a01") as sim,
        connected(sim, "gpu-a01") as connection,
        person_at(connection) as person,
    ):
        await person.reads(PROMPT)
        person.types(b"watch -n 0.2 nvidia-smi\r")
        await person.reads(rb"\x1b\[\?1049h.*Every 0\.2s: nvidia-smi.*NVIDIA H100.*\x1b\[H.*NVIDIA H100")
        person.types(b"\x03")
        await person.reads(rb"\x1b\[\?1049l.*" + PROMPT)


async def test_lines_typed_ahead_and_unfinished_ones(tmp_path: Path) -> None:
    async with (
        running(tmp_path, "gpu-a01") as sim,
        connected(sim, "gpu-a01") as connection,
        person_at(connection) as person,
    ):
        await person.reads(PROMPT)
        person.types(b"for i in 1 2\rdo echo number-$i\rdone\recho 'a\rb'\r")
        await person.reads(rb"number-1\r\nnumber-2\r\n.*a\r\nb\r\n")
        person.types(b"cat > note\rfirst\rsecond\r")
        await asyncio.sleep(0.3)
        person.types(b"\x04")
        await person.reads(PROMPT)
        person.types(b"wc -l note; history | tail -n 1\r")
        await person.reads(rb"2 note.*history \| tail")


async def test_leaving_tells_the_status(tmp_path: Path) -> None:
    async with running(tmp_path, "gpu-a01") as sim, connected(sim, "gpu-a01") as connection:
        async with person_at(connection) as person:
            await person.reads(rb"Welcome to Ubuntu.*" + PROMPT)
            person.types(b"exit 4\r")
            await person.reads(rb"logout\r\n")
            await asyncio.wait_for(person.process.wait_closed(), 5)
            assert person.process.exit_status == 4
        assert not sim.nodes["gpu-a01"].sessions


async def test_a_line_that_breaks_is_no_defect(tmp_path: Path) -> None:
    """What is written into the core's log as one would fail this test."""
    async with running(tmp_path, "gpu-a01") as sim:
        async with connected(sim, "gpu-a01") as connection, person_at(connection) as person:
            await person.reads(PROMPT)
            connection.abort()
        async with connected(sim, "gpu-a01") as connection:
            for _ in range(8):
                process = await connection.create_process(term_type="xterm", term_size=(80, 24), encoding=None)
                process.change_terminal_size(100, 30)
                process.close()
            assert (await run(connection, "echo alive"))[1] == "alive\n"
