"""Pictures that libghostty-vt keeps for the kitty graphics protocol, read as values and bounded.

The library asks its user to decode PNG files. Decoding one takes the core's time, and the window can do it as
well: the library is given the size with pixels that nobody looks at, which name the file.
"""

from __future__ import annotations

import zlib
from collections import OrderedDict
from collections.abc import Iterator

from console.terminal.ghostty_rows import RowNumbers
from console.terminal.ghostty_types import CData, Library, ffi
from console.terminal.kitty_graphics import MOST_BYTES, png_size
from console.wire.pictures import MOST_PLACEMENTS, Picture, PixelFormat, Placement

MOST_KEPT = 2_000
"""Placements that the library may keep: each new one takes time for every other."""
LOOK_EVERY = 500
MOST_COMMANDS = 10_000
"""After so many the library forgets all pictures: it does not count those without pixels."""
MOST_PIXELS = 32_767
FIELDS = ("IMAGE_ID", "IS_VIRTUAL", "X_OFFSET", "Y_OFFSET", "Z")
SECOND_SCREEN = 1 << 63


class Files:
    """PNG files of one terminal, by what their pictures hold in place of pixels."""

    def __init__(self) -> None:
        self._files: OrderedDict[tuple[int, int, int], bytes] = OrderedDict()
        self._size = 0

    def keep(self, data: bytes, size: tuple[int, int]) -> int:
        """Keep a file; return what the picture has to begin with. The ones unused for longest go."""
        name = (zlib.crc32(data), *size)
        if name not in self._files:
            self._files[name] = data
            self._size += len(data)
        self._files.move_to_end(name)
        while self._size > MOST_BYTES and len(self._files) > 1:
            self._size -= len(self._files.popitem(last=False)[1])
        return name[0]

    def find(self, start: int, width: int, height: int) -> bytes | None:
        """Return the file that a picture stands for."""
        return self._files.get((start, width, height))


class Pictures:
    """The pictures of one terminal."""

    def __init__(self, lib: Library, terminal: CData, numbers: RowNumbers) -> None:
        self._lib = lib
        self._terminal = terminal
        self._numbers = numbers
        self._graphics = ffi.new("void **")
        self._generation = ffi.new("uint64_t *")
        self._iterator = ffi.new("void **")
        lib.ghostty_kitty_graphics_placement_iterator_new(ffi.NULL, self._iterator)
        self._info = ffi.new("PlacementInfo *", {"size": ffi.sizeof("PlacementInfo")})
        self._values = [ffi.new(kind) for kind in ("uint32_t *", "bool *", "uint32_t *", "uint32_t *", "int *")]
        self._keys = ffi.new("int[]", [getattr(lib, f"KITTY_GRAPHICS_PLACEMENT_DATA_{name}") for name in FIELDS])
        self._places = ffi.new("void *[]", self._values)
        self._written = ffi.new("size_t *")
        self._bar = ffi.new("Scrollbar *")
        self._rectangle = ffi.new("Selection *", {"size": ffi.sizeof("Selection")})
        self._first = 0
        self._commands = 0
        self.files = Files()
        self._limit(MOST_BYTES)
        size = ffi.new("size_t *", 2 * MOST_BYTES)
        lib.ghostty_terminal_set(terminal, lib.TERMINAL_OPT_APC_MAX_BYTES_KITTY, size)

    def close(self) -> None:
        """Free the iterator."""
        self._lib.ghostty_kitty_graphics_placement_iterator_free(self._iterator[0])

    def commanded(self) -> None:
        """Take note that the program gave a command; too many of what it left are forgotten."""
        self._commands += 1
        if self._commands % LOOK_EVERY == 0 and (self._commands >= MOST_COMMANDS or self._too_many()):
            self._commands = 0
            self._limit(0)
            self._limit(MOST_BYTES)

    def _limit(self, size: int) -> None:
        option = self._lib.TERMINAL_OPT_KITTY_IMAGE_STORAGE_LIMIT
        self._lib.ghostty_terminal_set(self._terminal, option, ffi.new("uint64_t *", size))

    def _too_many(self) -> bool:
        if not self._restart():
            return False
        return all(self._lib.ghostty_kitty_graphics_placement_next(self._iterator[0]) for _ in range(MOST_KEPT + 1))

    def _restart(self) -> bool:
        """Go before the first placement of the screen that is shown; return whether there ever was a picture."""
        lib, graphics = self._lib, self._graphics
        if lib.ghostty_terminal_get(self._terminal, lib.TERMINAL_DATA_KITTY_GRAPHICS, graphics) != 0:
            return False
        lib.ghostty_kitty_graphics_get(graphics[0], lib.KITTY_GRAPHICS_DATA_GENERATION, self._generation)
        if not self._generation[0]:
            return False
        place = lib.KITTY_GRAPHICS_DATA_PLACEMENT_ITERATOR
        return bool(lib.ghostty_kitty_graphics_get(graphics[0], place, self._iterator) == 0)

    def placements(self) -> tuple[Placement, ...]:
        """Return where pictures stand near what is shown, back to front, in absolute rows."""
        found: list[Placement] = []
        for placement in self._all():
            above = placement.row - self._first
            if -2 * self._bar.len <= above + placement.rows and above <= 3 * self._bar.len:
                found.append(placement)
            if len(found) == MOST_PLACEMENTS:
                break
        return tuple(sorted(found, key=lambda placement: (placement.z, placement.key)))

    def forget_history(self) -> bytes:
        """Return commands that forget the pictures in the scrollback, for when the library erases that."""
        live = self._numbers.live_row
        above: set[int] = set()
        here: set[int] = set()
        for placement in () if self._numbers.alternate else self._all():
            (above if placement.row + placement.rows <= live else here).add(placement.key & 0xFFFFFFFF)
        return b"".join(b"\x1b_Ga=d,d=I,q=2,i=%d\x1b\\" % number for number in above - here)

    def _all(self) -> Iterator[Placement]:
        if not self._restart():
            return
        lib, alternate = self._lib, self._numbers.alternate
        lib.ghostty_terminal_get(self._terminal, lib.TERMINAL_DATA_SCROLLBAR, self._bar)
        self._first = self._numbers.live_row if alternate else self._numbers.oldest_row + self._bar.offset
        for _ in range(MOST_KEPT):
            if not lib.ghostty_kitty_graphics_placement_next(self._iterator[0]):
                return
            placement = self._placement(SECOND_SCREEN if alternate else 0)
            if placement is not None:
                yield placement

    def _placement(self, screen: int) -> Placement | None:
        lib, info, iterator = self._lib, self._info, self._iterator[0]
        lib.ghostty_kitty_graphics_placement_get_multi(iterator, len(FIELDS), self._keys, self._places, self._written)
        number, virtual, left, top, z = (value[0] for value in self._values)
        image = lib.ghostty_kitty_graphics_image(self._graphics[0], number)
        if virtual or image == ffi.NULL:
            return None
        # One whose row is gone has no rectangle, though the library still gives it a place.
        if lib.ghostty_kitty_graphics_placement_rect(iterator, image, self._terminal, self._rectangle) != 0:
            return None
        lib.ghostty_kitty_graphics_placement_render_info(iterator, image, self._terminal, info)
        lib.ghostty_kitty_graphics_image_get(image, lib.KITTY_IMAGE_DATA_GENERATION, self._generation)
        width, height, rows, left, top = (
            min(value, MOST_PIXELS) for value in (info.pixel_width, info.pixel_height, info.grid_rows, left, top)
        )
        return Placement(
            key=screen | (self._generation[0] & 0x7FFFFFFF) << 32 | number, row=self._first + info.viewport_row,
            col=info.viewport_col, left=left, top=top, width=width, height=height, source_x=info.source_x,
            source_y=info.source_y, source_width=info.source_width, source_height=info.source_height, rows=rows, z=z,
        )  # fmt: skip

    def picture(self, key: int) -> Picture | None:
        """Return the picture of a placement that was just told; None where it is gone."""
        lib = self._lib
        if not self._restart() or bool(key & SECOND_SCREEN) != self._numbers.alternate:
            return None
        image = lib.ghostty_kitty_graphics_image(self._graphics[0], key & 0xFFFFFFFF)
        if image == ffi.NULL:
            return None

        def value(kind: str, name: str) -> CData:
            out = ffi.new(kind)
            lib.ghostty_kitty_graphics_image_get(image, getattr(lib, f"KITTY_IMAGE_DATA_{name}"), out)
            return out[0]

        if value("uint64_t *", "GENERATION") & 0x7FFFFFFF != key >> 32 & 0x7FFFFFFF:
            return None
        width, height = value("uint32_t *", "WIDTH"), value("uint32_t *", "HEIGHT")
        kind, length = PixelFormat(value("int *", "FORMAT")), value("size_t *", "DATA_LEN")
        data = ffi.buffer(value("uint8_t **", "DATA_PTR"), length)
        file = None
        if kind is PixelFormat.RGBA and length >= 4:
            file = self.files.find(int.from_bytes(data[:4], "little"), width, height)
        if file is not None:
            return Picture(key, width, height, PixelFormat.PNG, file)
        return Picture(key, width, height, kind, data[:])


_decoding: list[Files] = []
"""The files of the terminal that is being fed: the library's callback belongs to none."""
_kept: list[CData] = []


def feeding(files: Files) -> None:
    """Say whose pictures are decoded from now on."""
    _decoding[:] = [files]


def decode_files(lib: Library) -> None:
    """Take the PNG files of all terminals; the library gets pictures of their sizes."""

    def decode(_userdata: CData, allocator: CData, data: CData, length: int, out: CData) -> bool:
        file = ffi.buffer(data, length)[:]
        size = png_size(file)
        if size is None or not _decoding:
            return False
        pixels = lib.ghostty_alloc(allocator, size[0] * size[1] * 4)
        if pixels == ffi.NULL:
            return False
        ffi.memmove(pixels, _decoding[0].keep(file, size).to_bytes(4, "little"), 4)
        out.width, out.height, out.data, out.data_len = *size, pixels, size[0] * size[1] * 4
        return True

    _kept[:] = [ffi.callback("DecodeFn", decode)]
    lib.ghostty_sys_set(lib.SYS_OPT_DECODE_PNG, _kept[0])
