"""Links by keyboard: each one on the screen gets letters, and typing them chooses the link."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import islice, product
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from console.settings.language import _, ngettext
from console.ui.fonts import mono_font
from console.ui.terminal.highlights import Layer, Span
from console.ui.terminal.hintbar import HintBar, announce
from console.ui.terminal.input import belongs_to_window

if TYPE_CHECKING:
    from console.ui.terminal.finding import Thing
    from console.ui.terminal.widget import TerminalWidget

LETTERS = "asdfghjklqwertyuiopzxcvbnm"
"""The home row first."""
MOST_SPOKEN = 5

Key = Qt.Key


def labels(count: int) -> list[str]:
    """Return letters for ``count`` links, all of one length: none begins another."""
    length = 1
    while len(LETTERS) ** length < count:
        length += 1
    return ["".join(letters) for letters in islice(product(LETTERS, repeat=length), count)]


class Chips(QWidget):
    """The letters over the links."""

    def __init__(self, terminal: TerminalWidget, hints: dict[str, Thing]) -> None:
        super().__init__(terminal)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._terminal = terminal
        self._hints = hints
        self.typed = ""
        self.chosen = ""
        self.setGeometry(terminal.rect())
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw a chip before each link that can still be chosen."""
        painter = QPainter(self)
        colors, geometry = self._terminal.display.colors, self._terminal.display.geometry
        font = mono_font("mono_key_strong")
        painter.setFont(font)
        metrics = QFontMetricsF(font)
        first = self._terminal.surface.first_row()
        for letters, thing in self._hints.items():
            if not letters.startswith(self.typed):
                continue
            row, col, _end = thing.pieces[0]
            cell = geometry.cell_rect(col, row - first)
            width = metrics.horizontalAdvance(letters) + 6
            chip = QRectF(max(0.0, cell.left() - width), cell.top(), width, cell.height())
            is_chosen = letters == self.chosen
            painter.fillRect(chip, QColor.fromRgb(colors.foreground if is_chosen else colors.accent))
            painter.setPen(QColor.fromRgb(colors.background if is_chosen else colors.on_accent))
            painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, letters)


class HintMode(QObject):
    """Takes the keys of a terminal until a link is chosen. ``choose`` gets it, and whether it is to be copied only."""

    def __init__(
        self, terminal: TerminalWidget, things: Sequence[Thing], choose: Callable[[Thing, bool], None]
    ) -> None:
        super().__init__(terminal)
        self._terminal = terminal
        self._choose = choose
        # The last ones are next to the prompt, so they get the best letters.
        ordered = list(reversed(things))
        self._hints = dict(zip(labels(len(ordered)), ordered, strict=True))
        self._texts = self._now()
        keys = _("Type the letters of a link · Shift copies it · Up and Down choose, Enter takes · Esc leaves")
        self._bar = HintBar(terminal, terminal.display.colors, _("Links on the screen"), keys)
        self._chips = Chips(terminal, self._hints)
        terminal.overlay.set_highlights(Layer.HINT, [Span(*piece) for thing in things for piece in thing.pieces])
        terminal.keyboard.modes.append(self.key)
        terminal.frame_shown.connect(self._frame_shown)
        count = ngettext("{count} link", "{count} links", len(things))
        spoken = [f"{letters}: {thing.text}" for letters, thing in islice(self._hints.items(), MOST_SPOKEN)]
        announce(terminal, ". ".join([count, keys, *spoken]))

    @staticmethod
    def of(terminal: TerminalWidget) -> HintMode | None:
        """Return the mode that is on in a terminal."""
        return next((child for child in terminal.children() if isinstance(child, HintMode)), None)

    def leave(self) -> None:
        """Give the keys back to the program."""
        terminal = self._terminal
        terminal.keyboard.modes.remove(self.key)
        terminal.frame_shown.disconnect(self._frame_shown)
        terminal.overlay.set_highlights(Layer.HINT, [])
        for widget in (self._chips, self._bar):
            widget.hide()
            widget.deleteLater()
        self.setParent(None)
        self.deleteLater()

    def key(self, event: QKeyEvent) -> bool:
        """Take a key; those of the window stay the window's."""
        if belongs_to_window(event):
            return False
        chips, key, text = self._chips, event.key(), event.text()
        if key == Key.Key_Escape:
            self.leave()
        elif key == Key.Key_Backspace:
            chips.typed = chips.typed[:-1]
        elif key in {Key.Key_Up, Key.Key_Down}:
            self._step(1 if key == Key.Key_Up else -1)
        elif key in {Key.Key_Return, Key.Key_Enter} and chips.chosen:
            self._take(chips.chosen, copies=False)
        elif len(text) == 1 and any(letters.startswith(chips.typed + text.lower()) for letters in self._hints):
            chips.typed += text.lower()
            if chips.typed in self._hints:
                self._take(chips.typed, copies=text.isupper())
        chips.update()
        return True

    def _step(self, by: int) -> None:
        letters = list(self._hints)
        at = letters.index(self._chips.chosen) + by if self._chips.chosen else (0 if by > 0 else len(letters) - 1)
        self._chips.chosen = letters[at % len(letters)]
        announce(self._terminal, f"{self._chips.chosen}: {self._hints[self._chips.chosen].text}")

    def _take(self, letters: str, *, copies: bool) -> None:
        thing = self._hints[letters]
        self.leave()
        self._choose(thing, copies)

    def _now(self) -> list[str]:
        row = self._terminal.surface.row
        return [
            "" if (known := row(at)) is None else "".join(known[0][first:last])
            for thing in self._hints.values()
            for at, first, last in thing.pieces
        ]

    def _frame_shown(self) -> None:
        """Leave when a link is no longer where its letters are."""
        if self._now() != self._texts:
            self.leave()
        else:
            self._chips.update()
