"""Wait for a model server near this machine, or ask it a question, with the standard library alone."""

from __future__ import annotations

import json
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Sequence

NOT_READY = 75
# A proxy from the environment has no business inside of a cluster, nor with the loopback.
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def is_ready(base: str, path: str) -> bool:
    """Say whether the server answers that it is well."""
    try:
        with OPENER.open(base + path, timeout=5) as reply:
            return bool(reply.status == 200)
    except (OSError, urllib.error.URLError):
        return False


def wait(base: str, path: str, seconds: int) -> int:
    """Return 0 as soon as the server is ready, 75 when it is not after ``seconds``."""
    for _ in range(seconds * 4):
        if is_ready(base, path):
            sys.stdout.write("ready\n")
            return 0
        time.sleep(0.25)
    sys.stderr.write(f"not ready after {seconds} s\n")
    return NOT_READY


def ask(base: str, path: str, body: str) -> int:
    """Send a request for an answer, or for a vector, and print what comes."""
    request = urllib.request.Request(  # noqa: S310 - the address is of http
        base + path, data=body.encode(), headers={"Content-Type": "application/json"}
    )
    try:
        with OPENER.open(request, timeout=120) as reply:
            answer = json.load(reply)
    except urllib.error.HTTPError as error:
        sys.stderr.write(error.read().decode(errors="replace") + "\n")
        return 1
    except OSError as error:
        sys.stderr.write(f"{error}\n")
        return NOT_READY
    if "choices" in answer:
        sys.stdout.write(answer["choices"][0]["message"]["content"].strip() + "\n")
    else:
        vector = answer["data"][0]["embedding"]
        sys.stdout.write(f"[{', '.join(f'{number:.4f}' for number in vector[:4])}, ...] ({len(vector)})\n")
    return 0


def main(argv: Sequence[str]) -> int:
    """Run ``wait ADDRESS PATH SECONDS`` or ``ask ADDRESS PATH JSON``; the address is ``PORT`` or ``HOST:PORT``."""
    action, address, path, rest = argv
    host, _, port = address.rpartition(":")
    base = f"http://{host or '127.0.0.1'}:{int(port)}"
    return wait(base, path, int(rest)) if action == "wait" else ask(base, path, rest)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
