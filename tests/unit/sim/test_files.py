"""The file tree of a node."""

from __future__ import annotations

import pytest

from console.sim.files import MAX_KEPT_FILE_BYTES, MAX_NODE_BYTES, NodeFiles


def test_small_files_are_kept_and_found() -> None:
    files = NodeFiles()
    files.seed("/a/b", "text", mode=0o600, modified=5.0)
    assert (files.text("/a/b"), files.stat("/a/b").mode, files.stat("/a/b").modified) == ("text", 0o600, 5.0)
    files.rename("/a/b", "/a/c")
    assert [entry.name for entry in files.list("/a")] == ["c"]
    with pytest.raises(FileNotFoundError):
        files.read("/a/b")


def test_a_big_file_follows_its_name_and_its_pieces_may_overtake_each_other() -> None:
    files = NodeFiles()
    upload = files.upload("/big")
    piece = b"x" * (MAX_KEPT_FILE_BYTES // 2)
    for number in (0, 1, 3, 2):
        upload.write(number * len(piece), piece)
    upload.close()
    digest = files.sha256("/big")
    files.rename("/big", "/other")
    assert files.sha256("/other") == digest
    assert files.stat("/other").size_bytes == 4 * len(piece)


def test_a_node_can_be_full() -> None:
    files = NodeFiles()
    files.reserve(MAX_NODE_BYTES)
    with pytest.raises(OSError, match="No space left"):
        files.upload("/x").write(0, b"1")
