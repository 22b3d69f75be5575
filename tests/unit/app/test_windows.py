"""What of the Windows halves can be told without Windows: names and files, not pipes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from console.app import windows
from console.app.profile import Profile, from_argument

PROFILE = Profile(name="pipes")


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Collect the commands that would start a core."""
    commands: list[list[str]] = []

    def popen(command: list[str], **_: Any) -> None:
        commands.append(command)

    monkeypatch.setattr("subprocess.Popen", popen)
    return commands


def test_a_core_that_runs_is_found_by_the_name_that_it_left(started: list[list[str]]) -> None:
    file = windows.name_file(PROFILE)
    file.write_text(r"\\.\pipe\leitstand-pipes-42")
    assert windows.connect(PROFILE) == windows.PipeEnd(r"\\.\pipe\leitstand-pipes-42")
    assert started == []
    file.unlink()


def test_without_one_a_core_is_started_under_a_name_that_nobody_can_guess(started: list[list[str]]) -> None:
    first, second = windows.connect(PROFILE), windows.connect(PROFILE)
    assert first.name != second.name
    assert len(first.name.rsplit("-", 1)[1]) == 32
    *_, command, name, profile = started[0]
    assert (command, name, from_argument(profile)) == ("core", first.name, PROFILE)


async def test_elsewhere_nothing_is_served(tmp_path: Path) -> None:
    await windows.listen("name", tmp_path / "x.pipe", lambda: pytest.fail("no pipes here"))
    assert not (tmp_path / "x.pipe").exists()
