"""Screens as text."""

from __future__ import annotations

import pytest

from console.terminal.engine import EngineKind
from console.terminal.snapshot import Snapshot, read, snapshot, write
from tests.unit.terminal.screens import KINDS, PALETTE, engine


def shown(kind: EngineKind, data: str) -> Snapshot:
    terminal = engine(kind)
    terminal.feed(data.encode())
    screen = snapshot(terminal, PALETTE)
    terminal.close()
    return screen


@pytest.mark.parametrize("kind", KINDS)
def test_lines_and_looks(kind: EngineKind) -> None:
    screen = shown(
        kind,
        "plain \x1b[1;31mbold\x1b[0m \x1b[44m日本\x1b[0m\r\n"
        "\x1b[4:3;58;2;1;2;3ma b\x1b[0m \x1b[31;9mx y\x1b[0m z\r\n\x1b[7m  \x1b[0m\r\n\x1b[?2004h\x1b[5 q",
    )
    assert str(screen) == (
        "20x6 cursor 0,3 bar modes BRACKETED_PASTE ALTERNATE_SCROLL\n"
        " 0|plain bold 日本\n"
        "  : 6-9 #cc6666 bold; 11-14 on #81a2be\n"
        " 1|a b x y z\n"
        "  : 0-2 curly underline #010203; 4-6 #cc6666 strike\n"
        " 2|\n"
        "  : 0-1 on #d0d0d0\n"
    )


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_written_is_read_again(kind: EngineKind) -> None:
    screens = {"one": shown(kind, "a | b\r\n  : c\r\n== d\r\n\x1b[42m \x1b[0m"), "two": shown(kind, "\x1b[?25l")}
    assert read(write(screens)) == screens
    assert "cursor hidden" in write(screens)


def test_differences_name_their_places() -> None:
    one, two = shown("pyte", "same\r\n\x1b[31mred"), shown("pyte", "same\r\nrad")
    assert one.differences(two) == {"row 1 text", "row 1 looks"}
    assert one.differences(one) == set()
    assert "head" in one.differences(shown("pyte", "\x1b[?25lsame\r\n\x1b[31mred"))
