"""Once the hook is out, nobody reads the source of what is imported."""

from __future__ import annotations

import subprocess
import sys

import pytest

LOADED = """
import sys
from PySide6.QtCore import QObject
from console.app.importing import import_plainly
{call}
import linecache
from console.model.node import Node
from PySide6.QtGui import QColor
assert QColor("#102030").blue() == 0x30
print(sys.modules["console.model.node"].__file__ in linecache.cache)
"""


@pytest.mark.parametrize(("call", "is_read"), [("import_plainly()", "False"), ("", "True")])
def test_source_is_read_by_the_hook_only(call: str, is_read: str) -> None:
    """The second case says when PySide has given it up, and this module can go."""
    said = subprocess.run(
        [sys.executable, "-c", LOADED.format(call=call)], capture_output=True, text=True, check=True, timeout=60
    )
    assert said.stdout.strip() == is_read


def test_without_the_hook_nothing_happens() -> None:
    script = "import builtins; before = builtins.__import__; import console.app.importing as i; i.import_plainly(); "
    subprocess.run([sys.executable, "-c", script + "assert builtins.__import__ is before"], check=True, timeout=60)
