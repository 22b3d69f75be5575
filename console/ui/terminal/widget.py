"""The terminal on the screen: shows frames, takes keys and the mouse, and speaks in requests only."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
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
from console.ui.terminal.clipboard import Clipboard
from console.ui.terminal.colors import TerminalColors
from console.ui.terminal.display import Display
from console.ui.terminal.grip import ScrollGrip
from console.ui.terminal.input import Local
from console.ui.terminal.intake import Intake
from console.ui.terminal.keyboard import Keyboard
from console.ui.terminal.listening import ListeningWidget
from console.ui.terminal.overlay import Overlay
from console.ui.terminal.pointer import Pointer
from console.ui.terminal.sender import Ask, Sender
from console.ui.terminal.surface import TerminalSurface

if TYPE_CHECKING:
    from console.ui.terminal.finding import Finder
    from console.ui.terminal.menu import MenuPart
    from console.wire.frames import Frame

SIZE_STEPS = (6.0, 64.0)


class TerminalWidget(ListeningWidget):
    """One terminal. ``apply_frame`` shows, ``request`` says; the owner carries both to and from the core."""

    request = Signal(object)
    """A ready-made ``wire.messages.Request`` that wants no reply."""
    selection_changed = Signal(bool)
    """Whether anything is marked now."""
    frame_shown = Signal()
    """What is shown has changed: its text, or the place in the scrollback."""
    focus_released = Signal()
    """Ctrl+Shift+Esc: the keyboard goes back to the window."""

    def __init__(
        self, terminal_id: TerminalId, glyphs: GlyphAtlas, parent: QWidget | None = None, *, ask: Ask | None = None
    ) -> None:
        super().__init__(parent)
        self.terminal_id = terminal_id
        self._sender = Sender(terminal_id, self.request.emit, ask)
        self.display = Display(self, glyphs, self._sender.painted)
        self.surface = TerminalSurface(self.display, self._sender, self._selected)
        self.intake = Intake(self, self.surface, self._sender)
        self.clipboard = Clipboard(self.surface, self._sender, self.intake.take)
        actions = {
            Local.COPY: self.clipboard.copy,
            Local.PASTE: self.clipboard.paste,
            Local.PASTE_PRIMARY: self.clipboard.paste_primary,
            Local.SELECT_ALL: self.surface.select_all,
            Local.RELEASE_FOCUS: self._release_focus,
        }
        self.keyboard = Keyboard(self.display, self.surface, self._sender, actions)
        self.menu_parts: list[MenuPart] = []
        """What features add to the context menu, told where it opens."""
        self._pointer = Pointer(self.surface, self.clipboard.paste_primary, self)
        self.overlay = Overlay(self.display, self._fit)
        self._grip = ScrollGrip(self, self.display, self.surface.scroll_to)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.IBeamCursor)
        self.setAccessibleName(_("Terminal"))
        self.setAccessibleDescription(_("Ctrl+Shift+Esc releases the keyboard."))

    @cached_property
    def finder(self) -> Finder:
        """What in the text leads somewhere."""
        from console.ui.terminal.finding import Finder

        return Finder(self.display, self.surface, self._sender)

    # ---- what the owner calls ------------------------------------------------------------------

    def apply_frame(self, frame: Frame) -> None:
        """Show what changed; a FrameAck follows as soon as it is painted."""
        had = self.has_selection
        self.display.apply(frame)
        if had != self.has_selection:
            self.selection_changed.emit(self.has_selection)
        self.frame_shown.emit()

    def apply_pictures(self, payload: bytes, *, placements: bool) -> None:
        """Take a picture that is new, or where pictures stand."""
        self.display.take_pictures(payload, placements=placements)

    def set_theme(self, colors: TerminalColors) -> None:
        """Paint with other colours of the desk's own; the palette is the core's."""
        self.display.recolor(colors, dim_rules=self.display.dim_rules)

    def set_dim_rules(self, dim: bool) -> None:
        """Paint long runs of frame characters quietly, or as they come."""
        self.display.recolor(self.display.colors, dim_rules=dim)

    def set_font(self, glyphs: GlyphAtlas, logical_pixels: float) -> None:
        """Set the font and the size of the text; 13 is the normal one."""
        self.display.size = min(max(logical_pixels, SIZE_STEPS[0]), SIZE_STEPS[1])
        self.display.use_atlas(glyphs)
        self._fit()

    def keep_grid(self, *, kept: bool = True) -> None:
        """Show all of a grid that does not follow the widget, as a recording's: make the text small enough for it."""
        self.display.keeps_grid = kept
        self._fit()

    def say_again(self) -> None:
        """Tell a core that has been with another desk what is seen here."""
        self._sender.start_over()
        self._fit()
        self._sender.show(visible=self.isVisible(), focused=self.hasFocus())

    def set_connected(self, connected: bool) -> None:
        """Dim the picture of a session that is lost; what was shown stays readable."""
        if connected != self.display.connected:
            self.display.connected = connected
            self.update()

    @property
    def has_selection(self) -> bool:
        """Return whether anything is marked."""
        return self.surface.selection is not None

    def size_in_cells(self) -> tuple[int, int]:
        """Return how many columns and rows fit."""
        return self.display.geometry.cols, self.display.geometry.rows

    def sizeHint(self) -> QSize:
        """Return the room that 80 columns and 24 rows take."""
        metrics = self.display.geometry.metrics
        margins = self.display.geometry
        width = (80 * metrics.width + margins.left + margins.padding) / metrics.ratio
        height = (24 * metrics.height + 2 * margins.top) / metrics.ratio
        return QSize(round(width + 1), round(height + 1))

    def _selected(self) -> None:
        self.selection_changed.emit(self.has_selection)
        self.clipboard.offer()

    # ---- keyboard --------------------------------------------------------------------------------

    def handle(self, kind: QEvent.Type, event: QEvent) -> bool:
        """Keep Tab and the program's chords from the window; follow the screen's pixel ratio."""
        if kind == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if self.keyboard.keeps(event):
                event.accept()
                return True
        elif kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            self.keyPressEvent(event)
            return True
        elif kind == QEvent.Type.DevicePixelRatioChange:
            self._fit()
        return super().handle(kind, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Hand the key to whom it belongs."""
        event.setAccepted(self.keyboard.press(event))

    def _release_focus(self) -> None:
        self.focus_released.emit()
        if self.hasFocus():
            # The owner had no better place. Not focusNextChild(): that asks focusNextPrevChild, which keeps Tab.
            forward = True
            super().focusNextPrevChild(forward)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Keep Tab: it belongs to the program."""
        return False

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Take composed text."""
        self.keyboard.compose(event)

    def inputMethodQuery(self, query: Qt.InputMethodQuery) -> object:
        """Tell an input method where the cursor is."""
        match query:
            case Qt.InputMethodQuery.ImEnabled:
                return True
            case Qt.InputMethodQuery.ImCursorRectangle:
                return self.display.cursor_rect().toAlignedRect()
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
        if by_key or (self.surface.wants_mouse("press") and not shifted):
            return
        from console.ui.terminal.menu import edit_menu

        menu = edit_menu(self, self.clipboard, self.surface, self._release_focus)
        for add in self.menu_parts:
            add(menu, event.pos())
        menu.popup(event.globalPos())

    def leaveEvent(self, event: QEvent) -> None:
        """Hide the scroll bar."""
        self._grip.leave()

    # ---- window ----------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Copy what is painted already."""
        self.display.paint(event.region())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tell the core how many cells there are now."""
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for frames again and paint what is known."""
        self._fit()
        self._sender.show(visible=True, focused=self.hasFocus())
        self.display.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        """Want no frames while nobody looks."""
        self._sender.show(visible=False, focused=False)
        self.display.hide()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the block cursor and be served first."""
        self._sender.show(visible=self.isVisible(), focused=True)
        self.display.refresh_cursor()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show the hollow cursor."""
        self._sender.show(visible=self.isVisible(), focused=False)
        self.display.refresh_cursor()

    def _fit(self) -> None:
        self.display.fit()
        geometry = self.display.geometry
        if self.isVisible() or self.testAttribute(Qt.WidgetAttribute.WA_Resized):
            self._sender.resize(geometry.cols, geometry.rows, geometry.metrics.width, geometry.metrics.height)
