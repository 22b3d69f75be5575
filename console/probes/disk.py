"""The disk of a node: the file system of ``/``."""

from __future__ import annotations

import re

from console.model.probe import Facts, Probe, Reading, When

SHELL = "df -kP /"

# The same columns as df prints, without starting it.
PYTHON = """
import os

def read():
    disk = os.statvfs("/")
    size, free, available = (n * disk.f_frsize // 1024 for n in (disk.f_blocks, disk.f_bfree, disk.f_bavail))
    return "- %d %d %d - /" % (size, size - free, available), 0
"""

_ROW = re.compile(r"^\S.*?\s(\d{1,15})\s+(\d{1,15})\s+(-?\d{1,15})\s+\S+\s+/\s*$", re.MULTILINE | re.ASCII)


def parse(reading: Reading) -> Facts:
    """Read the row of df. What is free is what a user may still write, as a share of what users may have."""
    row = _ROW.search(reading.text)
    if row is None:
        return {}
    used, free = int(row[2]) * 1024, max(0, int(row[3])) * 1024
    if not used + free:
        return {}
    return {"disk_total_bytes": used + free, "disk_free_bytes": free}


PROBE = Probe(name="disk", when=When.SAMPLE, parse=parse, shell=SHELL, python=PYTHON)
