"""What each step printed, whole up to a bound, beside the journal: one file a step."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

MOST_BYTES = 1 << 18
"""Of one step; what comes after it is only among the last lines that the journal keeps."""
_CUT = b"\n[...]\n"
_ESCAPES = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?")
"""Of ECMA-48: control sequences and operating system commands."""


class StepLogs:
    """The logs of one deploy."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def _path(self, step: str) -> Path:
        return self.folder / f"{re.sub(r'[^A-Za-z0-9._-]', '_', step)[:100]}.log"

    def append(self, step: str, data: bytes) -> None:
        """Keep what a step has printed; OSError where the disk refuses."""
        self.folder.mkdir(mode=0o700, exist_ok=True)
        with self._path(step).open("ab") as file:
            room = MOST_BYTES - file.tell()
            if room > 0:
                file.write(data if len(data) <= room else data[:room] + _CUT)

    def read(self, step: str) -> str:
        """Return what a step has printed, without control characters but tabs and line ends; empty: nothing.

        Of a line that was written over, as progress is shown, its last state is left.
        """
        try:
            text = self._path(step).read_bytes().decode(errors="replace")
        except FileNotFoundError:
            return ""
        text = "\n".join(line.rstrip("\r").rpartition("\r")[2] for line in text.split("\n"))
        text = _ESCAPES.sub("", text)
        return re.sub(r"[^\t\n\x20-\U0010ffff]|\x7f", "", text)

    def remove(self) -> None:
        """Forget all of it."""
        shutil.rmtree(self.folder, ignore_errors=True)
