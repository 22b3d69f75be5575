"""The desk's composition root, in this process, with a real core in another."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console.app import launch, paths
from console.app.desk import SCALE_VARIABLE, Desk, _scaled, _settle, hello, opening_requests
from console.app.profile import Profile
from console.model.ids import LOCAL_NODE
from console.settings.store import SettingsStore
from console.ui.bridge import Bridge
from console.ui.opening import Opening, read_ground
from console.wire import messages as m


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    del qtbot
    (tmp_path / "ssh_config").write_text("")
    profile = Profile(name="desk", inventory=(str(tmp_path / "none.toml"),), ssh_config=(str(tmp_path / "ssh_config"),))
    bridge = Bridge()
    core = launch.connect(profile, hello() + opening_requests(["user@host:nonsense", "local"]))
    settings = SettingsStore(tmp_path / "settings.toml")
    opening = Opening(read_ground(paths.resources() / "themes", "dark"))
    opening.resize(1200, 700)
    opening.show()
    made = Desk(profile, settings, bridge)
    made.show(opening, core)
    yield made
    bridge.send(m.Leave(force=True))
    core.wait()
    made.end()
    opening.close()
    opening.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_a_shell_of_this_machine_appears_in_a_tab_and_answers(desk: Desk, qtbot: QtBot) -> None:
    tabs: list[m.Tab] = []
    desk._bridge.tab_changed.connect(tabs.append)
    desk.window.commands["local_shell"].trigger()
    qtbot.waitUntil(lambda: bool(tabs) and tabs[-1].state is m.TabState.OPEN, timeout=15_000)
    texts: list[object] = []
    number = tabs[-1].terminal_id
    desk._bridge.send(m.Paste(terminal_id=number, text="echo $((20+22))"))
    desk._bridge.send(m.KeyPress(terminal_id=number, key="Enter"))

    def answered() -> None:
        desk._bridge.ask(m.ReadText(terminal_id=number, start_row=0, start_col=0, end_row=20, end_col=0), texts.append)
        assert any("\n42" in str(text) for text in texts)

    qtbot.waitUntil(answered, timeout=15_000)


def test_terminals_that_the_command_line_names_open_with_the_window(desk: Desk, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: desk.window.desk.count() == 1, timeout=15_000)
    tab = desk.window.desk.active_tab()
    assert tab is not None
    assert tab.node_id == LOCAL_NODE
    qtbot.waitUntil(lambda: bool(desk.window.notices.entries), timeout=15_000)
    assert "nonsense" in desk.window.notices.entries[0].problem.text()


@pytest.mark.expect_log("A defect in the window")
def test_a_defect_in_the_window_is_logged_and_does_not_end_it(capsys: pytest.CaptureFixture[str]) -> None:
    from console.app.desk import _excepthook

    before: list[type[BaseException]] = []
    hook = _excepthook(lambda kind, _error, _trace: before.append(kind))
    try:
        raise RuntimeError("defect")
    except RuntimeError:
        kind, error, trace = sys.exc_info()
    assert kind is not None
    assert error is not None
    hook(kind, error, trace)
    assert before == []
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(("before", "inside"), [(None, "1.5000"), ("2", "3.0000"), ("large", "1.5000")])
def test_the_window_starts_larger_and_programs_that_it_starts_do_not(
    monkeypatch: pytest.MonkeyPatch, before: str | None, inside: str
) -> None:
    if before is None:
        monkeypatch.delenv(SCALE_VARIABLE, raising=False)
    else:
        monkeypatch.setenv(SCALE_VARIABLE, before)
    with _scaled(1.5):
        assert os.environ[SCALE_VARIABLE] == inside
    assert os.environ.get(SCALE_VARIABLE) == before
    with _scaled(1.0):
        assert os.environ.get(SCALE_VARIABLE) == before


def test_the_desk_looks_again_and_again_for_memory_to_give_back(
    qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[object] = []
    monkeypatch.setattr("console.app.garbage.settle", lambda: None)
    monkeypatch.setattr("console.app.givingback.EVERY_SECONDS", 0.005)
    monkeypatch.setattr("console.app.givingback.GivingBack.look", looks.append)
    before = set(qapp.findChildren(QTimer))
    _settle(qapp)
    gc.collect()
    qtbot.waitUntil(lambda: len(looks) > 2)
    for timer in set(qapp.findChildren(QTimer)) - before:
        timer.stop()
        timer.deleteLater()
