from __future__ import annotations

import pytest

from console.terminal.engine import EngineKind
from console.terminal.glyphs import GlyphTable
from console.terminal.rowtexts import GlyphTexts, lines_of, part_of, row_texts
from tests.unit.terminal.screens import KINDS, engine


@pytest.mark.parametrize("kind", KINDS)
def test_each_character_knows_its_cell(kind: EngineKind) -> None:
    terminal, glyphs = engine(kind, 8, 3), GlyphTable()
    terminal.feed("a語\x1b[1mb\x1b[0m e\u0301c".encode())
    keys = terminal.view(glyphs, full=True).keys
    first, second, *_ = row_texts(keys, GlyphTexts(glyphs))
    assert first.text.rstrip() == "a語b e\u0301c"
    assert first.columns is not None
    assert first.columns[:7] == [0, 1, 3, 4, 5, 5, 6]
    assert second.text == " " * 8
    assert second.columns is None
    terminal.close()


@pytest.mark.parametrize("kind", KINDS)
def test_rows_that_the_edge_has_cut_are_one_line(kind: EngineKind) -> None:
    terminal, glyphs = engine(kind, 8, 6), GlyphTable()
    terminal.feed("eins\r\nabcdefg語hij  k\r\nzwei".encode())
    view = terminal.view(glyphs, full=True)
    rows = row_texts(view.keys, GlyphTexts(glyphs))
    assert ["".join(part_of(rows, y, line[-1]) for y in line) for line in lines_of(view)] == [
        "eins", "abcdefg語hij  k", "zwei", "", "",
    ]  # fmt: skip
    terminal.close()


def test_a_new_generation_is_read_anew() -> None:
    glyphs = GlyphTable()
    slot = glyphs.slot("é")
    texts = GlyphTexts(glyphs)
    assert chr(texts.codes[slot]) == "é"
    glyphs.reset()
    assert glyphs.slot("ü", 1) == slot
    texts.follow(glyphs)
    assert chr(texts.codes[slot]) == "ü"
    assert texts.faces[slot] == 1
