"""The ground every test stands on: isolation, and fixtures that fail the test that leaves something behind.

A test that provokes a warning says so: ``@pytest.mark.expect_log("pattern")``, or ``log_watch.allow("pattern")``
where the text is known only later.
"""

from __future__ import annotations

import asyncio
import gc
import inspect
import logging
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import hypothesis
import pytest

from tests import isolation, leaks

HOME = isolation.isolate()

# How long an example takes says more about the machine than about the code.
hypothesis.settings.register_profile(
    "house", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow], print_blob=True
)
hypothesis.settings.load_profile("house")


def pytest_itemcollected(item: pytest.Item) -> None:
    """Watch the loop of each asynchronous test; first set up is last torn down, after the test's own fixtures."""
    if isinstance(item, pytest.Function) and inspect.iscoroutinefunction(inspect.unwrap(item.obj)):
        item.fixturenames.insert(0, "no_leaked_tasks")


def pytest_collection_finish() -> None:
    """Leave what the imports made out of every later collection, which then takes a few milliseconds."""
    gc.collect()
    gc.freeze()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail the session when a process outlived it that had left its parent."""
    strays = isolation.stray_processes(HOME)
    if strays:
        reporter = session.config.pluginmanager.get_plugin("terminalreporter")
        for pid in strays:
            if reporter is not None:
                reporter.write_line(f"A test left a process behind: {leaks.describe_process(pid)}", red=True)
        isolation.end_processes(strays)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_unconfigure() -> None:
    """Leave nothing of the session on the disk."""
    isolation.clear(HOME)


@pytest.fixture(scope="session")
def test_home() -> Path:
    """The folder that is HOME in this session; short enough for sockets."""
    return HOME


@pytest.fixture(autouse=True)
def log_watch(request: pytest.FixtureRequest) -> Iterator[leaks.LogWatch]:
    """Fail the test that causes a log line of WARNING or worse which it did not expect."""
    watch = leaks.LogWatch()
    for marker in request.node.iter_markers("expect_log"):
        watch.allow(marker.args[0])
    root = logging.getLogger()
    root.addHandler(watch)
    yield watch
    root.removeHandler(watch)
    lines = watch.unexpected()
    if lines:
        pytest.fail("Unexpected log lines:\n" + "\n".join(lines), pytrace=False)


@pytest.fixture(autouse=True)
def no_leaks() -> Iterator[None]:
    """Fail the test that leaves a thread, a child process or a window behind."""
    # What stands before the test is not looked at again: collecting costs what the test made, not all there is.
    gc.freeze()
    threads, children, windows = leaks.threads(), leaks.children(), leaks.windows()
    yield
    gc.collect()  # what was not closed complains now, and not in the next test
    left = leaks.windows().keys() - windows.keys()
    found = [f"window: {text}" for identity, text in leaks.windows().items() if identity in left]
    if left:
        leaks.close_windows(left)
    found += [f"thread: {thread.name}" for thread in leaks.settle(leaks.threads, threads)]
    processes = leaks.settle(leaks.children, children)
    found += [f"process: {leaks.describe_process(pid)}" for pid in processes]
    isolation.end_processes(list(processes))
    if found:
        pytest.fail("The test left something behind:\n" + "\n".join(found), pytrace=False)


@pytest.fixture
async def no_leaked_tasks() -> AsyncIterator[None]:
    """Fail the asynchronous test that leaves a task behind."""
    before = set(asyncio.all_tasks())
    yield
    left = await leaks.leaked_tasks(before)
    if left:
        pytest.fail("The test left tasks behind:\n" + "\n".join(left), pytrace=False)
