"""The shells of this computer that a person may choose from."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path

LIST = Path("/etc/shells")
ON_WINDOWS = ("pwsh.exe", "powershell.exe", "cmd.exe", "wsl.exe")


def login_shells(file: Path = LIST) -> tuple[str, ...]:
    """Return the commands of the shells that are there, each once: /bin/bash and /usr/bin/bash are one."""
    if sys.platform == "win32":
        return tuple(name for name in ON_WINDOWS if shutil.which(name))
    try:
        lines = file.read_text("utf-8", errors="replace").splitlines()
    except OSError:
        lines = ["/bin/sh"]
    return tuple(_distinct(line.strip() for line in lines if line.startswith("/")))


def _distinct(paths: Iterable[str]) -> Iterable[str]:
    seen: set[str] = set()
    for path in paths:
        # sh is often bash or dash by another name, and behaves as another shell under it.
        place = f"{Path(path).name} {os.path.realpath(path)}"
        if place not in seen and os.access(path, os.X_OK):
            seen.add(place)
            yield path
