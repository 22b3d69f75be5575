from __future__ import annotations

import pytest

from console.ui.terminal.pasting import MOST_EXAMINED, Concern, examine, one_line, quoted


def concerns(text: str, *, is_held: bool = False) -> set[Concern]:
    return set(examine(text).worth_asking(is_held=is_held))


def test_a_word_is_nobody_s_worry() -> None:
    assert concerns("squeue -u alice | head") == set()
    assert examine("a\tb").text == "a\tb"


def test_lines_and_their_end_matter_to_a_shell_only() -> None:
    assert concerns("a\nb") == {Concern.LINES}
    assert concerns("ls\n") == {Concern.NEWLINE}
    assert concerns("ls\r") == {Concern.NEWLINE}
    assert concerns("a\r\nb\n", is_held=True) == set()
    assert examine("a\nb\n").line_count == 2


def test_an_escape_is_seen_and_asked_about_everywhere() -> None:
    pasting = examine("ls \x1b[201~; reboot")
    assert pasting.text == "ls [201~; reboot"
    assert [piece.text for piece in pasting.pieces if piece.is_stripped] == ["<ESC>"]
    assert Concern.CONTROL in pasting.worth_asking(is_held=True)


def test_what_cannot_be_seen_is_taken_out_and_shown_by_number() -> None:
    pasting = examine("echo \u202egpj.exe\x9b")
    assert pasting.text == "echo gpj.exe"
    assert [piece.text for piece in pasting.pieces if piece.is_stripped] == ["<U+202E>", "<U+009B>"]
    assert pasting.stripped_count == 2


def test_a_danger_is_found_through_what_hides_it() -> None:
    pasting = examine("echo ok; su\x00do r\u200bm -rf /data")
    assert pasting.text == "echo ok; sudo rm -rf /data"
    assert "".join(piece.text for piece in pasting.dangers) == "su<^@>do r<U+200B>m -rf /data"
    assert "".join(piece.text for piece in pasting.pieces) == "echo ok; su<^@>do r<U+200B>m -rf /data"


def test_a_long_paste_is_asked_about_and_sent_whole() -> None:
    text = "x" * (MOST_EXAMINED + 1)
    pasting = examine(text)
    assert pasting.concerns == {Concern.LENGTH}
    assert pasting.text == text
    assert sum(len(piece.text) for piece in pasting.pieces) == MOST_EXAMINED


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("ls\n", "ls"),
        ("a\n  b\n", "a b"),
        ("docker run \\\n  --gpus all \\\n  image\n", "docker run --gpus all image"),
        ("a\n\n\nb", "a b"),
        ("\n", ""),
    ],
)
def test_as_one_line_it_waits_for_enter(text: str, line: str) -> None:
    assert one_line(text) == line


def test_paths_are_typed_as_a_shell_reads_them() -> None:
    assert quoted(["/srv/plain.txt", "/srv/two words"]) == "/srv/plain.txt '/srv/two words' "
    assert quoted(["/srv/it's"]) == "'/srv/it'\"'\"'s' "
    assert quoted(["a\nreboot\x1b"]) == "$'a\\012reboot\\033' "
