"""Real core processes: started, attached to, killed."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from console.app import launch, paths
from console.app.desk import hello
from console.app.profile import Profile
from console.model.errors import ConsoleError
from console.model.ids import TerminalId
from console.wire import messages as m
from tests.core import Client
from tests.sshd import descendants


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    (tmp_path / "ssh_config").write_text("")
    return Profile(name="launch", inventory=(str(tmp_path / "none.toml"),), ssh_config=(str(tmp_path / "ssh_config"),))


@pytest.fixture
def core(profile: Profile) -> Iterator[tuple[Client, launch.CoreEnd]]:
    end = launch.connect(profile, hello())
    client = Client(end.socket)
    yield client, end
    if not client.ended:
        client.send(m.Leave(force=True))
        client.wait_ended()
    end.wait()
    end.socket.close()


def test_the_first_request_waits_in_the_socket_until_the_core_is_up(core: tuple[Client, launch.CoreEnd]) -> None:
    client, end = core
    assert end.pid is not None
    assert client.welcome().tabs == ()


def test_the_core_leads_a_session_of_its_own_so_that_it_survives_the_desk(core: tuple[Client, launch.CoreEnd]) -> None:
    client, end = core
    client.welcome()
    assert end.pid is not None
    assert os.getsid(end.pid) == end.pid


def test_a_second_desk_attaches_to_the_core_that_runs(core: tuple[Client, launch.CoreEnd], profile: Profile) -> None:
    first, _ = core
    terminal_id = first.open()
    second_end = launch.connect(profile, hello())
    assert second_end.pid is None, "no second core was started"
    second = Client(second_end.socket)
    assert [tab.terminal_id for tab in second.welcome().tabs] == [terminal_id]
    second.send(m.Leave(force=True))
    second.wait_ended()
    second_end.socket.close()
    first.ended = True


def test_a_second_desk_may_only_watch(core: tuple[Client, launch.CoreEnd], profile: Profile) -> None:
    first, _ = core
    first.welcome()
    end = launch.watch(profile, hello(watch=True))
    second = Client(end.socket)
    assert second.welcome().watching
    assert not first.ended
    second.socket.close()


def test_without_a_core_there_is_nothing_to_watch_and_none_is_started(profile: Profile) -> None:
    with pytest.raises(ConsoleError, match="nothing to watch"):
        launch.watch(profile, hello(watch=True))


def test_a_core_that_was_killed_leaves_a_socket_that_the_next_one_replaces(
    core: tuple[Client, launch.CoreEnd], profile: Profile
) -> None:
    client, end = core
    client.welcome()
    assert end.pid is not None
    os.kill(end.pid, signal.SIGKILL)
    client.wait_ended()
    end.wait()
    assert profile.socket(paths.user_folders().runtime).exists()
    again = launch.connect(profile, hello())
    assert again.pid is not None
    fresh = Client(again.socket)
    fresh.welcome()
    fresh.send(m.Leave(force=True))
    fresh.wait_ended()
    again.wait()
    again.socket.close()


def test_a_core_that_cannot_be_started_is_told_in_words(profile: Profile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.executable", "/nonexistent/python")
    with pytest.raises(ConsoleError, match="could not be started: No such file"):
        launch.connect(profile, hello())


def test_a_log_that_cannot_be_written_is_told_in_words(
    profile: Profile, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(paths.HOME_VARIABLE, str(tmp_path))
    (tmp_path / "state").write_text("no folder")
    with pytest.raises(ConsoleError, match="could not be written"):
        launch.spawn(profile, hello())


def test_a_home_that_is_too_deep_for_a_socket_is_told_in_words(
    profile: Profile, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(paths.HOME_VARIABLE, str(tmp_path / ("x" * 120)))
    with pytest.raises(ConsoleError, match="too long for a socket"):
        launch.connect(profile, hello())


def test_the_log_does_not_grow_for_ever(profile: Profile, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(paths.HOME_VARIABLE, str(tmp_path))
    folder = tmp_path / "state/log"
    folder.mkdir(parents=True)
    (folder / "core-launch.log").write_bytes(bytes(launch.MOST_LOG_BYTES + 1))
    monkeypatch.setattr("sys.executable", "/nonexistent/python")
    with pytest.raises(ConsoleError):
        launch.spawn(profile, hello())
    assert (folder / "core-launch.log").stat().st_size == 0
    assert (folder / "core-launch.log.old").stat().st_size > launch.MOST_LOG_BYTES


def has_terminal(pid: int) -> bool:
    """Say whether a process runs in a terminal; what the core starts beside its shells does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[4] != "0"
    except OSError:
        return False


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_shell_does_not_get_the_line_to_the_desk(core: tuple[Client, launch.CoreEnd]) -> None:
    """It could speak in the core's name, and would keep the line open after the core is gone."""
    client, end = core
    assert end.pid is not None
    client.type(client.open(), "echo $((6*7))\n")
    client.until(lambda: any("\n42" in client.screen(TerminalId(number)) for number in client.screens))
    (shell,) = [pid for pid in descendants(end.pid) if has_terminal(pid)]
    held = [str(entry.readlink()) for entry in Path(f"/proc/{shell}/fd").iterdir()]
    assert [name for name in held if name.startswith("socket:")] == []
