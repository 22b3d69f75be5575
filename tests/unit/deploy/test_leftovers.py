"""What was cut off on a node is found and ended, and nothing else is."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
from pathlib import Path

import pytest

from console.deploy import leftovers


def sh(script: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["/bin/sh", "-s"], input=script, text=True, capture_output=True, timeout=30, check=False)


def begin(script: str) -> subprocess.Popen[bytes]:
    """Start a script as sshd starts one: as the leader of a session."""
    process = subprocess.Popen(["/bin/sh", "-s"], stdin=subprocess.PIPE, start_new_session=True)
    assert process.stdin is not None
    process.stdin.write(script.encode())
    process.stdin.close()
    return process


async def until(path: Path) -> None:
    while not path.exists():
        await asyncio.sleep(0.01)


async def test_a_step_is_ended_with_all_that_it_started_but_what_has_its_own_session(tmp_path: Path) -> None:
    folder = tmp_path / "it's $here"
    folder.mkdir()
    kept, child = folder / "kept", folder / "child"
    work = (
        f'setsid sh -c \'echo $$ >"$1"; exec sleep 60\' sh "{kept}" &\n'
        f'sh -c \'echo $$ >"$1"; exec sleep 60\' sh "{child}"\n'
    ).replace("$here", "\\$here")
    process = begin(leftovers.marked(work, str(folder)))
    await until(kept)
    await until(child)
    assert sh(leftovers.end(str(folder))).returncode == 0
    assert await asyncio.to_thread(process.wait, 10) == -signal.SIGTERM
    with pytest.raises(ProcessLookupError):
        os.kill(int(child.read_text()), 0)
    os.kill(int(kept.read_text()), signal.SIGKILL)  # it lived
    await asyncio.get_running_loop().shutdown_default_executor()


async def test_a_number_that_was_given_to_another_program_is_left_alone(tmp_path: Path) -> None:
    process = begin(leftovers.marked("sleep 60", str(tmp_path)))
    mark = tmp_path / leftovers.MARK
    await until(mark)
    pid, started = (await asyncio.to_thread(mark.read_text)).split()
    assert int(pid) == process.pid
    mark.write_text(f"{pid} {int(started) - 7}\n")
    assert sh(leftovers.end(str(tmp_path))).returncode == 0
    assert process.poll() is None
    for text in ("1 1\n", "\n", "x y\n", "999999999 5\n"):
        mark.write_text(text)
        sh(leftovers.end(str(tmp_path)))
    assert process.poll() is None
    os.killpg(process.pid, signal.SIGKILL)
    process.wait(10)
    await asyncio.get_running_loop().shutdown_default_executor()


def test_without_a_folder_nothing_is_marked_and_the_command_runs_all_the_same(tmp_path: Path) -> None:
    done = sh(leftovers.marked('echo "$# done"; exit 3', str(tmp_path / "none")))
    assert (done.returncode, done.stdout) == (3, "0 done\n")
    assert sh(leftovers.end(str(tmp_path / "none"))).returncode == 0
