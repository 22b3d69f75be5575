"""A screen as text that people can read and compare: its lines, and under each how runs of cells look.

::

    80x24 cursor 4,0 block modes ALTERNATE_SCREEN BRACKETED_PASTE
     0|gpu-a01 ~ $ ls
      : 0-6 #6cc4a1 bold; 8 on #2a3330

Columns are cells, both ends included. Colours are those that are painted, so reverse and faint need no words; default
colours and plain cells are left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby

from msgspec import Struct

from console.terminal.engine import Engine
from console.terminal.glyphs import GlyphTable
from console.terminal.palette import Palette
from console.wire.frames import Attribute, Glyph, Half, Underline

PARTS = (Attribute.STRIKE, Attribute.OVERLINE, Attribute.BLINK, Attribute.HYPERLINK)


class Snapshot(Struct, frozen=True):
    """What a screen showed: a head, and text and looks of each row."""

    head: str
    lines: tuple[str, ...]
    looks: tuple[str, ...]

    def __str__(self) -> str:
        rows = [self.head]
        for number, (line, looks) in enumerate(zip(self.lines, self.looks, strict=True)):
            if line or looks:
                rows.append(f"{number:2}|{line}")
            if looks:
                rows.append(f"  : {looks}")
        return "\n".join(rows) + "\n"

    def differences(self, other: Snapshot) -> set[str]:
        """Return where two screens differ: ``head``, ``row 3 text``, ``row 3 looks``."""
        found = {"head"} if self.head != other.head else set()
        for kind, mine, others in (("text", self.lines, other.lines), ("looks", self.looks, other.looks)):
            rows = max(len(mine), len(others))
            padded = [[*lines, *[""] * (rows - len(lines))] for lines in (mine, others)]
            found |= {f"row {row} {kind}" for row in range(rows) if padded[0][row] != padded[1][row]}
        return found


def snapshot(engine: Engine, palette: Palette) -> Snapshot:
    """Return what ``engine``, whose default colours are ``palette``, shows now."""
    glyphs = GlyphTable()
    view = engine.view(glyphs, full=True)
    table = glyphs.new_since(0)
    cursor = view.cursor
    where = f"cursor {cursor.x},{cursor.y} {cursor.shape.name.lower()}" if cursor.visible else "cursor hidden"
    modes = [mode.name for mode in type(view.modes) if view.modes & mode]
    head = " ".join([f"{view.cols}x{view.rows}", where, *(["modes", *map(str, modes)] if modes else [])])
    lines, looks = [], []
    for row, keys in enumerate(view.keys.tolist()):
        cells = [table[key >> 48] for key in keys]
        lines.append("".join("" if cell.half is Half.RIGHT else cell.text for cell in cells).rstrip())
        attributes = [0] * len(keys) if view.attributes is None else view.attributes[row].tolist()
        colors = [0] * len(keys) if view.underline_colors is None else view.underline_colors[row].tolist()
        ink, rest = "", ""
        words = []
        for cell, key, bits, color in zip(cells, keys, attributes, colors, strict=True):
            before, rest = rest, _rest(cell, key, bits, color, palette)
            if cell.text.strip() or bits & Attribute.UNDERLINE_MASK:
                ink = _ink(key, palette)
            elif rest != before:
                ink = ""  # nobody sees the colour of a blank: it goes with what stands before it
            words.append(f"{ink} {rest}".strip())
        looks.append("; ".join(_runs(words)))
    return Snapshot(head, tuple(lines), tuple(looks))


def write(screens: Mapping[str, Snapshot]) -> str:
    """Return named screens as the text of one file."""
    return "\n".join(f"== {name}\n{screen}" for name, screen in screens.items())


def read(text: str) -> dict[str, Snapshot]:
    """Return the screens that ``write`` made ``text`` of."""
    parts = [part.split("\n") for part in f"\n{text}".split("\n== ")[1:]]
    return {name: _read(head, rest) for name, head, *rest in parts}


def _read(head: str, rest: list[str]) -> Snapshot:
    rows = int(head.split(maxsplit=1)[0].partition("x")[2])
    lines, looks, row = [""] * rows, [""] * rows, 0
    for line in rest:
        number, mark, shown = line.partition("|")
        if line.startswith("  : "):
            looks[row] = line[4:]
        elif mark:
            row = int(number)
            lines[row] = shown
    return Snapshot(head, tuple(lines), tuple(looks))


def _ink(key: int, palette: Palette) -> str:
    foreground = key >> 24 & 0xFFFFFF
    return "" if foreground == palette.foreground else f"#{foreground:06x}"


def _rest(cell: Glyph, key: int, attributes: int, color: int, palette: Palette) -> str:
    background = key & 0xFFFFFF
    words = [] if background == palette.background else [f"on #{background:06x}"]
    words += ["bold"] * cell.bold + ["italic"] * cell.italic
    words += [part.name.lower() for part in PARTS if attributes & part and part.name]
    kind = Underline(attributes & Attribute.UNDERLINE_MASK)
    if kind is not Underline.NONE:
        own = f" #{color:06x}" if color and color != key >> 24 & 0xFFFFFF else ""
        words.append(f"{kind.name.lower()} underline{own}")
    return " ".join(words)


def _runs(words: list[str]) -> list[str]:
    runs, col = [], 0
    for word, cells in groupby(words):
        last = col + sum(1 for _ in cells) - 1
        if word:
            runs.append(f"{col}-{last} {word}" if last > col else f"{col} {word}")
        col = last + 1
    return runs
