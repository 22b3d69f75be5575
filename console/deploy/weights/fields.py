"""A file of JSON that a stranger wrote: bounded, and each field of the type and the size that it is taken for."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from msgspec import Struct

from console.deploy.weights.failures import bad_field, no_format, too_much

MOST_BYTES = 16 << 20
"""Far above any config.json; the index of a model of a thousand billion parameters has 10 MB."""
MOST = 1 << 40
"""No number of a configuration is larger."""


class Fields(Struct, frozen=True):
    """A JSON object with the name of the file that it is from. What is null counts as not there."""

    file: str
    table: Mapping[str, object]

    @classmethod
    def parse(cls, data: bytes, file: str) -> Fields:
        """Read a file; BadFile when it is none."""
        if len(data) > MOST_BYTES:
            raise too_much(file, f"{len(data)} bytes", MOST_BYTES)
        try:
            found = json.loads(data)
        except RecursionError as error:
            raise no_format(file, "JSON", "it is nested too deeply") from error
        except ValueError as error:  # of syntax, of encoding, and numbers with too many digits
            raise no_format(file, "JSON", str(error).rstrip(".")) from error
        if not isinstance(found, dict):
            raise no_format(file, "JSON", "there is no object in it")
        return cls(file, found)

    def has(self, *names: str) -> bool:
        """Tell whether one of the fields is there."""
        return any(self.table.get(name) is not None for name in names)

    def number(self, *names: str, least: int = 0, most: int = MOST) -> int | None:
        """Return the first of the fields that is there, a whole number; BadFile when it is none."""
        for name in names:
            value = self.table.get(name)
            if value is None:
                continue
            if isinstance(value, float) and value.is_integer() and abs(value) <= MOST:
                value = int(value)
            if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
                raise bad_field(self.file, name, value)
            return value
        return None

    def flag(self, name: str, *, default: bool = False) -> bool:
        """Return a field that is true or false."""
        value = self.table.get(name)
        if value is None:
            return default
        if not isinstance(value, bool):
            raise bad_field(self.file, name, value)
        return value

    def text(self, *names: str) -> str:
        """Return the first of the fields that is there, a text; empty when none is."""
        for name in names:
            value = self.table.get(name)
            if value is None:
                continue
            if not isinstance(value, str):
                raise bad_field(self.file, name, value)
            return value
        return ""

    def items(self, name: str, *, most: int) -> list[object] | None:
        """Return a field that is a list."""
        value = self.table.get(name)
        if value is None:
            return None
        if not isinstance(value, list):
            raise bad_field(self.file, name, value)
        if len(value) > most:
            raise too_much(self.file, f"{name} ({len(value)})", most)
        return value

    def numbers(self, name: str, *, most: int) -> list[int] | None:
        """Return a field that is a list of whole numbers."""
        found = self.items(name, most=most)
        if found is None:
            return None
        checked = [value for value in found if isinstance(value, int) and not isinstance(value, bool) and value >= 0]
        if len(checked) != len(found):
            raise bad_field(self.file, name, found)
        return checked

    def below(self, name: str) -> Fields | None:
        """Return a field that is an object."""
        value = self.table.get(name)
        if value is None:
            return None
        if not isinstance(value, dict):
            raise bad_field(self.file, name, value)
        return Fields(self.file, value)

    def objects(self, name: str, *, most: int) -> Iterator[Fields]:
        """Iterate over a field that is a list of objects."""
        for value in self.items(name, most=most) or ():
            if not isinstance(value, dict):
                raise bad_field(self.file, name, value)
            yield Fields(self.file, value)
