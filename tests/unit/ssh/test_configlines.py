"""Lines of ssh_config are split as OpenSSH splits them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from console.ssh.configlines import files, read_lines, split_arguments


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("one two", ("one", "two")),
        ("one # two", ("one",)),
        ("a#b 'c # d'", ("a#b", "c # d")),
        ('"one two" three', ("one two", "three")),
        (r'"a\"b" c\ d e\f', ('a"b', "c d", r"e\f")),
        ('one"two three"', ("onetwo three",)),
        ("", ()),
        ("''", ("",)),
    ],
)
def test_arguments(text: str, words: tuple[str, ...]) -> None:
    assert split_arguments(text) == words


def test_an_open_quote_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "config"
    path.write_text('Host a\n User "me\n')
    lines = read_lines(path)
    assert [(line.option, bool(line.wrong)) for line in lines] == [("host", False), ("user", True)]


def test_options_and_their_values(tmp_path: Path) -> None:
    path = tmp_path / "config"
    path.write_bytes(b'\xef\xbb\xbfPort=22\nPort = 23\nport\t24\r\nProxyCommand nc "%h" # all\n# no\n')
    assert [(line.option, line.arguments) for line in read_lines(path)] == [
        ("port", ("22",)),
        ("port", ("23",)),
        ("port", ("24",)),
        ("proxycommand", ('nc "%h" # all',)),
    ]


def test_a_changed_file_is_read_anew(tmp_path: Path) -> None:
    path = tmp_path / "config"
    assert read_lines(path) == ()
    path.write_text("Host a\n")
    assert read_lines(path)[0].arguments == ("a",)
    path.write_text("Host b\n")
    os.utime(path, ns=(1, 1))
    assert read_lines(path)[0].arguments == ("b",)


def test_the_files_whose_change_matters(tmp_path: Path) -> None:
    (tmp_path / "b.conf").write_text("Host b\n")
    (tmp_path / "a.conf").write_text("Host a\n")
    main = tmp_path / "config"
    main.write_text(f"Host one\nInclude {tmp_path}/*.conf\n")
    assert files([main, tmp_path / "missing"]) == [main, tmp_path / "a.conf", tmp_path / "b.conf"]
