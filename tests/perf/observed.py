"""The desk as it is, with a watch beside it: how long its event loop was ever away.

``python -m tests.perf.observed FILE ARGUMENTS`` runs ``leitstand ARGUMENTS``. Each SIGUSR1 writes the gaps since
the one before into FILE, a line each: milliseconds, and how many of them the window's thread ran, for the rest it
waited for a processor. SIGUSR2 ends the watch, which costs processor time itself.
"""

from __future__ import annotations

import signal
import sys
import time
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from console.app import cli, desk
from console.app.launch import CoreEnd
from console.app.windows import PipeEnd

if TYPE_CHECKING:
    from console.ui.opening import Opening

BEAT_MS = 4


class Watch:
    """Counts how late each beat of a timer is."""

    def __init__(self, file: Path) -> None:
        from PySide6.QtCore import Qt, QTimer

        self._file = file
        self._gaps: list[tuple[float, float]] = []
        self._last = self._now()
        self._timer = QTimer(interval=BEAT_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start()
        signal.signal(signal.SIGUSR1, self._write)
        signal.signal(signal.SIGUSR2, lambda _number, _frame: self._timer.stop())

    def _now(self) -> tuple[float, float]:
        return time.monotonic(), time.thread_time()

    def _beat(self) -> None:
        now, last = self._now(), self._last
        self._gaps.append((now[0] - last[0], now[1] - last[1]))
        self._last = now

    def _write(self, _number: int, _frame: FrameType | None) -> None:
        partial = self._file.with_suffix(".partial")
        partial.write_text("".join(f"{gap * 1e3:.2f} {own * 1e3:.2f}\n" for gap, own in self._gaps))
        partial.rename(self._file)
        self._gaps.clear()


def main() -> int:
    """Run the desk under the watch."""
    file = Path(sys.argv[1])
    watches: list[Watch] = []
    real_show = desk.Desk.show

    def show(self: desk.Desk, opening: Opening, core: CoreEnd | PipeEnd, *, watch: bool = False) -> None:
        real_show(self, opening, core, watch=watch)
        watches.append(Watch(file))

    setattr(desk.Desk, "show", show)  # noqa: B010 - a method cannot be assigned to
    return cli.main(sys.argv[2:])


if __name__ == "__main__":
    sys.exit(main())
