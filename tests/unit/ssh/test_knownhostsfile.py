"""Lines are taken out of known_hosts and put back, and nothing else changes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from console.ssh.errors import KnownHostsLineChanged, KnownHostsUnwritable
from console.ssh.knownhostsfile import line_digest, remove_lines, restore_lines, rewrite, split_lines
from tests.sshd import requires_root

TEXT = b"# mine\n\na.example.com key-a\r\nbroken \xff\nb.example.com key-b\nc.example.com key-c"


@pytest.fixture
def known(tmp_path: Path) -> Path:
    path = tmp_path / "known_hosts"
    path.write_bytes(TEXT)
    path.chmod(0o640)
    return path


def digests(path: Path, *numbers: int) -> dict[int, str]:
    lines = split_lines(path.read_bytes())
    return {number: line_digest(lines[number - 1]) for number in numbers}


@pytest.mark.parametrize("numbers", [(3,), (4, 5), (6,), (1, 3, 6), (1, 2, 3, 4, 5, 6)])
def test_removed_lines_come_back_byte_for_byte(known: Path, numbers: tuple[int, ...]) -> None:
    removed = remove_lines(known, digests(known, *numbers))
    left = [line for number, line in enumerate(split_lines(TEXT), start=1) if number not in numbers]
    assert known.read_bytes() == b"".join(left)
    assert known.stat().st_mode & 0o777 == 0o640
    restore_lines(removed)
    assert known.read_bytes() == TEXT
    assert [path.name for path in known.parent.iterdir()] == ["known_hosts"]


def test_a_line_that_changed_in_the_meantime_is_not_removed(known: Path) -> None:
    chosen = digests(known, 3, 5)
    known.write_bytes(TEXT.replace(b"key-b", b"key-x"))
    with pytest.raises(KnownHostsLineChanged, match="Line 5"):
        remove_lines(known, chosen)
    assert known.read_bytes() == TEXT.replace(b"key-b", b"key-x")


def test_what_was_added_since_stays_when_lines_come_back(known: Path) -> None:
    removed = remove_lines(known, digests(known, 5, 6))
    with known.open("ab") as file:
        file.write(b"d.example.com key-d\n")
    restore_lines(removed)
    lines = split_lines(known.read_bytes())
    assert sorted(lines) == sorted([*split_lines(TEXT)[:5], b"c.example.com key-c\n", b"d.example.com key-d\n"])
    restore_lines(removed)
    assert split_lines(known.read_bytes()) == lines, "twice is once"


def test_a_link_stays_a_link(known: Path) -> None:
    link = known.with_name("link")
    link.symlink_to(known)
    remove_lines(link, digests(known, 3))
    assert link.is_symlink()
    assert b"key-a" not in known.read_bytes()


def test_another_program_that_writes_at_the_same_moment_loses_nothing(known: Path) -> None:
    seen: list[int] = []

    def change(lines: list[bytes]) -> list[bytes]:
        if not seen:
            with known.open("ab") as file:
                file.write(b"\nd.example.com key-d\n")
        seen.append(len(lines))
        return [line for line in lines if b"key-a" not in line]

    rewrite(known, change)
    assert seen == [6, 7]
    assert b"key-d" in known.read_bytes()
    assert b"key-a" not in known.read_bytes()


def test_a_file_that_somebody_keeps_writing_to_is_left_alone(known: Path) -> None:
    def change(lines: list[bytes]) -> list[bytes]:
        with known.open("ab") as file:
            file.write(b"\nmore")
        return lines[1:]

    with pytest.raises(KnownHostsUnwritable, match="keeps writing"):
        rewrite(known, change)
    assert known.read_bytes().startswith(TEXT)


def test_a_file_that_may_not_be_written(known: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda _path, _mode: False)
    with pytest.raises(KnownHostsUnwritable):
        remove_lines(known, digests(known, 3))
    with pytest.raises(KnownHostsUnwritable):
        remove_lines(known.with_name("missing"), {1: ""})
    assert known.read_bytes() == TEXT


@requires_root
def test_the_owner_stays(known: Path) -> None:
    os.chown(known, 12345, 12345)
    remove_lines(known, digests(known, 3))
    assert (known.stat().st_uid, known.stat().st_gid) == (12345, 12345)
