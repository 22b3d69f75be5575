"""The settings file: TOML that a person may edit; what they wrote is never lost."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from console.model.errors import ConsoleError, Problem
from console.model.text import N_
from console.settings.option import AnyOption, Option, Value
from console.settings.options import OPTIONS

if TYPE_CHECKING:
    from tomlkit import TOMLDocument
    from tomlkit.items import Table

_POSITION = re.compile(r"\s*\(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)")


class SettingsStore:
    """What the person has set. Defaults stand where the file says nothing or something wrong."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.problems: tuple[Problem, ...] = ()
        """What was wrong with the file when it was last read."""
        self.document: dict[str, object] = {}
        """The file as it was last read, for what is no plain option."""
        self._values: dict[str, object] = {}
        self._text = ""
        self._broken = False
        self.reload()

    def reload(self) -> None:
        """Read the file again; ``problems`` says what in it does not count."""
        self._values, self._broken, self._text, self.document, problems = {}, False, "", {}, []
        try:
            self._text = _read(self.path)
            document = self.document = parse_toml(self._text, self.path)
        except ConsoleError as error:
            self._broken, self.problems = True, (error.problem,)
            return
        for option in OPTIONS:
            table = document.get(option.table)
            if not isinstance(table, dict) or option.key not in table:
                continue
            try:
                self._values[option.name] = option.check(table[option.key])
            except ConsoleError as error:
                problems.append(self.located(error.problem, option.table, option.key))
        self.problems = tuple(problems)

    def get(self, option: Option[Value]) -> Value:
        """Return the value that counts for ``option``."""
        if option.name not in self._values:
            return option.default
        return option.check(self._values[option.name])

    def located(self, problem: Problem, table: str, key: str) -> Problem:
        """Return what is wrong with the value of ``key``, with its line in the file."""
        return Problem(
            problem.code,
            N_("{file}, line {line}: {name} cannot be {value}."),
            problem.hint,
            {**problem.params, "file": str(self.path), "line": str(_line_of(self._text, table, key))},
        )

    def set(self, option: Option[Value], value: Value) -> None:
        """Change ``option``, now and in the file."""
        checked = option.check(value)
        self.edit(lambda document: self.table(document, option.table).update({option.key: checked}))

    def answer(self, table: str, name: str) -> str:
        """Return what a person once answered about a named thing, such as a host; empty where they have not."""
        answers = self.document.get(table)
        answer = answers.get(name) if isinstance(answers, dict) else None
        return answer if isinstance(answer, str) else ""

    def set_answer(self, table: str, name: str, answer: str) -> None:
        """Remember an answer under ``name`` in a table of the file."""
        self.edit(lambda document: self.table(document, table).update({name: answer}))

    def unset(self, option: AnyOption) -> None:
        """Let the default of ``option`` count again."""
        if option.name in self._values:
            self.edit(lambda document: self.table(document, option.table).remove(option.key))

    def is_set(self, option: AnyOption) -> bool:
        """Tell whether the person has set ``option``."""
        return option.name in self._values

    def edit(self, change: Callable[[TOMLDocument], object]) -> None:
        """Change the file, and read it again; what ``change`` leaves stays as it is, comments too."""
        import tomlkit  # only who changes something pays for it

        if self._broken:
            _put_aside(self.path)
            self._broken = False
        document = tomlkit.parse(_read(self.path))
        change(document)
        write_atomic(self.path, tomlkit.dumps(document))
        self.reload()

    def table(self, parent: TOMLDocument | Table, name: str) -> Table:
        """Return a table in the file, for a change; it is made where there is none."""
        import tomlkit

        table = parent.setdefault(name, tomlkit.table())
        if not isinstance(table, tomlkit.items.Table):
            raise ConsoleError(
                "settings.table",
                N_("{table} is not a table in {file}."),
                N_("Write [{table}] on a line of its own and the options below it."),
                table=name,
                file=self.path,
            )
        return table


def parse_toml(text: str, path: Path) -> dict[str, object]:
    """Return the document in ``text``; a ConsoleError names ``path``, line and column of a mistake."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = _POSITION.search(str(error))
        end = (text.count("\n") + 1, len(text) - text.rfind("\n"))
        raise ConsoleError(
            "settings.broken",
            N_("{file}, line {line}, column {column}: {reason}"),
            N_("Repair that line. Until then the defaults count; the file is kept as it is."),
            file=path,
            line=(found and found["line"]) or end[0],
            column=(found and found["column"]) or end[1],
            reason=_POSITION.sub("", str(error)),
        ) from error


def write_atomic(path: Path, text: str) -> None:
    """Write ``text`` so that a reader, or the next start after a power cut, sees the old file or the new one."""
    path = path.resolve()  # a link into somebody's dotfiles stays a link
    part: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
        part = Path(name)
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            shutil.copymode(path, part)  # what others may read, they still may
        part.replace(path)
    except OSError as error:
        if part is not None:
            part.unlink(missing_ok=True)
        raise ConsoleError(
            "settings.write",
            N_("{file} could not be written: {reason}"),
            N_("Check the free space and the permissions of its folder."),
            file=path,
            reason=error.strerror or str(error),
        ) from error


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise ConsoleError(
            "settings.read",
            N_("{file} could not be read: {reason}"),
            N_("The defaults count until it can be read."),
            file=path,
            reason=error.strerror if isinstance(error, OSError) else N_("it is not UTF-8 text"),
        ) from error


def _put_aside(path: Path) -> None:
    """Keep the file that could not be read under a free name next to it."""
    number = 1
    while (kept := path.with_name(f"{path.name}.broken-{number}")).exists():
        number += 1
    path.rename(kept)


def _line_of(text: str, table: str, key: str) -> int:
    """Return the line where ``key`` of ``table`` is set, as far as it can be told from the text."""
    inside = False
    for number, line in enumerate(text.splitlines(), start=1):
        if line.lstrip().startswith("["):
            inside = line.strip().strip("[]").replace('"', "").strip() == table
        elif re.match(rf"\s*(?:{re.escape(key)}|\"{re.escape(key)}\")\s*=", line) and inside:
            return number
    return 1
