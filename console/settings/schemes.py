"""Colour schemes of terminals as values: the format of the house, and the folders that hold them. No Qt."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from console.model.errors import ConsoleError, Problem
from console.model.text import N_
from console.settings.store import parse_toml, write_atomic

ANSI_COUNT = 16
MOST_BYTES = 1_000_000
"""A file that is larger is no scheme."""

THEME_SCHEMES = {"leitstand-dark": "dark", "leitstand-light": "light", "leitstand-high-contrast": "high_contrast"}
"""The product's own schemes stand in the files of its themes and nowhere else."""

_COLOR = re.compile(r"(?:#|0x)([0-9a-f]{3}|[0-9a-f]{6})|rgb:([0-9a-f]{2})/([0-9a-f]{2})/([0-9a-f]{2})", re.IGNORECASE)
_NO_ID = re.compile(r"[^a-z0-9]+")
_SHOWN = 40


class Scheme(Struct, frozen=True):
    """The colours of a terminal as 0xRRGGBB."""

    id: str
    """What settings call it, and its file: lower case letters, digits and hyphens."""
    name: str
    dark: bool
    foreground: int
    background: int
    cursor: int
    cursor_text: int
    """Of the character under a block cursor."""
    selection: int
    """The ground of what is marked."""
    ansi: tuple[int, ...]
    """The sixteen that have names: black, red, green, yellow, blue, magenta, cyan, white, then the bright ones."""
    licence: str = ""
    source: str = ""


class Reading:
    """What a reader knows of the file in hand, to say where a mistake is."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def missing(self, key: str) -> ConsoleError:
        """Return the error for a colour that is not there."""
        return ConsoleError(
            "scheme.missing",
            N_("{file}: {key} is missing."),
            N_("A scheme has a foreground, a background and sixteen named colours."),
            file=self.file.name,
            key=key,
        )

    def wrong(self, key: str, value: object) -> ConsoleError:
        """Return the error for a value that is no colour."""
        text = str(value)
        return ConsoleError(
            "scheme.color",
            N_("{file}: {key} cannot be {value}."),
            N_("Write a colour as #RRGGBB."),
            file=self.file.name,
            key=key,
            value=text if len(text) <= _SHOWN else text[:_SHOWN] + "…",
        )

    def broken(self, line: int, reason: str) -> ConsoleError:
        """Return the error for text that does not follow its format."""
        return ConsoleError(
            "scheme.syntax",
            N_("{file}, line {line}: {reason}"),
            N_("Repair that line, or export the scheme again."),
            file=self.file.name,
            line=line,
            reason=reason,
        )

    def color(self, key: str, value: object) -> int:
        """Return ``#RRGGBB``, ``#RGB``, ``0xRRGGBB`` or ``rgb:RR/GG/BB`` as a number."""
        found = _COLOR.fullmatch(value.strip()) if isinstance(value, str) else None
        if found is None:
            raise self.wrong(key, value)
        digits = found[1] or found[2] + found[3] + found[4]
        return int(digits if len(digits) > len("RGB") else "".join(2 * digit for digit in digits), 16)

    def toml(self, text: str) -> dict[str, object]:
        """Return the document in ``text``."""
        try:
            return parse_toml(text, self.file)
        except ConsoleError as error:
            params = error.problem.params
            raise self.broken(int(params["line"]), params["reason"]) from error
        except (ValueError, RecursionError) as error:  # a number of a thousand digits, a thousand brackets
            raise self.broken(1, str(error)) from error

    def scheme(
        self, name: str, ground: Mapping[str, int], ansi: Iterable[int], *, licence: str = "", source: str = ""
    ) -> Scheme:
        """Return the scheme of what was found: ``ground`` has foreground and background, perhaps the others."""
        for key in ("foreground", "background"):
            if key not in ground:
                raise self.missing(key)
        foreground, background = ground["foreground"], ground["background"]
        name = " ".join("".join(char if char.isprintable() else " " for char in name).split())[:60] or self.file.stem
        return Scheme(
            id=scheme_id(name),
            name=name,
            dark=luminance(background) < luminance(foreground),
            foreground=foreground,
            background=background,
            cursor=ground.get("cursor", foreground),
            cursor_text=ground.get("cursor_text", background),
            selection=ground.get("selection", _between(background, foreground)),
            ansi=tuple(ansi),
            licence=licence,
            source=source,
        )


def scheme_id(name: str) -> str:
    """Return what settings call a scheme of this name."""
    return _NO_ID.sub("-", name.lower()).strip("-") or "scheme"


def luminance(color: int) -> float:
    """Return the relative luminance of a colour, 0 to 1, as WCAG 2 defines it."""
    parts = [(color >> shift & 0xFF) / 255 for shift in (16, 8, 0)]
    red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: int, second: int) -> float:
    """Return the contrast of two colours, 1 to 21, as WCAG 2 defines it."""
    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


def readable(text: int, ground: int, minimum: float) -> int:
    """Return the colour that a terminal shows text in which has less contrast to its ground than ``minimum``.

    It is moved just as far towards white, or black, as it takes; the core does the same for whole frames.
    """
    if contrast(text, ground) >= minimum:
        return text
    white, black = contrast(ground, 0xFFFFFF), contrast(ground, 0)
    upwards = white >= minimum if luminance(text) >= luminance(ground) else black < minimum
    if max(white, black) < minimum:
        upwards = white > black
    least, most = 0.0, 1.0
    for _step in range(8):
        middle = (least + most) / 2
        least, most = (least, middle) if contrast(_mixed(text, upwards, middle), ground) >= minimum else (middle, most)
    return _mixed(text, upwards, most)


def _mixed(color: int, upwards: bool, share: float) -> int:  # noqa: FBT001 - of this file alone
    parts = [color >> shift & 0xFF for shift in (16, 8, 0)]
    red, green, blue = (round(part + ((255 if upwards else 0) - part) * share) for part in parts)
    return red << 16 | green << 8 | blue


def _between(background: int, foreground: int) -> int:
    """Return a ground for what is marked: a quarter of the way to the text."""
    mixed = 0
    for shift in (16, 8, 0):
        low, high = background >> shift & 0xFF, foreground >> shift & 0xFF
        mixed |= round(low + (high - low) * 0.25) << shift
    return mixed


# ---- the format of the house ---------------------------------------------------------------------


def from_toml(text: str, file: Path) -> Scheme:
    """Return the scheme in a file of the house; a ConsoleError says what in it is wrong."""
    reading = Reading(file)
    return replace(from_document(reading.toml(text), reading), id=scheme_id(file.stem))


def from_document(document: Mapping[str, object], reading: Reading) -> Scheme:
    """Return the scheme in a document that has been parsed; its name gives its id."""
    keys = ("foreground", "background", "cursor", "cursor_text", "selection")
    ground = {key: reading.color(key, document[key]) for key in keys if key in document}
    listed = document.get("ansi")
    count = len(listed) if isinstance(listed, list) else 0
    if not isinstance(listed, list) or count < ANSI_COUNT:
        raise reading.missing(f"ansi[{count}]")
    ansi = [reading.color(f"ansi[{at}]", value) for at, value in enumerate(listed[:ANSI_COUNT])]
    licence, source = _text(document, "licence"), _text(document, "source")
    scheme = reading.scheme(_text(document, "name"), ground, ansi, licence=licence, source=source)
    dark = document.get("dark", scheme.dark)
    return replace(scheme, dark=dark if isinstance(dark, bool) else scheme.dark)


def _text(document: Mapping[str, object], key: str) -> str:
    value = document.get(key, "")
    return value if isinstance(value, str) else ""


def to_toml(scheme: Scheme) -> str:
    """Return ``scheme`` in the format of the house."""
    import tomlkit  # only who imports a scheme pays for it

    document = tomlkit.document()
    for key in ("name", "dark", "licence", "source"):
        document[key] = getattr(scheme, key)
    for key in ("foreground", "background", "cursor", "cursor_text", "selection"):
        document[key] = f"#{getattr(scheme, key):06X}"
    document["ansi"] = [f"#{color:06X}" for color in scheme.ansi]
    return tomlkit.dumps(document)


def read_text(file: Path) -> str:
    """Return the text of a file that may be a scheme."""
    try:
        with file.open("rb") as opened:
            data = opened.read(MOST_BYTES + 1)
        if len(data) > MOST_BYTES:
            raise _unreadable(file, N_("it is too large for a colour scheme"))
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _unreadable(file, N_("it is not UTF-8 text")) from error
    except OSError as error:
        raise _unreadable(file, error.strerror or str(error)) from error


def _unreadable(file: Path, reason: str) -> ConsoleError:
    return ConsoleError(
        "scheme.read",
        N_("{file} could not be read: {reason}"),
        N_("Choose the file of a colour scheme that you may read."),
        file=file,
        reason=reason,
    )


# ---- the folders ---------------------------------------------------------------------------------


class Schemes:
    """Finds schemes by id: the product's own, those that came with it, those of the person. Read when asked for."""

    def __init__(self, themes: Path, bundled: Path, own: Path) -> None:
        self._themes, self._bundled, self._own = themes, bundled, own
        self._known: dict[str, Scheme] = {}

    def scheme(self, wanted: str) -> Scheme:
        """Return the scheme of this id; a ConsoleError says why there is none."""
        if wanted not in self._known:
            self._known[wanted] = self._read(wanted)
        return self._known[wanted]

    def _read(self, wanted: str) -> Scheme:
        theme = THEME_SCHEMES.get(wanted)
        if theme is not None:
            return self._of_theme(wanted, self._themes / f"{theme}.toml")
        for folder in (self._own, self._bundled):
            file = _files(folder).get(wanted)
            if file is not None:
                return from_toml(read_text(file), file)
        raise ConsoleError(
            "scheme.unknown",
            N_("There is no colour scheme {scheme}."),
            N_("Choose one in the settings, or import it there."),
            scheme=wanted,
        )

    @staticmethod
    def _of_theme(wanted: str, file: Path) -> Scheme:
        document = tomllib.loads(file.read_text("utf-8"))
        scheme = from_document(document["terminal"], Reading(file))
        name = wanted.replace("-", " ").title()
        return replace(scheme, id=wanted, name=name, licence="Apache-2.0", source="Leitstand", dark=document["dark"])

    def all(self) -> tuple[tuple[Scheme, ...], tuple[Problem, ...]]:
        """Return every scheme by name, the product's own first, and what could not be read."""
        others = sorted({*_files(self._own), *_files(self._bundled)} - THEME_SCHEMES.keys())
        found: list[Scheme] = []
        problems: list[Problem] = []
        for wanted in (*THEME_SCHEMES, *others):
            try:
                found.append(self.scheme(wanted))
            except ConsoleError as error:
                problems.append(error.problem)
        first = len(THEME_SCHEMES)
        return (*found[:first], *sorted(found[first:], key=lambda scheme: scheme.name.lower())), tuple(problems)

    def keep(self, scheme: Scheme) -> Scheme:
        """Write an imported scheme into the person's folder, under an id that is free or its own; return it."""
        number, kept = 1, scheme
        while not self._may_keep(kept):
            number += 1
            kept = replace(scheme, id=f"{scheme.id}-{number}", name=f"{scheme.name} {number}")
        write_atomic(self._own / f"{kept.id}.toml", to_toml(kept))
        self._known[kept.id] = kept
        return kept

    def _may_keep(self, scheme: Scheme) -> bool:
        """Tell whether the id is free, or has the same colours already."""
        try:
            there = self.scheme(scheme.id)
        except ConsoleError as error:
            return error.code == "scheme.unknown"
        return replace(there, source=scheme.source, licence=scheme.licence, name=scheme.name) == scheme

    def forget(self) -> None:
        """Read the files again when they are asked for next."""
        self._known.clear()


def _files(folder: Path) -> dict[str, Path]:
    """Return the schemes of a folder by id; a person may have called a file as they like."""
    try:
        return {scheme_id(file.stem): file for file in sorted(folder.glob("*.toml"))}
    except OSError:
        return {}
