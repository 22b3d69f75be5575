from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from console.ui.terminal.marks import MarkKind, Marks
from console.ui.terminal.scrolling import GRIP_WIDTH, Scrollback
from tests.gui.terminal.conftest import where
from tests.gui.terminal.page import COLORS

SIZE = (100, 400)


def scrollback() -> Scrollback:
    back = Scrollback()
    back.update(oldest_row=1000, live_row=1760, first_row=1760, rows=40)
    return back


def drawn(marks: Marks) -> QImage:
    image = QImage(*SIZE, QImage.Format.Format_RGB32)
    image.fill(QColor.fromRgb(COLORS.background))
    painter = QPainter(image)
    marks.draw(painter, scrollback(), SIZE, COLORS)
    painter.end()
    return image


def test_marks_stand_where_their_rows_are(qapp: QApplication) -> None:
    marks = Marks()
    marks.set(MarkKind.SEARCH, [1000, 1400, 1799])
    assert {y for _, y in where(drawn(marks), COLORS.accent)} >= {0, 200, 399}
    at = [marks.at(y, scrollback(), 400) for y in (1, 100, 200, 399)]
    assert at == [(1000, "Search hit"), None, (1400, "Search hit"), (1799, "Search hit")]


def test_kinds_differ_in_form_and_place(qapp: QApplication) -> None:
    forms = set()
    for kind in MarkKind:
        marks = Marks()
        marks.set(kind, [1400])
        image = drawn(marks)
        inked = QRectF()
        for x in range(SIZE[0]):
            for y in range(SIZE[1]):
                if image.pixel(x, y) & 0xFFFFFF != COLORS.background:
                    assert x >= SIZE[0] - GRIP_WIDTH
                    inked |= QRectF(QPointF(x, y), QPointF(x + 1, y + 1))
        forms.add((inked.left(), inked.width(), inked.height()))
    assert len(forms) == len(MarkKind)


def test_one_place_says_all_that_is_there(qapp: QApplication) -> None:
    marks = Marks()
    marks.set(MarkKind.SEARCH, [1400, 1401, 1402])
    marks.set(MarkKind.ERROR, [1400])
    found = marks.at(200, scrollback(), 400)
    assert found is not None
    assert found[0] == 1400
    assert set(found[1].split(", ")) == {"Search hit (3)", "Error"}


def test_rows_that_are_gone_have_no_mark(qapp: QApplication) -> None:
    marks = Marks()
    marks.set(MarkKind.ERROR, [3, 999, 1800])
    assert drawn(marks) == drawn(Marks())
    assert marks.at(0, scrollback(), 400) is None


def test_a_hundred_thousand_marks_cost_no_more_than_their_pixels(qapp: QApplication) -> None:
    marks, back = Marks(), Scrollback()
    marks.set(MarkKind.SEARCH, range(100_000))
    back.update(0, 100_000, 100_000, 40)
    assert len(list(marks._places(MarkKind.SEARCH, back, 400))) <= 400


def test_only_a_search_keeps_the_bar_in_sight() -> None:
    marks = Marks()
    seen = []
    for kind, rows in ((MarkKind.PROMPT, [1]), (MarkKind.SEARCH, [1]), (MarkKind.SEARCH, [])):
        marks.set(kind, rows)
        seen.append(marks.wanted)
    assert seen == [False, True, False]
