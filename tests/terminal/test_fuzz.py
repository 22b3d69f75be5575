"""Nothing that a program can send harms an engine: noise, and sequences that are right and make no sense.

``bash packaging/dev fuzz`` feeds 20 MB of each to each engine; the default run feeds a sample of it.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator

import pytest

from console.terminal.engine import Engine, EngineKind
from console.terminal.glyphs import GlyphTable
from console.wire.messages import Mods
from tests.terminal.memory import Meter
from tests.terminal.streams import noise, structured
from tests.unit.terminal.screens import KINDS, engine, show

MEGABYTES = float(os.environ.get("LEITSTAND_FUZZ_MEGABYTES", "0"))
SAMPLE = {"ghostty": 6_000_000, "pyte": 700_000}
"""Bytes in the default run: a few seconds each."""
SCROLLBACK = 200
MOST_MEMORY = 32_000_000
"""What a screen of 300 by 100 and its scrollback may take on top of what the first tenth took."""

MODS = (Mods(), Mods(control=True), Mods(shift=True, alt=True))

SOURCES: dict[str, Callable[[int, int], Iterator[bytes]]] = {"noise": noise, "structured": structured}


def look(terminal: Engine, glyphs: GlyphTable, chance: random.Random) -> None:
    """Do what a session and a person do between feeds."""
    view = terminal.view(glyphs, full=chance.random() < 0.3)
    assert view.keys.shape == (len(view.row_numbers), terminal.cols)
    assert view.oldest_row <= view.first_row <= view.oldest_row + view.history_rows
    assert 0 <= view.cursor.x < terminal.cols
    position = terminal.position
    assert position.oldest_row <= position.live_row <= position.cursor_row < position.live_row + terminal.rows
    row = chance.randint(position.oldest_row - 3, position.live_row + terminal.rows + 3)
    terminal.text(row, 0, row + 5, 5)
    terminal.lines(row, 10)
    terminal.links(row)
    terminal.wrapped(row, 5)
    terminal.take_events()
    assert len(terminal.take_replies()) < 2_000_000
    terminal.encode_key(chance.choice(("ArrowUp", "Enter", "a")), "", chance.choice(MODS))


def change(terminal: Engine, chance: random.Random) -> None:
    """Do what a window does."""
    what = chance.random()
    if what < 0.5:
        cols, rows = chance.choice(((2, 1), (80, 24), (300, 100), (chance.randint(2, 300), chance.randint(1, 100))))
        terminal.resize(cols, rows, 8, 18, follow=[terminal.position.live_row])
    elif what < 0.7:
        terminal.scroll_to(chance.choice((None, terminal.position.oldest_row, terminal.position.live_row - 3)))
    elif what < 0.75:
        terminal.soft_reset()
    elif what < 0.8:
        terminal.set_scrollback(chance.choice((0, 50, SCROLLBACK)))


@pytest.mark.slow
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("kind", KINDS)
def test_nothing_harms_an_engine(kind: EngineKind, source: str) -> None:
    size = int(MEGABYTES * 1_000_000) or SAMPLE[kind]
    chance, glyphs = random.Random(7), GlyphTable()
    terminal = engine(kind, 80, 24, SCROLLBACK)
    meter, fed = None, 0
    for data in SOURCES[source](size, 11):
        terminal.feed(data)
        fed += len(data)
        look(terminal, glyphs, chance)
        change(terminal, chance)
        if meter is None and fed > size / 10:
            terminal.resize(300, 100, 8, 18)
            meter = Meter()
    assert meter is not None
    assert meter.peak_bytes() < MOST_MEMORY
    terminal.resize(80, 24, 8, 18)
    terminal.feed(b"\x18\x1bcstill here")
    assert show(terminal).lines[0] == "still here"
    terminal.close()
