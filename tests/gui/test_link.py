from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from console.ui.link import SocketLink


@pytest.fixture
def ends(qtbot: QtBot) -> Iterator[tuple[SocketLink, socket.socket]]:
    del qtbot
    ours, theirs = socket.socketpair()
    link = SocketLink(ours)
    yield link, theirs
    link.close()
    theirs.close()


def test_more_than_the_socket_takes_is_sent_whole_and_in_order(
    ends: tuple[SocketLink, socket.socket], qtbot: QtBot
) -> None:
    link, other = ends
    sent = bytes(range(256)) * 8192
    link.send(sent[: len(sent) // 2])
    link.send(sent[len(sent) // 2 :])
    other.settimeout(0.01)
    got = bytearray()

    def read() -> None:
        with contextlib.suppress(TimeoutError):
            got.extend(other.recv(1 << 16))
        assert len(got) == len(sent)

    qtbot.waitUntil(read, timeout=5000)
    assert got == sent


def test_what_arrives_is_handed_out(ends: tuple[SocketLink, socket.socket], qtbot: QtBot) -> None:
    link, other = ends
    with qtbot.waitSignal(link.received, timeout=2000) as signal:
        other.sendall(b"hello")
    assert signal.args == [b"hello"]


def test_the_end_of_the_core_is_told_once(ends: tuple[SocketLink, socket.socket], qtbot: QtBot) -> None:
    link, other = ends
    told: list[bool] = []
    link.lost.connect(lambda: told.append(True))
    other.close()
    qtbot.waitUntil(lambda: bool(told), timeout=2000)
    link.send(b"into the void")
    qtbot.wait(50)
    assert told == [True]


def test_the_last_words_of_the_core_are_read_by_a_window_that_was_just_speaking(
    ends: tuple[SocketLink, socket.socket], qtbot: QtBot
) -> None:
    link, other = ends
    order: list[bytes] = []
    link.received.connect(order.append)
    link.lost.connect(lambda: order.append(b"lost"))
    other.sendall(b"another window has taken over")
    other.close()
    link.send(b"into the void")
    link.send(b"and again")
    qtbot.waitUntil(lambda: b"lost" in order, timeout=2000)
    assert order == [b"another window has taken over", b"lost"]


def test_closing_on_purpose_tells_nobody(ends: tuple[SocketLink, socket.socket], qtbot: QtBot) -> None:
    link, other = ends
    told: list[bool] = []
    link.lost.connect(lambda: told.append(True))
    link.close()
    other.settimeout(1)
    assert other.recv(10) == b""
    qtbot.wait(50)
    assert told == []
