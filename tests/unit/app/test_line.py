"""A command speaks with a core that it has started, and sees it end."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from console.app.desk import hello
from console.app.line import Line
from console.app.loop import SystemClock
from console.app.profile import Profile
from console.wire import messages as m


@pytest.mark.usefixtures("test_home")
def test_what_is_asked_is_answered_and_the_core_is_seen_to_end(tmp_path: Path) -> None:
    line = Line(Profile(ssh_config=(str(tmp_path / "none"),)), hello(), SystemClock())
    assert line.is_own
    line.send(m.ListDeploys(id=77))
    found: list[m.Event | m.Reply] = []
    while not any(isinstance(event, m.Reply) and event.id == 77 for event in found):
        came = line.take(20.0)
        assert came is not None
        found += came
    answer = next(event for event in found if isinstance(event, m.Reply) and event.id == 77)
    assert answer.value == m.Deploys(())
    pid = line._core.pid
    assert pid is not None
    line.send(m.Leave(force=True))
    line.close(20.0)
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
