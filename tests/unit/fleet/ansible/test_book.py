from __future__ import annotations

from console.fleet.ansible.book import MOST_PROBLEMS, Book


def test_the_same_is_told_once_and_not_without_end() -> None:
    book = Book()
    for number in (*range(MOST_PROBLEMS + 50), 0):
        book.wrong(f"hosts:{number}", "it is wrong")
    assert len(book.problems) == MOST_PROBLEMS
