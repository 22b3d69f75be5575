"""Files of a node, over a real sh."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from console.deploy.weights.node_place import NodePlace
from console.deploy.weights.place import File
from console.model.errors import ConsoleError
from tests.unit.deploy.weights.nodes import LocalLink

SHELLS = [shell for shell in ("dash", "bash", "busybox") if shutil.which(shell)]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "models" / "it's $HOME; big"
    folder.mkdir(parents=True)
    (folder / "a b.gguf").write_bytes(b"GGUF" * 25)
    (folder / "link.json").symlink_to("a b.gguf")
    (folder / "sub").mkdir()
    return tmp_path


async def test_a_folder_is_listed_with_sizes_and_links_are_followed(home: Path) -> None:
    link = LocalLink(str(home))
    place = NodePlace("~/models/it's $HOME; big", link)
    folder, files = await place.listing()
    assert folder == str(home.resolve() / "models" / "it's $HOME; big")
    assert files == (File("a b.gguf", 100), File("link.json", 100))
    assert await place.head("a b.gguf", 6) == b"GGUFGG"


async def test_a_path_may_be_the_file_itself(home: Path) -> None:
    place = NodePlace(f"{home}/models/it's $HOME; big/a b.gguf", LocalLink(str(home)))
    assert await place.files() == (File("a b.gguf", 100),)
    assert await place.head("a b.gguf", 4) == b"GGUF"


async def test_what_is_not_there_is_said(home: Path) -> None:
    with pytest.raises(ConsoleError, match=r"~/none cannot be read: there is no such file or folder\.") as caught:
        await NodePlace("~/none", LocalLink(str(home))).files()
    assert caught.value.code == "weights.no_place"


async def test_an_empty_folder_has_no_files(home: Path) -> None:
    assert await NodePlace("~/models/it's $HOME; big/sub", LocalLink(str(home))).files() == ()
