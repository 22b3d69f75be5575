from __future__ import annotations

from console.model.ids import TerminalId
from console.ui.find.hits import ROW_ENDS, Hits, spans_of
from console.ui.terminal.highlights import Span
from console.wire.messages import Found, Hit


def found(*rows: int, from_row: int | None = None, oldest: int = 0, count: int = 0) -> Found:
    hits = tuple(Hit(row, 4, row, 7) for row in rows)
    return Found(
        number=1, terminal_id=TerminalId(1), hits=hits, from_row=from_row, oldest_row=oldest, count=count or len(rows)
    )


def test_hits_arrive_in_any_order_and_are_replaced_from_a_row_on() -> None:
    hits = Hits()
    hits.take(found(30, 40, from_row=0))
    hits.take(found(10, 20))
    assert hits.rows() == [10, 20, 30, 40]
    hits.take(found(35, from_row=30))
    assert hits.rows() == [10, 20, 35]
    hits.take(found(oldest=15, count=2))
    assert hits.rows() == [20, 35]


def test_they_are_numbered_from_the_newest_and_steps_go_round() -> None:
    hits = Hits()
    hits.take(found(10, 20, 30, from_row=0))
    assert hits.number == 0
    hits.choose_near(29)
    assert (hits.number, hits.current) == (2, Hit(20, 4, 20, 7))
    numbers = []
    for _ in range(3):
        hits.step(1)
        numbers.append(hits.number)
    assert numbers == [3, 1, 2]
    hits.step(-1)
    assert hits.number == 1


def test_the_present_hit_stays_while_others_come_and_goes_to_a_neighbour_when_it_is_gone() -> None:
    hits = Hits()
    hits.take(found(10, 20, from_row=0))
    hits.choose_near(20)
    hits.take(found(30, from_row=25))
    assert (hits.number, hits.current) == (2, Hit(20, 4, 20, 7))
    hits.take(found(from_row=20, count=1))
    assert hits.current == Hit(10, 4, 10, 7)
    hits.take(found(from_row=0, count=0))
    assert hits.number == 0
    hits.step(1)
    assert hits.number == 0


def test_near_a_row_is_the_last_hit_up_to_it_else_the_next() -> None:
    hits = Hits()
    hits.take(found(10, 20, from_row=0))
    for row, near in ((5, 10), (10, 10), (19, 10), (99, 20)):
        hits.choose_near(row)
        assert hits.current is not None
        assert hits.current.row == near


def test_of_the_newest_rows_whose_text_is_known_there_is_a_list() -> None:
    hits = Hits()
    told = (Hit(1, 0, 1, 1), Hit(2, 0, 2, 1, "two"), Hit(3, 0, 3, 1, "three"), Hit(3, 5, 3, 6, "three"))
    hits.take(Found(number=1, terminal_id=TerminalId(1), hits=told, from_row=0, count=4))
    assert [hit.text for hit in hits.newest_lines(5)] == ["three", "two"]
    assert [hit.text for hit in hits.newest_lines(1)] == ["three"]


def test_a_hit_over_a_wrap_covers_the_cells_of_each_row() -> None:
    long = Hit(7, 70, 9, 3)
    assert list(spans_of(long)) == [Span(7, 70, ROW_ENDS), Span(8, 0, ROW_ENDS), Span(9, 0, 3)]
    hits = Hits()
    hits.take(Found(number=1, terminal_id=TerminalId(1), hits=(long, Hit(20, 0, 20, 1)), from_row=0, count=2))
    assert hits.spans(9, 12) == list(spans_of(long))
    assert hits.spans(10, 20) == []
