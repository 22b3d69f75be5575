"""Loads libghostty-vt from pyghostty's wheel and makes sure that it is what the adapter was written for."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path

from console.terminal.caps import unavailable
from console.terminal.ghostty_pictures import decode_files
from console.terminal.ghostty_types import Library, ffi

ROW_WRAPS = 1 << 32
"""In the flags of a row: it goes on in the next one."""
SAMPLE = (
    "\x1b[1;31mab\x1b[44m\x1b[K\x1b[0m\r\n\x1b[48;2;17;34;51m\x1b[K\x1b[0m\r\n"
    "a\u0301e\x1b]8;;http://www.example.com\x07L\x1b]8;;\x07\u4e2d\U0001f600 wraps"
).encode()


def library_path() -> Path | None:
    """Return where pyghostty keeps its library, without importing it: that takes 130 ms."""
    spec = find_spec("pyghostty")
    for place in (spec.submodule_search_locations or []) if spec else []:
        for name in ("libghostty-vt.so", "libghostty-vt.dylib"):
            path = Path(place, "_lib", name)
            if path.exists():
                return path
    return None


@cache
def load() -> Library:
    """Return the library. Raises EngineUnavailable; a second call gives the first one's answer."""
    path = library_path()
    if path is None:
        raise unavailable("pyghostty has no library for this system")
    try:
        lib: Library = ffi.dlopen(str(path))
        wrong = layout_difference(lib)
    except (OSError, AttributeError) as error:
        raise unavailable(str(error)) from error
    if wrong:
        raise unavailable(wrong)
    decode_files(lib)
    return lib


def layout_difference(lib: Library) -> str:
    """Return how raw cells differ from what the adapter reads out of their bits; empty when they do not."""
    terminal, state, iterator = (ffi.new("void **") for _ in range(3))
    lib.ghostty_terminal_new(ffi.NULL, terminal, 12, 4)
    lib.ghostty_render_state_new(ffi.NULL, state)
    lib.ghostty_render_state_row_iterator_new(ffi.NULL, iterator)
    lib.ghostty_terminal_vt_write(terminal[0], SAMPLE, len(SAMPLE))
    lib.ghostty_render_state_update(state[0], terminal[0])
    lib.ghostty_render_state_get(state[0], lib.RENDER_STATE_DATA_ROW_ITERATOR, iterator)
    view, flags, wraps = ffi.new("CellsView *"), ffi.new("uint64_t *"), ffi.new("bool *")
    wrong, cells = "", 0
    while lib.ghostty_render_state_row_iterator_next(iterator[0]):
        lib.ghostty_render_state_row_get(iterator[0], lib.RENDER_STATE_ROW_DATA_CELLS_RAW, view)
        for x in range(view.len):
            cells += 1
            wrong = wrong or _cell_difference(lib, view.ptr[x])
        lib.ghostty_render_state_row_get(iterator[0], lib.RENDER_STATE_ROW_DATA_RAW, flags)
        lib.ghostty_row_get(flags[0], lib.ROW_DATA_WRAP, wraps)
        if wraps[0] != bool(flags[0] & ROW_WRAPS):
            wrong = "bits of a row moved"
    lib.ghostty_render_state_row_iterator_free(iterator[0])
    lib.ghostty_render_state_free(state[0])
    lib.ghostty_terminal_free(terminal[0])
    return wrong if cells == 48 else "rows are not what they were"


def _cell_difference(lib: Library, cell: int) -> str:
    parts = {
        lib.CELL_DATA_CONTENT_TAG: ("int *", cell & 3),
        lib.CELL_DATA_WIDE: ("int *", cell >> 42 & 3),
        lib.CELL_DATA_STYLE_ID: ("uint16_t *", cell >> 26 & 0xFFFF),
        lib.CELL_DATA_HAS_HYPERLINK: ("bool *", cell >> 45 & 1),
    }
    if cell & 3 < 2:
        parts[lib.CELL_DATA_CODEPOINT] = ("uint32_t *", cell >> 2 & 0x1FFFFF)
    elif cell & 3 == 2:
        parts[lib.CELL_DATA_COLOR_PALETTE] = ("uint8_t *", cell >> 2 & 0xFF)
    for key, (kind, expected) in parts.items():
        out = ffi.new(kind)
        if lib.ghostty_cell_get(cell, key, out) != 0 or int(out[0]) != expected:
            return f"bits of a cell moved ({key})"
    return ""
