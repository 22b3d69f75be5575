"""A test session sees nothing of the person who runs it, and leaves nothing behind."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from pathlib import Path

SESSION_VARIABLE = "LEITSTAND_TEST_SESSION"
_PRIVATE = ("SSH_AUTH_SOCK", "SSH_ASKPASS", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LEITSTAND_CORE", "PYTHONWARNINGS")


def isolate() -> Path:
    """Point every folder of the person into a new one, and return that."""
    # Short, because the path of a socket may have some 100 characters only.
    home = Path(tempfile.mkdtemp(prefix="lst-"))
    runtime = home / "run"
    runtime.mkdir(mode=0o700)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    for name in _PRIVATE:
        os.environ.pop(name, None)
    os.environ.update(
        {
            "HOME": str(home),
            "XDG_CONFIG_HOME": str(home / "config"),
            "XDG_DATA_HOME": str(home / "data"),
            "XDG_STATE_HOME": str(home / "state"),
            "XDG_CACHE_HOME": str(home / "cache"),
            "XDG_RUNTIME_DIR": str(runtime),
            "LEITSTAND_HOME": str(home / "leitstand"),
            "LANG": "C.UTF-8",
            "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
            SESSION_VARIABLE: home.name,
        }
    )
    return home


def clear(home: Path) -> None:
    """Remove what ``isolate`` made."""
    shutil.rmtree(home, ignore_errors=True)


def stray_processes(home: Path) -> list[int]:
    """Return the processes that tests of this session started and that still run, even without a parent."""
    mark = f"{SESSION_VARIABLE}={home.name}\0".encode()
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        if int(entry.name) == os.getpid():
            continue
        try:
            if mark in (entry / "environ").read_bytes() + b"\0":
                found.append(int(entry.name))
        except OSError:
            continue  # ended meanwhile, or not ours to look at
    return found


def end_processes(pids: list[int]) -> None:
    """Kill ``pids``."""
    for pid in pids:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
