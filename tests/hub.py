"""A hub of models on loopback that answers as huggingface.co does: listings, ranges, gates, redirects to a store.

``with Hub() as hub: hub.repositories["owner/name"] = Repository({"config.json": b"..."})``.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self
from urllib.parse import unquote, urlsplit

HOST = "127.0.0.1"


@dataclass
class Repository:
    """A model on the hub."""

    files: Mapping[str, bytes]
    gated: str | bool = False
    """``auto`` or ``manual`` as the hub says it."""
    granted: tuple[str, ...] = ()
    """Tokens that may read it."""
    revisions: tuple[str, ...] = ("main",)
    license: str = "apache-2.0"

    @property
    def commit(self) -> str:
        """Return the commit that its branches are at."""
        return hashlib.sha1(repr(sorted(self.files)).encode()).hexdigest()


@dataclass
class Asked:
    """A request that arrived."""

    path: str
    token: str
    range: str
    at_store: bool


@dataclass
class Hub:
    """The server; ``asked`` is what it was asked."""

    repositories: dict[str, Repository] = field(default_factory=dict)
    valid_tokens: set[str] = field(default_factory=set)
    asked: list[Asked] = field(default_factory=list)
    refuse: tuple[int, Mapping[str, str]] | None = None
    """Answer everything like this."""
    cut_after: int | None = None
    """Close the connection in the middle of a file, once."""
    port: int = 0
    """Where it listens; 0: wherever there is room."""
    _servers: list[ThreadingHTTPServer] = field(default_factory=list)
    _threads: list[threading.Thread] = field(default_factory=list)

    def __enter__(self) -> Self:
        for handler in (_Handler, _Store):
            bound = type("Bound", (handler,), {"hub": self})
            server = ThreadingHTTPServer((HOST, self.port if handler is _Handler else 0), bound)
            server.daemon_threads = False
            server.block_on_close = True
            thread = threading.Thread(target=server.serve_forever, args=(0.02,))
            thread.start()
            self._servers.append(server)
            self._threads.append(thread)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        for server, thread in zip(self._servers, self._threads, strict=True):
            server.shutdown()
            thread.join()
            server.server_close()

    @property
    def address(self) -> str:
        """Return what ``HF_ENDPOINT`` is set to."""
        return f"http://{HOST}:{self._servers[0].server_address[1]}"

    @property
    def store(self) -> str:
        """Return where the files lie."""
        return f"http://{HOST}:{self._servers[1].server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    hub: Hub
    at_store = False

    def log_message(self, *_args: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        token = (self.headers.get("Authorization") or "").removeprefix("Bearer ")
        path = urlsplit(self.path).path
        self.hub.asked.append(Asked(path, token, self.headers.get("Range") or "", self.at_store))
        self.close_connection = True
        if self.hub.refuse is not None:
            self._answer(self.hub.refuse[0], b"", self.hub.refuse[1])
        elif self.at_store:
            owner, name, file = (unquote(part) for part in path.lstrip("/").split("/", 2))
            self._file(self.hub.repositories[f"{owner}/{name}"].files[file])
        else:
            self._hub(path, token)

    def _hub(self, path: str, token: str) -> None:
        is_api = path.startswith("/api/models/")
        parts = [unquote(part) for part in path.removeprefix("/api/models").strip("/").split("/")]
        name, revision = "/".join(parts[:2]), parts[3] if len(parts) > 3 else ""
        found = self.hub.repositories.get(name)
        if token and token not in self.hub.valid_tokens:
            self._answer(401, b'{"error":"Invalid credentials in Authorization header"}', {})
        elif found is None:
            self._answer(404 if token else 401, b"{}", {"X-Error-Code": "RepoNotFound"} if token else {})
        elif revision not in {*found.revisions, found.commit}:
            self._answer(404, b"{}", {"X-Error-Code": "RevisionNotFound"})
        elif is_api:
            self._answer(200, json.dumps(_listing(found)).encode(), {"Content-Type": "application/json"})
        elif found.gated and token not in found.granted:
            self._answer(403 if token else 401, b"Access restricted", {"X-Error-Code": "GatedRepo"})
        elif "/".join(parts[4:]) not in found.files:
            self._answer(404, b"Entry not found", {"X-Error-Code": "EntryNotFound"})
        elif _is_large(parts[-1]):
            self._answer(302, b"", {"Location": f"{self.hub.store}/{name}/{'/'.join(parts[4:])}"})
        else:
            self._file(found.files["/".join(parts[4:])])

    def _file(self, data: bytes) -> None:
        asked = self.headers.get("Range")
        status, headers, end = 200, {}, len(data)
        start = 0
        if asked:
            first, _, last = asked.removeprefix("bytes=").partition("-")
            start, end = int(first), min(int(last or len(data)) + 1, len(data))
            status, headers = 206, {"Content-Range": f"bytes {start}-{end - 1}/{len(data)}"}
        self._answer(status, data[start:end], headers)

    def _answer(self, status: int, body: bytes, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body)), "Connection": "close"}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.hub.cut_after is not None and len(body) > self.hub.cut_after:
            body, self.hub.cut_after = body[: self.hub.cut_after], None
        self.wfile.write(body)


class _Store(_Handler):
    at_store = True


def _is_large(name: str) -> bool:
    return name.endswith((".safetensors", ".gguf", ".bin"))


def _listing(found: Repository) -> dict[str, object]:
    siblings: list[dict[str, object]] = []
    for name, data in found.files.items():
        one: dict[str, object] = {"rfilename": name, "size": len(data), "blobId": hashlib.sha1(data).hexdigest()}
        if _is_large(name):
            one["lfs"] = {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data), "pointerSize": 135}
        siblings.append(one)
    return {"sha": found.commit, "gated": found.gated, "cardData": {"license": found.license}, "siblings": siblings}
