from __future__ import annotations

import asyncio
import socket
import stat
from collections.abc import AsyncIterator
from pathlib import Path
from typing import cast

import pytest

from console.app import desks
from console.app.desks import Desk, Desks, peer_uid
from console.model.arrangement import Arrangement
from console.model.ids import DeployId, TerminalId
from console.wire import messages as m
from console.wire.transport import Kind, PacketReader, packet


class Front:
    """Remembers what desks asked; greets each with an empty Welcome."""

    def __init__(self) -> None:
        self.asked: list[m.Request] = []
        self.left = 0
        self.watchers_left = 0

    def request(self, desk: Desk, request: m.Request) -> None:
        self.asked.append(request)
        if isinstance(request, m.Hello):
            desk.reply(request, m.Welcome("0", (), Arrangement(), (), (), simulated=False))

    def desk_left(self) -> None:
        self.left += 1

    def watcher_left(self, desk: Desk) -> None:
        del desk
        self.watchers_left += 1


class Window:
    """The other end: a desk as plain streams."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer
        self._packets = PacketReader()
        self._waiting: list[m.Event | m.Reply] = []

    def send(self, request: m.Request) -> None:
        self.writer.write(packet(Kind.MESSAGE, m.encode(request)))

    async def next(self) -> m.Event | m.Reply | None:
        while not self._waiting:
            data = await asyncio.wait_for(self.reader.read(4096), 5)
            if not data:
                return None
            self._waiting += [m.decode_event(payload) for _, _, payload in self._packets.feed(data)]
        return self._waiting.pop(0)


class Office:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.front = Front()
        self.desks = Desks(self.front)
        self.windows: list[Window] = []

    async def attach(self, *, protocol: int = m.PROTOCOL_VERSION, watch: bool = False, hand: bool = False) -> Window:
        window = Window(*await asyncio.open_unix_connection(str(self.path)))
        self.windows.append(window)
        window.send(m.Hello(id=1, protocol=protocol, watch=watch, hand=hand))
        return window


@pytest.fixture
async def office(test_home: Path) -> AsyncIterator[Office]:
    made = Office(test_home / "desks.sock")
    await made.desks.listen(made.path)
    yield made
    for window in made.windows:
        window.writer.close()
    await made.desks.close()


async def test_only_the_person_can_reach_the_socket(office: Office) -> None:
    assert stat.S_IMODE(office.path.stat().st_mode) == 0o600


async def test_a_desk_is_welcomed_and_then_heard(office: Office) -> None:
    window = await office.attach()
    reply = await window.next()
    assert isinstance(reply, m.Reply)
    assert isinstance(reply.value, m.Welcome)
    window.send(m.Reconnect(terminal_id=TerminalId(4)))
    await asyncio.sleep(0.05)
    assert office.front.asked[-1] == m.Reconnect(terminal_id=TerminalId(4))


async def test_who_has_not_said_hello_is_not_heard(office: Office) -> None:
    window = Window(*await asyncio.open_unix_connection(str(office.path)))
    office.windows.append(window)
    window.send(m.Leave(force=True))
    await asyncio.sleep(0.05)
    assert office.front.asked == []


async def test_a_second_desk_takes_over_and_the_first_is_told(office: Office) -> None:
    first = await office.attach()
    await first.next()
    second = await office.attach()
    await second.next()
    assert await first.next() == m.TakenOver()
    assert await first.next() is None, "its connection is closed"
    office.desks.tell(m.Bell(TerminalId(1)))
    assert await second.next() == m.Bell(TerminalId(1))
    assert office.front.left == 0, "there was a desk all the time"


async def test_a_desk_that_watches_takes_nothing_over_and_is_told_what_is_for_it(office: Office) -> None:
    first = await office.attach()
    await first.next()
    second = await office.attach(watch=True)
    await second.next()
    office.desks.tell(m.QuestionGone(3))
    office.desks.tell(m.ClipboardWrite(TerminalId(1), "secret"))
    office.desks.tell(m.Bell(TerminalId(1)))
    assert [await first.next() for _ in range(3)][2] == m.Bell(TerminalId(1))
    assert await second.next() == m.Bell(TerminalId(1)), "questions and the clipboard are not for it"
    second.writer.transport.abort()
    await asyncio.sleep(0.05)
    assert (office.front.left, office.front.watchers_left) == (0, 1)


async def test_a_desk_that_watches_takes_over_with_another_hello(office: Office) -> None:
    first = await office.attach()
    await first.next()
    second = await office.attach(watch=True)
    await second.next()
    second.send(m.Hello(id=2))
    assert await first.next() == m.TakenOver()
    await second.next()
    assert office.desks.watching == set()
    second.send(m.Hello(id=3, watch=True))
    await second.next()
    assert office.desks.attached is None
    assert office.front.left == 1, "nobody leads any more"


async def test_a_desk_that_vanishes_is_noticed(office: Office) -> None:
    window = await office.attach()
    await window.next()
    window.writer.transport.abort()
    await asyncio.sleep(0.05)
    assert office.front.left == 1
    assert office.desks.attached is None


async def test_another_protocol_is_refused_in_words(office: Office) -> None:
    window = await office.attach(protocol=99)
    reply = await window.next()
    assert isinstance(reply, m.Reply)
    assert reply.problem is not None
    assert reply.problem.code == "wire.version"
    assert await window.next() is None


async def test_garbage_ends_the_connection_and_nothing_else(office: Office) -> None:
    good = await office.attach()
    await good.next()
    bad = Window(*await asyncio.open_unix_connection(str(office.path)))
    office.windows.append(bad)
    bad.writer.write(packet(Kind.MESSAGE, b"\xc1garbage"))
    assert await asyncio.wait_for(bad.reader.read(), 5) == b""
    assert office.desks.attached is not None


async def test_a_desk_that_stops_reading_is_dropped_before_memory_fills(office: Office) -> None:
    await (await office.attach()).next()  # and never reads again
    for _ in range(80):
        office.desks.send_packet(Kind.FRAME, bytes(1 << 20), 1)
    await asyncio.sleep(0.05)
    assert office.desks.attached is None


async def test_a_desk_that_was_stopped_and_replaced_is_not_kept_for_ever(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desks, "FINISH_WITHIN_SECONDS", 0.05)
    first = await office.attach()
    await first.next()
    cast("asyncio.Transport", first.writer.transport).pause_reading()
    office.desks.send_packet(Kind.FRAME, bytes(4 << 20))
    await (await office.attach()).next()
    assert len(office.desks._all) == 2
    await asyncio.sleep(0.3)
    assert len(office.desks._all) == 1


async def test_what_is_told_to_a_desk_that_has_just_died_is_dropped_without_a_word(office: Office) -> None:
    """Else asyncio warns with each packet."""
    window = await office.attach()
    await window.next()
    window.writer.transport.abort()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    for _ in range(20):
        office.desks.tell(m.Bell(TerminalId(1)))
    await asyncio.sleep(0.05)
    assert office.desks.attached is None


async def test_nobody_attaches_to_a_core_that_is_about_to_end(office: Office) -> None:
    office.desks.stop_listening()
    assert not office.path.exists(), "a core that starts now knows by it that this one ends"
    with pytest.raises(FileNotFoundError):
        await asyncio.open_unix_connection(str(office.path))


def test_the_other_end_of_a_socket_pair_is_the_same_person() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        assert peer_uid(ours) == Path("/proc/self").stat().st_uid


async def test_a_hand_deploys_beside_the_desk_that_leads(office: Office) -> None:
    window = await office.attach()
    await window.next()
    hand = await office.attach(hand=True)
    assert isinstance(await hand.next(), m.Reply)
    assert office.desks.attached is not None and not office.desks.is_alone
    hand.send(m.FindNodes(id=2, names=("gpu01",)))
    hand.send(m.CloseTerminal(id=3, terminal_id=TerminalId(1)))
    refused = await hand.next()
    assert isinstance(refused, m.Reply) and refused.id == 3 and refused.problem == m.NOT_BY_HAND
    assert m.FindNodes(id=2, names=("gpu01",)) in office.front.asked
    office.desks.tell(m.DeployForgotten(DeployId("x")))
    assert await hand.next() == m.DeployForgotten(DeployId("x")) == await window.next()
    # What the window has asked for is the window's; sudo's password may be given at either.
    login = m.Question(question_id=1, kind=m.QuestionKind.PASSWORD, subject="ops@gpu01")
    asked = m.Question(question_id=2, kind=m.QuestionKind.SUDO, subject="ops@gpu01")
    for question in (login, asked):
        office.desks.tell(question)
    assert await hand.next() == asked and await window.next() == login
    hand.writer.close()
    while not office.front.watchers_left:
        await asyncio.sleep(0.01)
