"""Desks that look on: a core in a thread, one desk that leads and others that watch."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from console.app import paths
from console.app.desk import hello
from console.app.profile import Profile
from console.model.ids import TerminalId
from console.wire import messages as m
from tests.core import Client, attach, core_in_thread

SOCKET = "fleet.sock"


@pytest.fixture
def leader(test_home: object, monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    del test_home
    monkeypatch.setenv("SHELL", "/bin/sh")
    with core_in_thread() as client:
        client.welcome()
        yield client


@contextmanager
def watcher() -> Iterator[Client]:
    path = Profile().socket(paths.user_folders().runtime)
    client = attach(str(path), watch=True)
    try:
        assert client.welcome().watching
        yield client
    finally:
        client.socket.close()


def both_until(first: Client, second: Client, condition: object, within: float = 20.0) -> None:
    """Read from both desks until something holds."""
    assert callable(condition)
    deadline = time.monotonic() + within
    while not condition():
        assert time.monotonic() < deadline
        first.read(0.02)
        second.read(0.02)


def look(client: Client, terminal_id: TerminalId) -> None:
    client.send(m.ShowTerminal(terminal_id=terminal_id, visible=True, focused=False))


def test_a_watcher_sees_what_the_leader_types_and_cannot_type_itself(leader: Client) -> None:
    terminal_id = leader.open()
    with watcher() as other:
        assert [tab.terminal_id for tab in other.welcome().tabs] == [terminal_id]
        leader.until(lambda: leader.of(m.WatchersChanged) == [m.WatchersChanged(1)])
        look(other, terminal_id)
        other.type(terminal_id, "echo in$((1))truder\n")
        leader.type(terminal_id, "echo le$((1))ader\n")
        both_until(leader, other, lambda: "le1ader" in other.screen(terminal_id))
        assert "in1truder" not in leader.screen(terminal_id)
        for request in (
            m.CloseTerminal(terminal_id=terminal_id),
            m.OpenTerminal(node_id=other.welcome().tabs[0].node_id),
            m.ResizeTerminal(terminal_id=terminal_id, cols=5, rows=5, cell_width=8, cell_height=18),
            m.Leave(force=True),
        ):
            assert other.refused(request) == m.WATCHING.code
        assert not other.ended
        number = other.ask(m.ReadText(terminal_id=terminal_id, start_row=0, start_col=0, end_row=1, end_col=0))
        assert isinstance(number, str), "reading changes nothing"
    leader.until(lambda: leader.of(m.WatchersChanged)[-1] == m.WatchersChanged(0))


def test_a_watcher_sees_terminals_come_move_and_go(leader: Client) -> None:
    with watcher() as other:
        terminal_id = leader.open()
        other.until(lambda: other.tab(terminal_id) is not None)
        look(other, terminal_id)
        both_until(leader, other, lambda: other.screen(terminal_id).strip() != "")
        second = leader.open()
        arranged = leader.of(m.Arranged)[-1].arrangement.with_focus(terminal_id)
        leader.send(m.ArrangeTabs(arrangement=arranged))
        other.until(lambda: bool(other.of(m.Arranged)) and other.of(m.Arranged)[-1].arrangement == arranged)
        leader.send(m.CloseTerminal(terminal_id=second))
        other.until(lambda: other.of(m.TabClosed) == [m.TabClosed(second)])


def test_a_watcher_that_reads_nothing_does_not_slow_the_leader(leader: Client) -> None:
    terminal_id = leader.open()
    with watcher() as other:
        look(other, terminal_id)
        leader.until(lambda: leader.screen(terminal_id).strip() != "")
        before = len(leader.frames)
        leader.type(
            terminal_id, "i=0; while [ $i -lt 60 ]; do echo line $i; i=$((i+1)); sleep 0.02; done; echo fini''shed\n"
        )
        leader.until(lambda: "finished" in leader.screen(terminal_id), 30)
        assert len(leader.frames) - before > 20
        both_until(leader, other, lambda: "finished" in other.screen(terminal_id))
        assert len([frame for frame in other.frames if frame.terminal_id == terminal_id]) < 12


def test_a_watcher_takes_over_and_the_leader_may_watch_then(leader: Client) -> None:
    terminal_id = leader.open()
    with watcher() as other:
        other.socket.sendall(hello(number=9))
        other.until(lambda: 9 in other.replies)
        welcome = other.replies[9].value
        assert isinstance(welcome, m.Welcome)
        assert not welcome.watching
        leader.wait_ended()
        assert leader.of(m.TakenOver)
        other.send(m.ShowTerminal(terminal_id=terminal_id, visible=True, focused=True))
        other.type(terminal_id, "echo my $((6*7))\n")
        other.until(lambda: "my 42" in other.screen(terminal_id))
        with watcher() as former:
            look(former, terminal_id)
            both_until(other, former, lambda: "my 42" in former.screen(terminal_id))
        other.send(m.Leave(force=True))
        other.wait_ended()


def test_a_core_whose_leader_has_gone_is_kept_by_a_watcher(leader: Client) -> None:
    terminal_id = leader.open()
    leader.until(lambda: leader.screen(terminal_id).strip() != "")
    with watcher() as other:
        look(other, terminal_id)
        leader.socket.close()
        leader.ended = True
        other.until(lambda: other.screen(terminal_id).strip() != "")
        other.socket.sendall(hello(number=5))
        other.until(lambda: 5 in other.replies)
        other.send(m.Leave(force=True))
        other.wait_ended()
