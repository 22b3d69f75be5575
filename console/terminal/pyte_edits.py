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

    def erase_in_display(self, how: int = 0, *_: int, private: bool = False) -> None:
        """ED, DECSED."""
        screen = self.screen
        y, lines = screen.y, screen.grid.lines
        if how == 0:
            self.erase_in_line(0, private=private)
            self.blank(lines[y + 1 :], selective=private)
        elif how == 1:
            self.erase_in_line(1, private=private)
            self.blank(lines[:y], selective=private)
        elif how == 2:
            self.blank(lines, selective=private)
        elif how == 3 and not private:
            screen.grid.forget_history()
        screen.x = min(screen.x, screen.cols - 1)

    def erase_in_line(self, how: int = 0, *, private: bool = False) -> None:
        """EL, DECSEL."""
        screen = self.screen
        line, x = screen.line, min(screen.x, screen.cols - 1)
        if how == 0:
            self._erase(line, x, None, selective=private)
        elif how == 1:
            self._erase(line, 0, x + 1, selective=private)
        elif how == 2:
            self.blank([line], selective=private)
        screen.x = x

    def blank(self, lines: list[Line], *, selective: bool = False) -> None:
        """Erase whole lines."""
        for line in lines:
            self._erase(line, 0, None, selective=selective)

    def _erase(self, line: Line, start: int, end: int | None, *, selective: bool) -> None:
        """Erase from ``start`` to ``end``; without one to the end, with what a narrower screen hides."""
        screen = self.screen
        if selective or not screen.erases_protected:
            line.erase_unprotected(start, screen.cols if end is None else end)
            return
        if end is None:
            line.erase(start, line.cells.shape[1], 0)
            line.wrapped = False
        line.erase(start, screen.cols if end is None else end, screen.background)

    def erase_characters(self, count: int = 1) -> None:
        """ECH."""
        screen = self.screen
        x = screen.x = min(screen.x, screen.cols - 1)
        self._erase(screen.line, x, min(x + (count or 1), screen.cols), selective=False)

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
