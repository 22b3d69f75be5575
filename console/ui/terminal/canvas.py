"""A terminal's picture: screen, framebuffer and cursor behind one door. It brings numpy with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache

import numpy as np
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QColor, QImage, QPainter

from console.settings.schemes import contrast
from console.ui.terminal.atlas import GlyphAtlas
from console.ui.terminal.colors import TerminalColors
from console.ui.terminal.fonts import DEFAULT_SIZE, CellMetrics
from console.ui.terminal.highlights import Highlights
from console.ui.terminal.keeping import still_there
from console.ui.terminal.logical import Row
from console.ui.terminal.painter import Painter
from console.ui.terminal.raster import rasterise
from console.ui.terminal.screen import Screen
from console.ui.terminal.selection import Selection
from console.wire.frames import Attribute, CursorShape, Frame, FrameFlag, Half, Mode, ascii_glyphs

LEGIBLE = 4.0
"""Contrast of the text under a block cursor. Of black and white one always has more."""


class Canvas:
    """Takes frames, paints dirty rows when asked, copies them to the window. All numbers are device pixels."""

    def __init__(
        self,
        atlas: GlyphAtlas,
        colors: TerminalColors,
        size: float,
        ratio: float,
        highlights: Highlights | None = None,
    ) -> None:
        self._atlas = atlas
        self._tiles = atlas.tiles(size, ratio)
        self._painter: Painter | None = None
        self._highlights = Highlights() if highlights is None else highlights
        self.colors = colors
        self.screen: Screen | None = None
        self.selection: Selection | None = None
        self._block: tuple[tuple[list[int], CellMetrics, int], QImage] | None = None
        """The last picture of a block cursor, and what it was made of."""
        self.dim_rules = True
        self.ligatures = False
        self._faded = False

    def restyle(self, size: float, ratio: float) -> None:
        """Paint anew at another size or pixel ratio."""
        self._tiles = self._atlas.tiles(size, ratio)
        self.release()

    def use_atlas(self, atlas: GlyphAtlas) -> None:
        """Paint anew with the glyphs of another font."""
        metrics = self._tiles.metrics
        self._atlas = atlas
        self.restyle(metrics.size, metrics.ratio)

    @property
    def cursor_blinks(self) -> bool:
        """Return whether the cursor of the frame in hand is to blink."""
        return self.screen is not None and self.screen.flag(FrameFlag.CURSOR_BLINKS)

    def recolor(self, colors: TerminalColors, *, dim_rules: bool) -> None:
        """Paint anew with other colours."""
        self.colors, self.dim_rules = colors, dim_rules
        self.release()

    def ligate(self, *, ligatures: bool) -> None:
        """Paint anew with ligatures or without."""
        self.ligatures = ligatures
        if self.screen is not None:
            self.screen.dirty[:] = True

    def release(self) -> None:
        """Let go of the framebuffer, as a hidden terminal does; it comes back with the next paint."""
        self._painter = None
        if self.screen is not None:
            self.screen.dirty[:] = True

    def take(self, frame: Frame) -> set[int]:
        """Take a frame; return the rows whose picture changes beside the dirty ones (all after a scroll)."""
        screen = self.screen
        if screen is None:
            self.screen = Screen(frame)
            return set(range(frame.rows))
        before, clean = screen.frame, ~screen.dirty
        kept = self.selection is None or still_there(self.selection, screen, frame)
        scroll = screen.apply(frame)
        if self._painter is not None:
            self._painter.scroll(scroll, clean)
            if scroll != frame.first_row - before.first_row or screen.flag(FrameFlag.FULL):
                self._painter.forget_spares()
        if not kept:
            self.select(None)
        if scroll or screen.flag(FrameFlag.FULL):
            return set(range(frame.rows))
        return {before.cursor_y, frame.cursor_y}

    def select(self, selection: Selection | None) -> None:
        """Mark other cells; the rows that look different become dirty."""
        before, self.selection = self.selection, selection
        if self.screen is None:
            return
        cols = self.screen.cols
        self._look_anew(lambda row: (before and before.span(row, cols)) != (selection and selection.span(row, cols)))

    def highlighted(self, before: Mapping[int, object], after: Mapping[int, object]) -> None:
        """Take note that highlights have changed, given by absolute row: rows that look different become dirty."""
        self._look_anew(lambda row: before.get(row) != after.get(row))

    def _look_anew(self, differs: Callable[[int], bool]) -> None:
        """Paint the absolute rows again that ``differs`` names."""
        if self.screen is None:
            return
        above, below = self.spare_rows()
        first, rows = self.screen.frame.first_row, self.screen.rows
        for row in range(-above, rows + below):
            if not differs(first + row):
                continue
            if 0 <= row < rows:
                self.screen.dirty[row] = True
            elif self._painter is not None:
                self._painter.forget_spares()

    def spare_rows(self) -> tuple[int, int]:
        """Return how many rows above and below the screen can be shown."""
        return (0, 0) if self._painter is None else (self._painter.above, self._painter.below)

    @property
    def ground(self) -> int:
        """Return the colour round the grid: that of text while the program shows its screen reversed (DECSCNM)."""
        is_reversed = self.screen is not None and self.screen.mode(Mode.REVERSE_SCREEN)
        return self.colors.foreground if is_reversed else self.colors.background

    @property
    def text_blinks(self) -> bool:
        """Return whether there is blinking text on the screen."""
        return self.screen is not None and bool(self.screen.blinking.any())

    def fade(self, *, faded: bool) -> None:
        """Show blinking text faded, or clear again."""
        self._faded = faded
        if self.screen is not None:
            self.screen.dirty |= self.screen.blinking

    def waiting(self) -> int:
        """Return how many rows are not painted yet."""
        return 0 if self.screen is None else int(np.count_nonzero(self.screen.dirty))

    def render(self, most_rows: int | None = None) -> list[int]:
        """Paint dirty rows into the framebuffer; return which."""
        screen = self.screen
        if screen is None or screen.frame.generation != self._atlas.generation:
            # The slots of these rows mean other glyphs now; a full frame is on its way.
            return []
        painter = self._painter
        if painter is None or not painter.fits(screen, self._tiles):
            painter = self._painter = Painter(
                self._atlas, self._tiles, screen.rows, screen.cols, self.colors.background
            )
            screen.dirty[:] = True
        painter.dim_rules, painter.ligate, painter.faded = self.dim_rules, self.ligatures, self._faded
        return painter.paint(screen, self.colors, self._highlights, self.selection, most_rows)

    def draw(self, painter: QPainter, first: int, last: int) -> None:
        """Copy the rows ``[first, last)`` to ``painter``, whose origin is the corner of the grid.

        Rows beside the screen are among them where they are asked for and there are any: the caller clips.
        """
        if self._painter is None:
            return
        image = self._painter.image
        height = self._tiles.metrics.height
        for row, source, count in self._painter.pieces(first, last):
            painter.drawImage(QPoint(0, row * height), image, QRect(0, source * height, image.width(), count * height))

    def row(self, row: int) -> Row | None:
        """Return the texts of the cells of an absolute row and whether it goes on; None when it is not shown."""
        screen = self.screen
        if screen is None or not 0 <= row - screen.frame.first_row < screen.rows:
            return None
        at = row - screen.frame.first_row
        return [self._atlas.cell_text(slot) for slot in screen.slots(at)], bool(screen.wrapped[at])

    def linked(self, row: int, col: int) -> bool:
        """Return whether a program made a hyperlink of a cell of an absolute row."""
        screen = self.screen
        if screen is None or screen.attributes is None:
            return False
        at = row - screen.frame.first_row
        inside = 0 <= at < screen.rows and 0 <= col < screen.cols
        return inside and bool(screen.attributes[at, col] & Attribute.HYPERLINK)

    # ---- cursor ------------------------------------------------------------------------------

    def cursor_cells(self) -> tuple[int, int, int] | None:
        """Return column, row and width in cells of the cursor, None where there is none."""
        screen = self.screen
        if screen is None or not screen.flag(FrameFlag.CURSOR_VISIBLE):
            return None
        frame = screen.frame
        if not (frame.cursor_y < frame.rows and frame.cursor_x < frame.cols):
            return None
        halves = [self._half(screen, frame.cursor_x), self._half(screen, frame.cursor_x + 1)]
        if halves == [Half.LEFT, Half.RIGHT]:
            return frame.cursor_x, frame.cursor_y, 2
        if halves[0] is Half.RIGHT and frame.cursor_x:
            return frame.cursor_x - 1, frame.cursor_y, 2
        return frame.cursor_x, frame.cursor_y, 1

    def _half(self, screen: Screen, col: int) -> Half:
        if col >= screen.cols:
            return Half.WHOLE
        slot = int(screen.keys[screen.frame.cursor_y, col]) >> 48
        glyphs = self._atlas.glyphs
        return glyphs[slot].half if slot < len(glyphs) else Half.WHOLE

    def draw_cursor(self, painter: QPainter, rows: tuple[int, int], *, focused: bool) -> None:
        """Draw the cursor over its cell if that is in rows ``[first, last)``: hollow where keys do not arrive."""
        screen = self.screen
        if screen is None or not rows[0] <= screen.frame.cursor_y < rows[1]:
            return
        place = self.cursor_cells()
        if place is None:
            return
        col, row, cells = place
        metrics = self._tiles.metrics
        area = QRect(col * metrics.width, row * metrics.height, cells * metrics.width, metrics.height)
        color = QColor.fromRgb(screen.frame.cursor_color)
        thick = max(1, round(metrics.ratio * 1.5))
        match screen.frame.cursor_shape if focused else CursorShape.HOLLOW:
            case CursorShape.BLOCK:
                self._draw_block(painter, area, slice(col, col + cells))
            case CursorShape.BAR:
                painter.fillRect(area.x(), area.y(), thick, area.height(), color)
            case CursorShape.UNDERLINE:
                painter.fillRect(area.x(), area.bottom() + 1 - thick, area.width(), thick, color)
            case _:
                _outline(painter, area, max(1, round(metrics.ratio)), color)

    def _draw_block(self, painter: QPainter, area: QRect, cols: slice) -> None:
        """Paint the cells with the cursor's colour as ground, the text in the ground's."""
        screen = self.screen
        if screen is None or screen.frame.generation != self._atlas.generation:
            return
        color = screen.frame.cursor_color
        # A program that gave the cursor another colour did not think of the text that goes with ours.
        ink = self.colors.cursor_text if color == self.colors.cursor else None
        keys = [_under_cursor(key, color, ink) for key in screen.keys[screen.frame.cursor_y, cols].tolist()]
        if self._block is None or self._block[0] != (keys, self._tiles.metrics, self._atlas.edition):
            pixels = self._tiles.draw(np.array(keys, np.uint64))
            joined = np.ascontiguousarray(pixels.transpose(1, 0, 2)).reshape(pixels.shape[1], -1)
            size = joined.shape[1], joined.shape[0]
            image = QImage(joined.data, *size, size[0] * 4, QImage.Format.Format_RGB32).copy()
            self._block = (keys, self._tiles.metrics, self._atlas.edition), image
        painter.drawImage(area.topLeft(), self._block[1])


def _under_cursor(key: int, color: int, ink: int | None) -> int:
    """Return the key of a cell as a block cursor shows it; ``ink`` is what text is meant to be there, if anything."""
    ground, own = key & 0xFFFFFF, key >> 24 & 0xFFFFFF
    return key >> 48 << 48 | _legible(color, (ground if ink is None else ink, ground, own)) << 24 | color


@lru_cache(maxsize=256)
def _legible(cursor: int, inks: tuple[int, ...]) -> int:
    """Return the first ink that can be told from the cursor, else black or white."""
    return next(ink for ink in (*inks, 0x000000, 0xFFFFFF) if contrast(ink, cursor) >= LEGIBLE)


def warm_up(atlas: GlyphAtlas, size: float = DEFAULT_SIZE, ratio: float = 1.0) -> None:
    """Load the font before the first frame needs it; importing this module has loaded the renderer.

    To be called when the window stands: a first frame takes 24 ms without it and 8 ms with it.
    """
    rasterise(ascii_glyphs(), atlas.metrics(size, ratio))


def _outline(painter: QPainter, area: QRect, thick: int, color: QColor) -> None:
    painter.fillRect(area.x(), area.y(), area.width(), thick, color)
    painter.fillRect(area.x(), area.bottom() + 1 - thick, area.width(), thick, color)
    painter.fillRect(area.x(), area.y(), thick, area.height(), color)
    painter.fillRect(area.right() + 1 - thick, area.y(), thick, area.height(), color)
