from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import pytest

from console.model.arrangement import Arrangement
from console.model.errors import Problem
from console.model.gpu import Gpu
from console.model.ids import NodeId, TerminalId
from console.model.node import ChangeSet, Distro, Node, NodeView, Snapshot, Source
from console.model.service import DeployRequest
from console.wire import messages as m
from console.wire.messages import codec

NODE = NodeView(
    Node(NodeId("fra1/gpu-a01"), "gpu-a01", ("FRA1", "Rack A01"), "192.0.2.11", Source.INVENTORY),
    snapshot=Snapshot(
        1,
        datetime(2026, 11, 20, 13, 31, tzinfo=UTC),
        distro=Distro("ubuntu", "debian", "Ubuntu", "24.04", "Ubuntu 24.04.3 LTS", "glibc 2.39"),
        gpus=(
            Gpu(0, temperature_celsius=63.0),
            Gpu(1, fault=Problem("gpu.lost", "GPU {index} is lost.", "", {"index": "1"})),
        ),
    ),
)


@pytest.mark.parametrize(
    "event",
    [
        m.FleetChanged(ChangeSet((NODE,), (NodeId("gone"),))),
        m.TabChanged(m.Tab(TerminalId(3), NODE.node.id, "vim", state=m.TabState.LOST, problem=Problem("a", "b"))),
        m.Reply(4, m.Welcome("0.1.0", (), Arrangement(), (NODE,), (), simulated=True)),
        m.Reply(5, "text"),
        m.Reply(6, problem=Problem("a", "b", "c", {"d": "e"})),
        m.Question(question_id=1, kind=m.QuestionKind.TRUST_HOST_KEY, subject="gpu01", fingerprint="SHA256:x"),
    ],
)
def test_events_and_replies_arrive_as_they_were_sent(event: m.Event | m.Reply) -> None:
    assert m.decode_event(m.encode(event)) == event


@pytest.mark.parametrize(
    "request_",
    [
        m.KeyPress(terminal_id=TerminalId(1), key="Enter", mods=m.Mods(control=True)),
        m.RunPreflight(id=9, deploy=DeployRequest((NodeId("a"),), "smollm2-135m")),
        m.SetPalette(foreground=1, background=2, cursor=3, ansi=tuple(range(16))),
    ],
)
def test_requests_arrive_as_they_were_sent(request_: m.Request) -> None:
    assert m.decode_request(m.encode(request_)) == request_


def test_an_event_is_no_request() -> None:
    with pytest.raises(msgspec.ValidationError):
        m.decode_request(m.encode(m.Bell(TerminalId(1))))


def test_bytes_that_mean_nothing_raise_the_one_error_that_callers_catch() -> None:
    with pytest.raises(msgspec.DecodeError):
        m.decode_request(b"\xff\x00nonsense")


@pytest.mark.parametrize(
    "message",
    [
        m.Bell(TerminalId(1)),
        m.Reply(5, "text"),
        m.KeyPress(terminal_id=TerminalId(1), key="Enter"),
        # More fields than a short map takes.
        msgspec.defstruct("Many", [(f"field{number}", int, 1) for number in range(20)], tag=True)(),
    ],
)
def test_of_which_kind_a_message_is_stands_at_its_beginning(message: m.Message) -> None:
    assert codec._name(m.encode(message)) == type(message).__name__


def test_a_message_that_says_its_kind_last_is_understood_as_well() -> None:
    assert m.decode_event(msgspec.msgpack.encode({"terminal_id": 1, "type": "Bell"})) == m.Bell(TerminalId(1))
    assert m.decode_request(msgspec.msgpack.encode({"id": 3, "type": "ListModels"})) == m.ListModels(id=3)


@pytest.mark.parametrize("end", range(8))
def test_a_message_that_is_cut_off_raises_the_same_error(end: int) -> None:
    with pytest.raises(msgspec.DecodeError):
        m.decode_event(m.encode(m.Bell(TerminalId(1)))[:end])
