from __future__ import annotations

import asyncio
import threading

import pytest
from msgspec.structs import replace

from console import probes
from console.fleet import python_script, visit
from console.fleet.channel import ProbeEnded, ProbeFailure
from console.fleet.link import ProbeChannel, ProbeLink, ProbeSink
from console.fleet.local import LocalLink
from console.fleet.visit import Pace, Visit
from console.model.gpu import Gpu, GpuProcess
from console.model.node import Snapshot
from console.model.probe import Facts, Probe, Reading, When
from tests.unit.fleet.conftest import HandClock

PACE = Pace(0.1)


class NoisyLink(LocalLink):
    """A node whose login files print, and which counts its channels."""

    def __init__(self, before: str = "echo Welcome to example.com;") -> None:
        super().__init__()
        self.commands: list[str] = []
        self._before = before

    async def open_probe(self, command: str, sink: ProbeSink) -> ProbeChannel:
        self.commands.append(command)
        return await super().open_probe(f"{self._before} {command}", sink)


async def listen(
    link: ProbeLink, clock: HandClock, count: int, found: list[Probe] | None = None, visits: Visit | None = None
) -> list[Snapshot]:
    """Return the first samples of a visit."""
    heard: list[Snapshot] = []
    enough = asyncio.Event()

    def on_snapshot(sample: Snapshot) -> None:
        heard.append(sample)
        if len(heard) >= count:
            enough.set()

    task = asyncio.get_running_loop().create_task((visits or Visit(clock, found)).listen(link, PACE, on_snapshot))
    waiting = asyncio.get_running_loop().create_task(enough.wait())
    done, _ = await asyncio.wait([task, waiting], return_when=asyncio.FIRST_COMPLETED, timeout=20)
    for each in (task, waiting):
        each.cancel()
    await asyncio.gather(task, waiting, return_exceptions=True)
    await link.release()
    assert done, "no sample came"
    if task in done:
        task.result()
    return heard[:count]


def without_python() -> list[Probe]:
    """The probes of the house on a node where no Python is found."""
    return [replace(p, shell=p.shell.replace("python3", "nothing")) for p in probes.scan()]


async def test_a_node_with_python_is_surveyed_once_then_speaks_itself(clock: HandClock) -> None:
    link = NoisyLink()
    samples = await listen(link, clock, 3)
    assert [s.sequence for s in samples] == [1, 2, 3]
    assert len(link.commands) == 2
    assert "python3 -u -c" in link.commands[1]
    first = samples[0]
    assert first.taken_at == clock.now()
    assert first.distro is not None
    assert first.kernel
    assert first.cpu_count
    assert first.uptime_seconds
    assert first.load_1m is not None
    assert first.memory_total_bytes
    assert first.disk_free_bytes
    assert first.python_version


async def test_a_node_without_python_speaks_through_sh(clock: HandClock) -> None:
    link = NoisyLink()
    samples = await listen(link, clock, 2, without_python())
    assert [s.sequence for s in samples] == [1, 2]
    assert link.commands == ["exec sh", "exec sh"]
    assert samples[0].memory_total_bytes
    assert samples[0].python_version is None


async def test_a_python_that_cannot_run_the_probe_is_passed_over(clock: HandClock) -> None:
    broken = [
        replace(p, shell="echo 'python /bin/false Python 3.9.1'") if p.name == "platform" else p for p in probes.scan()
    ]
    link = NoisyLink()
    samples = await listen(link, clock, 1, broken)
    assert samples[0].uptime_seconds
    assert [command.split()[1] for command in link.commands] == ["sh", "/bin/false", "sh"]


class KillingLink(NoisyLink):
    """A node on which something kills Python the first so many times."""

    def __init__(self, times: int) -> None:
        super().__init__(":;")
        self._times = times

    async def open_probe(self, command: str, sink: ProbeSink) -> ProbeChannel:
        is_python = "zlib" in command
        self._before = "kill -KILL $$;" if is_python and self._times > 0 else ":;"
        self._times -= is_python
        return await super().open_probe(command, sink)

    def asked(self) -> list[str]:
        return ["python" if "zlib" in command else "sh" for command in self.commands]


async def test_a_python_that_was_killed_is_started_again(clock: HandClock) -> None:
    link = KillingLink(times=1)
    samples = await listen(link, clock, 1)
    assert samples[0].uptime_seconds
    assert link.asked() == ["sh", "python", "python"], "it is not the program that was wrong"


async def test_where_python_is_killed_again_sh_does_it_for_a_while(
    clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visit, "PYTHON_AGAIN_SECONDS", 2.5)
    link = KillingLink(times=2)
    heard: list[Snapshot] = []
    async with asyncio.timeout(30):
        task = asyncio.get_running_loop().create_task(Visit(clock).listen(link, PACE, heard.append))
        while link.asked() != ["sh", "python", "python", "sh", "python"] or len(heard) < 3:
            await asyncio.sleep(0.05)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert all(sample.uptime_seconds for sample in heard)


async def test_a_login_shell_that_runs_nothing_says_so(clock: HandClock) -> None:
    with pytest.raises(ProbeFailure) as caught:
        await listen(NoisyLink("echo This account is not available; exit 0;"), clock, 1)
    assert caught.value.code == "fleet.no_shell"


async def test_a_login_shell_that_fails_says_how(clock: HandClock) -> None:
    with pytest.raises(ProbeEnded, match=r"exit status 3.*go away"):
        await listen(NoisyLink("echo go away >&2; exit 3;"), clock, 1)


async def test_a_node_that_hangs_is_given_up(clock: HandClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visit, "SURVEY_SECONDS", 0.2)
    with pytest.raises(ProbeFailure) as caught:
        await listen(NoisyLink("sleep 60;"), clock, 1)
    assert caught.value.code == "fleet.probe_silent"


async def test_the_program_is_packed_once_and_beside_the_loop(
    clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It takes ten milliseconds, in which no terminal would move, and a thousand nodes get the same."""
    packed_in: list[threading.Thread] = []
    line = python_script.line

    def pack(program: str) -> bytes:
        packed_in.append(threading.current_thread())
        return line(program)

    monkeypatch.setattr(python_script, "line", pack)
    visits = Visit(clock)
    for _ in range(2):
        await listen(NoisyLink(), clock, 1, visits=visits)
    assert len(packed_in) == 1
    assert threading.current_thread() not in packed_in


async def test_what_is_not_asked_each_time_holds_until_it_is(clock: HandClock) -> None:
    gpus = Probe("nvidia", When.SAMPLE, lambda _reading: {"gpus": (Gpu(0),)}, shell="echo")
    apps = (GpuProcess("GPU-1", 7),)

    def parse(reading: Reading) -> Facts:
        return {"gpu_processes": apps} if reading.text else {}

    seldom = Probe("gpu_processes", When.SAMPLE, parse, shell='[ "$n" = 2 ] && echo apps; return 0')
    once = next(probe for probe in without_python() if probe.name == "platform")
    samples = await listen(NoisyLink(), clock, 3, [gpus, seldom, once])
    assert [sample.gpu_processes for sample in samples] == [None, apps, apps]
