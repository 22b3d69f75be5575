from __future__ import annotations

from PySide6.QtCore import QPointF

from console.ui.terminal.scrolling import SHORTEST_BAR, Scrollback


def scrollback(first: int = 1100) -> Scrollback:
    back = Scrollback()
    back.update(oldest_row=100, live_row=1100, first_row=first, rows=50)
    return back


def test_steps_add_up_before_a_frame_answers() -> None:
    back = scrollback()
    assert [back.by(-3), back.by(-3), back.by(1)] == [1097, 1094, 1095]


def test_the_end_is_the_live_screen_and_the_start_the_oldest_row() -> None:
    back = scrollback(1090)
    assert back.by(99) is None
    assert back.by(-99_999) == 100
    assert not back.moves(-1)
    assert back.moves(1)


def test_an_answer_ends_the_waiting() -> None:
    back = scrollback()
    back.by(-10)
    assert back.scrolled_back
    back.update(100, 1100, 1090, 50)
    back.update(100, 1105, 1105, 50)
    assert not back.scrolled_back


def test_no_bar_without_a_scrollback() -> None:
    assert Scrollback(rows=50).bar(800, 600) is None


def test_the_bar_shows_and_takes_absolute_places() -> None:
    for first in (100, 600, 1100):
        back = scrollback(first)
        bar = back.bar(800, 600)
        assert bar is not None
        assert bar.height() >= SHORTEST_BAR
        assert bar.right() < 800
        assert back.row_at(QPointF(795, bar.top() + 5), 5, 600) == first
    assert scrollback().row_at(QPointF(795, 9999), 0, 600) == 1100
    assert scrollback().row_at(QPointF(795, -50), 0, 600) == 100
