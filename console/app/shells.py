"""A shell on the desk's own machine: no connection, no waiting."""

from __future__ import annotations

import getpass

from console.app.tabs import Opened
from console.terminal.channel import ChannelSink
from console.terminal.local import spawn_local_shell


def local_shell(sink: ChannelSink, cols: int, rows: int) -> Opened:
    """Open a shell on the desk's own machine."""
    return Opened(spawn_local_shell(sink, cols, rows), user=getpass.getuser())
