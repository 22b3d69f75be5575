"""A TOML file that a person writes by hand: every mistake has its place and costs what it concerns, nothing else."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

from console.model.errors import Problem
from console.model.text import N_
from console.settings.toml_places import KeyPath, Place, nearest, places

MOST_BYTES = 1 << 20
_AT_LINE = re.compile(r"\(at line (\d+), column (\d+)\)")

Table = Mapping[str, object]


class TomlFile:
    """A file, read. ``problems`` grows while its tables are looked at; never raises for what stands in it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.problems: list[Problem] = []
        self.table: Table = {}
        self._places: Mapping[KeyPath, Place] = {}
        self._read()

    def _read(self) -> None:
        try:
            if self.path.stat().st_size > MOST_BYTES:
                raise OSError(27, N_("the file is too large"))
            text = self.path.read_text(encoding="utf-8-sig")
        except FileNotFoundError:
            return
        except OSError as error:
            self._unreadable(Place(1, 1), error.strerror or str(error))
        except UnicodeDecodeError as error:
            line = error.object[: error.start].count(b"\n") + 1
            self._unreadable(Place(line, 1), N_("it is not UTF-8 text"))
        else:
            self._parse(text)

    def _parse(self, text: str) -> None:
        try:
            self.table = tomllib.loads(text)
            self._places = places(text)
        except tomllib.TOMLDecodeError as error:
            at = _AT_LINE.search(str(error))
            place = Place(int(at[1]), int(at[2])) if at else Place(len(text.splitlines()) or 1, 1)
            self._unreadable(place, _AT_LINE.sub("", str(error)).strip())
        except RecursionError:
            self._unreadable(Place(1, 1), N_("it is nested too deeply"))

    def _unreadable(self, place: Place, reason: str) -> None:
        self.problems.append(
            Problem(
                "own.unreadable",
                N_("{place}: the file cannot be read: {reason}."),
                N_("Correct the line and read it again. What was read before stays until then."),
                {"place": self._written(place), "reason": reason},
            )
        )

    @property
    def is_readable(self) -> bool:
        """Return whether anything of it can be used."""
        return all(problem.code != "own.unreadable" for problem in self.problems)

    def place(self, at: KeyPath) -> str:
        """Return where a key stands, as ``file:line:column``."""
        return self._written(nearest(self._places, at))

    def _written(self, place: Place) -> str:
        return f"{self.path}:{place.line}:{place.column}"

    def refuse(self, at: KeyPath, reason: str) -> None:
        """Note that what stands at a key does not count. ``reason`` is marked for the catalogue."""
        self.problems.append(
            Problem(
                "own.wrong",
                N_("{place}: {key} does not count: {reason}."),
                N_("Correct the line and read it again."),
                {"place": self.place(at), "key": ".".join(map(str, at)), "reason": reason},
            )
        )

    def refuse_part(self, at: KeyPath, reason: str, part: str) -> None:
        """Note that a text does not count because of what stands in the middle of it."""
        self.problems.append(
            Problem(
                "own.wrong_part",
                N_("{place}: {key} does not count because of “{part}”: {reason}."),
                N_("Correct the line and read it again."),
                {"place": self.place(at), "key": ".".join(map(str, at)), "part": part, "reason": reason},
            )
        )

    def tables(self, table: Table, name: str, at: KeyPath = ()) -> Iterator[tuple[KeyPath, Table]]:
        """Yield the tables of a list ``[[name]]`` and where they stand."""
        found = table.get(name, [])
        rows = found if isinstance(found, list) else [found]
        for number, row in enumerate(rows):
            where = (*at, name, number)
            if isinstance(row, dict):
                yield where, row
            else:
                self.refuse(where, N_("it is not a table in double brackets"))

    def text(self, table: Table, at: KeyPath, key: str, default: str = "") -> str:
        """Return the text of a key; what is none is noted and does not count."""
        found = table.get(key, default)
        if isinstance(found, str):
            return found
        self.refuse((*at, key), N_("write it in quotes"))
        return default

    def switch(self, table: Table, at: KeyPath, key: str) -> bool:
        """Return whether a key is set to true; what is neither true nor false is noted."""
        found = table.get(key, False)
        if isinstance(found, bool):
            return found
        self.refuse((*at, key), N_("write true or false"))
        return False

    def check_keys(self, table: Table, at: KeyPath, known: frozenset[str]) -> None:
        """Note keys that mean nothing."""
        for key in table.keys() - known:
            self.refuse((*at, key), N_("there is no such key"))
