"""Fetch a file of a hub on a node: gone on with after a cut line, checked, the token shown to the hub alone.

Arguments: URL TARGET SIZE SHA256 TOKEN_FILE; the last two may be empty. Python 3.8 and its standard library are enough.
"""

from __future__ import annotations

import hashlib
import http.client
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

CHUNK_BYTES = 1 << 20
PAUSES_SECONDS = (1, 5, 15, 30)
FAILED, WRONG = 69, 74


class Careful(urllib.request.HTTPRedirectHandler):
    """Follows to the store that the file lies in, without the token."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: http.client.HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        """Return the next request."""
        following = super().redirect_request(req, fp, code, msg, headers, newurl)
        if following is not None and urlsplit(req.full_url)[:2] != urlsplit(newurl)[:2]:
            following.remove_header("Authorization")
        return following


def say(text: str) -> None:
    """Print a line at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def fetch(url: str, part: Path, size: int, token: str) -> None:
    """Append what is missing."""
    start = length(part)
    headers = {"User-Agent": "Leitstand", "Range": f"bytes={start}-"}
    request = urllib.request.Request(url, headers=headers)  # noqa: S310 - the address is of a hub
    if token:
        request.add_header("Authorization", f"Bearer {token}")
    told = 10 * start // max(size, 1)
    with urllib.request.build_opener(Careful).open(request, timeout=30) as answer:
        # A server that knows no ranges sends all of it.
        start = start if answer.status == http.client.PARTIAL_CONTENT else 0
        with part.open("r+b" if start else "wb") as out:
            out.seek(start)
            while True:
                chunk = answer.read(CHUNK_BYTES)
                if not chunk:
                    return
                out.write(chunk)
                start += len(chunk)
                if 10 * start // max(size, 1) > told:
                    told = 10 * start // max(size, 1)
                    say(f"{start / 1e6:.1f} of {size / 1e6:.1f} MB")


def checksum(path: Path) -> str:
    """Return the SHA-256 of a file."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        for chunk in iter(lambda: file.read(CHUNK_BYTES), b""):
            digest.update(chunk)
    return digest.hexdigest()


def length(path: Path) -> int:
    """Return how long a file is; 0 where there is none."""
    return path.stat().st_size if path.exists() else 0


def patiently(url: str, part: Path, size: int, token: str) -> str:
    """Fetch until the part is as long as it should be; return why it is not, empty when it is."""
    reason = ""
    for pause in (*PAUSES_SECONDS, 0):
        try:
            if length(part) < size:
                fetch(url, part, size, token)
            if length(part) >= size:
                return ""
            reason = "the connection ended early"
        except urllib.error.HTTPError as error:
            error.close()
            reason = f"HTTP {error.code}"
            if error.code < 500 and error.code != 429:
                return reason
        except (OSError, http.client.HTTPException) as error:
            reason = str(getattr(error, "reason", error)) or type(error).__name__
        say(reason)
        time.sleep(pause)
    return reason


def main(url: str, target: str, size_text: str, sha256: str = "", token_file: str = "") -> int:
    """Fetch and check; 0 when the file is there, 69 when it cannot be had, 74 when it is not what it should be."""
    size, whole, part = int(size_text), Path(target), Path(target + ".part")
    if sha256 and length(whole) == size and checksum(whole) == sha256:
        say("it is there already")
        return 0
    if length(part) > size:
        part.unlink()
    reason = patiently(url, part, size, Path(token_file).read_text().strip() if token_file else "")
    if reason:
        sys.stderr.write(f"leitstand: {urlsplit(url).hostname}: {reason}\n")
        return FAILED
    found = checksum(part) if sha256 else ""
    if found != sha256 or length(part) != size:
        part.unlink()
        sys.stderr.write(f"leitstand: wrong checksum: {found} in place of {sha256}\n")
        return WRONG
    part.replace(whole)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:6]))
