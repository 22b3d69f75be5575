"""The events of pyte that draw, erase and move what is on the portable screen."""

from __future__ import annotations

from console.terminal.grid import Line
from console.terminal.screen import Screen


class Edits:
    """Events by pyte's names. A count of 0 is one that was left out."""

    screen: Screen

    def repeat(self, count: int = 1) -> None:
        """REP."""
        self.screen.repeat(count or 1)

    def erase_in_display(self, how: int = 0, *_: int, private: bool = False) -> None:  # noqa: ARG002 - DECSED is ED
        """ED, DECSED."""
        screen = self.screen
        y, lines = screen.y, screen.grid.lines
        if how == 0:
            self.erase_in_line(0)
            self.blank(lines[y + 1 :])
        elif how == 1:
            self.erase_in_line(1)
            self.blank(lines[:y])
        elif how == 2:
            self.blank(lines)
        elif how == 3:
            screen.grid.forget_history()
        screen.x = min(screen.x, screen.cols - 1)

    def erase_in_line(self, how: int = 0, *, private: bool = False) -> None:  # noqa: ARG002 - DECSEL is EL
        """EL, DECSEL."""
        screen = self.screen
        line, x, background = screen.line, min(screen.x, screen.cols - 1), screen.background
        if how == 0:
            line.erase(x, line.cells.shape[1], 0)
            line.erase(x, screen.cols, background)
            line.wrapped = False
        elif how == 1:
            line.erase(0, x + 1, background)
        elif how == 2:
            self.blank([line])
        screen.x = x

    def blank(self, lines: list[Line]) -> None:
        """Erase whole lines, with what a narrower screen hides of them."""
        for line in lines:
            line.erase(0, line.cells.shape[1], 0)
            line.erase(0, self.screen.cols, self.screen.background)
            line.wrapped = False

    def erase_characters(self, count: int = 1) -> None:
        """ECH."""
        screen = self.screen
        x = screen.x = min(screen.x, screen.cols - 1)
        screen.line.erase(x, min(x + (count or 1), screen.cols), screen.background)

    def insert_characters(self, count: int = 1) -> None:
        """ICH."""
        self._shift(count or 1)

    def delete_characters(self, count: int = 1) -> None:
        """DCH."""
        self._shift(-(count or 1))

    def _shift(self, by: int) -> None:
        screen = self.screen
        screen.x = min(screen.x, screen.cols - 1)
        screen.line.shift(screen.x, by, screen.cols, screen.background)

    def insert_lines(self, count: int = 1) -> None:
        """IL."""
        self.screen.insert_lines(count or 1)

    def delete_lines(self, count: int = 1) -> None:
        """DL."""
        self.screen.insert_lines(-(count or 1))

    def scroll_up(self, count: int = 1) -> None:
        """SU."""
        screen = self.screen
        screen.grid.scroll_up(screen.top, screen.bottom, count or 1, screen.background)

    def scroll_down(self, count: int = 1, *tracked: int) -> None:
        """SD; with more parameters it asks for highlight tracking, which nobody has."""
        screen = self.screen
        if not tracked:
            screen.grid.scroll_down(screen.top, screen.bottom, count or 1, screen.background)

    def alignment_display(self) -> None:
        """DECALN."""
        screen = self.screen
        screen.top, screen.bottom = 0, screen.rows - 1
        last = screen.last
        screen.pen = screen.pen._replace(attributes=0)
        for y in range(screen.rows):
            screen.x, screen.y = 0, y
            screen.plain("E" * screen.cols)
        screen.x = screen.y = 0
        screen.last = last
