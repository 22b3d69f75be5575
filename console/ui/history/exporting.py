"""What is drawn, as a file: a picture, a drawing, or the numbers."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRect, QSize
from PySide6.QtGui import QPainter

from console.panels import HistoryPanel

if TYPE_CHECKING:
    from console.ui.history.curves import Line
    from console.ui.history.page import HistoryPage


def as_csv(drawn: Sequence[tuple[HistoryPanel, Sequence[Line]]]) -> str:
    """Return the points that are drawn: UTC, who, what, unit, least, mean, greatest. A gap is a row without values."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(["time", "subject", "panel", "unit", "min", "mean", "max"])
    for panel, lines in drawn:
        for line in lines:
            for at, moment in enumerate(line.moments):
                when = datetime.fromtimestamp(float(moment), UTC).isoformat(timespec="milliseconds")
                values = (float(table[at]) for table in (line.lows, line.means, line.highs))
                told = ["" if math.isnan(value) else f"{value:.6g}" for value in values]
                rows.writerow([when, line.name, panel.id, panel.unit, *told])
    return text.getvalue()


def as_svg(page: HistoryPage, title: str) -> str:
    """Return the plots as a drawing that can be scaled."""
    from PySide6.QtSvg import QSvgGenerator

    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    size: QSize = page.plots_size
    drawing = QSvgGenerator()
    drawing.setOutputDevice(buffer)
    drawing.setSize(size)
    drawing.setViewBox(QRect(0, 0, size.width(), size.height()))
    drawing.setTitle(title)
    painter = QPainter(drawing)
    page.draw(painter)
    painter.end()
    buffer.close()
    return bytes(data.data()).decode("utf-8")
