"""Screens as SVG: text that can be selected, in the colours that were painted."""

from __future__ import annotations

import re
from itertools import groupby
from xml.sax.saxutils import escape

from console.terminal.frame import View
from console.terminal.glyphs import GlyphTable
from console.terminal.palette import Palette
from console.wire.frames import Attribute, Glyph, Half, Underline

CELL_WIDTH, CELL_HEIGHT, FONT_SIZE, BASELINE, PADDING = 8.4, 18, 14, 13.5, 12
FAMILIES = "'JetBrains Mono', 'DejaVu Sans Mono', Menlo, Consolas, monospace"
STYLES = {
    Underline.SINGLE: "solid", Underline.DOUBLE: "double", Underline.CURLY: "wavy", Underline.DOTTED: "dotted",
    Underline.DASHED: "dashed",
}  # fmt: skip
FORBIDDEN = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold."""

Cell = tuple[Glyph, int, int, int]
"""Glyph, key, attributes, colour of the underline."""


class Svg:
    """Rows one below the other; ``text`` is the document."""

    def __init__(self, cols: int, palette: Palette, title: str = "") -> None:
        self._cols, self._palette, self._title = cols, palette, title
        self._rows = 0
        self._parts: list[str] = []

    def add(self, view: View, glyphs: GlyphTable, rows: int | None = None) -> None:
        """Add the rows of a view, or the first ``rows`` of them."""
        table = glyphs.new_since(0)
        for row, keys in enumerate(view.keys[:rows].tolist()):
            bits = [0] * len(keys) if view.attributes is None else view.attributes[row].tolist()
            lines = [0] * len(keys) if view.underline_colors is None else view.underline_colors[row].tolist()
            cells = [(table[key >> 48], key, *rest) for key, *rest in zip(keys, bits, lines, strict=True)]
            self._row(cells)

    def _row(self, cells: list[Cell]) -> None:
        top = PADDING + self._rows * CELL_HEIGHT
        self._rows += 1
        col = 0
        for ground, run in groupby(cells, key=lambda cell: cell[1] & 0xFFFFFF):
            width = sum(1 for _ in run)
            if ground != self._palette.background:
                self._parts.append(
                    f'<rect x="{_x(col)}" y="{top}" width="{width * CELL_WIDTH:.1f}" height="{CELL_HEIGHT}"'
                    f' fill="{_hex(ground)}"/>'
                )
            col += width
        looks = self._looks(cells)
        while looks and not looks[-1] and cells[len(looks) - 1][0].text == " ":
            looks.pop()
        spans, col = [], 0
        # Wide characters begin anew, and what follows them: fonts that are not monospaced to the dot must not add up.
        wide = [cell[0].half is not Half.WHOLE for cell in cells]
        for (look, _), same in groupby(zip(looks, wide, strict=False)):
            width = sum(1 for _ in same)
            glyphs = [cell[0] for cell in cells[col : col + width]]
            text = "".join("" if glyph.half is Half.RIGHT else glyph.text for glyph in glyphs)
            style = f' style="{look}"' if look else ""
            length = f'textLength="{width * CELL_WIDTH:.1f}" lengthAdjust="spacingAndGlyphs"'
            spans.append(f'<tspan x="{_x(col)}" {length}{style}>{escape(FORBIDDEN.sub("", text))}</tspan>')
            col += width
        if spans:
            self._parts.append(f'<text y="{top + BASELINE}">{"".join(spans)}</text>')

    def _looks(self, cells: list[Cell]) -> list[str]:
        """Return the style of each cell; a blank goes with the text before it, unless a line is drawn there."""
        looks: list[str] = []
        for glyph, key, attributes, line in cells:
            lined = attributes & (Attribute.UNDERLINE_MASK | Attribute.STRIKE | Attribute.OVERLINE)
            if glyph.text != " " or lined:
                looks.append(self._style((glyph, key, attributes, line)))
            else:
                before = looks[-1] if looks else ""
                looks.append("" if "text-decoration" in before else before)
        ends = [at for at, (glyph, *_rest) in enumerate(cells) if glyph.text != " "]
        last = ends[-1] + 1 if ends else 0
        return [*looks[:last], *("" if "text-decoration" not in look else look for look in looks[last:])]

    def _style(self, cell: Cell) -> str:
        glyph, key, attributes, line = cell
        ink = key >> 24 & 0xFFFFFF
        parts = [] if ink == self._palette.foreground else [f"fill:{_hex(ink)}"]
        parts += ["font-weight:bold"] * glyph.bold + ["font-style:italic"] * glyph.italic
        kind = Underline(min(int(attributes & Attribute.UNDERLINE_MASK), 5))
        decorations = ["underline"] * (kind is not Underline.NONE)
        decorations += ["line-through"] * bool(attributes & Attribute.STRIKE)
        decorations += ["overline"] * bool(attributes & Attribute.OVERLINE)
        if decorations:
            style = STYLES.get(kind, "solid")
            color = _hex(line if line and kind is not Underline.NONE else ink)
            parts.append(f"text-decoration:{' '.join(decorations)} {style} {color}")
        return ";".join(parts)

    def text(self) -> str:
        """Return the document."""
        width = 2 * PADDING + self._cols * CELL_WIDTH
        height = 2 * PADDING + self._rows * CELL_HEIGHT
        title = f"<title>{escape(FORBIDDEN.sub('', self._title))}</title>\n" if self._title else ""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}"'
            f' viewBox="0 0 {width:.1f} {height:.1f}">\n{title}'
            f'<rect width="100%" height="100%" fill="{_hex(self._palette.background)}"/>\n'
            f'<g font-family="{FAMILIES}" font-size="{FONT_SIZE}" fill="{_hex(self._palette.foreground)}"'
            ' xml:space="preserve" style="white-space:pre">\n' + "\n".join(self._parts) + "\n</g>\n</svg>\n"
        )


def _x(col: int) -> str:
    return f"{PADDING + col * CELL_WIDTH:.1f}"


def _hex(color: int) -> str:
    return f"#{color:06x}"
