from __future__ import annotations

from console.app import paths
from console.app.knowing import knowledge


def test_a_persons_own_file_is_read_beside_the_settings() -> None:
    assert not any(edition.is_own for edition in knowledge().editions)
    folder = paths.user_folders().config / "knowledge"
    folder.mkdir(parents=True)
    text = (paths.resources() / "knowledge/hubs.toml").read_text()
    (folder / "hubs.toml").write_text(text.replace('"huggingface.co"', '"mirror.example.com"'))
    found = knowledge()
    assert [edition.name for edition in found.editions if edition.is_own] == ["hubs"]
    assert found.hubs.hub[0].host == "mirror.example.com"
