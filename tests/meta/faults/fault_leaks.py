"""Each test here does one thing wrong and must be reported; tests/meta/test_watch.py runs them."""

from __future__ import annotations

import asyncio
import logging
import subprocess
import sys
import threading

import pytest

KEPT: list[object] = []
SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]


def test_log_line() -> None:
    logging.getLogger("leitstand.fault").warning("nobody expects this")


@pytest.mark.expect_log("somebody expects this")
def test_expected_log_line() -> None:
    logging.getLogger("leitstand.fault").warning("somebody expects this")


def test_qt_warning() -> None:
    from PySide6.QtCore import qWarning

    qWarning("a warning of Qt")


async def test_task() -> None:
    KEPT.append(asyncio.get_running_loop().create_task(asyncio.sleep(60)))


def test_thread() -> None:
    threading.Thread(target=threading.Event().wait, args=(20,), daemon=True, name="left-behind").start()


def test_process() -> None:
    KEPT.append(subprocess.Popen(SLEEP))


def test_window(qapp: object) -> None:
    from PySide6.QtWidgets import QWidget

    window = QWidget()
    window.setObjectName("left-behind")
    window.show()
    KEPT.append(window)


def test_stray_process() -> None:
    subprocess.run([sys.executable, "-c", f"import subprocess; subprocess.Popen({SLEEP!r})"], check=True)


def test_nothing_wrong() -> None:
    assert True
