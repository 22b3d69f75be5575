from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from console.ui import desktopnotice
from console.ui.desktopnotice import DesktopNotice

PROGRAM = """
from PySide6.QtWidgets import QApplication, QWidget
from console.ui.desktopnotice import DesktopNotice
app = QApplication([])
window = QWidget()
DesktopNotice(window).show("gpu01: It is down.", "GPU <1> & more")
app.processEvents()
"""


def test_without_a_desktop_nothing_happens_and_nothing_fails(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    monkeypatch.setattr(desktopnotice, "_by_service", lambda _title, _text: False)
    DesktopNotice(window).show("title", "text")


@pytest.mark.skipif(not shutil.which("dbus-run-session") or not shutil.which("dbus-monitor"), reason="needs dbus")
def test_the_notice_goes_to_the_service_of_the_desktop_as_the_specification_says() -> None:
    script = f"dbus-monitor --session >&2 & sleep 0.5; '{sys.executable}' -c '{PROGRAM}'; sleep 0.5; kill $!"
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    environment.pop("DBUS_SESSION_BUS_ADDRESS", None)
    done = subprocess.run(["dbus-run-session", "--", "sh", "-c", script], capture_output=True, text=True,
                          env=environment, timeout=60, check=False)  # fmt: skip
    assert "member=Notify" in done.stderr
    assert "gpu01: It is down." in done.stderr
    assert "GPU &lt;1> &amp; more" in done.stderr
