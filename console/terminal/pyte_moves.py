"""The events of pyte that move the cursor, on the portable screen."""

from __future__ import annotations

from pyte.modes import LNM

from console.terminal.screen import Screen


class Moves:
    """Events by pyte's names. A count of 0 is one that was left out."""

    screen: Screen

    def cursor_up(self, count: int = 1) -> None:
        """CUU."""
        self.screen.move(0, -(count or 1))

    def cursor_down(self, count: int = 1) -> None:
        """CUD, VPR."""
        self.screen.move(0, count or 1)

    def cursor_forward(self, count: int = 1) -> None:
        """CUF, HPR."""
        self.screen.move(count or 1, 0)

    def cursor_back(self, count: int = 1) -> None:
        """CUB."""
        self.screen.back(count or 1)

    def cursor_down1(self, count: int = 1) -> None:
        """CNL."""
        self.cursor_down(count)
        self.screen.x = 0

    def cursor_up1(self, count: int = 1) -> None:
        """CPL."""
        self.cursor_up(count)
        self.screen.x = 0

    def cursor_to_column(self, column: int = 1) -> None:
        """CHA, HPA."""
        self.screen.x = max(0, min(column - 1, self.screen.cols - 1))

    def cursor_to_line(self, line: int = 1) -> None:
        """VPA."""
        self.screen.go(min(self.screen.x, self.screen.cols - 1), (line or 1) - 1)

    def cursor_position(self, line: int = 1, column: int = 1) -> None:
        """CUP, HVP."""
        self.screen.go((column or 1) - 1, (line or 1) - 1)

    def carriage_return(self) -> None:
        """CR."""
        self.screen.x = 0

    def linefeed(self) -> None:
        """LF, VT, FF."""
        self.screen.index()
        if LNM in self.screen.modes:
            self.screen.x = 0

    def index(self) -> None:
        """IND."""
        self.screen.index()

    def next_line(self) -> None:
        """NEL."""
        self.screen.x = 0
        self.screen.index()

    def reverse_index(self) -> None:
        """RI."""
        self.screen.reverse_index()

    def backspace(self) -> None:
        """BS."""
        self.screen.back(1)

    # ---- tabs ----------------------------------------------------------------------------------

    def tab(self) -> None:
        """HT."""
        self.tab_forward()

    def tab_forward(self, count: int = 1) -> None:
        """CHT."""
        screen = self.screen
        last = screen.cols - 1
        stops = [stop for stop in sorted(screen.tabs) if screen.x < stop < last]
        if screen.x < last:
            screen.x = [*stops, last][min(count or 1, len(stops) + 1) - 1]

    def tab_back(self, count: int = 1) -> None:
        """CBT."""
        screen = self.screen
        x = min(screen.x, screen.cols - 1)
        stops = [stop for stop in sorted(screen.tabs, reverse=True) if stop < x]
        screen.x = [*stops, 0][min(count or 1, len(stops) + 1) - 1]

    def set_tab_stop(self) -> None:
        """HTS."""
        self.screen.tabs.add(min(self.screen.x, self.screen.cols - 1))

    def clear_tab_stop(self, how: int = 0) -> None:
        """TBC."""
        if how == 3:
            self.screen.tabs.clear()
        elif how == 0:
            self.screen.tabs.discard(min(self.screen.x, self.screen.cols - 1))

    def reset_tab_stops(self, how: int = 0) -> None:
        """DECST8C."""
        if how == 5:
            self.screen.tabs = set(range(8, 1000, 8))

    # ---- margins and saved cursors -------------------------------------------------------------

    def set_margins(self, top: int = 0, bottom: int = 0) -> None:
        """DECSTBM."""
        screen = self.screen
        first, last = (top or 1) - 1, min(bottom or screen.rows, screen.rows) - 1
        if first < last:
            screen.top, screen.bottom = first, last
            screen.go(0, 0)

    def save_cursor(self) -> None:
        """DECSC, SCOSC."""
        self.screen.save()

    def restore_cursor(self) -> None:
        """DECRC, SCORC."""
        self.screen.restore()
