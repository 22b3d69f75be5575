"""What each process brings in before a person sees something, and that rooms of the core need no window."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.meta.source import ROOT

PROGRAM = """
import socket, sys
def refuse(*arguments, **named):
    raise AssertionError("a socket at import")
socket.socket.__init__ = refuse
import console.fleet, console.deploy
early = sorted(name for name in sys.modules if name.startswith(("PySide6", "asyncssh", "numpy", "console.ui")))
assert not early, early
import importlib, pkgutil
for room in (console.fleet, console.deploy):
    for module in pkgutil.walk_packages(room.__path__, room.__name__ + "."):
        importlib.import_module(module.name)
qt = sorted(name for name in sys.modules if name.startswith(("PySide6", "shiboken6", "console.ui")))
assert not qt, qt
"""


def test_fleet_and_deploy_need_neither_qt_nor_a_network() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


LOADED = """
import sys

def loaded(*names):
    return sorted(name for name in sys.modules if name.split(".")[0] in names or name in names)

def written_out():
    # A dataclass takes twenty times as long to make as a Struct: it writes its methods and compiles them.
    for name, module in list(sys.modules.items()):
        for cls in vars(module).values() if name.startswith("console.") else ():
            if isinstance(cls, type) and cls.__module__ == name and "__dataclass_fields__" in vars(cls):
                yield f"{name}.{cls.__name__}"
"""

CORE = (
    LOADED
    + """
import asyncio
from console.app.core import Core
from console.app.profile import Profile
from console.app.shells import local_shell

async def main():
    Core(Profile())

asyncio.run(main())
# What terminals on this machine do not need: the other engine, connections, deploys, databases, other file formats.
early = loaded("pyte", "wcwidth", "asyncssh", "cryptography", "console.deploy", "console.fleet.fleet")
early += loaded("sqlite3", "h11", "http", "email", "yaml", "PySide6", "shiboken6")
assert not early, early
made = list(written_out())
assert sorted(made) == ["console.ssh.asking.Answer", "console.terminal.textlines.Line"], made
"""
)

DESK = (
    LOADED
    + """
import socket
from console.app import desk
from console.app.launch import CoreEnd
from console.app.profile import Profile

ours, theirs = socket.socketpair()
desk.reach = lambda *arguments, **named: CoreEnd(ours)
paints = []
opened = desk._opening

def note():
    paints.append(loaded("numpy", "ctypes", "sqlite3", "pyqtgraph", "qtawesome", "asyncio"))

def opening(settings):
    from PySide6.QtCore import QCoreApplication
    from console.ui.firstpaint import FirstPaint
    from console.ui.opening import Opening

    paint, painted = Opening.paintEvent, FirstPaint._painted

    def paint_ground(self, event):
        if not paints:
            note()
        paint(self, event)

    def seen(self):
        note()
        QCoreApplication.exit(0)
        painted(self)

    Opening.paintEvent, FirstPaint._painted = paint_ground, seen
    return opened(settings)

desk._opening = opening
desk.run(Profile())
assert paints == [[], []], paints
made = list(written_out())
assert made == ["console.ui.models.suggest.Entry"], made
"""
)


def run(program: str, home: Path) -> None:
    environment = {**os.environ, "LEITSTAND_HOME": str(home), "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr


def test_the_core_is_ready_for_a_shell_before_it_loads_what_that_does_not_need(tmp_path: Path) -> None:
    run(CORE, tmp_path)


def test_the_window_is_painted_before_anything_is_loaded_that_can_wait(tmp_path: Path) -> None:
    run(DESK, tmp_path)
