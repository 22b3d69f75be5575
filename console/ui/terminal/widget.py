"""The terminal on the screen: shows frames, takes keys and the mouse, and speaks in requests only."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import (
    QClipboard,
    QContextMenuEvent,
    QFocusEvent,
    QGuiApplication,
    QHideEvent,
    QInputMethodEvent,
    QKeyEvent,
    QMouseEvent,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from console.model.ids import TerminalId
from console.settings.language import _
from console.ui.terminal.atlas import GlyphAtlas
from console.ui.terminal.colors import TerminalColors
from console.ui.terminal.display import Display
from console.ui.terminal.grip import ScrollGrip
from console.ui.terminal.input import Local, belongs_to_window, local_action, stroke
from console.ui.terminal.pointer import Pointer
from console.ui.terminal.selection import Selection, Spot
from console.ui.terminal.sender import Ask, Sender
from console.ui.terminal.surface import TerminalSurface

if TYPE_CHECKING:
    from console.wire.frames import Frame

SIZE_STEPS = (8.0, 32.0)


class TerminalWidget(QWidget):
    """One terminal. ``apply_frame`` shows, ``request`` says; the owner carries both to and from the core."""

    request = Signal(object)
    """A ready-made ``wire.messages.Request`` that wants no reply."""
    selection_changed = Signal(bool)
    """Whether anything is marked now."""
    focus_released = Signal()
    """Ctrl+Shift+Esc: the keyboard goes back to the window."""

    def __init__(
        self, terminal_id: TerminalId, glyphs: GlyphAtlas, parent: QWidget | None = None, *, ask: Ask | None = None
    ) -> None:
        super().__init__(parent)
        self.terminal_id = terminal_id
        self._sender = Sender(terminal_id, self.request.emit, ask)
        self._display = Display(self, glyphs, self._sender.painted)
        self._surface = TerminalSurface(self._display, self._sender, self._offer_primary, self.paste_primary)
        self._pointer = Pointer(self._surface, self)
        self._grip = ScrollGrip(self, self._display, self._surface.scroll_to)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.IBeamCursor)
        self.setAccessibleName(_("Terminal"))
        self.setAccessibleDescription(_("Ctrl+Shift+Esc releases the keyboard."))

    # ---- what the owner calls ------------------------------------------------------------------

    def apply_frame(self, frame: Frame) -> None:
        """Show what changed; a FrameAck follows as soon as it is painted."""
        had = self.has_selection
        self._display.apply(frame)
        if had != self.has_selection:
            self.selection_changed.emit(self.has_selection)

    def set_theme(self, colors: TerminalColors) -> None:
        """Paint with other colours of the desk's own; the palette is the core's."""
        self._display.recolor(colors, dim_rules=self._display.dim_rules)

    def set_dim_rules(self, dim: bool) -> None:
        """Paint long runs of frame characters quietly, or as they come."""
        self._display.recolor(self._display.colors, dim_rules=dim)

    def set_font_size(self, logical_pixels: float) -> None:
        """Set the size of the text; 13 is the normal one."""
        self._display.size = min(max(logical_pixels, SIZE_STEPS[0]), SIZE_STEPS[1])
        self._fit()

    def set_connected(self, connected: bool) -> None:
        """Dim the picture of a session that is lost; what was shown stays readable."""
        if connected != self._display.connected:
            self._display.connected = connected
            self.update()

    def copy_selection(self) -> None:
        """Put what is marked on the clipboard."""
        selection = self._selection
        if selection is not None:
            self._sender.read(selection, QGuiApplication.clipboard().setText)

    def paste_clipboard(self) -> None:
        """Paste the clipboard."""
        self._paste(QClipboard.Mode.Clipboard)

    def paste_primary(self) -> None:
        """Paste what was marked last, where the system keeps that; else the clipboard."""
        has_primary = QGuiApplication.clipboard().supportsSelection()
        self._paste(QClipboard.Mode.Selection if has_primary else QClipboard.Mode.Clipboard)

    def select_all(self) -> None:
        """Mark everything that the scrollback holds."""
        scrollback = self._display.scrollback
        cols, rows = self._surface.size_in_cells()
        self._surface.select(Selection(Spot(scrollback.oldest_row, 0), Spot(scrollback.live_row + rows - 1, cols)))
        self._offer_primary()

    def clear_selection(self) -> None:
        """Mark nothing."""
        self._surface.select(None)
        self.selection_changed.emit(self.has_selection)

    def scroll_pages(self, pages: float) -> None:
        """Scroll by pages; negative is back. One line is kept in sight."""
        self._surface.scroll_lines(round(pages * max(1, self._surface.size_in_cells()[1] - 1)))

    @property
    def has_selection(self) -> bool:
        """Return whether anything is marked."""
        return self._selection is not None

    @property
    def _selection(self) -> Selection | None:
        canvas = self._display.canvas
        return None if canvas is None else canvas.selection

    def size_in_cells(self) -> tuple[int, int]:
        """Return how many columns and rows fit."""
        return self._display.geometry.cols, self._display.geometry.rows

    def sizeHint(self) -> QSize:
        """Return the room that 80 columns and 24 rows take."""
        metrics = self._display.geometry.metrics
        margins = self._display.geometry
        width = (80 * metrics.width + 2 * margins.left) / metrics.ratio
        height = (24 * metrics.height + 2 * margins.top) / metrics.ratio
        return QSize(round(width + 1), round(height + 1))

    # ---- clipboard -------------------------------------------------------------------------------

    def _paste(self, mode: QClipboard.Mode) -> None:
        self._back_to_live()
        self._sender.paste(QGuiApplication.clipboard().text(mode))

    def _offer_primary(self) -> None:
        selection = self._selection
        self.selection_changed.emit(selection is not None)
        clipboard = QGuiApplication.clipboard()
        if selection is not None and clipboard.supportsSelection():
            self._sender.read(selection, lambda text: clipboard.setText(text, QClipboard.Mode.Selection))

    # ---- keyboard --------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Keep Tab and the program's chords from the window; follow the screen's pixel ratio."""
        kind = event.type()
        if kind == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if local_action(event) is not None or not belongs_to_window(event):
                event.accept()
                return True
        elif kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            self.keyPressEvent(event)
            return True
        elif kind == QEvent.Type.DevicePixelRatioChange:
            self._fit()
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Do what the desk does itself, leave the window its shortcuts, send the rest."""
        action = local_action(event)
        if action is not None and self._act(action):
            event.accept()
            return
        if action is None and belongs_to_window(event):
            event.ignore()
            return
        key = stroke(event)
        if key is None:
            event.ignore()
            return
        self._back_to_live()
        self._sender.key(key)
        event.accept()

    def _act(self, action: Local) -> bool:
        """Return False where a key is the program's after all: there is nothing to scroll on its screen."""
        scrollback = self._display.scrollback
        scrolls: dict[Local, Callable[[], None]] = {
            Local.PAGE_UP: lambda: self.scroll_pages(-1),
            Local.PAGE_DOWN: lambda: self.scroll_pages(1),
            Local.LINE_UP: lambda: self._surface.scroll_lines(-1),
            Local.LINE_DOWN: lambda: self._surface.scroll_lines(1),
            Local.TOP: lambda: self._surface.scroll_to(scrollback.oldest_row),
            Local.BOTTOM: lambda: self._surface.scroll_to(None),
        }
        if action in scrolls:
            if self._surface.alternate():
                return False
            scrolls[action]()
            return True
        {
            Local.COPY: self.copy_selection,
            Local.PASTE: self.paste_clipboard,
            Local.PASTE_PRIMARY: self.paste_primary,
            Local.SELECT_ALL: self.select_all,
            Local.RELEASE_FOCUS: self._release_focus,
        }[action]()
        return True

    def _release_focus(self) -> None:
        self.focus_released.emit()
        if self.hasFocus():
            # The owner had no better place. Not focusNextChild(): that asks focusNextPrevChild, which keeps Tab.
            forward = True
            super().focusNextPrevChild(forward)

    def _back_to_live(self) -> None:
        if self._display.scrollback.scrolled_back:
            self._surface.scroll_to(None)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Keep Tab: it belongs to the program."""
        return False

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Take composed text: what is finished is sent, what is not is shown at the cursor."""
        if event.commitString():
            self._back_to_live()
            self._sender.typed(event.commitString())
        self._display.preedit.text = event.preeditString()
        self._display.refresh_cursor()
        event.accept()

    def inputMethodQuery(self, query: Qt.InputMethodQuery) -> object:
        """Tell an input method where the cursor is."""
        match query:
            case Qt.InputMethodQuery.ImEnabled:
                return True
            case Qt.InputMethodQuery.ImCursorRectangle:
                return self._display.cursor_rect().toAlignedRect()
            case Qt.InputMethodQuery.ImHints:
                return int((Qt.InputMethodHint.ImhNoPredictiveText | Qt.InputMethodHint.ImhNoAutoUppercase).value)
            case _:
                return super().inputMethodQuery(query)

    # ---- mouse -----------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Hold the scroll bar, or hand the press to the pointer."""
        if not self._grip.press(event):
            self._pointer.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the scroll bar or mark; show the bar when the pointer comes near."""
        if not self._grip.move(event):
            self._pointer.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End what the press began."""
        if not self._grip.release():
            self._pointer.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Mark a word; a third click marks the line."""
        self._pointer.double_click(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll, or tell the program."""
        self._pointer.wheel(event)
        event.accept()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer to copy and paste, unless the right button or the menu key is the program's."""
        shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
        if by_key or (self._surface.wants_mouse("press") and not shifted):
            return
        from console.ui.terminal.menu import edit_menu

        menu = edit_menu(
            self,
            copy=self.copy_selection if self.has_selection else None,
            paste=self.paste_clipboard,
            select_all=self.select_all,
            leave=self._release_focus,
        )
        menu.popup(event.globalPos())

    def leaveEvent(self, event: QEvent) -> None:
        """Hide the scroll bar."""
        self._grip.leave()

    # ---- window ----------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Copy what is painted already."""
        self._display.paint(event.region())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tell the core how many cells there are now."""
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for frames again and paint what is known."""
        self._fit()
        self._sender.show(visible=True, focused=self.hasFocus())
        self._display.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        """Want no frames while nobody looks."""
        self._sender.show(visible=False, focused=False)
        self._display.hide()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the block cursor and be served first."""
        self._sender.show(visible=self.isVisible(), focused=True)
        self._display.refresh_cursor()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show the hollow cursor."""
        self._sender.show(visible=self.isVisible(), focused=False)
        self._display.refresh_cursor()

    def _fit(self) -> None:
        self._display.fit()
        geometry = self._display.geometry
        if self.isVisible() or self.testAttribute(Qt.WidgetAttribute.WA_Resized):
            self._sender.resize(geometry.cols, geometry.rows, geometry.metrics.width, geometry.metrics.height)
