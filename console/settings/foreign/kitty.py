"""kitty's .conf: a key and a colour on each line; its theme files have their name in a comment."""

from __future__ import annotations

import re

from console.settings.schemes import ANSI_COUNT, Reading, Scheme

GROUND = {
    "foreground": "foreground",
    "background": "background",
    "cursor": "cursor",
    "cursor_text_color": "cursor_text",
    "selection_background": "selection",
}
AS_THE_CELL = {"none", "background"}
"""Words that stand for no colour of its own: the desk's own way counts then."""
_NAME = re.compile(r"^##\s*name:\s*(.+)$", re.IGNORECASE | re.MULTILINE)
_ANSI = re.compile(r"color(\d{1,2})")


def read(text: str, reading: Reading) -> tuple[Scheme, ...]:
    """Return the one scheme of a file; what is not about colours is passed over."""
    ground: dict[str, int] = {}
    named: dict[int, int] = {}
    for line in text.splitlines():
        key, value = [*line.split(maxsplit=1), "", ""][:2]
        value = value.strip()
        number = _ANSI.fullmatch(key)
        if number is not None and int(number[1]) < ANSI_COUNT:
            named[int(number[1])] = reading.color(key, value)
        elif key in GROUND and value.lower() not in AS_THE_CELL:
            ground[GROUND[key]] = reading.color(key, value)
    for wanted in range(ANSI_COUNT):
        if wanted not in named:
            raise reading.missing(f"color{wanted}")
    name = _NAME.search(text)
    return (reading.scheme(name[1] if name else reading.file.stem, ground, [named[at] for at in range(ANSI_COUNT)]),)
