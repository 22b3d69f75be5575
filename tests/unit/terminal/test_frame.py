"""Frames: what changed, moved rather than sent again. A desk that applies them shows what the engine shows."""

from __future__ import annotations

import random

import numpy as np
import pytest

from console.terminal.engine import EngineKind
from console.terminal.frame import FrameMaker, foregrounds
from console.terminal.glyphs import GlyphTable
from console.wire.frames import Frame, FrameFlag, decode_frame, encode_frame
from tests.unit.terminal.screens import KINDS, engine


class Desk:
    """Applies frames as the widget does."""

    def __init__(self) -> None:
        self.keys = np.zeros((0, 0), np.uint64)
        self.attributes = np.zeros((0, 0), np.uint16)
        self.wrapped = np.zeros(0, np.bool_)
        self.rows_received = 0

    def apply(self, frame: Frame) -> None:
        frame = decode_frame(encode_frame(frame))
        if frame.flags & FrameFlag.FULL:
            self.keys = np.zeros((frame.rows, frame.cols), np.uint64)
            self.attributes = np.zeros((frame.rows, frame.cols), np.uint16)
            self.wrapped = np.zeros(frame.rows, np.bool_)
        if frame.scroll:
            for kept in (self.keys, self.attributes, self.wrapped):
                if frame.scroll > 0:
                    kept[: -frame.scroll] = kept[frame.scroll :].copy()
                else:
                    kept[-frame.scroll :] = kept[: frame.scroll].copy()
        self.keys[frame.row_numbers] = frame.keys
        self.attributes[frame.row_numbers] = 0 if frame.attributes is None else frame.attributes
        self.wrapped[frame.row_numbers] = False if frame.wrapped is None else frame.wrapped
        self.rows_received += len(frame.row_numbers)


@pytest.mark.parametrize("kind", KINDS)
def test_frames_add_up_to_the_screen(kind: EngineKind) -> None:
    terminal, glyphs, maker, desk = engine(kind, 30, 10), GlyphTable(), FrameMaker(1), Desk()
    chance = random.Random(5)
    pieces = [b"text ", b"a line that is longer than the screen is wide", b"\r\n", b"\n\n\n", b"\x1b[H", b"\x1b[2J",
              b"\x1b[4mline\x1b[0m", b"\x1b[3;7r", b"\x1b[r", b"\x1b[?1049h", b"\x1b[?1049l", b"\x1b[M",
              b"\x1b[L", "中".encode(), b"\x1b[31m"]  # fmt: skip
    for step in range(300):
        terminal.feed(b"".join(chance.choice(pieces) for _ in range(chance.randint(1, 8))))
        if step % 40 == 7:
            terminal.scroll_to(chance.randint(0, 30))
        if step % 40 == 12:
            terminal.scroll_to(None)
        if step % 100 == 50:
            terminal.resize(chance.randint(20, 40), chance.randint(5, 15), 8, 18)
        full = maker.needs_full(terminal.cols, terminal.rows, glyphs.generation)
        frame = maker.make(terminal.view(glyphs, full=full), glyphs.generation, 0.0)
        if frame is not None:
            desk.apply(frame)
        truth = terminal.view(glyphs, full=True)
        assert np.array_equal(desk.keys, truth.keys), step
        assert np.array_equal(desk.wrapped, truth.wrapped), step
        assert np.array_equal(desk.attributes, 0 * desk.attributes if truth.attributes is None else truth.attributes)
    terminal.close()


@pytest.mark.parametrize("kind", KINDS)
def test_a_scroll_sends_one_line(kind: EngineKind) -> None:
    terminal, glyphs, maker = engine(kind, 30, 10), GlyphTable(), FrameMaker(1)
    terminal.feed(b"".join(b"row %d\r\n" % n for n in range(20)))
    maker.make(terminal.view(glyphs, full=True), glyphs.generation, 0.0)
    terminal.feed(b"one more\r\n")
    frame = maker.make(terminal.view(glyphs, full=False), glyphs.generation, 0.0)
    assert frame is not None
    assert (frame.scroll, frame.row_numbers.tolist()) == (1, [8])
    terminal.close()


def test_nothing_changed_is_no_frame_and_forgetting_is_a_full_one() -> None:
    terminal, glyphs, maker = engine("pyte"), GlyphTable(), FrameMaker(1)
    assert maker.make(terminal.view(glyphs, full=True), glyphs.generation, 0.0) is not None
    assert maker.make(terminal.view(glyphs, full=True), glyphs.generation, 0.0) is None
    maker.forget()
    frame = maker.make(terminal.view(glyphs, full=True), glyphs.generation, 0.0)
    assert frame is not None
    assert frame.flags & FrameFlag.FULL
    assert frame.sequence == 2


def test_underline_colours_are_of_every_cell() -> None:
    terminal, glyphs, maker = engine("pyte"), GlyphTable(), FrameMaker(1)
    terminal.feed(b"\x1b[32mab\x1b[4;58;2;255;0;0mc")
    frame = maker.make(terminal.view(glyphs, full=True), glyphs.generation, 0.0)
    assert frame is not None
    assert frame.underline_colors is not None
    assert frame.underline_colors[0, 2] == 0xFF0000
    assert (frame.underline_colors[0, :2] == foregrounds(frame.keys)[0, :2]).all()
