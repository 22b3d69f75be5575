"""What a session runs at the far end of a measured connection: prints a file when told to and says how long it took.

The clock runs from before the file is printed until the terminal has answered a question that stands behind it,
so it counts what the terminal has worked off and not what it has put aside.
"""

from __future__ import annotations

import os
import subprocess
import sys
import termios
import time
from pathlib import Path


def quiet_terminal() -> None:
    """Take the answer as it comes and do not show it."""
    mode = termios.tcgetattr(0)
    mode[3] &= ~(termios.ICANON | termios.ECHO)
    termios.tcsetattr(0, termios.TCSANOW, mode)


def print_file(path: str) -> float:
    """Print a file; return the seconds until it is worked off."""
    start = time.monotonic()
    subprocess.run(["cat", path], check=True)
    os.write(1, b"\033[6n")
    answer = b""
    while not answer.endswith(b"R"):
        answer += os.read(0, 100)
    return time.monotonic() - start


def serve(folder: Path, name: str) -> None:
    """Do what comes through the fifo ``<name>.ask``: print a file, or say how large the terminal is."""
    quiet_terminal()
    while True:
        asked = (folder / f"{name}.ask").read_text().strip()
        if asked == "size":
            cols, rows = os.get_terminal_size()
            answer = f"{cols} {rows}"
        else:
            answer = str(print_file(asked))
        (folder / f"{name}.answer").write_text(answer)


def main(folder: Path, name: str) -> None:
    """Serve under a name: that of the argument, else what was asked for over SSH, else the desk's."""
    command = os.environ.get("SSH_ORIGINAL_COMMAND", "")
    if name or not command or (folder / f"{command}.ask").exists():
        serve(folder, name or command or "desk")
    else:  # a probe of the desk
        os.execv("/bin/sh", ["sh", "-c", command])


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "")
