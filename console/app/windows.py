"""The Windows halves of the wire and of the core's process: named pipes instead of Unix sockets.

Written against the same interfaces as the rest and NOT TESTED: nobody has run it on Windows yet. The
pipe's name carries a random token; it stands in a file of the runtime folder, which is the person's own.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from console.app import paths
from console.app.profile import Profile, to_argument

if TYPE_CHECKING:
    import asyncio

_DETACHED = 0x00000008 | 0x00000200  # DETACHED_PROCESS | CREATE_NEW_PROCESS_GROUP


class PipeEnd(Struct, frozen=True):
    """Where a core listens, or soon will."""

    name: str


def name_file(profile: Profile) -> Path:
    """Return the file that has the name of the pipe of a running core."""
    return profile.socket(paths.user_folders().runtime).with_suffix(".pipe")


def connect(profile: Profile) -> PipeEnd:
    """Return where the core of ``profile`` listens; starts one where none has left its name."""
    try:
        name = name_file(profile).read_text("utf-8").strip()
    except OSError:
        name = ""
    return PipeEnd(name) if name else spawn(profile)


def spawn(profile: Profile) -> PipeEnd:
    """Start a core that outlives this process."""
    import secrets
    import subprocess

    name = rf"\\.\pipe\leitstand-{profile.name}-{secrets.token_hex(16)}"
    command = [sys.executable, "-m", "console", "core", name, to_argument(profile)]
    subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, creationflags=_DETACHED)
    return PipeEnd(name)


async def listen(name: str, file: Path, desk: Callable[[], asyncio.Protocol]) -> None:
    """Serve desks at a named pipe, and write its name where later desks look."""
    import asyncio

    loop = asyncio.get_running_loop()
    if sys.platform == "win32" and isinstance(loop, asyncio.ProactorEventLoop):
        await loop.start_serving_pipe(desk, name)
        file.write_text(name, "utf-8")
