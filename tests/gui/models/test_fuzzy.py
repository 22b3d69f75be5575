from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.ui.models.fuzzy import contains, match


def marked(query: str, text: str) -> str | None:
    found = match(query, text)
    if found is None:
        return None
    return "".join(letter.upper() if place in found.places else letter for place, letter in enumerate(text.lower()))


@pytest.mark.parametrize(
    ("query", "text", "expected"),
    [
        ("split", "Split right", "SPLIT right"),
        ("right", "Split right", "split RIGHT"),
        ("sr", "Split right", "Split Right"),
        ("mdl", "Move the divider left", "Move the Divider Left"),
        ("a07", "gpu-a07", "gpu-A07"),
        ("g7", "gpu-a07", "Gpu-a07"),
        ("RIGHT split", "Split right", "SPLIT RIGHT"),
        ("ä", "Größer ändern", "größer Ändern"),
        ("", "anything", "anything"),
    ],
)
def test_the_letters_that_were_meant(query: str, text: str, expected: str) -> None:
    assert marked(query, text) == expected


@pytest.mark.parametrize(("query", "text"), [("x", "Split right"), ("thgir", "right"), ("split down", "Split right")])
def test_what_is_not_there_does_not_fit(query: str, text: str) -> None:
    assert match(query, text) is None


def ranked(query: str, *texts: str) -> list[str]:
    scores = {text: found.score for text in texts if (found := match(query, text)) is not None}
    return sorted(scores, key=lambda text: -scores[text])


def test_the_better_fit_scores_higher() -> None:
    assert ranked("gpu-a01", "gpu-a010", "gpu-a01", "old-gpu-a01") == ["gpu-a01", "gpu-a010", "old-gpu-a01"]
    assert ranked("spr", "Split right", "Show all printers") == ["Split right", "Show all printers"]
    assert ranked("tree", "Street", "Go to the tree")[0] == "Go to the tree"


def test_words_in_one_piece_anywhere() -> None:
    assert contains("UBUNTU rack", "gpu-a01 192.0.2.7 Ubuntu 24.04 Rack A01")
    assert not contains("ubt", "Ubuntu")


@given(st.text(max_size=20), st.text(max_size=40))
def test_any_text_can_be_looked_for(query: str, text: str) -> None:
    found = match(query, text)
    if found is not None:
        assert all(0 <= place < len(text) for place in found.places)


@given(st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=1, max_size=12), st.data())
def test_letters_of_a_text_in_their_order_are_found_in_it(text: str, data: st.DataObject) -> None:
    places = data.draw(st.sets(st.integers(0, len(text) - 1), min_size=1))
    query = "".join(text[place] for place in sorted(places))
    assert match(query, text) is not None
