"""A hub of models that speaks as huggingface.co does: what a repository holds, the beginning of a file, a whole file.

The addresses and the header ``X-Error-Code`` are those that the library ``huggingface_hub`` relies upon. Proxies come
from the environment (``HTTPS_PROXY``, ``NO_PROXY``), another address of the hub from ``HF_ENDPOINT``. Everything here
blocks and belongs into a thread.
"""

from __future__ import annotations

import hashlib
import http.client
import os
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from urllib.parse import quote, urlsplit

from msgspec import Struct

from console.deploy.weights import trouble
from console.deploy.weights.fields import MOST_BYTES, Fields
from console.deploy.weights.place import File

ENDPOINT = "https://huggingface.co"
ANSWERS_WITHIN_SECONDS = 20.0
MOST_FILES = 100_000
_CHUNK_BYTES = 1 << 20


def endpoint(environment: Mapping[str, str] = os.environ) -> str:
    """Return the address of the hub."""
    return (environment.get("HF_ENDPOINT") or ENDPOINT).rstrip("/")


def endpoint_host() -> str:
    """Return the name of the hub, as the key ring uses it."""
    return urlsplit(endpoint()).hostname or ENDPOINT


class Listing(Struct, frozen=True):
    """What a repository holds at a revision."""

    commit: str
    files: tuple[File, ...]
    is_gated: bool
    license: str


class _Careful(urllib.request.HTTPRedirectHandler):
    """Follows to the stores that hub files lie in, and shows them no token."""

    max_redirections = 5

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: http.client.HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        """Return the next request, without the token where it goes to another host."""
        old, new = urlsplit(req.full_url), urlsplit(newurl)
        if new.scheme not in {"http", "https"} or (old.scheme == "https" and new.scheme == "http"):
            raise urllib.error.URLError("it leads to an address that is not safe")
        following = super().redirect_request(req, fp, code, msg, headers, newurl)
        if following is not None and (old.scheme, old.netloc) != (new.scheme, new.netloc):
            following.remove_header("Authorization")
        return following


@dataclass(frozen=True, slots=True)
class Hub:
    """A hub. ``token`` is shown to it alone, and never to where it sends us."""

    address: str = field(default_factory=endpoint)
    token: str = field(default="", repr=False)

    @property
    def host(self) -> str:
        """Return its name, as errors and the key ring use it."""
        return urlsplit(self.address).hostname or self.address

    def file_address(self, repository: str, revision: str, name: str) -> str:
        """Return where a file is fetched from."""
        return self.address + _path(repository, revision, name)

    def listing(self, repository: str, revision: str = "") -> Listing:
        """Return what a repository holds."""
        path = f"/api/models/{repository}/revision/{quote(revision or 'main', safe='')}"
        with self._open(f"{path}?blobs=true", repository, revision) as answer:
            fields = Fields.parse(_limited(answer), f"{self.host}{path}")
        card = fields.below("cardData")
        license_name = card.table.get("license") if card is not None else None
        return Listing(
            commit=fields.text("sha"),
            files=tuple(_file(one) for one in fields.objects("siblings", most=MOST_FILES)),
            is_gated=bool(fields.table.get("gated")),
            license=license_name if isinstance(license_name, str) else "",
        )

    def head(self, repository: str, revision: str, name: str, count: int) -> bytes:
        """Return the first ``count`` bytes of a file, or all of it."""
        with self._open(_path(repository, revision, name), repository, revision, (0, count)) as answer:
            return _limited(answer, count)

    def download(
        self, repository: str, revision: str, file: File, target: Path, progress: Callable[[int, int], None]
    ) -> None:
        """Write a file to ``target``, going on where an earlier try ended; what is wrong in the end is removed."""
        part = target.with_name(f"{target.name}.part")
        part.parent.mkdir(parents=True, exist_ok=True)
        digest = hashlib.sha256()
        done = 0
        with part.open("a+b") as out:
            out.seek(0)
            while chunk := out.read(_CHUNK_BYTES):
                digest.update(chunk)
                done += len(chunk)
            if done > file.size_bytes:
                out.truncate(0)
                digest, done = hashlib.sha256(), 0
            if done < file.size_bytes:
                span = (done, file.size_bytes - done)
                with self._open(_path(repository, revision, file.name), repository, revision, span) as answer:
                    while chunk := self._chunk(answer):
                        out.write(chunk)
                        digest.update(chunk)
                        done += len(chunk)
                        progress(done, file.size_bytes)
        if done < file.size_bytes:
            raise trouble.unreachable(self.host, "the connection ended early")
        if done != file.size_bytes or (file.sha256 and digest.hexdigest() != file.sha256):
            part.unlink()
            raise trouble.wrong_checksum(file.name, file.sha256, digest.hexdigest())
        part.replace(target)

    def _chunk(self, answer: http.client.HTTPResponse) -> bytes:
        try:
            return answer.read(_CHUNK_BYTES)
        except (OSError, http.client.HTTPException) as error:
            raise trouble.unreachable(self.host, str(error) or type(error).__name__) from error

    @contextmanager
    def _open(
        self, path: str, repository: str, revision: str, span: tuple[int, int] | None = None
    ) -> Iterator[http.client.HTTPResponse]:
        headers = {"User-Agent": "Leitstand"}
        if span is not None:
            headers["Range"] = f"bytes={span[0]}-{span[0] + span[1] - 1}"
        if self.token.isascii() and self.token.isprintable() and self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        scheme = urlsplit(self.address).scheme
        if scheme not in {"http", "https"}:
            raise trouble.unreachable(self.host, f"{self.address} is no address of the web")
        request = urllib.request.Request(self.address + path, headers=headers)  # noqa: S310 - the scheme was looked at
        opener = urllib.request.build_opener(_Careful)
        try:
            with opener.open(request, timeout=ANSWERS_WITHIN_SECONDS) as answer:
                if span is not None and span[0] and answer.status != http.client.PARTIAL_CONTENT:
                    raise trouble.failed(self.host, "it sends files as a whole only")
                yield answer
        except urllib.error.HTTPError as error:
            with error:
                raise trouble.of_status(self, repository, revision, path, error.code, error.headers) from error
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise trouble.unreachable(
                self.host, str(getattr(error, "reason", error)) or type(error).__name__
            ) from error


def _path(repository: str, revision: str, name: str) -> str:
    return f"/{repository}/resolve/{quote(revision or 'main', safe='')}/{quote(name)}"


def _limited(answer: http.client.HTTPResponse, count: int = MOST_BYTES + 1) -> bytes:
    found = bytearray()
    while len(found) < count and (chunk := answer.read(min(_CHUNK_BYTES, count - len(found)))):
        found += chunk
    return bytes(found)


def _file(one: Fields) -> File:
    lfs = one.below("lfs")
    sha256 = lfs.text("sha256", "oid") if lfs is not None else ""
    size = one.number("size", most=1 << 50)
    if size is None and lfs is not None:
        size = lfs.number("size", most=1 << 50)
    return File(one.text("rfilename"), size or 0, sha256)
