"""Text that looks a little like a scheme, and what each reader has to make of it: schemes, or a ConsoleError."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from hypothesis import strategies as st

from console.model.errors import ConsoleError
from console.settings.schemes import Reading, Scheme

Reader = Callable[[str, Reading], tuple[Scheme, ...]]

scraps = st.sampled_from([
    '"', "{", "}", "[", "]", ":", ",", "=", "\n", "//", "/*", "*/", "\\", "#12345", "#abcdef", "0x", "null", "1e999",
    "9" * 5000, "colors", "primary", "schemes", "name", "color0", "foreground", "background #fff", "ansi = [",
    "<plist>", "</plist>", "<dict>", "</dict>", "<key>Ansi 0 Color</key>", "<real>nan</real>", "<real>x</real>",
    "<date>x</date>", "<data>!</data>", "<integer>z</integer>", "<array>", "</array>", "<string>a</string>", "<!ENTITY",
])  # fmt: skip
garbage = st.lists(scraps | st.text(max_size=6), max_size=14).map("".join)


def is_read_or_refused(reader: Reader, text: str) -> None:
    found: tuple[Scheme, ...] = ()
    problem = None
    try:
        found = reader(text, Reading(Path("x.file")))
    except ConsoleError as error:
        problem = error.problem
    assert (problem is None) == bool(found)
    assert problem is None or ("x.file" in problem.text() and problem.advice())
    assert all(len(scheme.ansi) == 16 for scheme in found)
