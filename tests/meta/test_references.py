"""Qt calls keep the reference count of None: a binding that loses one takes the interpreter down in a second.

PySide6 6.12.0 on Python 3.11 does; this fails before a window would.
"""

from __future__ import annotations

import subprocess
import sys

from tests.meta.source import ROOT

PROGRAM = """
import sys
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication, QWidget

CALLS = 20_000
application = QApplication([])
widget = QWidget()
image = QImage(8, 8, QImage.Format.Format_RGB32)
painter = QPainter(image)
color = QColor("black")
# So many references that a lossy binding is measured here instead of crashing.
kept = [None] * (20 * CALLS)
before = sys.getrefcount(None)
for number in range(CALLS):
    widget.update()
    widget.repaint()
    widget.setWindowTitle("x")
    painter.fillRect(0, 0, 4, 4, color)
    painter.drawImage(0, 0, image)
lost = before - sys.getrefcount(None)
painter.end()
sys.exit(f"{lost} references lost in {5 * CALLS} calls" if abs(lost) > CALLS // 10 else 0)
"""


def test_qt_calls_keep_the_references_of_none() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
