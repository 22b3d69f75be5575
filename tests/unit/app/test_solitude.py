from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from console.app import solitude
from console.app.solitude import Solitude
from console.settings.options import ORPHAN_POLICY
from console.settings.store import SettingsStore


class Core:
    """What decides whether a core that is alone ends."""

    def __init__(self, settings: SettingsStore) -> None:
        self.alone, self.keeps, self.ended = True, False, 0
        self.solitude = Solitude(
            settings, is_alone=lambda: self.alone, keeps_something=lambda: self.keeps, end=self.end
        )

    def end(self) -> None:
        self.ended += 1


@pytest.fixture
def core(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Core:
    monkeypatch.setattr(solitude, "IDLE_GRACE_SECONDS", 0.02)
    return Core(SettingsStore(tmp_path / "settings.toml"))


async def test_a_core_with_nothing_to_keep_ends_after_a_while(core: Core) -> None:
    core.solitude.begin()
    core.solitude.begin()
    await asyncio.sleep(0.2)
    assert core.ended == 1


async def test_a_window_that_comes_back_in_time_keeps_it(core: Core) -> None:
    core.solitude.begin()
    core.solitude.stop()
    await asyncio.sleep(0.1)
    core.alone = False
    core.solitude.begin()
    await asyncio.sleep(0.1)
    assert core.ended == 0


async def test_sessions_are_kept_until_they_have_ended_by_themselves(core: Core) -> None:
    core.keeps = True
    core.solitude.begin()
    await asyncio.sleep(0.2)
    assert core.ended == 0
    core.keeps = False
    await asyncio.sleep(0.2)
    assert core.ended == 1


async def test_where_a_person_wants_that_sessions_wait_for_some_minutes_only(core: Core, tmp_path: Path) -> None:
    settings = SettingsStore(tmp_path / "other.toml")
    settings.set(ORPHAN_POLICY, "end")
    ending = Core(settings)
    ending.keeps = True
    ending.solitude.begin()
    await asyncio.sleep(0.1)
    assert ending.ended == 0, "an hour is not over"
    ending.solitude._over()
    assert ending.ended == 1
