"""The token for a hub is in the key ring under the name of its host."""

from __future__ import annotations

import pytest

from console.app import hubs
from console.ssh import secrets


async def test_the_key_ring_is_asked_by_host(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = {"hub:huggingface.co": "hf_kept"}
    monkeypatch.setattr(secrets, "_ring_get", lambda entry: kept.get(entry, ""))
    assert await hubs.token("huggingface.co") == "hf_kept"
    assert await hubs.token("mirror.example.com") == ""
