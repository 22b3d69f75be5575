"""The portable engine's screen: where text goes, and what moves the cursor."""

from __future__ import annotations

import re
from functools import lru_cache

import numpy as np
from msgspec import Struct, field
from pyte.charsets import LAT1_MAP, VT100_MAP
from pyte.modes import DECAWM, DECOM, DECTCEM, IRM
from wcwidth import wcwidth

from console.terminal.grid import CLUSTER, TAIL, Grid, Line
from console.terminal.links import Links
from console.terminal.pen import HYPERLINK, LINK_SHIFT, LINKED, PLAIN_PEN, Pen
from console.terminal.pyte_modes import AT_START, DECCKM, DECNKM, EXTENDED_REVERSE_WRAP, REVERSE_WRAP

ZERO_WIDTH_JOINER = "\u200d"
EMOJI_PRESENTATION = "\ufe0f"
# Characters of two cells that join nothing before them: they are drawn as slices.
IDEOGRAPHS = re.compile("[\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff\uac00-\ud7a3]+")
MOST_CLUSTERS = 20_000
MOST_CLUSTER_LENGTH = 32
ALL_ASCII: tuple[str, ...] = (LAT1_MAP, LAT1_MAP, LAT1_MAP, LAT1_MAP)
CHARSETS = {
    "B": LAT1_MAP,
    "A": LAT1_MAP.replace("#", "£"),
    # pyte's table is that of Linux, which also draws arrows for +,-. and shades for h.
    "0": LAT1_MAP[:0x5F] + " " + VT100_MAP[0x60:0x7F].replace("░", "␤") + LAT1_MAP[0x7F:],
}


@lru_cache(maxsize=8192)
def width_of(character: str) -> int:
    """Return how many cells a character takes; 0 joins the one before."""
    if "\U0001f3fb" <= character <= "\U0001f3ff":
        return 2
    return max(0, wcwidth(character))


class Saved(Struct):
    """What DECSC keeps."""

    x: int = 0
    y: int = 0
    pen: Pen = PLAIN_PEN
    charsets: tuple[str, ...] = ALL_ASCII
    shift: int = 0
    origin: bool = False


class Clusters(Struct):
    """The texts of cells that hold more than one character."""

    texts: list[str] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)

    def number(self, text: str) -> int:
        """Return the character that stands for ``text``."""
        known = self.numbers.get(text)
        if known is None:
            if len(self.texts) >= MOST_CLUSTERS:
                return ord(text[0])
            known = self.numbers[text] = CLUSTER + len(self.texts)
            self.texts.append(text)
        return known

    def text(self, character: int) -> str:
        """Return the text of a cell's character."""
        if character >= CLUSTER:
            return self.texts[character - CLUSTER]
        return "" if character == TAIL else chr(character or 32)


class Screen:
    """Two grids and a cursor. ``x == cols`` is a cursor that wraps at the next character."""

    def __init__(self, cols: int, rows: int, history_lines: int) -> None:
        self.cols, self.rows = cols, rows
        self.primary = Grid(cols, rows, history_lines)
        self.alternate: Grid | None = None
        self._spare: Grid | None = None
        self.clusters = Clusters()
        self.links = Links()
        self.reset()

    def reset(self) -> None:
        """Start over, as RIS does."""
        self.alternate = self._spare = None
        self.primary.forget_history()
        self.primary.lines = [Line(self.cols) for _ in range(self.rows)]
        self.x = self.y = 0
        self.tabs = set(range(8, 1000, 8))
        self.saved = (Saved(), Saved())
        self.saved_modes: dict[int, bool] = {}
        self.modes = set(AT_START)
        self.cursor_style = 0
        self.last = ""
        self.soft_reset()

    def soft_reset(self) -> None:
        """Undo what a program set of pen, margins and modes, as DECSTR does."""
        self.pen = PLAIN_PEN
        self.top, self.bottom = 0, self.rows - 1
        self.charsets = ALL_ASCII
        self.shift = self.single_shift = 0
        self.erases_protected = True
        self.modes -= {DECCKM, DECOM, DECNKM, IRM}
        self.modes.add(DECTCEM)
        self.save(Saved())

    @property
    def grid(self) -> Grid:
        """Return the grid that is shown."""
        return self.primary if self.alternate is None else self.alternate

    @property
    def line(self) -> Line:
        """Return the line of the cursor."""
        return self.grid.lines[self.y]

    @property
    def background(self) -> int:
        """Return the colour that erased cells get."""
        return self.pen.background

    def save(self, saved: Saved | None = None) -> None:
        """Keep the cursor, as DECSC does."""
        kept = saved or Saved(min(self.x, self.cols), self.y, self.pen, self.charsets, self.shift, DECOM in self.modes)
        primary, alternate = self.saved
        self.saved = (kept, alternate) if self.alternate is None else (primary, kept)

    def restore(self) -> None:
        """Put back what ``save`` kept."""
        saved = self.saved[self.alternate is not None]
        self.x, self.y = min(saved.x, self.cols), min(saved.y, self.rows - 1)
        self.pen, self.charsets, self.shift = saved.pen, saved.charsets, saved.shift
        self.modes = self.modes | {DECOM} if saved.origin else self.modes - {DECOM}

    def link(self, uri: str) -> None:
        """Make what is drawn from now on a link; an empty one ends it."""
        number = self.links.number(uri, lambda: _used_links(self))
        bits = self.pen.attributes & ~LINKED | (number << LINK_SHIFT | HYPERLINK if number else 0)
        self.pen = self.pen._replace(attributes=bits)

    def switch(self, *, alternate: bool, clear: bool = False) -> None:
        """Show the other screen; with ``clear`` the alternate one is blank when it appears, or when it goes."""
        if alternate == (self.alternate is not None):
            return
        if alternate:
            # The first one is as it was made; later ones are erased, with the background of the pen.
            background = 0 if self._spare is None else self.background
            if self._spare is None or clear:
                self._spare = Grid(self.cols, self.rows, 0, background)
            self.alternate = self._spare
        else:
            self.alternate = None
            if clear:
                self._spare = Grid(self.cols, self.rows, 0)

    def resize(self, cols: int, rows: int) -> None:
        """Change the size of both screens."""
        y = self.y if self.alternate is None else min(self.saved[0].y, self.rows - 1)
        if self.alternate is None and self._spare is not None:
            self._spare.resize(cols, rows, 0)
        moved = self.primary.resize(cols, rows, y)
        if self.alternate is None:
            self.y = moved
        else:
            self.saved[0].y = moved
            self.y = self.alternate.resize(cols, rows, self.y)
        self.cols, self.rows = cols, rows
        self.x = min(self.x, cols - 1)
        self.top, self.bottom = 0, rows - 1

    # ---- text ----------------------------------------------------------------------------------

    def plain(self, text: str) -> None:
        """Draw characters of one cell each, in slices."""
        charset = self.charsets[self.shift]
        if self.single_shift:
            first, text = text[0], text[1:]
            single, self.single_shift = self.charsets[self.single_shift], 0
            text = first.translate(single) + text.translate(charset)
        elif charset is not LAT1_MAP:
            text = text.translate(charset)
        self.last = text[-1]
        characters = np.frombuffer(text.encode("utf-32-le"), np.uint32)
        at, size = 0, len(characters)
        while at < size:
            if self.x >= self.cols:
                self.wrap()
            count = min(size - at, self.cols - self.x)
            if IRM in self.modes:
                self.line.shift(self.x, count, self.cols, self.background)
            self.line.write(self.x, characters[at : at + count], self.pen)
            self.x += count
            at += count
            if at < size and DECAWM not in self.modes:
                at, self.x = max(at, size - 1), self.cols - 1

    def wrap(self) -> None:
        """Go to the next line, where the last column is full."""
        if DECAWM not in self.modes:
            self.x = self.cols - 1
            return
        self.line.wrapped = True
        self.x = 0
        self.index()

    def text(self, text: str) -> None:
        """Draw characters of any width, joining clusters as mode 2027 does."""
        at = 0
        while at < len(text):
            run = IDEOGRAPHS.match(text, at)
            if run is not None:
                self._ideographs(run.group())
                at = run.end()
                continue
            width = width_of(text[at])
            if width == 0 or self._joins(text[at]):
                self._combine(text[at])
            else:
                self._put(text[at], width)
            at += 1

    def _ideographs(self, text: str) -> None:
        """Draw characters of two cells each, in slices."""
        cells = np.full(2 * len(text), TAIL, np.uint32)
        cells[::2] = np.frombuffer(text.encode("utf-32-le"), np.uint32)
        at = 0
        while at < len(text):
            count = min(len(text) - at, (self.cols - self.x) // 2)
            if count < 2 or IRM in self.modes:
                # At the edge, and where what follows moves: one by one.
                self._put(text[at], 2)
                at += 1
                continue
            line = self.line
            line.write(self.x, cells[2 * at : 2 * (at + count)], self.pen)
            line.wide = True
            self.x += 2 * count
            at += count
            self.last = text[at - 1]

    def _put(self, character: str, width: int) -> None:
        if self.x + width > self.cols:
            if DECAWM not in self.modes or width > self.cols:
                return
            if self.x < self.cols:
                self.line.write(self.x, np.zeros(1, np.uint32), self.pen)
            self.wrap()
        if IRM in self.modes:
            self.line.shift(self.x, width, self.cols, self.background)
        line = self.line
        cells = [ord(character), TAIL][:width]
        line.write(self.x, np.array(cells, np.uint32), self.pen)
        line.wide = line.wide or width == 2
        self.x += width
        self.last = character

    def _before(self) -> tuple[int, str]:
        """Return where the character before the cursor starts, and its text."""
        x = self.x - 1
        characters = self.line.cells[0]
        if x > 0 and characters[x] == TAIL:
            x -= 1
        if x < 0 or not characters[x]:
            return -1, ""
        return x, self.clusters.text(int(characters[x]))

    def _joins(self, character: str) -> bool:
        flag = "\U0001f1e6" <= character <= "\U0001f1ff"
        tone = "\U0001f3fb" <= character <= "\U0001f3ff"
        if self.x == 0:
            return False
        if not flag and not tone:
            return width_of(character) == 2 and self._before()[1].endswith(ZERO_WIDTH_JOINER)
        before = self._before()[1]
        if flag:
            return len(before) == 1 and "\U0001f1e6" <= before <= "\U0001f1ff"
        return bool(before) and width_of(before[0]) == 2 and before[-1] != "\u3000"

    def _combine(self, character: str) -> None:
        x, text = self._before()
        if x < 0 or len(text) >= MOST_CLUSTER_LENGTH:
            return
        joined = text + character
        line = self.line
        line.cells[0, x] = self.clusters.number(joined)
        line.wide = True
        flag = len(joined) == 2 and "\U0001f1e6" <= joined[0] <= "\U0001f1ff"
        if (flag or character == EMOJI_PRESENTATION) and self.x == x + 1 < self.cols and wcwidth(text[0]) == 1:
            line.cells[:, x + 1] = line.cells[:, x]
            line.cells[0, x + 1] = TAIL
            line.end = max(line.end, x + 2)
            self.x += 1

    def repeat(self, count: int) -> None:
        """Draw the last character again, as REP does."""
        if not self.last:
            return
        if width_of(self.last) == 1:
            self.plain(self.last * min(count, self.cols * self.rows))
        else:
            self.text(self.last * min(count, self.cols * self.rows))

    # ---- lines ---------------------------------------------------------------------------------

    def index(self) -> None:
        """Go down a line, scrolling at the margin."""
        self.x = min(self.x, self.cols - 1)
        if self.y == self.bottom:
            self.grid.scroll_up(self.top, self.bottom, 1, self.background)
        elif self.y < self.rows - 1:
            self.y += 1

    def reverse_index(self) -> None:
        """Go up a line, scrolling at the margin."""
        self.x = min(self.x, self.cols - 1)
        if self.y == self.top:
            self.grid.scroll_down(self.top, self.bottom, 1, self.background)
        elif self.y > 0:
            self.y -= 1

    def insert_lines(self, count: int) -> None:
        """Insert (negative: delete) lines at the cursor, inside the margins."""
        if not self.top <= self.y <= self.bottom:
            return
        if count > 0:
            self.grid.scroll_down(self.y, self.bottom, count, self.background)
        else:
            self._delete_lines(-count)
        self.x = 0

    def _delete_lines(self, count: int) -> None:
        lines = self.grid.lines
        for _ in range(min(count, self.bottom - self.y + 1)):
            lines.pop(self.y)
            lines.insert(self.bottom, Line(self.cols, self.background))

    def go(self, x: int, y: int) -> None:
        """Put the cursor somewhere; with origin mode rows count from the top margin."""
        low, high = 0, self.rows - 1
        if DECOM in self.modes:
            low, high = self.top, self.bottom
        self.y = max(low, min(y + low, high))
        self.x = max(0, min(x, self.cols - 1))

    def back(self, count: int) -> None:
        """Move left; in a reverse wrap mode on into the lines above that wrap into this one, or into any."""
        anywhere = EXTENDED_REVERSE_WRAP in self.modes
        if DECAWM not in self.modes or not (anywhere or REVERSE_WRAP in self.modes):
            self.move(-count, 0)
            return
        x = self.x - count
        while x < 0 < self.y and (anywhere or self.grid.lines[self.y - 1].wrapped):
            x += self.cols
            self.y -= 1
        self.x = max(0, x)

    def move(self, dx: int, dy: int) -> None:
        """Move the cursor; a margin that it is inside of stops it."""
        self.x = max(0, min(min(self.x, self.cols - 1) + dx, self.cols - 1))
        low = self.top if self.y >= self.top else 0
        high = self.bottom if self.y <= self.bottom else self.rows - 1
        self.y = max(low, min(self.y + dy, high))


def _used_links(screen: Screen) -> set[int]:
    """Return the numbers of links that cells and pens refer to."""
    stored = [line for line, _, _ in screen.primary.history if not isinstance(line, str)]
    shown = [line.cells for grid in (screen.primary, screen.alternate) if grid is not None for line in grid.lines]
    used = {int(number) for cells in (*stored, *shown) for number in np.unique(cells[3] >> LINK_SHIFT)}
    pens = (screen.pen, *(saved.pen for saved in screen.saved))
    return used | {pen.attributes >> LINK_SHIFT for pen in pens}
