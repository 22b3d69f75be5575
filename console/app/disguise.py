"""Values with names in them, as others may see them, and back again what a desk returns of them.

A string is a name where its type is plainly ``str``; identifiers (``NodeId``) and words of ours (enumerations) stay.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from functools import cache
from typing import Any, NewType, TypeVar, cast, get_args

import msgspec

V = TypeVar("V")
MOST_TEXTS = 20_000
"""Of those that are remembered, each way."""


class Disguise:
    """Redacts values field by field, each text once."""

    def __init__(
        self, redact: Callable[[str], str], *, meets: Callable[[str], bool] = bool, kept: tuple[type, ...] = ()
    ) -> None:
        """Make one of what redacts a text; values of the types ``kept`` stay as they are.

        ``meets`` is told whom a value names as its user, and says whether that is somebody new.
        """
        self._redact = redact
        self._meets = meets
        self._met: set[str] = set()
        self._kept = kept
        self._shown: dict[str, str] = {}
        self._real: dict[str, str] = {}

    def forget(self) -> None:
        """Redact everything anew: other names are known by now. What was shown before can still come back."""
        self._shown.clear()

    def of(self, value: V) -> V:
        """Return a value as others may see it: the same one where there is no name in it."""
        return cast(V, self._walk(value, self._text))

    def back(self, value: V) -> V:
        """Return a value of a desk with the texts that it was shown as they really are; parts of texts stay."""
        return cast(V, self._walk(value, lambda text: self._real.get(text, text))) if self._real else value

    def _text(self, text: str) -> str:
        shown = self._shown.get(text)
        if shown is None:
            if len(self._shown) >= MOST_TEXTS:
                self._shown.clear()
            shown = self._shown[text] = self._redact(text)
            if shown != text and len(self._real) < MOST_TEXTS:
                self._real[shown] = text
        return shown

    def _meet(self, user: str) -> None:
        if user not in self._met and len(self._met) < MOST_TEXTS:
            self._met.add(user)
            if self._meets(user):
                self.forget()

    def _walk(self, value: object, put: Callable[[str], str]) -> object:
        if isinstance(value, self._kept):
            return value
        if isinstance(value, msgspec.Struct):
            changed = {}
            for name in _named(type(value)):
                before = getattr(value, name)
                if name == "user" and isinstance(before, str):
                    self._meet(before)
                after = self._walk(before, put)
                if after is not before:
                    changed[name] = after
            return msgspec.structs.replace(value, **changed) if changed else value
        if isinstance(value, str):
            text = value if isinstance(value, Enum) else put(value)
            return value if text == value else text
        if isinstance(value, tuple | list):
            items = [self._walk(item, put) for item in value]
            same = all(one is other for one, other in zip(items, value, strict=True))
            return value if same else items if isinstance(value, list) else tuple(items)
        if isinstance(value, dict):
            return {key: self._walk(item, put) for key, item in value.items()}
        return value


@cache
def _named(kind: type[msgspec.Struct]) -> tuple[str, ...]:
    """Return the fields of a struct in which a name may stand."""
    return tuple(field.name for field in msgspec.structs.fields(kind) if _may_name(field.type))


def _may_name(kind: object) -> bool:
    if isinstance(kind, NewType):
        return False
    if kind is str or kind is Any or kind is object:
        return True
    if parts := get_args(kind):
        return any(map(_may_name, parts))
    return isinstance(kind, type) and issubclass(kind, msgspec.Struct)
