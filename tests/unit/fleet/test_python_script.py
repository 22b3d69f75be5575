from __future__ import annotations

import ast
import itertools
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from console.fleet import python_script
from console.fleet.framing import FrameDecoder, RawSample
from console.model.probe import Facts, Probe, Reading, When

NONCE = "leitstandabcd"
DIRECTLY = [sys.executable, "-u", "-c", python_script.BOOTSTRAP, NONCE, "0.2", "0.1"]
SHELLS = [shell for shell in ("sh", "bash", "dash", "zsh", "csh", "fish", "busybox") if shutil.which(shell)]


def probe(name: str, body: str) -> Probe:
    def parse(reading: Reading) -> Facts:
        del reading
        return {}

    return Probe(name, When.SAMPLE, parse, python=f"def read():\n    {body}")


def program(*probes: Probe, modules: dict[str, str] | None = None) -> bytes:
    text = python_script.source(probes, modules or {})
    ast.parse(text, feature_version=(3, 6))
    return python_script.line(text)


def start(command: list[str], first: bytes) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdin is not None
    process.stdin.write(first)
    process.stdin.flush()
    return process


def hear(process: subprocess.Popen[bytes], count: int, decoder: FrameDecoder | None = None) -> list[RawSample]:
    assert process.stdout is not None
    decoder, samples = decoder or FrameDecoder(NONCE), list[RawSample]()
    while len(samples) < count and (data := os.read(process.stdout.fileno(), 65536)):
        samples += decoder.feed(data)
    return samples


def end(process: subprocess.Popen[bytes]) -> tuple[int, bytes]:
    """Close the channel; the program must end by itself."""
    assert process.stdin is not None
    process.stdin.close()
    status = process.wait(5)
    assert process.stdout is not None
    assert process.stderr is not None
    complaints = process.stderr.read()
    process.stdout.close()
    process.stderr.close()
    return status, complaints


@pytest.mark.parametrize("shell", SHELLS)
def test_every_login_shell_starts_it(shell: str) -> None:
    line = python_script.command(sys.executable, NONCE, 0.2, 0.1)
    command = [shell, *(["sh"] if shell == "busybox" else []), "-c", line]
    process = start(command, program(probe("a", "return 'hé\\n', 0")))
    samples = hear(process, 2)
    assert [s.sequence for s in samples] == [1, 2]
    assert samples[0].readings == {"a": Reading(("hé", ""), 0)}
    assert end(process) == (0, b"")


def test_the_second_sample_comes_early_then_the_pace_is_even() -> None:
    process = start(DIRECTLY, program(probe("a", "return '', 0")))
    times = [s.node_seconds for s in hear(process, 4)]
    end(process)
    gaps = [later - earlier for earlier, later in itertools.pairwise(times)]
    assert 0.09 < gaps[0] < gaps[1]
    assert gaps[1] == pytest.approx(gaps[2], abs=0.1)


def test_a_part_that_raises_is_its_own_answer() -> None:
    process = start(
        DIRECTLY,
        program(probe("bad", "raise KeyError('x')"), probe("good", "return 'fine', 3")),
    )
    readings = hear(process, 1)[0].readings
    end(process)
    assert readings == {"bad": Reading("KeyError: 'x'", 255), "good": Reading("fine", 3)}


def test_a_call_that_hangs_is_named_left_alone_and_asked_again_when_it_is_back(tmp_path: Path) -> None:
    """As one into a driver that hangs. The others go on, and it is not called a second time meanwhile."""
    hangs, calls = tmp_path / "hangs", tmp_path / "calls"
    hangs.touch()
    body = f"""import os, time
    open({str(calls)!r}, "a").write("x")
    while os.path.exists({str(hangs)!r}):
        time.sleep(0.01)
    return "back", 0"""
    text = python_script.source([probe("driver", body), probe("load", "return 'fine', 0")], {})
    line = python_script.line(text.replace("PATIENCE, LEAST = 10.0, 1.0", "PATIENCE, LEAST = 0.3, 0.1"))
    process = start(DIRECTLY, line)
    decoder = FrameDecoder(NONCE)
    heard = [sample.readings for sample in hear(process, 3, decoder)]
    assert heard == [{"driver": Reading("", 124), "load": Reading("fine", 0)}, {}, {}]
    assert calls.read_text() == "x"
    hangs.unlink()
    later = [sample.readings for sample in hear(process, 3, decoder)]
    assert {"driver": Reading("back", 0)} in later
    end(process)


def test_only_what_is_new_is_sent_until_a_whole_sample_is_asked_for() -> None:
    process = start(
        DIRECTLY,
        program(
            probe("same", "return 'one\\ntwo', 0"), probe("moves", "import time; return 'up\\n%f' % time.time(), 0")
        ),
    )
    assert process.stdout is not None
    assert process.stdin is not None
    decoder, sizes, samples, asked = FrameDecoder(NONCE), list[int](), list[RawSample](), False
    while len(samples) < 5 and (data := os.read(process.stdout.fileno(), 65536)):
        samples += decoder.feed(data)
        sizes.append(len(data))
        if len(samples) >= 3 and not asked:
            asked = True
            process.stdin.write(b"\n")
            process.stdin.flush()
    end(process)
    assert ["same" in sample.readings for sample in samples[:3]] == [True, False, False]
    assert len({sample.readings["moves"].text for sample in samples}) == 5
    again = [sample.readings["same"] for sample in samples[3:] if "same" in sample.readings]
    assert again == [Reading(("one", "two"), 0)]


def test_modules_travel_with_it_and_win_over_installed_ones() -> None:
    process = start(
        DIRECTLY,
        program(probe("a", "return load('json').WORD, 0"), modules={"json": "WORD = 'sent'"}),
    )
    readings = hear(process, 1)[0].readings
    end(process)
    assert readings == {"a": Reading("sent", 0)}


def test_it_ends_when_nobody_listens() -> None:
    """The desk is gone but its end of standard input was inherited by something: EPIPE is the second sign."""
    process = start(DIRECTLY, program(probe("a", "return '', 0")))
    hear(process, 1)
    assert process.stdout is not None
    process.stdout.close()
    started = time.monotonic()
    assert process.wait(5) == 0
    assert time.monotonic() - started < 3
    assert process.stdin is not None
    assert process.stderr is not None
    process.stdin.close()
    process.stderr.close()


def test_an_interpreter_with_an_odd_name_is_quoted() -> None:
    line = python_script.command("/opt/my python/bin/python3", NONCE, 2.0)
    assert line.startswith("exec '/opt/my python/bin/python3' -u -c ")
    assert line.endswith(f" {NONCE} 2.0 0.0")


def test_a_nonce_that_a_shell_would_read_is_refused() -> None:
    with pytest.raises(ValueError, match="nonce"):
        python_script.command("python3", "x; reboot", 2.0)
