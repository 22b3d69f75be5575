from __future__ import annotations

import pytest

from console.terminal.engine import Engine, EngineKind
from console.terminal.prompt_reader import PromptReader, Typing
from tests.unit.terminal.screens import KINDS, engine


def fed(kind: EngineKind, text: str) -> tuple[Engine, PromptReader]:
    terminal = engine(kind, 20, 6)
    terminal.feed(text.replace("\n", "\r\n").encode())
    return terminal, PromptReader(terminal)


@pytest.mark.parametrize("kind", KINDS)
def test_what_stands_left_and_right_of_the_cursor(kind: EngineKind) -> None:
    terminal, reader = fed(kind, "first\n❯ 中 ls -l\x1b[3D")
    assert reader.typing_at(terminal.position) == Typing(1, "❯ 中 ls", " -l", 1, 7)
    assert reader.typing_from(1, 5) == Typing(1, "❯ 中 ", "", 1, 5)


@pytest.mark.parametrize("kind", KINDS)
def test_a_prompt_may_go_over_rows_but_not_over_many(kind: EngineKind) -> None:
    terminal, reader = fed(kind, "x" * 30 + "$ ")
    found = reader.typing_at(terminal.position)
    assert found is not None
    assert (found.row, found.left, found.cursor_row) == (0, "x" * 30 + "$ ", 1)
    terminal, reader = fed(kind, "x" * 90 + "$ ")
    assert reader.typing_at(terminal.position) is None


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("screen", "rests"),
    [("$ ", True), ("out\n$ ", True), ("$ ls", False), ("$ ls\x1b[2D", False), ("$ \x1b[s\nbelow\x1b[u", False),
     ("% \x1b[s\x1b[16G12:00\x1b[u", True), ("% \x1b[s\x1b[5G12:00\x1b[u", False), ("Password: ", False)],
)  # fmt: skip
def test_a_prompt_rests_when_nothing_follows_it(kind: EngineKind, screen: str, *, rests: bool) -> None:
    terminal, reader = fed(kind, screen)
    assert (reader.at_rest(terminal.position, None) is not None) == rests


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_typed_is_read_from_the_screen_as_long_as_it_is_there(kind: EngineKind) -> None:
    terminal, reader = fed(kind, "$ ")
    typing = reader.typing_at(terminal.position)
    assert typing is not None
    assert reader.at_rest(terminal.position, typing) is not None
    terminal.feed(b"echo $ ")
    assert reader.at_rest(terminal.position, typing) is None
    terminal.feed(b"and more than a row")
    assert reader.typed_text(typing) == "echo $ and more than a row"
    assert reader.row_behind(typing) == 2
    terminal.feed(b"\r\n\x1b[H\x1b[2Kelse")
    assert reader.typed_text(typing) == ""
