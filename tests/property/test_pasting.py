"""Whatever is pasted: no byte of it presses a key, ends a bracketed paste or hides."""

from __future__ import annotations

import shlex
import subprocess

from hypothesis import example, given, settings
from hypothesis import strategies as st

from console.terminal.keys import encode_paste
from console.ui.terminal.pasting import clean, examine, one_line, quoted, visible

EVIL = st.sampled_from(
    [
        "\x1b[201~",
        "\x9b201~",
        "\x1b",
        "\x1b\x1b[201~[201~",
        "\r",
        "\n",
        "\r\n",
        "\x03",
        "\x04",
        "\x7f",
        "\x85",
        "\u202e",
        "\0",
    ]
)
TEXTS = st.lists(EVIL | st.text(max_size=6), max_size=20).map("".join)
ALLOWED = {"\t", "\n"}


def presses_keys(text: str) -> bool:
    return any((char < " " and char not in ALLOWED) or "\x7f" <= char <= "\x9f" for char in text)


@given(TEXTS)
@example("\x1b\x1b[201~[201~rm -rf /\r")
def test_no_escape_passes(text: str) -> None:
    pasting = examine(text)
    assert not presses_keys(pasting.text)
    assert clean(text) == pasting.text == clean(pasting.text)
    assert not presses_keys(one_line(pasting.text))
    assert "\n" not in one_line(pasting.text)


@given(TEXTS)
def test_the_core_lets_none_pass_either(text: str) -> None:
    inside = encode_paste(text, bracketed=True).removeprefix(b"\x1b[200~").removesuffix(b"\x1b[201~")
    assert b"\x1b" not in inside
    assert b"\x9b" not in inside.decode().encode("latin-1", "ignore")


@given(TEXTS)
def test_what_is_shown_is_what_came(text: str) -> None:
    pasting = examine(text)
    shown = "".join(piece.text for piece in pasting.pieces)
    raw = text.replace("\r\n", "\n").replace("\r", "\n")
    assert shown == "".join(char if char in clean(char) else visible(char) for char in raw)
    assert not presses_keys(shown)
    assert "".join(piece.text for piece in pasting.pieces if not piece.is_stripped) == pasting.text


@given(st.lists(st.text(st.characters(exclude_characters="\0/"), min_size=1), min_size=1, max_size=4))
@example(["\ud800", "\udc80"])
def test_quoted_paths_press_no_key(names: list[str]) -> None:
    assert clean(quoted(names)) == quoted(names)
    assert "\n" not in quoted(names)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.text(st.characters(exclude_characters="\0", codec="utf-8"), min_size=1), min_size=1, max_size=8))
@example(["a b", "it's", "\x1b[31m", "two\nlines", "$(reboot)", "-rf", "*", "\\", "\u202etxt"])
def test_a_shell_reads_quoted_paths_as_they_are(names: list[str]) -> None:
    script = "printf '%s\\0' " + quoted(names)
    done = subprocess.run(["bash", "-c", script], capture_output=True, check=True)
    assert done.stdout.split(b"\0")[:-1] == [name.encode("utf-8", "surrogateescape") for name in names]
    if all(shlex.quote(name) in quoted(names) for name in names):
        assert shlex.split(quoted(names)) == names
