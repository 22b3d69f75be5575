"""Finding by a few letters: every word of the query is in the text, if not in one piece then letter by letter."""

from __future__ import annotations

from msgspec import Struct

_EXACT, _WHOLE_START, _WORD_START, _INSIDE, _LETTERS = 400, 300, 220, 150, 60
_LETTER_AT_WORD, _LETTER_NEXT = 12, 6
_MOST_LETTERS = 40
"""A word of more letters is looked for in one piece only."""


class Match(Struct, frozen=True):
    """How well a text fits, and the places of the letters that were meant."""

    score: float
    places: frozenset[int]


def contains(query: str, text: str) -> bool:
    """Return whether every word of ``query`` is in ``text`` in one piece. Case does not matter."""
    folded = text.casefold()
    return all(word in folded for word in query.casefold().split())


def match(query: str, text: str) -> Match | None:
    """Return how ``text`` fits ``query``; None where a word of it is not there. Case does not matter."""
    words = query.casefold().split()
    folded = text.casefold()
    if len(folded) != len(text):  # a letter that folds to two would shift every place
        folded = text.lower() if len(text.lower()) == len(text) else text
    score = float(_EXACT) if " ".join(words) == folded else 0.0
    places: set[int] = set()
    for word in words:
        found = _piece(word, folded) or _letters(word, folded)
        if found is None:
            return None
        score += found.score
        places |= found.places
    return Match(score - len(text) * 0.2, frozenset(places))


def _piece(word: str, text: str) -> Match | None:
    """Find a word in one piece, at the start of a word of the text before anywhere else."""
    at = text.find(word)
    if at < 0:
        return None
    place = at
    while place > 0 and not _begins(text, place):
        place = text.find(word, place + 1)
    place = at if place < 0 else place
    score = _WHOLE_START if place == 0 else _WORD_START if _begins(text, place) else _INSIDE
    return Match(score + len(word), frozenset(range(place, place + len(word))))


def _letters(word: str, text: str) -> Match | None:
    """Find the letters of a word in their order: each next to the one before, else at the start of a word."""
    if len(word) > _MOST_LETTERS:
        return None
    score, at = float(_LETTERS), 0
    places: list[int] = []
    for number, letter in enumerate(word):
        place = _next_place(letter, text, at, word[number + 1 :])
        if place < 0:
            return None
        if places and place == places[-1] + 1:
            score += _LETTER_NEXT
        elif _begins(text, place):
            score += _LETTER_AT_WORD
        else:
            score -= min(place - (places[-1] if places else 0), 20) * 0.5
        places.append(place)
        at = place + 1
    return Match(score, frozenset(places))


def _next_place(letter: str, text: str, at: int, rest: str) -> int:
    """Return where a letter comes next; the start of a word goes before, if the rest can follow it."""
    first = text.find(letter, at)
    if first < 0 or first == at or _begins(text, first):
        return first
    place = first
    while place >= 0:
        if _begins(text, place) and _can_follow(rest, text, place + 1):
            return place
        place = text.find(letter, place + 1)
    return first


def _can_follow(rest: str, text: str, at: int) -> bool:
    for letter in rest:
        at = text.find(letter, at) + 1
        if at == 0:
            return False
    return True


def _begins(text: str, place: int) -> bool:
    """Return whether a word begins at a place: behind what is neither letter nor digit, or a number behind letters."""
    if place == 0:
        return True
    before, here = text[place - 1], text[place]
    return not before.isalnum() or (here.isdigit() and not before.isdigit())
