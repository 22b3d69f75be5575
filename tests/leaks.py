"""What a test must not leave behind: log lines, tasks, threads, processes, windows."""

from __future__ import annotations

import asyncio
import logging
import re
import sys
import threading
import time
from collections.abc import Callable, Collection
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")

GRACE_SECONDS = 2.0
"""What is ending may take so long to end."""


HARMLESS = (
    # Python's own: who closes the transport of a child that has just ended asks for its status itself, and the thread
    # that waits for the child finds none (base_subprocess.close, unix_events._do_waitpid).
    re.compile(r"Unknown child process pid \d+, will report returncode 255"),
)
"""Lines that a race in the standard library may cause in any test."""


class LogWatch(logging.Handler):
    """Collects the log lines of WARNING and worse that nobody expected."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._expected = list(HARMLESS)
        self._records: list[logging.LogRecord] = []

    def allow(self, pattern: str) -> None:
        """Expect lines in which ``pattern`` is found, from the start of the test on."""
        self._expected.append(re.compile(pattern))

    def emit(self, record: logging.LogRecord) -> None:
        self._records.append(record)

    def unexpected(self) -> list[str]:
        """Return the lines that no pattern allows."""
        lines = [f"{record.levelname} {record.name}: {self.format(record)}" for record in self._records]
        return [line for line in lines if not any(pattern.search(line) for pattern in self._expected)]


def threads() -> set[threading.Thread]:
    """Return the threads that run, without those that belong to nobody's test: a loop's own pool ends with its loop."""
    return {
        thread
        for thread in threading.enumerate()
        if not isinstance(thread, threading._DummyThread)
        and not thread.name.startswith(("pytest_timeout", "pydevd", "asyncio_"))
    }


def children() -> set[int]:
    """Return the processes that this one has started and that have not ended."""
    found: set[int] = set()
    for tasks in Path("/proc/self/task").glob("*/children"):
        try:
            found.update(int(pid) for pid in tasks.read_text().split())
        except OSError:
            continue  # the thread has ended
    return {pid for pid in found if _counts(pid)}


def _counts(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False
    return state != "Z" and b"resource_tracker" not in command


def describe_process(pid: int) -> str:
    """Return the number and the command line of a process."""
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
    except OSError:
        command = "(ended)"
    return f"{pid} {command}"


def windows() -> dict[int, str]:
    """Return the windows that are on the screen, by identity; a tooltip is nobody's window."""
    widgets = sys.modules.get("PySide6.QtWidgets")
    if widgets is None or widgets.QApplication.instance() is None:
        return {}
    return {
        id(window): f"{type(window).__name__} {window.objectName() or window.windowTitle()!r}"
        for window in widgets.QApplication.topLevelWidgets()
        if window.isVisible() and type(window).__name__ != "QTipLabel"
    }


def close_windows(identities: Collection[int]) -> None:
    """Close the windows so that the next test starts without them."""
    widgets = sys.modules["PySide6.QtWidgets"]
    for window in widgets.QApplication.topLevelWidgets():
        if id(window) in identities:
            window.hide()
            window.deleteLater()


def settle(read: Callable[[], set[T]], before: set[T]) -> set[T]:
    """Return what ``read`` finds beyond ``before`` once the grace is over."""
    deadline = time.monotonic() + GRACE_SECONDS
    while (left := read() - before) and time.monotonic() < deadline:
        time.sleep(0.01)
    return left


async def leaked_tasks(before: set[asyncio.Task[object]]) -> list[str]:
    """Return the tasks that still run beyond ``before`` once the grace is over."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + GRACE_SECONDS
    while left := asyncio.all_tasks() - before - {asyncio.current_task()}:
        if loop.time() > deadline:
            return [repr(task) for task in left]
        await asyncio.sleep(0.01)
    return []
