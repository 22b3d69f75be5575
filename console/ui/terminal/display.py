"""Frames to the window: painted at once, dense ones in bands, so that a flood never holds the window up."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from itertools import pairwise
from math import ceil
from typing import TYPE_CHECKING

from msgspec.structs import replace
from PySide6.QtCore import QElapsedTimer, QObject, QRect, QRectF, QTimer
from PySide6.QtGui import QRegion
from PySide6.QtWidgets import QWidget

from console.ui.terminal.atlas import GlyphAtlas
from console.ui.terminal.blinking import CursorBlink, TextBlink
from console.ui.terminal.colors import TerminalColors
from console.ui.terminal.fonts import DEFAULT_SIZE
from console.ui.terminal.geometry import Geometry, largest
from console.ui.terminal.gutter import Gutter
from console.ui.terminal.highlights import Highlights
from console.ui.terminal.marks import Marks
from console.ui.terminal.preedit import Preedit
from console.ui.terminal.scene import Scene
from console.ui.terminal.scrolling import GRIP_WIDTH, Scrollback

if TYPE_CHECKING:
    from console.ui.terminal.canvas import Canvas
    from console.ui.terminal.highlights import Layer, Span
    from console.ui.terminal.images import Images
    from console.ui.terminal.marks import MarkKind
    from console.ui.terminal.selection import Selection
    from console.wire.frames import Frame

FRAME_SECONDS = 0.008
"""A frame that is expected to take longer is painted in bands."""
BAND_SECONDS = 0.003
"""How long a band is meant to take; what waits in the meantime is a key on its way."""
BAND_ROWS = 12
"""A band has no fewer rows, since each costs a turn of the event loop."""
REST_MS = 25
"""A frame after which none has come for so long was the last one for now."""
_NO_ROW = -9


class Display(QObject):
    """Owns the picture of one terminal widget. numpy comes with the first frame."""

    def __init__(self, host: QWidget, atlas: GlyphAtlas, on_painted: Callable[[int, float], None]) -> None:
        super().__init__(host)
        self._host = host
        self.atlas = atlas
        self._on_painted = on_painted
        self.colors = TerminalColors()
        self.scrollback = Scrollback()
        self.preedit = Preedit()
        self.highlights = Highlights()
        self.marks = Marks()
        self.gutter = Gutter()
        self.blink = CursorBlink(host, self._repaint_cursor)
        self.text_blink = TextBlink(host, self._repaint_blinking)
        self.canvas: Canvas | None = None
        self.images: Images | None = None
        self._scene = Scene(host, self)
        self.size = DEFAULT_SIZE
        self.connected = True
        self.bar_hovered = False
        self.dim_rules = True
        self.ligatures = False
        self.keeps_grid = False
        """The grid does not follow the widget: the text follows the grid."""
        self.geometry = self._measured()
        self.on_frame: Callable[[], bool] = lambda: False
        """Called when a frame has moved the view; returns whether the picture is to be moved too."""
        self._row_seconds = 0.0
        self._rates: deque[float] = deque(maxlen=3)
        self._sequence: int | None = None
        self._spent = 0.0
        self._painted_rows = 0
        self._bands = QTimer(self)
        self._bands.setInterval(0)
        self._bands.setSingleShot(True)
        self._bands.timeout.connect(self._next_band)
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._settle)

    def _measured(self) -> Geometry:
        screen = self.canvas.screen if self.keeps_grid and self.canvas is not None else None
        return largest(self._geometry_at, self.size, (0, 0) if screen is None else (screen.cols, screen.rows))

    def _geometry_at(self, size: float) -> Geometry:
        metrics = self.atlas.metrics(size, self._host.devicePixelRatioF())
        return Geometry(metrics, self._host.width(), self._host.height(), self.gutter.cells)

    # ---- frames ------------------------------------------------------------------------------

    def apply(self, frame: Frame) -> None:
        """Show a frame now, or its first band now and the others with the next turns of the event loop."""
        clock = QElapsedTimer()
        clock.start()
        self._finish()
        canvas = self._ready()
        before = None if canvas.screen is None else (canvas.screen.cols, canvas.screen.rows, canvas.ground)
        rows = canvas.take(frame)
        self.blink.wanted = canvas.cursor_blinks
        self.blink.restart()
        self.text_blink.watch(there=canvas.text_blinks)
        if (frame.cols, frame.rows, canvas.ground) != before:
            self._host.update()  # what the grid does not cover is ground, as it is now
            if self.keeps_grid:
                self.fit()
        bar_was_shown = self.bar_shown
        self.scrollback.update(frame.oldest_row, frame.oldest_row + frame.history_rows, frame.first_row, frame.rows)
        if bar_was_shown and not self.bar_shown:
            self._update_bar()  # it reaches beyond the rows
        if self.on_frame():
            rows = set(range(-1, frame.rows + 1))
        self._sequence, self._spent, self._painted_rows = frame.sequence, 0.0, 0
        if self._host.isVisible():
            dense = canvas.waiting() * self._row_seconds > FRAME_SECONDS
            self._paint(rows, self._band_rows() if dense else None, clock)
        else:
            self._finish()

    def take_pictures(self, payload: bytes, *, placements: bool) -> None:
        """Take a picture that is new, or where pictures stand."""
        if self.images is None:
            from console.ui.terminal.images import Images

            self.images = Images()
        if placements:
            self.images.place(payload)
            self._host.update()
        else:
            self.images.take(payload)

    def _ready(self) -> Canvas:
        if self.canvas is None:
            from console.ui.terminal.canvas import Canvas

            metrics = self.geometry.metrics
            self.canvas = Canvas(self.atlas, self.colors, metrics.size, metrics.ratio, self.highlights)
            self.canvas.dim_rules, self.canvas.ligatures = self.dim_rules, self.ligatures
        return self.canvas

    def _paint(self, rows: Iterable[int], most_rows: int | None, clock: QElapsedTimer) -> None:
        if self.canvas is None:
            return
        rendered = self.canvas.render(most_rows)
        self._painted_rows += len(rendered)
        self._host.repaint(self.region({*rows, *rendered}))
        self._spent += clock.nsecsElapsed() / 1e9
        if rendered and self.canvas.waiting():
            self._bands.start()
        else:
            self._finish()

    def _next_band(self) -> None:
        clock = QElapsedTimer()
        clock.start()
        self._paint((), self._band_rows(), clock)

    def _band_rows(self) -> int:
        return max(BAND_ROWS, int(BAND_SECONDS / self._row_seconds))

    def _finish(self) -> None:
        """Report the frame in hand as painted, once."""
        if self._sequence is None:
            return
        sequence, self._sequence = self._sequence, None
        if self._painted_rows >= BAND_ROWS:
            self._rates.append(self._spent / self._painted_rows)
            # The quickest of the last ones: what others did to the processor meanwhile is not ours.
            self._row_seconds = min(self._rates)
        self._on_painted(sequence, self._spent)
        self._rest.start()

    def _settle(self) -> None:
        """Let Qt hear that the X server has taken the last frame before the next key would have to wait for that.

        Qt asks the server, and waits for its answer, when it paints anew what it has handed over and not asked about
        yet. A dot in the corner, which no row covers, is painted in place of all of it.
        """
        if self._host.isVisible():
            self._host.repaint(0, 0, 1, 1)

    def region(self, rows: Iterable[int]) -> QRegion:
        """Return what rows cover, and the scroll bar where it is shown."""
        region = QRegion()
        ordered = sorted(rows)
        starts = [row for before, row in pairwise([_NO_ROW, *ordered]) if row != before + 1]
        ends = [row for row, after in pairwise([*ordered, _NO_ROW]) if after != row + 1]
        for first, last in zip(starts, ends, strict=True):
            region += self.geometry.rows_rect(first, last - first + 1)
        if self.bar_shown:
            region += QRect(self._host.width() - GRIP_WIDTH, 0, GRIP_WIDTH, self._host.height())
        return region

    # ---- what changes the picture besides frames -----------------------------------------------

    def fit(self) -> None:
        """Measure anew after the widget, its screen or the font size has changed."""
        before = self.geometry.metrics
        self.geometry = self._measured()
        if self.canvas is not None and self.geometry.metrics != before:
            self.canvas.restyle(self.geometry.metrics.size, self.geometry.metrics.ratio)
            self.refresh()

    def use_atlas(self, atlas: GlyphAtlas) -> None:
        """Paint with the glyphs of another font."""
        if atlas is self.atlas:
            return
        self.atlas = atlas
        if self.canvas is not None:
            self.canvas.use_atlas(atlas)
        self.fit()
        self.refresh()

    def spare_rows(self) -> tuple[int, int]:
        """Return by how many rows the view may be moved up and down beyond what the frames brought."""
        return (0, 0) if self.canvas is None else self.canvas.spare_rows()

    def shift(self, rows: float) -> bool:
        """Show the screen so many rows further down (negative: up), as far as there are any; return whether it moved.

        Does not paint.
        """
        above, below = self.spare_rows()
        pixels = round(min(max(rows, -above), below) * self.geometry.metrics.height)
        if pixels == self.geometry.shift:
            return False
        self.geometry = replace(self.geometry, shift=pixels)
        return True

    def update_all(self) -> None:
        """Copy everything to the window with the next paint event."""
        self._host.update()

    def recolor(self, colors: TerminalColors, *, dim_rules: bool) -> None:
        """Paint with other colours of the desk's own."""
        self.colors, self.dim_rules = colors, dim_rules
        if self.canvas is not None:
            self.canvas.recolor(colors, dim_rules=dim_rules)
        self.refresh()

    def ligate(self, *, ligatures: bool) -> None:
        """Paint runs of signs as the font joins them, or sign by sign."""
        changed, self.ligatures = ligatures != self.ligatures, ligatures
        if changed and self.canvas is not None:
            self.canvas.ligate(ligatures=ligatures)
            self.refresh()

    def select(self, selection: Selection | None) -> None:
        """Mark other cells."""
        if self.canvas is not None:
            self.canvas.select(selection)
            self._host.update(self.region(self.canvas.render()))

    def highlight(self, layer: Layer, spans: Iterable[Span]) -> None:
        """Put other spans on a layer."""
        before = self.highlights.set(layer, spans)
        if self.canvas is not None:
            self.canvas.highlighted(before, self.highlights.layer(layer))
            self._host.update(self.region(self.canvas.render()))

    def mark(self, kind: MarkKind, rows: Iterable[int]) -> None:
        """Put other marks beside the scroll bar."""
        self.marks.set(kind, rows)
        self._update_bar()

    def _update_bar(self) -> None:
        self._host.update(self._host.width() - GRIP_WIDTH, 0, GRIP_WIDTH, self._host.height())

    def refresh_gutter(self) -> None:
        """Paint the gutter anew."""
        self._host.update(0, 0, ceil(self.geometry.left / self.geometry.metrics.ratio), self._host.height())

    def hide(self) -> None:
        """Let go of the framebuffer while nobody looks."""
        if self.canvas is not None:
            self.canvas.release()

    def refresh(self) -> None:
        """Paint everything that waits, with the next paint event."""
        if self.canvas is not None and self._host.isVisible():
            self.canvas.render()
        self._host.update()

    def refresh_cursor(self) -> None:
        """Paint the row of the cursor anew, and the cursor for certain."""
        self.blink.restart()
        self._repaint_cursor()

    def _repaint_cursor(self) -> None:
        if self.canvas is not None and self.canvas.screen is not None:
            self._host.update(self.region([self.canvas.screen.frame.cursor_y]))

    def _repaint_blinking(self) -> None:
        if self.canvas is not None:
            self.canvas.fade(faded=self.text_blink.faded)
            self._host.update(self.region(self.canvas.render()))

    @property
    def bar_shown(self) -> bool:
        """Return whether the scroll bar is to be seen: scrolled back, searching, or the pointer is near it."""
        return self.bar_hovered or self.scrollback.first_row < self.scrollback.live_row or self.marks.wanted

    def paint(self, region: QRegion) -> None:
        """Paint a region of the host; called from its paint event."""
        self._scene.paint(region)

    def cursor_rect(self) -> QRectF:
        """Return the cell of the cursor in logical pixels."""
        place = self.canvas.cursor_cells() if self.canvas is not None else None
        return self.geometry.cell_rect(*(place or (0, 0, 1)))
