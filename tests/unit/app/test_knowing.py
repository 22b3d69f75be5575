from __future__ import annotations

import socket

from console.app import paths
from console.app.knowing import knowledge, whoami


def test_a_persons_own_file_is_read_beside_the_settings() -> None:
    assert not any(edition.is_own for edition in knowledge().editions)
    folder = paths.user_folders().config / "knowledge"
    folder.mkdir(parents=True)
    text = (paths.resources() / "knowledge/hubs.toml").read_text()
    (folder / "hubs.toml").write_text(text.replace('"huggingface.co"', '"mirror.example.com"'))
    found = knowledge()
    assert [edition.name for edition in found.editions if edition.is_own] == ["hubs"]
    assert found.hubs.hub[0].host == "mirror.example.com"


def test_who_works_here_has_a_name_and_a_machine() -> None:
    user, _, host = whoami().partition("@")
    assert user
    assert host == socket.gethostname()
