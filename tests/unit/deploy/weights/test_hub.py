"""The hub is asked over real HTTP; each refusal is an error of its own with what to do."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from console.deploy.weights.hub import ENDPOINT, Hub, endpoint
from console.deploy.weights.place import File
from console.model.errors import ConsoleError
from tests import hub as hubs
from tests.hub import Repository
from tests.sshd import free_port

BIG = bytes(range(256)) * 20_000


@pytest.fixture
def served(hub: hubs.Hub) -> hubs.Hub:
    hub.repositories["a/open"] = Repository({"config.json": b"{}", "model.safetensors": BIG}, license="mit")
    hub.repositories["a/gated"] = Repository({"model.safetensors": BIG}, gated="manual", granted=("hf_yes",))
    hub.valid_tokens |= {"hf_yes", "hf_other"}
    return hub


def test_the_listing_has_sizes_and_checksums(served: hubs.Hub) -> None:
    listing = Hub().listing("a/open")
    assert listing.license == "mit" and not listing.is_gated
    assert listing.commit == served.repositories["a/open"].commit
    assert listing.files == (
        File("config.json", 2),
        File("model.safetensors", len(BIG), hashlib.sha256(BIG).hexdigest()),
    )
    assert Hub().listing("a/gated").is_gated


def test_only_the_beginning_of_a_file_is_asked_for(served: hubs.Hub) -> None:
    assert Hub().head("a/open", "", "model.safetensors", 100) == BIG[:100]
    assert [each.range for each in served.asked] == ["bytes=0-99"] * 2


def test_the_token_is_shown_to_the_hub_and_not_to_its_store(served: hubs.Hub) -> None:
    Hub(token="hf_yes").head("a/gated", "", "model.safetensors", 10)
    assert [(each.at_store, each.token) for each in served.asked] == [(False, "hf_yes"), (True, "")]


def test_the_token_is_in_no_repr() -> None:
    assert "hf_yes" not in repr(Hub(token="hf_yes"))


@pytest.mark.parametrize(
    ("repository", "revision", "file", "token", "code"),
    [
        ("a/none", "", "x", "", "weights.not_there"),
        ("a/none", "", "x", "hf_yes", "weights.not_there"),
        ("a/open", "v9", "config.json", "", "weights.no_revision"),
        ("a/open", "", "none.json", "", "weights.no_file"),
        ("a/gated", "", "model.safetensors", "", "weights.gated"),
        ("a/gated", "", "model.safetensors", "hf_other", "weights.not_granted"),
        ("a/open", "", "config.json", "hf_wrong", "weights.token_refused"),
    ],
)
def test_each_refusal_says_what_to_do(
    served: hubs.Hub, repository: str, revision: str, file: str, token: str, code: str
) -> None:
    with pytest.raises(ConsoleError) as caught:
        Hub(token=token).head(repository, revision, file, 10)
    assert caught.value.code == code
    assert caught.value.problem.hint
    assert not token or token not in f"{caught.value.problem.text()}{caught.value.problem.advice()}"


@pytest.mark.parametrize(
    ("status", "headers", "code", "words"),
    [
        (429, {"Retry-After": "17"}, "weights.rate_limited", "17 s"),
        (429, {"Retry-After": "<b>"}, "weights.rate_limited", "300 s"),
        (500, {}, "weights.hub_failed", "HTTP 500"),
        (302, {"Location": "file:///etc/passwd"}, "weights.hub_", ""),
    ],
)
def test_a_hub_in_trouble(served: hubs.Hub, status: int, headers: dict[str, str], code: str, words: str) -> None:
    served.refuse = (status, headers)
    with pytest.raises(ConsoleError) as caught:
        Hub().listing("a/open")
    assert caught.value.code.startswith(code)
    assert words in f"{caught.value.problem.text()} {caught.value.problem.advice()}"


def test_no_network_and_no_such_address() -> None:
    for address in (f"http://127.0.0.1:{free_port()}", "http://nowhere.invalid", "ftp://example.com", "nonsense"):
        with pytest.raises(ConsoleError) as caught:
            Hub(address).listing("a/open")
        assert caught.value.code == "weights.hub_unreachable"
        assert "HTTPS_PROXY" in caught.value.problem.hint


def test_an_answer_that_is_no_listing(served: hubs.Hub) -> None:
    served.refuse = (200, {})
    with pytest.raises(ConsoleError, match="no JSON"):
        Hub().listing("a/open")


def test_the_address_comes_from_the_environment() -> None:
    assert endpoint({}) == ENDPOINT
    assert endpoint({"HF_ENDPOINT": "https://mirror.example.com/"}) == "https://mirror.example.com"


@pytest.fixture
def proxy() -> Iterator[tuple[str, list[str]]]:
    seen: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_args: object) -> None:
            """Say nothing."""

        def do_GET(self) -> None:
            seen.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b'{"sha": "by proxy", "siblings": []}')

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}", seen
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_proxy_is_used(proxy: tuple[str, list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", proxy[0])
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    assert Hub("http://hub.example.com").listing("a/open").commit == "by proxy"
    assert proxy[1] == ["http://hub.example.com/api/models/a/open/revision/main?blobs=true"]


# -- whole files -------------------------------------------------------------------------------------


def test_a_download_goes_on_where_it_was_cut_off(served: hubs.Hub, tmp_path: Path) -> None:
    file = Hub().listing("a/open").files[1]
    told: list[tuple[int, int]] = []
    served.cut_after = 3_000_000
    with pytest.raises(ConsoleError) as caught:
        Hub().download("a/open", "", file, tmp_path / "m", lambda *one: told.append(one))
    assert caught.value.code == "weights.hub_unreachable"
    kept = (tmp_path / "m.part").stat().st_size
    assert 0 < kept <= 3_000_000
    Hub().download("a/open", "", file, tmp_path / "m", lambda *one: told.append(one))
    assert served.asked[-1].range == f"bytes={kept}-{len(BIG) - 1}"
    assert (tmp_path / "m").read_bytes() == BIG
    assert told[-1] == (len(BIG), len(BIG))
    assert [each.name for each in tmp_path.iterdir()] == ["m"]


def test_what_is_not_what_was_meant_is_removed(served: hubs.Hub, tmp_path: Path) -> None:
    file = Hub().listing("a/open").files[1]
    (tmp_path / "m.part").write_bytes(b"x" * 1000)
    with pytest.raises(ConsoleError, match=file.sha256) as caught:
        Hub().download("a/open", "", file, tmp_path / "m", lambda _done, _total: None)
    assert caught.value.code == "weights.wrong_checksum"
    assert not list(tmp_path.iterdir())
