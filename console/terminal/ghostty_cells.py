"""Reads the visible rows out of libghostty-vt in bulk and resolves them with numpy."""

from __future__ import annotations

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from console.terminal.contrast import ContrastGuard
from console.terminal.ghostty_library import ROW_WRAPS
from console.terminal.ghostty_types import CData, Library, ffi
from console.terminal.glyphs import GlyphTable
from console.terminal.resolve import U32, Looks, Resolved, cell_keys, line_attributes, sparse, underlines
from console.wire.frames import Attribute, Keys

STYLE = np.dtype({
    "names": ["fg_tag", "fg", "bg_tag", "bg", "ul_tag", "ul", "bold", "italic", "faint", "blink", "reverse",
              "invisible", "strike", "overline", "underline"],
    "formats": ["<i4", "<u4", "<i4", "<u4", "<i4", "<u4", *["?"] * 8, "<i4"],
    "offsets": [8, 16, 24, 32, 40, 48, *range(56, 64), 64],
    "itemsize": 72,
})  # fmt: skip

TAIL, SPACER_HEAD = 2, 3
MOST_CODEPOINTS = 64
"""Of one cell."""
GRAPHEME, PALETTE_BACKGROUND, RGB_BACKGROUND = 1, 2, 3
UNUSUAL = np.uint64(3 | 0xFFFF << 26 | 3 << 42 | 1 << 45)
"""What a cell that is one narrow character in the default style has not: a tag, a style, a width, a hyperlink."""


class Colors256(Struct, frozen=True, eq=False):
    """The colours of the moment: a program may have changed any of them."""

    palette: U32
    foreground: int
    background: int


class CellReader:
    """The rows of one render state, as arrays."""

    def __init__(self, lib: Library, terminal: CData, state: CData) -> None:
        self._lib = lib
        self._terminal = terminal
        self._state = state
        self._iterator = ffi.new("void **")
        lib.ghostty_render_state_row_iterator_new(ffi.NULL, self._iterator)
        self._view = ffi.new("CellsView *")
        self._id = ffi.new("RowId *")
        self._row = ffi.new("uint16_t *")
        self._flags = ffi.new("uint64_t *")
        wanted = [lib.RENDER_STATE_ROW_DATA_CELLS_RAW, lib.RENDER_STATE_ROW_DATA_ID, lib.RENDER_STATE_ROW_DATA_RAW]
        self._wanted = ffi.new("int[3]", wanted)
        self._places = ffi.new("void *[3]", [self._view, self._id, self._flags])
        self._written = ffi.new("size_t *")
        self._cell = ffi.new("uint64_t *")
        self._point = ffi.new("PointS *", {"tag": lib.POINT_TAG_VIEWPORT})
        self._ref = ffi.new("GridRef *", {"size": ffi.sizeof("GridRef")})
        self._text = ffi.new("uint32_t[]", MOST_CODEPOINTS)
        self._make_room(64)
        self._last: tuple[Colors256, bytes, tuple[Looks, tuple[U32, U32]]] | None = None
        self.guard = ContrastGuard()

    def close(self) -> None:
        """Free the iterators."""
        self._lib.ghostty_render_state_row_iterator_free(self._iterator[0])

    def _make_room(self, count: int) -> None:
        """Make room for the styles of one view."""
        self._styles = ffi.new("Style[]", count)
        self._slots = [self._styles + at for at in range(count)]
        np.frombuffer(ffi.buffer(self._styles), np.uint64).reshape(count, -1)[:, 0] = ffi.sizeof("Style")

    def read(self, cols: int, rows: int, *, full: bool) -> tuple[list[int], Keys, list[int], list[bool]]:
        """Return the numbers of the rows that may have changed, their raw cells, the page of each, which wrap."""
        lib, view, row, iterator = self._lib, self._view, self._row, self._restart()
        raw = np.zeros((rows, cols), np.uint64)
        target, stride = ffi.from_buffer("uint64_t[]", raw), cols * 8
        numbers: list[int] = []
        pages: list[int] = []
        wrapped: list[bool] = []
        while len(numbers) < rows:
            if full:
                if not lib.ghostty_render_state_row_iterator_next(iterator):
                    break
                y = len(numbers)
            elif lib.ghostty_render_state_row_iterator_next_dirty(iterator, row):
                y = row[0]
            else:
                break
            lib.ghostty_render_state_row_get_multi(iterator, 3, self._wanted, self._places, self._written)
            ffi.memmove(target + len(numbers) * cols, view.ptr, min(stride, view.len * 8))
            numbers.append(y)
            pages.append(self._id.bits[0])
            wrapped.append(bool(self._flags[0] & ROW_WRAPS))
        return numbers, raw[: len(numbers)], pages, wrapped

    def _restart(self) -> CData:
        self._lib.ghostty_render_state_get(self._state, self._lib.RENDER_STATE_DATA_ROW_ITERATOR, self._iterator)
        return self._iterator[0]

    def resolve(
        self, numbers: list[int], raw: Keys, pages: list[int], colors: Colors256, glyphs: GlyphTable
    ) -> Resolved:
        """Return the rows as keys of ``glyphs`` and colours."""
        shape = raw.shape
        flat = raw.reshape(-1)
        if not (flat & UNUSUAL).any():
            return Resolved(self._plain(flat, colors, glyphs).reshape(shape), None, None)
        low = flat.astype(np.uint32)
        high = (flat >> np.uint64(32)).astype(np.uint32)
        tag, content = low & np.uint32(3), low >> np.uint32(2) & np.uint32(0xFFFFFF)
        wide = high >> np.uint32(10) & np.uint32(3)
        styles = low >> np.uint32(26) | (high & np.uint32(0x3FF)) << np.uint32(6)
        which, firsts = self._distinct(styles, pages, shape[1])
        self._read_styles(numbers, firsts, shape[1])
        texts = self._clusters(numbers, np.flatnonzero(tag == GRAPHEME), shape[1])
        looks, (text_color, grounds) = self._looks(len(firsts), colors)
        kinds = looks.face[which]
        backgrounds_only = np.flatnonzero(tag >= PALETTE_BACKGROUND)
        codepoints = np.where((tag < PALETTE_BACKGROUND) & ~looks.invisible[which], content & 0x1FFFFF, 0)
        foreground, background = self.guard.lift(text_color, grounds, codepoints, which), grounds[which]
        kinds = kinds | (wide == 1).astype(np.uint32) << 2
        slots = glyphs.slots(codepoints, kinds)
        for at, text in texts:
            if codepoints[at]:
                slots[at] = glyphs.slot(text, int(kinds[at]) & 3, wide=bool(kinds[at] & 4))
        tails = np.flatnonzero((wide == TAIL) & (codepoints[np.arange(len(flat)) - 1] != 0))
        slots[tails] = slots[tails - 1] + 1
        if len(backgrounds_only):
            background[backgrounds_only] = _own_background(tag, content, colors)[backgrounds_only]
        attributes = looks.attributes[which]
        linked = np.flatnonzero(high & 0x2000)
        attributes[linked] |= np.uint16(Attribute.HYPERLINK)
        colored = underlines(looks.underline_color[which], foreground)
        packed = sparse(attributes)
        return Resolved(
            keys=cell_keys(slots, foreground, background).reshape(shape),
            attributes=None if packed is None else packed.reshape(shape),
            underline_colors=None if colored is None else colored.reshape(shape),
        )

    def _plain(self, flat: Keys, colors: Colors256, glyphs: GlyphTable) -> Keys:
        """Return the keys of cells that have nothing unusual: most rows, and nearly every one that is typed into."""
        codepoints = (flat >> np.uint64(2)).astype(np.uint32) & np.uint32(0x1FFFFF)
        kind = np.zeros(len(flat), np.uint32)
        ink, ground = np.array([colors.foreground], np.uint32), np.array([colors.background], np.uint32)
        shown = self.guard.lift(ink, ground, codepoints, kind.astype(np.intp))
        return cell_keys(glyphs.slots(codepoints, kind), shown, ground)

    def _distinct(self, styles: U32, pages: list[int], cols: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Return per cell the number of its style, and per style the first cell that has it.

        Style numbers belong to a page of the engine's memory, so the same number on two pages is two styles.
        """
        if not styles.any():
            return np.zeros(len(styles), np.intp), np.zeros(1, np.intp)
        page_of = {page: at for at, page in enumerate(dict.fromkeys(pages))}
        owner = np.repeat(np.array([page_of[page] for page in pages], np.uint32), cols)
        owned = np.where(styles == 0, 0, styles | owner << np.uint32(16))
        starts = np.flatnonzero(np.concatenate(([True], owned[1:] != owned[:-1])))
        values, first, inverse = np.unique(owned[starts], return_index=True, return_inverse=True)
        lengths = np.diff(np.append(starts, len(owned)))
        return np.repeat(inverse.reshape(-1), lengths), starts[first] if len(values) else starts

    def _read_styles(self, numbers: list[int], firsts: NDArray[np.intp], cols: int) -> None:
        """Read the styles of the cells ``firsts``, which are dear: a call for each."""
        if len(firsts) > len(self._slots):
            self._make_room(len(firsts) * 2)
        order = np.argsort(firsts)
        rows, columns = np.divmod(firsts[order], cols)
        edges = np.flatnonzero(np.diff(rows, prepend=-1)).tolist()
        ref, get, slots = self._ref, self._lib.ghostty_grid_ref_style, self._slots
        indexes, places = order.tolist(), columns.tolist()
        for start, end in zip(edges, [*edges[1:], len(indexes)], strict=True):
            if not self._refer(numbers[int(rows[start])]):
                continue
            for at in range(start, end):
                ref.x = places[at]
                get(ref, slots[indexes[at]])

    def _clusters(self, numbers: list[int], clusters: NDArray[np.intp], cols: int) -> list[tuple[int, str]]:
        """Read the texts of cells that hold more than one character."""
        texts: list[tuple[int, str]] = []
        row = -1
        for at in clusters.tolist():
            if at // cols != row:
                row = at // cols
                self._refer(numbers[row])
            self._ref.x = at % cols
            self._written[0] = 0
            self._lib.ghostty_grid_ref_graphemes(self._ref, self._text, MOST_CODEPOINTS, self._written)
            if self._written[0] > MOST_CODEPOINTS:
                # That is how many there are, and none of them has been written: the letter alone will do.
                self._lib.ghostty_grid_ref_cell(self._ref, self._cell)
                codepoints = [int(self._cell[0]) >> 2 & 0x1FFFFF]
            else:
                codepoints = ffi.unpack(self._text, self._written[0])
            texts.append((at, "".join(map(chr, codepoints)) or "\ufffd"))
        return texts

    def _refer(self, y: int) -> bool:
        """Let the reference point to a row of what is shown."""
        self._point.value.y = y
        found: int = self._lib.ghostty_terminal_grid_ref(self._terminal, self._point[0], self._ref)
        return found == 0

    def _looks(self, count: int, colors: Colors256) -> tuple[Looks, tuple[U32, U32]]:
        """Return the looks of the styles that were read, with their colours as painted; mostly the last ones."""
        read = ffi.buffer(self._styles, count * 72)[:]
        if self._last is None or self._last[0] is not colors or self._last[1] != read:
            looks = self._resolved(read, colors)
            self._last = colors, read, (looks, looks.settled())
        return self._last[2]

    def _resolved(self, read: bytes, colors: Colors256) -> Looks:
        styles = np.frombuffer(read, STYLE)
        bold, italic = styles["bold"].astype(np.uint32), styles["italic"].astype(np.uint32)
        own_underline = styles["ul_tag"] != 0
        return Looks(
            foreground=_color(styles["fg_tag"], styles["fg"], colors.foreground, colors.palette),
            background=_color(styles["bg_tag"], styles["bg"], colors.background, colors.palette),
            underline_color=_color(styles["ul_tag"], styles["ul"], 0, colors.palette)
            | own_underline.astype(np.uint32) << np.uint32(24),
            attributes=line_attributes(
                styles["underline"].astype(np.uint16), styles["strike"], styles["overline"], styles["blink"]
            ),
            face=bold | italic << np.uint32(1), faint=styles["faint"], reverse=styles["reverse"],
            invisible=styles["invisible"],
        )  # fmt: skip


def _color(tag: NDArray[np.int32], value: U32, default: int, palette: U32) -> U32:
    red, green, blue = value & 0xFF, value >> 8 & 0xFF, value >> 16 & 0xFF
    direct = red << 16 | green << 8 | blue
    colored = np.where(tag == 1, palette[red], direct)
    return np.where(tag == 0, np.uint32(default), colored)


def _own_background(tag: U32, content: U32, colors: Colors256) -> U32:
    """Return the colours of cells that hold nothing but a background."""
    return _color(np.where(tag == PALETTE_BACKGROUND, 1, 2).astype(np.int32), content, 0, colors.palette)
