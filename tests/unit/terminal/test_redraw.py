"""A screen drawn again by bytes."""

from __future__ import annotations

from pathlib import Path

import pytest

from console.terminal.cast import OUTPUT, RESIZE, CastReader
from console.terminal.engine import EngineKind
from console.terminal.glyphs import GlyphTable
from console.terminal.redraw import redraw_bytes
from console.terminal.snapshot import snapshot
from tests.unit.terminal.screens import KINDS, PALETTE, engine

FOLDER = Path(__file__).parents[2] / "data/terminal"
LIVELY = (
    "\x1b[31mred\x1b[0m \x1b[1;3;4:3;58;2;1;2;3mall\x1b[0m \x1b[9;53;5mlines\x1b[0m\r\n日本 \x1b[7mreverse\x1b[0m"
    " \x1b[2mfaint\x1b[0m\r\n\x1b[44m  \x1b[0m\x1b[5 q"
)


def same_again(kind: EngineKind, data: bytes, cols: int, rows: int) -> None:
    first, second = engine(kind, cols, rows), engine(kind, cols, rows)
    first.feed(data)
    glyphs = GlyphTable()
    second.feed(redraw_bytes(first.view(glyphs, full=True), glyphs, PALETTE))
    wanted, shown = snapshot(first, PALETTE), snapshot(second, PALETTE)
    assert wanted.differences(shown) <= {"head"}
    assert wanted.head.split(" modes")[0] == shown.head.split(" modes")[0]
    first.close()
    second.close()


@pytest.mark.parametrize("kind", KINDS)
def test_the_screen_is_the_same(kind: EngineKind) -> None:
    same_again(kind, LIVELY.encode(), 40, 6)
    same_again(kind, ("x" * 95).encode() + b"\x1b[?25l", 20, 6)


def test_a_prompt_keeps_its_blank() -> None:
    """What is typed after it must not stand at it where only the text is read."""
    made, glyphs = engine(KINDS[0], 20, 3), GlyphTable()
    made.feed(b"host:~$ ")
    drawn = redraw_bytes(made.view(glyphs, full=True), glyphs, PALETTE)
    assert b"host:~$ \x1b" in drawn
    made.close()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["vim", "htop", "mc", "nvtop"])
def test_programs_look_the_same(kind: EngineKind, name: str) -> None:
    with (FOLDER / f"{name}.cast").open("rb") as file:
        reader = CastReader(file)
        cols, rows = reader.header.cols, reader.header.rows
        data = b""
        for event in reader:
            if event.code == RESIZE:
                break
            data += event.data.encode() if event.code == OUTPUT else b""
    same_again(kind, data, cols, rows)
