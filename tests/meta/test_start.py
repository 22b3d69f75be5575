"""Rooms of the core can be used without a window and without a network."""

from __future__ import annotations

import subprocess
import sys

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
