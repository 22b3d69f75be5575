"""Somebody who asks a service every 100 ms, whatever becomes of it meanwhile, and counts what is not answered."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

SCRIPT = r"""
import http.client, json, subprocess, sys, threading, time
where = json.loads(sys.argv[1])
over = threading.Event()
threading.Thread(target=lambda: (sys.stdin.read(), over.set()), daemon=True).start()
led = [where["address"]]

def follow():
    # What kube-proxy does on each node: connections go where the Service leads to.
    while not over.wait(0.2):
        told = subprocess.run(where["follow"], capture_output=True, text=True).stdout.split()
        led[:] = told[:1]

if where["follow"]:
    threading.Thread(target=follow, daemon=True).start()
asked = failed = 0
began, last, longest = time.monotonic(), 0.0, 0.0
while not over.wait(0.1) and time.monotonic() - began < 400:
    host, _, port = (led or [""])[0].rpartition(":")
    if not asked and not host:
        continue
    asked += 1
    try:
        line = http.client.HTTPConnection(host, int(port or 0), timeout=5)
        line.request("GET", "/health")
        if line.getresponse().status != 200:
            raise OSError
        last = time.monotonic()
    except (OSError, http.client.HTTPException):
        failed += 1
        longest = max(longest, time.monotonic() - last)
print(json.dumps({"asked": asked, "failed": failed, "longest": longest}))
"""


@dataclass
class Figures:
    """What came of it."""

    asked: int = 0
    failed: int = 0
    longest: float = 0.0
    """Seconds without an answer."""


@contextmanager
def asking(within: Sequence[str], address: str = "", follow: Sequence[str] = ()) -> Iterator[Figures]:
    """Ask ``address``, or where ``follow`` prints ``HOST:PORT``; ``within`` is put before the command."""
    where = json.dumps({"address": address, "follow": list(follow)})
    command = [*within, "/usr/bin/python3", "-c", SCRIPT, where]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=sys.stderr, text=True)
    found = Figures()
    try:
        yield found
    finally:
        told, _ = process.communicate(timeout=30)
        vars(found).update(json.loads(told.splitlines()[-1]))
        print(f"\nasked {found.asked} times, {found.failed} not answered, {found.longest:.1f} s at the longest")
