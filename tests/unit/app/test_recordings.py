"""Recordings of tabs, with a real core behind the wire."""

from __future__ import annotations

import re
import stat
from pathlib import Path

import pytest

from console.app.paths import user_folders
from console.model.ids import TerminalId
from console.settings.recording_options import RECORDING_MOST_MEGABYTES
from console.settings.store import SettingsStore
from console.terminal.cast import MARKER, OUTPUT, RESIZE, CastEvent, CastReader
from console.wire import messages as m
from tests.core import Client, core_in_thread


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LEITSTAND_HOME", str(tmp_path))
    monkeypatch.setenv("SHELL", "/bin/sh")
    monkeypatch.setenv("PS1", "prompt> ")
    return tmp_path


def start(client: Client, terminal_id: TerminalId, kind: m.RecordingKind = m.RecordingKind.CAST) -> Path:
    path = client.ask(m.StartRecording(terminal_id=terminal_id, kind=kind))
    assert isinstance(path, str)
    return Path(path)


def shell(client: Client) -> TerminalId:
    terminal_id = client.open()
    client.until(lambda: "prompt>" in client.screen(terminal_id))
    return terminal_id


def events(path: Path) -> list[CastEvent]:
    with path.open("rb") as file:
        reader = CastReader(file)
        found = list(reader)
        assert reader.warning is None
    return found


def text(path: Path) -> str:
    return "".join(event.data for event in events(path) if event.code == OUTPUT)


def test_a_tab_is_recorded_from_start_to_stop(home: Path) -> None:
    with core_in_thread() as client:
        terminal_id = shell(client)
        path = start(client, terminal_id)
        assert path.parent == home / "data" / "recordings"
        # Called as the tab is just then, by its program or its folder, and by the moment.
        assert re.fullmatch(r"[\w.@+-]+-\d{8}-\d{6}\.cast", path.name)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        client.until(lambda: (tab := client.tab(terminal_id)) is not None and tab.recording is not None)
        assert start(client, terminal_id) == path
        client.type(terminal_id, "echo rec'or'ded\n")
        client.until(lambda: "\nrecorded" in client.screen(terminal_id))
        assert client.ask(m.AddMarker(terminal_id=terminal_id, label="done")) is True
        client.send(m.ResizeTerminal(terminal_id=terminal_id, cols=90, rows=20, cell_width=8, cell_height=18))
        assert client.ask(m.StopRecording(terminal_id=terminal_id)) == str(path)
        client.type(terminal_id, "echo later\n")
        client.until(lambda: "\nlater" in client.screen(terminal_id))
        tab = client.tab(terminal_id)
        assert tab is not None
        assert tab.recording is None
        assert client.ask(m.StopRecording(terminal_id=terminal_id)) == ""
        assert client.ask(m.AddMarker(terminal_id=terminal_id)) is False
    assert "prompt>" in events(path)[0].data
    assert "recorded" in text(path)
    assert "later" not in text(path)
    assert [event.data for event in events(path) if event.code in {MARKER, RESIZE}] == ["done", "90x20"]


def test_a_log_and_a_recording_of_one_tab(home: Path) -> None:
    with core_in_thread() as client:
        terminal_id = shell(client)
        cast, log = start(client, terminal_id), start(client, terminal_id, m.RecordingKind.LOG)
        client.type(terminal_id, "printf '\\033[31mred\\033[0m\\n'\n")
        client.until(lambda: "\nred" in client.screen(terminal_id))
        client.ask(m.StopRecording(terminal_id=terminal_id, kind=m.RecordingKind.LOG))
        assert "red\n" in log.read_text(encoding="utf-8")
        assert "\x1b" not in log.read_text(encoding="utf-8")
    # The core has ended with the recording still running: it is whole.
    assert "\x1b[31mred" in text(cast)


def test_a_closed_tab_ends_its_recording(home: Path) -> None:
    with core_in_thread() as client:
        terminal_id = shell(client)
        path = start(client, terminal_id)
        client.send(m.CloseTerminal(terminal_id=terminal_id))
        client.until(lambda: bool(client.of(m.TabClosed)))
        assert client.refused(m.StartRecording(terminal_id=terminal_id)) == "recording.no_tab"
    assert "prompt>" in text(path)


def test_it_ends_at_the_size_that_is_set(home: Path) -> None:
    SettingsStore(user_folders().settings_file).set(RECORDING_MOST_MEGABYTES, 1)
    with core_in_thread() as client:
        terminal_id = shell(client)
        path = start(client, terminal_id)
        client.type(terminal_id, "head -c 3000000 /dev/zero | tr '\\0' x; echo the end\n")
        client.until(lambda: any(event.problem.code == "outfile.full" for event in client.of(m.Notice)))
        client.until(lambda: "the end" in client.screen(terminal_id))
        tab = client.tab(terminal_id)
        assert tab is not None
        assert tab.recording is None
    assert path.stat().st_size <= 1_000_000
    assert events(path)


def test_a_folder_that_cannot_be_made_is_told(home: Path) -> None:
    (home / "data").write_text("no folder")
    with core_in_thread() as client:
        terminal_id = shell(client)
        assert client.refused(m.StartRecording(terminal_id=terminal_id)) == "outfile.not_made"


def test_two_recordings_have_two_files(home: Path) -> None:
    with core_in_thread() as client:
        terminal_id = shell(client)
        client.ask(m.RenameTerminal(terminal_id=terminal_id, name="../a b/ü"))
        paths = set()
        for _ in range(2):
            paths.add(start(client, terminal_id))
            client.ask(m.StopRecording(terminal_id=terminal_id))
    assert len(paths) == 2
    assert all(path.name.startswith("a_b_ü-") for path in paths)
    assert set((home / "data" / "recordings").iterdir()) == paths
