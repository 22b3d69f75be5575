"""The main memory of a node."""

from __future__ import annotations

import re

from console.model.probe import Facts, Probe, Reading, When

SHELL = "grep -E '^(MemTotal|MemFree|MemAvailable|Buffers|Cached):' /proc/meminfo"

PYTHON = """
import os

def read():
    if os.path.exists("/proc/meminfo"):
        with open("/proc/meminfo") as file:
            lines = file.readlines()[:8]
        told = [line for line in lines if line.startswith(("MemTotal:", "MemAvailable:"))]
        return "".join(told if len(told) == 2 else lines), 0
    page = os.sysconf("SC_PAGE_SIZE")
    return "MemTotal: %d kB" % (page * os.sysconf("SC_PHYS_PAGES") // 1024), 0
"""

_LINE = re.compile(r"^(\w+):\s+(\d{1,15}) kB\s*$", re.MULTILINE | re.ASCII)

_USUAL = re.compile(r"MemTotal: +(\d{1,15}) kB\nMemAvailable: +(\d{1,15}) kB\n?", re.ASCII)
"""What the probe in Python says of Linux."""


def parse(reading: Reading) -> Facts:
    """Read /proc/meminfo; kernels before 3.14 do not say what is available, so it is put together."""
    if (both := _USUAL.fullmatch(reading.text)) is not None and (size := int(both[1]) * 1024):
        return {"memory_total_bytes": size, "memory_available_bytes": min(int(both[2]) * 1024, size)}
    lines = {name: int(kilobytes) * 1024 for name, kilobytes in _LINE.findall(reading.text)}
    facts: Facts = {}
    total = lines.get("MemTotal")
    if not total:
        return facts
    facts["memory_total_bytes"] = total
    available = lines.get("MemAvailable")
    if available is None and {"MemFree", "Buffers", "Cached"} <= lines.keys():
        available = lines["MemFree"] + lines["Buffers"] + lines["Cached"]
    if available is not None:
        facts["memory_available_bytes"] = min(available, total)
    return facts


PROBE = Probe(name="memory", when=When.SAMPLE, parse=parse, shell=SHELL, python=PYTHON)
