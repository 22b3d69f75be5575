from __future__ import annotations

from PySide6.QtCore import QPointF

from console.panels import Sample
from tests.gui.dashboard.conftest import Board, pixels
from tests.gui.dashboard.scenes import hour
from tests.gui.fleet import NOW


def fill(board: Board, samples: list[Sample]) -> None:
    for sample in samples:
        board.widget.history.add(sample)
    board.power._draw_anew()
    board.power.refresh()


def test_a_full_hour_says_its_values_and_no_since(board: Board) -> None:
    fill(board, hour(NOW.timestamp()))
    words = board.power.accessibleDescription()
    assert words.startswith("Total 13") and " kW, FRA1 8" in words and "since" not in words


def test_a_young_history_says_since_when(board: Board) -> None:
    fill(board, hour(NOW.timestamp() + 600, minutes=10))
    assert f"since {NOW.astimezone():%H:%M}" in board.power.accessibleDescription()


def test_nothing_is_drawn_where_nothing_is_known(board: Board) -> None:
    fill(board, hour(NOW.timestamp()))
    image = pixels(board.power)
    assert board.power._body is not None
    axes, color = board.power._body[1], board.themes.current.colors.s1

    def inked(minute: float) -> bool:
        x = round(axes.x(NOW.timestamp() - 3600 + minute * 60))
        column = [image.pixelColor(x, y) for y in range(round(axes.rect.top()), round(axes.rect.bottom()))]
        return any(abs(c.red() - color.red()) + abs(c.blue() - color.blue()) < 40 for c in column)

    assert inked(20.0) and inked(45.0)
    assert not inked(32.5)


def test_an_unknown_total_is_called_unknown(board: Board) -> None:
    end = NOW.timestamp()
    fill(board, [Sample(end, 1000.0), Sample(end + 2)])
    assert "Total: unknown" in board.power.accessibleDescription()


def test_lines_are_drawn_anew_only_when_it_can_be_seen(board: Board) -> None:
    fill(board, hour(NOW.timestamp()))
    pixels(board.power)
    body = board.power._body
    for seconds, kept in ((2, True), (9, False)):
        board.widget.history.add(
            Sample(NOW.timestamp() + seconds, 140_300.0, (("FRA1", 86_300.0), ("MUC2", 54_000.0)), 70.0, 60.0)
        )
        board.power.refresh()
        pixels(board.power)
        assert (board.power._body is body) is kept
        assert "Total 140.3 kW" in board.power.accessibleDescription()


def test_labels_stay_in_the_plot(board: Board) -> None:
    fill(board, hour(NOW.timestamp()))
    pixels(board.power)
    assert board.power._body is not None
    assert board.power._body[1].rect.right() < board.power.width() - 60
    assert isinstance(board.power._body[1].rect.topLeft(), QPointF)
