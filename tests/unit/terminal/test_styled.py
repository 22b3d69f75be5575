from __future__ import annotations

import random

import pytest

from console.terminal.engine import EngineKind
from console.terminal.glyphs import GlyphTable
from console.terminal.palette import ANSI, Palette
from console.terminal.styled import css, page, runs, sequence, tidy, to_html
from tests.unit.terminal.screens import KINDS, engine, show

COLORS = [*Palette().indexed(), 0xD0D0D0, 0x101418]


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_copied_looks_the_same_where_it_is_pasted(kind: EngineKind) -> None:
    chance = random.Random(7)
    looks = [
        "1", "2", "3", "4", "4:3", "5", "7", "8", "9", "53", "31", "92", "38;5;200", "38;2;1;2;3", "44", "48;2;9;8;7",
    ]  # fmt: skip
    source, other, glyphs = engine(kind, 30, 8), engine(kind, 30, 8), GlyphTable()
    for row in range(8):
        for _ in range(5):
            source.feed(f"\x1b[{chance.choice(looks)};{chance.choice(looks)}mab <é\x1b[0m".encode())
        source.feed(b"\r\n" if row < 7 else b"")
    copied = source.text(0, 0, 7, 30, styled=True)
    assert len(copied.split("\n")) == 8
    other.feed(copied.replace("\n", "\r\n").encode())
    before, after = show(source, glyphs).view, show(other, glyphs).view
    assert before.attributes is not None
    assert after.attributes is not None
    assert (before.keys == after.keys).all()
    assert (before.attributes == after.attributes).all()
    source.close()
    other.close()


@pytest.mark.parametrize("kind", KINDS)
def test_rows_that_are_one_line_and_blanks_that_fill_them(kind: EngineKind) -> None:
    terminal = engine(kind, 10, 6)
    terminal.feed(b"\x1b[31;1mred\x1b[0m tail  \x1b[44m   \x1b[0m\r\n<&>   \r\n\r\n\x1b[7mend\x1b[0m  ")
    assert terminal.text(0, 1, 4, 10, styled=True) == (
        "\x1b[1;38;5;1med\x1b[0m tail  \x1b[48;5;4m   \x1b[0m\n<&>\n\n\x1b[7mend\x1b[0m"
    )
    assert terminal.text(0, 1, 1, 2, styled=True, block=True) == "\x1b[1;38;5;1me\x1b[0m\n\x1b[48;5;4m \x1b[0m"
    terminal.close()


@pytest.mark.parametrize("kind", KINDS)
def test_reading_with_looks_takes_nothing_from_the_next_frame(kind: EngineKind) -> None:
    terminal, glyphs = engine(kind, 10, 3), GlyphTable()
    terminal.view(glyphs, full=True)
    terminal.feed(b"\x1b]4;1;rgb:12/34/56\x07\x1b[31mnew")
    assert terminal.colors()[1] == 0x123456
    assert terminal.colors()[2] == ANSI[2]
    assert terminal.text(0, 0, 0, 10, styled=True) == "\x1b[38;5;1mnew\x1b[0m"
    view = terminal.view(glyphs, full=False)
    assert 0 in view.row_numbers
    assert int(view.keys[0, 0]) >> 24 & 0xFFFFFF == 0x123456
    terminal.close()


def test_html_needs_nothing_but_itself() -> None:
    text = "a<b> & \x1b[1;31mred\x1b[0m \x1b[7mturned\x1b[0m\nx \x1b[4:3;58;5;2mcurly\x1b[0m"
    content = to_html(text, COLORS)
    assert content == (
        'a&lt;b&gt; &amp; <span style="color:#cc6666;font-weight:bold">red</span> '
        '<span style="color:#101418;background-color:#d0d0d0">turned</span>\n'
        'x <span style="text-decoration:underline wavy #b5bd68">curly</span>'
    )
    whole = page(content, COLORS)
    assert whole.startswith('<pre style="color:#d0d0d0;background-color:#101418;')
    assert whole.endswith(content + "</pre>")


def test_nothing_in_a_text_can_end_its_quotation_in_html() -> None:
    assert to_html("</pre><script>\"'", COLORS) == "&lt;/pre&gt;&lt;script&gt;\"'"


def test_sequences_are_joined_and_say_everything() -> None:
    assert tidy("\x1b[0m\x1b[1m\x1b[38;5;1mx\x1b[0m\x1b[0m y  \r\nz ") == "\x1b[1;38;5;1mx\x1b[0m y\nz"
    ((pen, _),) = runs("\x1b[1;2;3;4:3;5;7;8;9;53;38;2;1;2;3;48;5;7;58;5;9mx")
    ((again, _),) = runs(sequence(pen) + "x")
    assert again == pen
    assert "color:#" in css(pen, tuple(COLORS))
