"""The rooms of recordings, together."""

from __future__ import annotations

from pathlib import Path

import pytest

from console.app.paths import user_folders
from console.settings.recording_options import RECORD_INPUT
from console.settings.store import SettingsStore
from console.terminal.cast import INPUT, CastReader
from console.wire import messages as m
from tests.core import core_in_thread


def test_what_is_set_holds_for_the_next_recording(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEITSTAND_HOME", str(tmp_path))
    monkeypatch.setenv("SHELL", "/bin/sh")
    typed = []
    with core_in_thread() as client:
        terminal_id = client.open()
        for wanted in (False, True):
            SettingsStore(user_folders().settings_file).set(RECORD_INPUT, wanted)
            client.ask(m.SettingsChanged())
            path = client.ask(m.StartRecording(terminal_id=terminal_id))
            client.type(terminal_id, "x")
            assert client.ask(m.StopRecording(terminal_id=terminal_id)) == path
            with Path(str(path)).open("rb") as file:
                typed.append([event.data for event in CastReader(file) if event.code == INPUT])
    assert typed == [[], ["x"]]
