"""How much memory something takes, also for a moment."""

from __future__ import annotations

import re
import resource
import sys
from pathlib import Path

PROCESS = Path("/proc/self")


class Meter:
    """Measures from where it is made; Linux forgets the peak of a process on request, so even small ones are seen."""

    def __init__(self) -> None:
        try:
            (PROCESS / "clear_refs").write_text("5", "ascii")
        except OSError:
            self._start = _peak()
        else:
            self._start = _resident()

    def peak_bytes(self) -> int:
        """Return by how much the process was larger than at the start, at most."""
        return _peak() - self._start


def _status(name: str) -> int | None:
    try:
        found = re.search(rf"^{name}:\s+(\d+) kB", (PROCESS / "status").read_text("ascii"), re.MULTILINE)
    except OSError:
        return None
    return int(found[1]) * 1024 if found else None


def _resident() -> int:
    return _status("VmRSS") or 0


def _peak() -> int:
    kept = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return _status("VmHWM") or (kept if sys.platform == "darwin" else kept * 1024)
