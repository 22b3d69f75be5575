"""Files of the desk."""

from __future__ import annotations

from pathlib import Path

import pytest

from console.deploy.weights.place import DeskPlace, File
from console.model.errors import ConsoleError


async def test_a_folder_and_a_file(tmp_path: Path) -> None:
    (tmp_path / "m.gguf").write_bytes(b"GGUF" * 10)
    (tmp_path / "sub").mkdir()
    for place in (DeskPlace(tmp_path), DeskPlace(tmp_path / "m.gguf")):
        assert await place.files() == (File("m.gguf", 40),)
        assert await place.head("m.gguf", 4) == b"GGUF"


async def test_what_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConsoleError, match="none") as caught:
        await DeskPlace(tmp_path / "none").files()
    assert caught.value.code == "weights.no_place"
