"""The files of an Ansible inventory: the inventory itself, and ``group_vars`` and ``host_vars`` beside it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from console.fleet.ansible.book import Book, Unreadable, Variables
from console.fleet.ansible.ini import read_ini
from console.fleet.ansible.yaml_form import read_variables, read_yaml

_LARGEST_BYTES = 32 << 20
_YAML = (".yml", ".yaml", ".json")
_IGNORED = ("~", ".orig", ".bak", ".cfg", ".retry", ".pyc", ".pyo", ".md", ".rst", ".txt")
"""Files of a folder that Ansible passes over, by their ends; texts for people too."""
_VAULT = "$ANSIBLE_VAULT"
_LOOKS_LIKE_YAML = re.compile(r"\A(?:\s*#[^\n]*\n|\s*\n)*(?:---|\{|[\w.-]+:\s*(?:#[^\n]*)?(?:\n|\Z))")


def read_inventory(path: Path) -> Book:
    """Read a file, or the files of a folder; raises Unreadable with the file in its text when nothing can be used."""
    book = Book()
    if path.is_dir():
        for file in sorted(path.iterdir()):
            is_wanted = file.is_file() and not file.name.startswith(".") and not file.name.endswith(_IGNORED)
            if is_wanted:
                _read_file(book, file)
        _read_beside(book, path)
        book.files[path] = None
    else:
        _read_file(book, path)
        _read_beside(book, path.parent)
    return book


def _read_file(book: Book, path: Path) -> None:
    book.files[path] = None
    text = _text(path)
    if text.startswith("#!") and os.access(path, os.X_OK):
        book.wrong(
            f"{path}:1", "this is a program, and programs are not run: save the output of ansible-inventory --list"
        )
    elif text.startswith(_VAULT):
        book.encrypted(f"{path}:1", path.name)
    elif path.suffix.lower() in _YAML or (path.suffix.lower() != ".ini" and _LOOKS_LIKE_YAML.match(text)):
        read_yaml(book, path, text)
    else:
        read_ini(book, path, text)


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > _LARGEST_BYTES:
            raise Unreadable("the file is too large")
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable("this is not UTF-8 text", error.object[: error.start].count(b"\n") + 1) from error
    except OSError as error:
        raise Unreadable(error.strerror or str(error)) from error


def _read_beside(book: Book, folder: Path) -> None:
    for kind in ("group_vars", "host_vars"):
        for name, path in _variable_files(folder / kind):
            found = _variables(book, path)
            if kind == "group_vars":
                # A file for a group that the inventory does not have is for another inventory.
                if name in book.groups or name == "all":
                    book.group(name, f"{path}:1").from_files.update(found)
            elif name in book.hosts:
                book.hosts[name].update(found)


def _variable_files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield the files of a folder and whom they are for: ``NAME``, ``NAME.yml``, or files in a folder ``NAME``."""
    if not folder.is_dir():
        return
    for entry in sorted(folder.iterdir()):
        if entry.name.startswith(".") or entry.name.endswith(_IGNORED):
            continue
        if entry.is_dir():
            inside = (file for file in sorted(entry.rglob("*")) if file.is_file())
            yield from ((entry.name, file) for file in inside if file.suffix in {"", *_YAML})
        elif entry.suffix in _YAML:
            yield entry.stem, entry
        else:
            yield entry.name, entry


def _variables(book: Book, path: Path) -> Variables:
    book.files[path] = None
    try:
        text = _text(path)
        if text.startswith(_VAULT):
            book.encrypted(f"{path}:1", path.name)
            return {}
        return read_variables(book, path, text)
    except Unreadable as error:
        book.wrong(f"{path}:{error.line}", str(error))
        return {}
