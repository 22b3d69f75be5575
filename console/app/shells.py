"""A shell on the desk's own machine: no connection, no waiting."""

from __future__ import annotations

import getpass
import os
from pathlib import Path

from console.app.styles import ShellWish
from console.app.tabs import Opened
from console.terminal.channel import ChannelSink
from console.terminal.local import spawn_local_shell


def local_shell(sink: ChannelSink, cols: int, rows: int, wish: ShellWish) -> Opened:
    """Open a shell on the desk's own machine; it starts in the home folder unless another one is wished for."""
    folder = Path(wish.folder).expanduser() if wish.folder else Path.home()
    environment = {**os.environ, **wish.variables}
    channel = spawn_local_shell(sink, cols, rows, environment, wish.command, folder)
    return Opened(channel, user=getpass.getuser())
