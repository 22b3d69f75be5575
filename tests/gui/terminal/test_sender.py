from __future__ import annotations

from collections.abc import Callable

from console.model.ids import TerminalId
from console.ui.terminal.input import Stroke
from console.ui.terminal.selection import Selection, Spot
from console.ui.terminal.sender import Sender
from console.wire.messages import FrameAck, KeyPress, Mods, Paste, ReadText, Request, decode_request, encode

ME = TerminalId(7)


def test_requests_are_ready_for_the_wire() -> None:
    said: list[Request] = []
    sender = Sender(ME, said.append, None)
    sender.key(Stroke("c", "", Mods(control=True)))
    sender.typed("漢字")
    sender.mouse("wheel", 4, 3, 2, Mods())
    sender.scroll(None)
    sender.painted(9, 0.002)
    assert said[0] == KeyPress(terminal_id=ME, key="c", mods=Mods(control=True))
    assert said[1] == KeyPress(terminal_id=ME, key="", text="漢字")
    assert said[-1] == FrameAck(terminal_id=ME, sequence=9, paint_seconds=0.002)
    assert [decode_request(encode(request)) for request in said] == said
    assert all(request.id == 0 for request in said)


def test_what_was_said_is_not_said_again() -> None:
    said: list[Request] = []
    sender = Sender(ME, said.append, None)
    for _ in range(2):
        sender.resize(80, 24, 8, 18)
        sender.show(visible=True, focused=False)
    assert len(said) == 2
    sender.resize(81, 24, 8, 18)
    sender.show(visible=True, focused=True)
    assert len(said) == 4


def test_nothing_is_not_pasted() -> None:
    said: list[Request] = []
    sender = Sender(ME, said.append, None)
    sender.paste("")
    sender.paste("a\nb")
    assert said == [Paste(terminal_id=ME, text="a\nb")]


def test_marked_text_is_asked_for_and_trimmed() -> None:
    asked: list[tuple[Request, Callable[[object], None]]] = []
    got: list[str] = []
    sender = Sender(ME, lambda _: None, lambda *question: asked.append(question))
    sender.read(Selection(Spot(3, 1), Spot(5, 9), block=True), got.append)
    assert asked[0][0] == ReadText(terminal_id=ME, start_row=3, start_col=1, end_row=5, end_col=9, block=True)
    for reply in (None, "", 5, "a  \nb "):
        asked[0][1](reply)
    assert got == ["a\nb"]
    Sender(ME, lambda _: None, None).read(Selection(Spot(0, 0), Spot(0, 1)), got.append)
    assert len(got) == 1
