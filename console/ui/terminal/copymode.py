"""Marking and copying by keyboard: a caret that walks over the text, also over what has scrolled away."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRect, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from console.model.text import fill
from console.settings.language import _
from console.ui.terminal.hintbar import HintBar, announce
from console.ui.terminal.input import belongs_to_window, modifiers
from console.ui.terminal.logical import extent
from console.ui.terminal.motions import Caret, Field, Motions
from console.ui.terminal.selection import Selection, Spot

if TYPE_CHECKING:
    from console.ui.terminal.widget import TerminalWidget

Key = Qt.Key
Motion = Callable[[Motions, Caret], Caret]


class Mark(Enum):
    """What is marked as the caret moves."""

    NOTHING = 0
    CHARACTERS = 1
    LINES = 2
    BLOCK = 3


_PLAIN: dict[int, Motion] = {
    Key.Key_Left: Motions.left, Key.Key_H: Motions.left, Key.Key_Right: Motions.right, Key.Key_L: Motions.right,
    Key.Key_Up: lambda m, c: m.down(c, -1), Key.Key_K: lambda m, c: m.down(c, -1),
    Key.Key_Down: lambda m, c: m.down(c, 1), Key.Key_J: lambda m, c: m.down(c, 1),
    Key.Key_Home: Motions.line_start, Key.Key_0: Motions.line_start, Key.Key_End: Motions.line_end,
    Key.Key_W: Motions.next_word, Key.Key_B: Motions.previous_word, Key.Key_E: Motions.word_end,
    Key.Key_G: Motions.top,
}  # fmt: skip
_BY_TEXT: dict[str, Motion] = {
    "$": Motions.line_end, "^": Motions.text_start, "{": lambda m, c: m.paragraph(c, -1),
    "}": lambda m, c: m.paragraph(c, 1), "G": Motions.bottom,
}  # fmt: skip
_CONTROL: dict[int, Motion] = {
    Key.Key_Left: Motions.previous_word, Key.Key_Right: Motions.next_word, Key.Key_Home: Motions.top,
    Key.Key_End: Motions.bottom, Key.Key_Up: lambda m, c: m.paragraph(c, -1),
    Key.Key_Down: lambda m, c: m.paragraph(c, 1),
}  # fmt: skip
_SHIFTED = {Key.Key_Left, Key.Key_Right, Key.Key_Up, Key.Key_Down, Key.Key_Home, Key.Key_End, Key.Key_PageUp,
            Key.Key_PageDown}  # fmt: skip
_MARKS = {"v": Mark.CHARACTERS, " ": Mark.CHARACTERS, "V": Mark.LINES}


class CaretFrame(QWidget):
    """A frame around the cell of the caret: it is seen on every ground, marked or not."""

    def __init__(self, host: QWidget, color: int) -> None:
        super().__init__(host)
        self._color = QColor.fromRgb(color)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the frame, and a foot for those who see the frame badly."""
        painter = QPainter(self)
        painter.setPen(QPen(self._color, 2))
        painter.drawRect(QRect(1, 1, self.width() - 2, self.height() - 2))
        painter.fillRect(0, self.height() - 4, self.width(), 4, self._color)


class CopyMode(QObject):
    """Takes the keys of a terminal until it is left. ``follow`` is asked first when Enter is pressed on a cell."""

    def __init__(self, terminal: TerminalWidget, follow: Callable[[int, int], bool]) -> None:
        super().__init__(terminal)
        self._terminal = terminal
        self._surface = terminal.surface
        self._follow = follow
        self._mark = Mark.NOTHING
        row, col = self._start()
        self._anchor = self._caret = Caret(row, col, col)
        self._first_row = self._surface.first_row()
        self._live = not terminal.display.scrollback.scrolled_back
        colors = terminal.display.colors
        self._frame = CaretFrame(terminal, colors.accent)
        self._bar = HintBar(terminal, colors, _("Copy mode"), self._keys())
        terminal.keyboard.modes.append(self.key)
        terminal.frame_shown.connect(self._frame_shown)
        self._show()
        announce(terminal, f"{_('Copy mode')}. {self._keys()}")
        announce(terminal, self._line_text())

    @staticmethod
    def of(terminal: TerminalWidget) -> CopyMode | None:
        """Return the mode that is on in a terminal."""
        return next((child for child in terminal.children() if isinstance(child, CopyMode)), None)

    def leave(self, *, spoken: str = "") -> None:
        """Give the keys back to the program."""
        terminal = self._terminal
        terminal.keyboard.modes.remove(self.key)
        terminal.frame_shown.disconnect(self._frame_shown)
        for widget in (self._frame, self._bar):
            widget.hide()
            widget.deleteLater()
        self.setParent(None)
        self.deleteLater()
        announce(terminal, spoken or _("Copy mode is off"))

    # ---- keys ------------------------------------------------------------------------------------

    def key(self, event: QKeyEvent) -> bool:
        """Take a key; those of the window stay the window's."""
        if belongs_to_window(event):
            return False
        mods = modifiers(event.modifiers())
        motion = self._motion(event, control=mods.control)
        if motion is not None:
            if mods.shift and event.key() in _SHIFTED and self._mark is Mark.NOTHING:
                self._begin(Mark.CHARACTERS)
            self._move(motion)
        else:
            self._command(event, control=mods.control)
        return True

    def _motion(self, event: QKeyEvent, *, control: bool) -> Motion | None:
        key, text = event.key(), event.text()
        page = max(1, self._surface.size_in_cells()[1] - 1)
        steps = {Key.Key_PageUp: -page, Key.Key_PageDown: page}
        half = {Key.Key_U: -(page // 2), Key.Key_D: page // 2}
        if control and key in half:
            steps = half
        if key in steps:
            return lambda motions, caret: motions.down(caret, steps[Key(key)])
        if control:
            return _CONTROL.get(key)
        if text in _BY_TEXT:
            return _BY_TEXT[text]
        capital = text.isalpha() and text.isupper()
        return None if capital else _PLAIN.get(key)

    def _command(self, event: QKeyEvent, *, control: bool) -> None:
        key, text = event.key(), event.text()
        if key == Key.Key_Escape and self._mark is not Mark.NOTHING:
            self._begin(Mark.NOTHING)
        elif key == Key.Key_Escape or (text == "q" and not control):
            self._surface.clear_selection()
            self.leave()
        elif control and key == Key.Key_V:
            self._begin(Mark.BLOCK)
        elif control and key == Key.Key_C:
            self._copy()
        elif key in {Key.Key_Return, Key.Key_Enter} and self._mark is Mark.NOTHING:
            if self._follow(self._caret.row, self._caret.col):
                self.leave()
        elif key in {Key.Key_Return, Key.Key_Enter} or (text == "y" and not control):
            self._copy()
        elif text == "o" and self._mark is not Mark.NOTHING:
            self._anchor, self._caret = self._caret, self._anchor
            self._show()
        elif text in _MARKS and not control:
            self._begin(_MARKS[text])

    def _begin(self, mark: Mark) -> None:
        """Mark from here in another way, or no more; the same way twice is no more too."""
        if self._mark is mark:
            mark = Mark.NOTHING
        if self._mark is Mark.NOTHING:
            self._anchor = self._caret
        self._mark = mark
        self._bar.say_keys(self._keys())
        self._show()
        announce(self._terminal, self._mark_word())

    def _copy(self) -> None:
        if self._mark is Mark.NOTHING:
            return
        self._terminal.clipboard.copy()
        self._surface.selection_done()
        self.leave(spoken=_("Copied"))

    # ---- the caret -------------------------------------------------------------------------------

    def _start(self) -> tuple[int, int]:
        """Return the cell of the program's cursor, else the first one that is in sight."""
        canvas = self._terminal.display.canvas
        place = None if canvas is None else canvas.cursor_cells()
        first = self._surface.first_row()
        return (first, 0) if place is None else (first + place[1], place[0])

    def _field(self) -> Field:
        scrollback = self._terminal.display.scrollback
        cols, rows = self._surface.size_in_cells()
        return Field(scrollback.oldest_row, scrollback.live_row + rows - 1, cols, rows)

    def _motions(self) -> Motions:
        return Motions(self._surface.row, self._surface.words, self._field())

    def _move(self, motion: Motion) -> None:
        motions, before = self._motions(), self._caret
        self._caret = motion(motions, before)
        rows = self._surface.size_in_cells()[1]
        if not self._first_row <= self._caret.row < self._first_row + rows:
            above = self._caret.row < self._first_row
            self._first_row = self._caret.row if above else self._caret.row - rows + 1
            self._surface.scroll_to(self._first_row)
        self._show()
        if self._caret.row != before.row:
            announce(self._terminal, self._line_text())
        elif motion in {Motions.left, Motions.right}:
            announce(self._terminal, motions.text(self._caret.row, self._caret.col).strip() or _("Blank"))
        else:
            announce(self._terminal, self._rest_of_line())

    def _frame_shown(self) -> None:
        """Stay on the text when output scrolls it, and follow when it is scrolled by hand."""
        field, shown = self._field(), self._surface.first_row()
        row = min(max(self._caret.row, field.oldest_row), field.newest_row)
        self._caret = Caret(row, min(self._caret.col, field.cols - 1), self._caret.goal)
        live = not self._terminal.display.scrollback.scrolled_back
        if self._live and live and shown > self._first_row:
            self._surface.scroll_to(self._first_row)
        else:
            self._first_row, self._live = shown, live
        self._show()

    def _show(self) -> None:
        self._surface.select(self._selection())
        row = self._caret.row - self._surface.first_row()
        cols, rows = self._surface.size_in_cells()
        geometry = self._terminal.display.geometry
        motions = self._motions()
        wide = self._caret.col + 1 < cols and motions.text(self._caret.row, self._caret.col + 1) == ""
        self._frame.setGeometry(geometry.cell_rect(self._caret.col, row, 2 if wide else 1).toAlignedRect())
        self._frame.setVisible(0 <= row < rows)
        self._frame.raise_()
        self._bar.place(at_top=rows - 2 <= row < rows)
        field = self._field()
        line, lines = self._caret.row - field.oldest_row + 1, field.newest_row - field.oldest_row + 1
        self._bar.say_place(fill(_("Line {line} of {lines}"), {"line": str(line), "lines": str(lines)}))

    # ---- what is marked --------------------------------------------------------------------------

    def _selection(self) -> Selection | None:
        first, last = sorted((self._anchor, self._caret), key=lambda caret: (caret.row, caret.col))
        match self._mark:
            case Mark.NOTHING:
                return None
            case Mark.CHARACTERS:
                return Selection(Spot(first.row, first.col), self._after(last))
            case Mark.LINES:
                rows = self._surface.row
                return Selection(Spot(extent(first.row, rows)[0], 0), Spot(extent(last.row, rows)[1] + 1, 0))
            case Mark.BLOCK:
                left, right = sorted((self._anchor.col, self._caret.col))
                return Selection(Spot(first.row, left), Spot(last.row, right + 1), block=True)

    def _after(self, caret: Caret) -> Spot:
        """Return the boundary after the character of a cell."""
        cols, motions = self._surface.size_in_cells()[0], self._motions()
        col = caret.col + 1
        while col < cols and motions.text(caret.row, col) == "":
            col += 1
        return Spot(caret.row, col)

    # ---- words -----------------------------------------------------------------------------------

    def _keys(self) -> str:
        if self._mark is Mark.NOTHING:
            return _("Arrows move · V marks, Shift+V lines, Ctrl+V a block · Enter follows a link · Esc leaves")
        return _("Arrows mark · Y or Enter copies · O goes to the other end · Esc marks no more")

    def _mark_word(self) -> str:
        return {
            Mark.NOTHING: _("Nothing is marked"),
            Mark.CHARACTERS: _("Marking characters"),
            Mark.LINES: _("Marking lines"),
            Mark.BLOCK: _("Marking a block"),
        }[self._mark]

    def _line_text(self) -> str:
        known = self._surface.row(self._caret.row)
        return "" if known is None else "".join(known[0]).strip() or _("Blank")

    def _rest_of_line(self) -> str:
        known = self._surface.row(self._caret.row)
        return "" if known is None else "".join(known[0][self._caret.col :]).strip() or _("Blank")
