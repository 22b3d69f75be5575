"""The link table of the portable engine."""

from __future__ import annotations

from console.terminal import links
from console.terminal.links import MOST_CHARACTERS, MOST_LINKS, Links


def test_the_same_uri_has_the_same_number() -> None:
    table = Links()
    first, second = (table.number(uri, set) for uri in ("http://a.example", "http://b.example"))
    assert (first, table.number("http://a.example", set), table.uri(second)) == (1, 1, "http://b.example")
    assert table.uri(0) == table.uri(999) == ""


def test_what_is_no_link_has_none() -> None:
    table = Links()
    assert [table.number(uri, set) for uri in ("", "http://a.example/\x1b[m", "x" * 3000)] == [0, 0, 0]


def test_a_full_table_drops_what_no_cell_refers_to() -> None:
    table = Links()
    for number in range(MOST_LINKS):
        table.number(f"http://{number}.example", set)
    kept = table.number("http://5.example", set)
    fresh = table.number("http://new.example", lambda: [kept])
    assert (len(table), table.uri(fresh), table.uri(kept)) == (2, "http://new.example", "http://5.example")


def test_a_table_full_of_used_links_refuses_and_does_not_search_each_time() -> None:
    table, searches = Links(), []

    def used() -> range:
        searches.append(1)
        return range(1, 0x10000)

    for number in range(MOST_LINKS):
        table.number(f"http://{number}.example", used)
    assert [table.number(f"http://more{number}.example", used) for number in range(500)] == [0] * 500
    assert len(searches) == 1
    assert len(table) == MOST_LINKS


def test_long_uris_are_bounded_together() -> None:
    table = Links()
    for number in range(MOST_LINKS):
        table.number(f"http://{number}.example/".ljust(2000, "x"), lambda: range(1, 0x10000))
    assert len(table) == MOST_CHARACTERS // 2000


def test_numbers_are_not_given_twice() -> None:
    assert links.MOST_LINKS < 0xFFFF
    table = Links()
    for number in range(200_000):
        table.number(f"http://{number}.example", lambda: [1, 2, 3])
    assert [table.uri(number) for number in (1, 2, 3)] == [f"http://{number}.example" for number in range(3)]
