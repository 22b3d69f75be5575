"""What a node fetches by itself."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from console.deploy.weights.hub import Hub as Asked
from console.deploy.weights.on_node import fetch
from tests.hub import Hub, Repository

BIG = hashlib.shake_128(b"weights").digest(5_000_000)
SHA256 = hashlib.sha256(BIG).hexdigest()


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "PAUSES_SECONDS", (0, 0))


@pytest.fixture
def url(hub: Hub) -> str:
    hub.repositories["a/g"] = Repository({"m.gguf": BIG}, gated="auto", granted=("hf_yes",))
    hub.repositories["a/b"] = Repository({"m.gguf": BIG})
    hub.valid_tokens.add("hf_yes")
    return Asked().file_address("a/b", "main", "m.gguf")


def test_a_line_that_is_cut_is_gone_on_with(hub: Hub, url: str, tmp_path: Path) -> None:
    hub.cut_after = 3_000_000
    assert fetch.main(url, str(tmp_path / "m"), str(len(BIG)), SHA256) == 0
    assert (tmp_path / "m").read_bytes() == BIG
    assert [path.name for path in tmp_path.iterdir()] == ["m"]
    ranges = [each.range for each in hub.asked if each.at_store]
    assert ranges[0] == "bytes=0-" and 0 < int(ranges[1].removeprefix("bytes=").rstrip("-")) <= 3_000_000


def test_what_is_there_is_not_fetched_again(hub: Hub, url: str, tmp_path: Path) -> None:
    (tmp_path / "m").write_bytes(BIG)
    assert fetch.main(url, str(tmp_path / "m"), str(len(BIG)), SHA256) == 0
    assert hub.asked == []


def test_a_wrong_checksum_leaves_nothing(url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "m.part").write_bytes(b"x" * 1000)
    assert fetch.main(url, str(tmp_path / "m"), str(len(BIG)), SHA256) == fetch.WRONG
    assert SHA256 in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_the_token_is_shown_to_the_hub_alone(hub: Hub, url: str, tmp_path: Path) -> None:
    (tmp_path / "token").write_text("hf_yes\n")
    gated = url.replace("/a/b/", "/a/g/")
    assert fetch.main(gated, str(tmp_path / "m"), str(len(BIG)), SHA256, str(tmp_path / "token")) == 0
    assert [(each.at_store, each.token) for each in hub.asked] == [(False, "hf_yes"), (True, "")]


def test_a_refusal_is_said_at_once(hub: Hub, url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert fetch.main(url.replace("/a/b/", "/a/g/"), str(tmp_path / "m"), "1", SHA256) == fetch.FAILED
    assert "127.0.0.1: HTTP 401" in capsys.readouterr().err
    assert len(hub.asked) == 1
    hub.refuse = (503, {})
    assert fetch.main(url, str(tmp_path / "m"), "1", SHA256) == fetch.FAILED
    assert len(hub.asked) == 4, "what may pass is tried again"
