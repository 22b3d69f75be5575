"""A node."""

from __future__ import annotations

from tests.sim import StillClock, node


def test_commands_are_those_of_the_distribution() -> None:
    assert {"apt", "dpkg", "nvidia-smi"} <= set(node("gpu-a01").commands)
    assert not {"dnf", "rpm", "apk"} & set(node("gpu-a01").commands)
    assert {"dnf", "rpm", "python3.12"} <= set(node("gpu-a04").commands)
    assert not {"nvidia-smi", "docker", "python3"} & set(node("jump-01").commands)


def test_files_under_proc_follow_the_clock() -> None:
    own = node()
    before = float(own.files.text("/proc/uptime").split()[0])
    clock = own.story.clock
    assert isinstance(clock, StillClock)
    clock.passed += 100
    own.refresh()
    assert float(own.files.text("/proc/uptime").split()[0]) - before == 100
    assert own.uptime_seconds() - before > 99


def test_input_is_kept_in_a_file_of_its_own() -> None:
    own = node()
    assert own.stdin_file(b"a") != own.stdin_file(b"b")
