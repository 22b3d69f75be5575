from __future__ import annotations

import numpy as np

from console.app.frames import FrameSender
from console.wire.frames import CursorShape, Frame, FrameFlag, Mode, decode_glyphs
from console.wire.transport import Kind


class Post:
    """Keeps what would go to a desk."""

    def __init__(self) -> None:
        self.packets: list[tuple[Kind, bytes]] = []

    def send_packet(self, kind: Kind, payload: bytes, terminal_id: int = 0) -> None:
        del terminal_id
        self.packets.append((kind, payload))

    def kinds(self) -> list[Kind]:
        return [kind for kind, _ in self.packets]


FRAME = Frame(
    terminal_id=1, sequence=1, generation=1, cols=1, rows=1, scroll=0, cursor_x=0, cursor_y=0,
    cursor_shape=CursorShape.BLOCK, flags=FrameFlag.FULL, modes=Mode(0), cursor_color=0, history_rows=0, oldest_row=0,
    first_row=0, produced_at=0.0, row_numbers=np.zeros(1, np.uint16), keys=np.zeros((1, 1), np.uint64),
)  # fmt: skip


def test_a_desk_gets_each_glyph_once_and_before_the_frame_that_needs_it() -> None:
    post = Post()
    sender = FrameSender(post)
    sender.send_frame(FRAME)
    slot = sender.glyphs.slot("é")
    sender.send_frame(FRAME)
    sender.send_frame(FRAME)
    assert post.kinds() == [Kind.GLYPHS, Kind.FRAME, Kind.GLYPHS, Kind.FRAME, Kind.FRAME]
    _, first, glyphs = decode_glyphs(post.packets[2][1])
    assert (first, [glyph.text for glyph in glyphs]) == (slot, ["é"])


def test_a_new_desk_gets_the_whole_table() -> None:
    post = Post()
    sender = FrameSender(post)
    sender.glyphs.slot("é")
    sender.send_frame(FRAME)
    sender.forget()
    sender.send_frame(FRAME)
    tables = [decode_glyphs(payload) for kind, payload in post.packets if kind is Kind.GLYPHS]
    assert [(first, len(glyphs)) for _, first, glyphs in tables] == [(0, 382), (0, 382)]


def test_a_new_generation_is_sent_from_its_beginning() -> None:
    post = Post()
    sender = FrameSender(post)
    sender.glyphs.slot("é")
    sender.send_frame(FRAME)
    sender.glyphs.reset()
    sender.send_frame(FRAME)
    generation, first, glyphs = decode_glyphs(post.packets[2][1])
    assert (generation, first, len(glyphs)) == (2, 0, 381)


def test_two_desks_of_one_table_each_get_all_glyphs() -> None:
    leader, watcher = Post(), Post()
    first = FrameSender(leader)
    second = FrameSender(watcher, first.glyphs)
    first.glyphs.slot("é")
    first.send_frame(FRAME)
    second.send_frame(FRAME)
    assert leader.packets == watcher.packets
