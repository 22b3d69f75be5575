"""The hyperlinks of the portable engine: numbers that fit into the attributes of a cell."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from console.terminal.frame import usable_uri

MOST_LINKS = 8_192
MOST_CHARACTERS = 2_000_000
REFUSALS = 1_000
"""After a search for unused links that found none, so many new ones are refused without another."""


class Links:
    """A table of URIs. What no cell refers to any more makes room when it is full; what finds none is no link."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._uris: dict[int, str] = {}
        self._characters = 0
        self._next = 1
        self._refused = 0

    def __len__(self) -> int:
        return len(self._uris)

    def uri(self, number: int) -> str:
        """Return where a link leads, empty for 0."""
        return self._uris.get(number, "")

    def number(self, uri: str, used: Callable[[], Iterable[int]]) -> int:
        """Return the number of a link, 0 where it cannot be one; ``used`` finds the numbers that cells refer to."""
        known = self._numbers.get(uri)
        if known is not None:
            return known
        if not uri or not usable_uri(uri):
            return 0
        if self._full(uri):
            self._refused = (self._refused + 1) % REFUSALS
            if self._refused == 1:
                self._drop_unused(set(used()))
            if self._full(uri):
                return 0
        self._refused = 0
        while self._next in self._uris:
            self._next = self._next % 0xFFFF + 1
        self._numbers[uri], self._uris[self._next] = self._next, uri
        self._characters += len(uri)
        return self._next

    def _full(self, uri: str) -> bool:
        return len(self._uris) >= MOST_LINKS or self._characters + len(uri) > MOST_CHARACTERS

    def _drop_unused(self, used: set[int]) -> None:
        self._uris = {number: uri for number, uri in self._uris.items() if number in used}
        self._numbers = {uri: number for number, uri in self._uris.items()}
        self._characters = sum(map(len, self._numbers))
