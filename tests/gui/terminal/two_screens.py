"""Move a terminal to a screen of another scale and back; exit 1 where it is not drawn anew at its pixels.

A program of its own: QT_SCREEN_SCALE_FACTORS names the scales of the screens ``one`` and ``two`` side by side.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

SCREENS = {
    "synchronousWindowSystemEvents": True,
    "screens": [
        {"name": name, "x": x, "y": 0, "width": 1500, "height": 900, "logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1}
        for name, x in (("one", 0), ("two", 1500))
    ],
}
SCALES = {"one": 1.0, "two": 1.5}


def environment(folder: Path) -> dict[str, str]:
    """Return what has to be set before the program starts."""
    config = folder / "screens.json"
    config.write_text(json.dumps(SCREENS))
    scales = ";".join(f"{name}={scale}" for name, scale in SCALES.items())
    return {**os.environ, "QT_QPA_PLATFORM": f"offscreen:configfile={config}", "QT_SCREEN_SCALE_FACTORS": scales}


def main() -> int:
    """Look at the terminal on each screen."""
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication, QWidget

    from console.model.ids import TerminalId
    from console.ui.terminal.widget import TerminalWidget
    from console.wire.messages import ResizeTerminal
    from tests.gui.terminal.page import Page, Style
    from tests.gui.terminal.pixel_ratio import GREEN, count

    app = QApplication([])
    page = Page(20, 6)
    for row in range(6):
        page.put(row, 0, "█" * 20, Style(fg=GREEN))
    window = QWidget()
    window.setGeometry(10, 10, 400, 300)
    widget = TerminalWidget(TerminalId(1), page.atlas, window)
    widget.setGeometry(3, 7, 290, 140)
    said: list[object] = []
    widget.request.connect(said.append)
    window.show()
    QTest.qWaitForWindowExposed(window)
    widget.apply_frame(page.frame(cursor=None))
    wrong = []
    for name, x in (("one", 10), ("two", 1600), ("one", 10)):
        said.clear()
        window.move(x, 10)
        QTest.qWait(50)
        cell = page.atlas.metrics(13.0, SCALES[name])
        found = count(window.grab().toImage(), GREEN)
        if window.screen().name() != name or found != 120 * cell.width * cell.height:
            wrong.append(f"on screen {name} there are {found} pixels")
        resizes = [ask for ask in said if isinstance(ask, ResizeTerminal)]
        if name == "two" and (resizes[-1].cell_width, resizes[-1].cell_height) != (cell.width, cell.height):
            wrong.append("the program is not told the pixels of a cell")
    window.close()
    print("\n".join(wrong))
    app.quit()
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
