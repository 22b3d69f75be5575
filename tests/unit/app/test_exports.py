"""Terminals and recordings as text and SVG, with a real core behind the wire."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from console.model.ids import TerminalId
from console.terminal.cast import CastEvent
from console.wire import messages as m
from tests.core import Client, core_in_thread
from tests.unit.terminal.casts import write_cast

SCREEN, SCROLLBACK, RECORDING = m.ExportScope.SCREEN, m.ExportScope.SCROLLBACK, m.ExportScope.RECORDING
TEXT, SVG = m.ExportForm.TEXT, m.ExportForm.SVG
LINES = "".join(f"\x1b[3{n % 7 + 1}mline {n}\x1b[0m\r\n" for n in range(200))
LONG = "word " * 10 + "end\r\n"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LEITSTAND_HOME", str(tmp_path / "home"))
    return tmp_path


def played(client: Client, home: Path, text: str, *later: CastEvent) -> TerminalId:
    path = write_cast(home / "demo.cast", [CastEvent(0.0, "o", text), *later])
    terminal_id = client.ask(m.OpenRecording(path=str(path)))
    assert isinstance(terminal_id, int)
    client.send(m.ShowTerminal(terminal_id=TerminalId(terminal_id), visible=True, focused=True))
    client.until(lambda: bool(client.of(m.PlayerChanged)) and bool(client.screen(TerminalId(terminal_id)).strip()))
    return TerminalId(terminal_id)


def exported(client: Client, terminal_id: TerminalId, scope: m.ExportScope, form: m.ExportForm, path: Path) -> str:
    request = m.Export(terminal_id=terminal_id, scope=scope, form=form, path=str(path))
    assert client.ask(request) == str(path)
    return path.read_text(encoding="utf-8")


def test_screen_and_scrollback_as_text(home: Path) -> None:
    with core_in_thread() as client:
        terminal_id = played(client, home, LINES + LONG)
        client.until(lambda: "end" in client.screen(terminal_id))
        before = client.screen(terminal_id)
        screen = exported(client, terminal_id, SCREEN, TEXT, home / "screen.txt")
        everything = exported(client, terminal_id, SCROLLBACK, TEXT, home / "all.txt")
        assert client.screen(terminal_id) == before
        assert client.of(m.ExportProgress)[-1].done == 1.0
    assert screen.splitlines()[:2] == ["line 198", "line 199"]
    assert everything.splitlines() == [f"line {n}" for n in range(200)] + [LONG.strip()]


def test_screen_and_scrollback_as_svg(home: Path) -> None:
    with core_in_thread() as client:
        terminal_id = played(client, home, LINES)
        client.until(lambda: "line 199" in client.screen(terminal_id))
        screen = exported(client, terminal_id, SCREEN, SVG, home / "screen.svg")
        everything = exported(client, terminal_id, SCROLLBACK, SVG, home / "all.svg")
    for text, first, last in ((screen, 195, 199), (everything, 0, 199)):
        spans = [span.text for span in ET.fromstring(text).iter("{http://www.w3.org/2000/svg}tspan")]
        assert spans == [f"line {n}" for n in range(first, last + 1)]
    assert "fill:#" in screen


def test_a_whole_recording_as_text(home: Path) -> None:
    late = CastEvent(5.0, "o", " 10%\r 99%\r100%\r\ndone")
    with core_in_thread() as client:
        terminal_id = played(client, home, LINES, late)
        text = exported(client, terminal_id, RECORDING, TEXT, home / "all.txt")
    assert text.splitlines() == [f"line {n}" for n in range(200)] + ["100%", "done"]


def test_it_can_be_cancelled(home: Path) -> None:
    with core_in_thread() as client:
        terminal_id = played(client, home, LINES * 100)
        path = home / "all.svg"
        client.send(m.Export(id=900, terminal_id=terminal_id, scope=SCROLLBACK, form=SVG, path=str(path)))
        client.until(lambda: bool(client.of(m.ExportProgress)))
        client.send(m.CancelExport(export_id=900))
        client.until(lambda: 900 in client.replies)
        problem = client.replies[900].problem
        assert problem is not None
        assert problem.code == "export.cancelled"
        assert not path.exists()


def test_what_cannot_be_written_is_told(home: Path) -> None:
    with core_in_thread() as client:
        terminal_id = played(client, home, "x")
        (home / "file").write_text("no folder")
        request = m.Export(terminal_id=terminal_id, scope=SCREEN, form=TEXT, path=str(home / "file" / "a.txt"))
        assert client.refused(request) == "settings.write"
        gone = m.Export(terminal_id=TerminalId(77), scope=SCREEN, form=TEXT, path=str(home / "a.txt"))
        assert client.refused(gone) == "export.no_tab"
        shell = client.open()
        none = m.Export(terminal_id=shell, scope=RECORDING, form=TEXT, path=str(home / "a.txt"))
        assert client.refused(none) == "player.none"
