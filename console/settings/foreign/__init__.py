"""Colour schemes of other terminals: one module a format, each from text to schemes, and the choice between them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from msgspec.structs import replace

from console.model.errors import ConsoleError
from console.model.text import N_
from console.settings.foreign import alacritty, iterm2, kitty, windows_terminal
from console.settings.schemes import Reading, Scheme, read_text

SUFFIXES = ("itermcolors", "json", "toml", "conf")
"""What the files of schemes end with, for the dialog that chooses one."""

_READERS: dict[str, Callable[[str, Reading], tuple[Scheme, ...]]] = {
    ".itermcolors": iterm2.read,
    ".plist": iterm2.read,
    ".xml": iterm2.read,
    ".json": windows_terminal.read,
    ".jsonc": windows_terminal.read,
    ".toml": alacritty.read,
    ".conf": kitty.read,
}


def read_schemes(file: Path) -> tuple[Scheme, ...]:
    """Return the schemes in a file of iTerm2, Windows Terminal, Alacritty, kitty or Leitstand itself.

    A ConsoleError says which file, which line or key, what is wrong and what would be right.
    """
    suffix = file.suffix.lower()
    if suffix in {".yml", ".yaml"}:
        raise ConsoleError(
            "scheme.yaml",
            N_("{file} is a YAML file of an Alacritty before 0.13."),
            N_("Convert it with “alacritty migrate” and import the TOML file."),
            file=file.name,
        )
    reader = _READERS.get(suffix)
    if reader is None:
        raise ConsoleError(
            "scheme.format",
            N_("{file} is no colour scheme that can be imported."),
            N_(
                "Choose a file of iTerm2 (.itermcolors), Windows Terminal (.json), Alacritty (.toml), kitty (.conf) "
                "or Leitstand (.toml)."
            ),
            file=file.name,
        )
    found = reader(read_text(file), Reading(file))
    return tuple(replace(scheme, source=scheme.source or file.name) for scheme in found)
