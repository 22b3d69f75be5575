"""How busy a node is, and for how long it has been up."""

from __future__ import annotations

import re

from console.model.probe import Facts, Probe, Reading, When

SHELL = "cat /proc/uptime /proc/loadavg"

PYTHON = """
import os, sys

def read():
    if os.path.exists("/proc/uptime"):
        with open("/proc/uptime") as up, open("/proc/loadavg") as load:
            return up.read() + load.read(), 0
    return "\\n%.2f" % os.getloadavg()[0], 0
"""

_DECIMAL = r"\d{1,12}(?:\.\d{1,6})?"
_UPTIME = re.compile(rf"^({_DECIMAL}) {_DECIMAL}\s*$", re.MULTILINE | re.ASCII)
_USUAL = re.compile(rf"({_DECIMAL}) {_DECIMAL}\n({_DECIMAL}) {_DECIMAL} {_DECIMAL} [^\n]*\n?", re.ASCII)
"""Both, as Linux writes them: looked for at once, because of a large fleet that is five hundred times a second."""
_LOAD = re.compile(rf"^({_DECIMAL})(?: {_DECIMAL} {_DECIMAL} .*)?$", re.MULTILINE | re.ASCII)


def parse(reading: Reading) -> Facts:
    """Read both files; either may be missing."""
    if (both := _USUAL.fullmatch(reading.text)) is not None:
        return {"uptime_seconds": float(both[1]), "load_1m": float(both[2])}
    facts: Facts = {}
    if (uptime := _UPTIME.search(reading.text)) is not None:
        facts["uptime_seconds"] = float(uptime[1])
    if (load := _LOAD.search(reading.text)) is not None:
        facts["load_1m"] = float(load[1])
    return facts


PROBE = Probe(name="load", when=When.SAMPLE, parse=parse, shell=SHELL, python=PYTHON)
