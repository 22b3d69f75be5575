"""The lines of ssh_config files, split as OpenSSH splits them, and each file read once per change.

A fleet of a thousand nodes shares one file of several thousand lines: parsing it for every connect would cost more
than connecting does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from msgspec import Struct

from console.model.errors import Problem
from console.model.text import N_

DEEPEST_INCLUDE = 16
SYSTEM_FOLDER = Path("/etc/ssh")
_WHOLE_LINE = frozenset({"localcommand", "proxycommand", "remotecommand"})


class Line(Struct, frozen=True):
    """One option and where it stands; ``option`` is lower case, and ``wrong`` says why it makes no sense."""

    path: Path
    line_no: int
    option: str
    arguments: tuple[str, ...]
    wrong: str = ""

    @property
    def place(self) -> str:
        """Return ``file:line`` for a person."""
        return f"{self.path}:{self.line_no}"

    @property
    def value(self) -> str:
        """Return the first argument, empty where there is none."""
        return self.arguments[0] if self.arguments else ""


def all_lines(paths: Sequence[Path], found: list[Problem]) -> Iterator[Line]:
    """Yield the lines of the files, those of included ones in their place; what cannot be read is added to ``found``.

    Which block a line belongs to is not looked at: this is for lists, not for what counts for a host.
    """
    for path in paths:
        yield from _with_included(path, (), found)


def _with_included(path: Path, opened: tuple[Path, ...], found: list[Problem]) -> Iterator[Line]:
    try:
        lines = read_lines(path)
    except OSError as error:
        found.append(wrong_line(str(path), error.strerror or str(error)))
        return
    for line in lines:
        if line.wrong:
            found.append(wrong_line(line.place, line.wrong))
            continue
        yield line
        if line.option == "include":
            for inner in included(line):
                if inner in (*opened, path) or len(opened) >= DEEPEST_INCLUDE:
                    found.append(wrong_line(line.place, f"{inner} includes itself"))
                else:
                    yield from _with_included(inner, (*opened, path), found)


def read_lines(path: Path) -> tuple[Line, ...]:
    """Return the lines of one file, none where it is missing. Raises OSError where it cannot be read."""
    try:
        stat = path.stat()
        return _parse(path, stat.st_mtime_ns, stat.st_size)
    except FileNotFoundError:
        return ()


def included(line: Line) -> list[Path]:
    """Return the files that an ``Include`` names, in the order of their names; relative ones stand in ~/.ssh.

    Those of the system's own configuration stand beside it.
    """
    found: list[Path] = []
    for pattern in line.arguments:
        absolute = _absolute(line, pattern)
        root = Path(absolute.anchor)
        # The library takes them in the order of the disk; the first value counts, so the order matters.
        found += sorted(p for p in root.glob(str(absolute.relative_to(root))) if p.is_file())
    return found


def _absolute(line: Line, pattern: str) -> Path:
    base = SYSTEM_FOLDER if line.path.is_relative_to(SYSTEM_FOLDER) else Path("~/.ssh").expanduser()
    path = Path(pattern).expanduser()
    return path if path.is_absolute() else base / path


def include_folders(paths: Sequence[Path]) -> list[Path]:
    """Return the folders that files are included from: one that comes or goes there changes them."""
    found: dict[Path, None] = {}
    for line in all_lines(paths, []):
        if line.option == "include":
            found.update(dict.fromkeys(_absolute(line, pattern).parent for pattern in line.arguments))
    return [folder for folder in found if folder.is_dir()]


def files(paths: Sequence[Path]) -> list[Path]:
    """Return the files that exist, included ones too: those whose change matters."""
    seen: dict[Path, None] = dict.fromkeys(path for path in paths if path.is_file())
    for line in all_lines(paths, []):
        if line.option == "include":
            seen.update(dict.fromkeys(included(line)))
    return list(seen)


def wrong_line(place: str, reason: str) -> Problem:
    """Return the problem of a line that makes no sense."""
    return Problem(
        "ssh.config_line",
        N_("{place}: {reason}."),
        N_("Correct the line; a host that it concerns cannot be connected to before."),
        {"place": place, "reason": reason},
    )


def split_arguments(text: str) -> tuple[str, ...]:
    """Split on blanks, with quotes and ``#`` comments, as OpenSSH does. Raises ValueError for an open quote."""
    if not any(c in text for c in "\"'\\#"):
        return tuple(text.split())
    words: list[str] = []
    at = 0
    while at < len(text):
        if text[at] in " \t":
            at += 1
        elif text[at] == "#":
            break
        else:
            word, at = _word(text, at)
            words.append(word)
    return tuple(words)


def _word(text: str, at: int) -> tuple[str, int]:
    letters: list[str] = []
    quote = ""
    while at < len(text):
        c = text[at]
        escapes = "\"'\\" + ("" if quote else " ")
        if c == "\\" and at + 1 < len(text) and text[at + 1] in escapes:
            at += 1
            letters.append(text[at])
        elif c == quote:
            quote = ""
        elif not quote and c in "\"'":
            quote = c
        elif not quote and c in " \t":
            break
        else:
            letters.append(c)
        at += 1
    if quote:
        raise ValueError("a closing quote is missing")
    return "".join(letters), at


@lru_cache(maxsize=256)
def _parse(path: Path, _mtime_ns: int, _size: int) -> tuple[Line, ...]:
    text = path.read_bytes().decode("utf-8", errors="replace").removeprefix("\ufeff")
    found: list[Line] = []
    for line_no, raw in enumerate(text.split("\n"), start=1):
        plain = raw.strip()
        if plain and not plain.startswith("#"):
            found.append(_split(path, line_no, plain))
    return tuple(found)


def _split(path: Path, line_no: int, plain: str) -> Line:
    """Split ``Option value``, ``Option=value`` and ``Option = value``."""
    word, _, rest = plain.replace("\t", " ").partition(" ")
    if "=" in word:
        word, _, rest = plain.partition("=")
    else:
        rest = rest.lstrip().removeprefix("=")
    option = word.strip().lower()
    if option in _WHOLE_LINE:
        return Line(path, line_no, option, (rest.strip(),))
    try:
        return Line(path, line_no, option, split_arguments(rest))
    except ValueError as error:
        return Line(path, line_no, option, (), str(error))
