"""How the last words of servers are read."""

from __future__ import annotations

from console.model.lastwords import Sign, explain

SIGNS = (
    Sign(r"length is (?P<length>\d+)", "Room for {length}.", lambda found: {"most": found["length"]}),
    Sign(r"heads (?P<heads>\d+)", "{heads} heads.", lambda _found: {}),
    Sign(r"length", "Something about a length."),
)


def test_what_was_said_last_counts() -> None:
    found = explain("length is 10\nlength is 20\n", SIGNS)
    assert found is not None and found.meaning.english() == "Room for 20."
    assert (
        found.arguments == (("most", "20"),)
        and found.fix is not None
        and found.fix.english() == "Set most = 20 and try again"
    )


def test_the_first_sign_counts_wherever_it_stands() -> None:
    found = explain("length\nheads 5\n", SIGNS)
    assert found is not None and found.meaning.english() == "5 heads."


def test_where_no_argument_helps_there_is_no_button() -> None:
    found = explain("heads 5", SIGNS)
    assert found is not None and found.arguments == () and found.fix is None


def test_silence_means_nothing() -> None:
    assert explain("", SIGNS) is None
