"""What comes back after a restart: one core after the other over the same folders."""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from console.app import paths
from console.app.profile import Profile
from console.model.arrangement import Arrangement
from console.model.ids import LOCAL_NODE, TerminalId
from console.model.redaction import MASK
from console.model.split import Axis, Side, Split
from console.wire import messages as m
from tests.core import Client, core_in_thread

PROFILE = Profile(name="restore")


def folder() -> Path:
    return paths.user_folders().state / "restore" / "restore"


@pytest.fixture(autouse=True)
def clean(test_home: object, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    del test_home
    monkeypatch.setenv("SHELL", "/bin/sh")
    yield
    for path in folder().glob("*"):
        path.unlink()
    paths.user_folders().settings_file.unlink(missing_ok=True)


def wants(restore: str, *, connect: bool = False) -> None:
    file = paths.user_folders().settings_file
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f'[terminal]\nrestore = "{restore}"\nrestore_connect = {str(connect).lower()}\n')


def says(client: Client, terminal_id: TerminalId, command: str, answer: str) -> None:
    client.type(terminal_id, command + "\n")
    client.until(lambda: answer in client.screen(terminal_id))


def is_open(client: Client, terminal_id: TerminalId) -> bool:
    known = client.tab(terminal_id) or next(t for t in client.welcome().tabs if t.terminal_id == terminal_id)
    return known.state is m.TabState.OPEN


def fill_a_core() -> None:
    """Open two panes, leave words in the first, and end the core."""
    with core_in_thread(PROFILE) as client:
        first = client.open()
        second = TerminalId(int(str(client.ask(m.OpenTerminal(node_id=LOCAL_NODE, beside=first, side=Side.BELOW)))))
        client.send(m.RenameTerminal(terminal_id=second, name="logs"))
        says(client, first, "echo re$((40+2))member", "re42member")
        says(client, first, "echo password=hunter$((1+1))", "password=hunter2")
        client.until(lambda: (tab := client.tab(second)) is not None and tab.name == "logs")


def test_nothing_is_kept_unless_a_person_wants_that() -> None:
    fill_a_core()
    assert list(folder().glob("*")) == []
    with core_in_thread(PROFILE) as client:
        assert client.welcome().tabs == ()


def test_the_layout_comes_back_and_waits_for_enter() -> None:
    wants("layout")
    fill_a_core()
    assert [path.name for path in folder().iterdir()] == ["kept.json"]
    assert json.loads((folder() / "kept.json").read_bytes())["texts"] == ["", ""]
    with core_in_thread(PROFILE) as client:
        welcome = client.welcome()
        one, two = welcome.tabs
        assert [tab.state for tab in welcome.tabs] == [m.TabState.WAITING] * 2
        assert two.name == "logs"
        assert one.restored_at is not None
        page = welcome.arrangement.page_of(one.terminal_id)
        assert page is not None
        assert page.tree == Split(Axis.COLUMN, (one.terminal_id, two.terminal_id), (0.5, 0.5))
        assert welcome.arrangement.focused == two.terminal_id
        client.send(m.ShowTerminal(terminal_id=one.terminal_id, visible=True, focused=True))
        client.type(one.terminal_id, "x")
        client.send(m.KeyPress(terminal_id=one.terminal_id, key="Enter"))
        client.until(lambda: is_open(client, one.terminal_id))
        says(client, one.terminal_id, "echo al$((1))ive", "al1ive")
        assert client.tab(two.terminal_id) is None, "the other one still waits"


def test_what_was_shown_comes_back_dimmed_without_secrets_above_the_new_session() -> None:
    wants("scrollback")
    fill_a_core()
    texts = sorted(path for path in folder().glob("*.txt"))
    assert len(texts) == 2
    for path in folder().iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert "hunter2" not in path.read_text()
    assert stat.S_IMODE(folder().stat().st_mode) == 0o700
    with core_in_thread(PROFILE) as client:
        one = client.welcome().tabs[0].terminal_id
        client.send(m.ShowTerminal(terminal_id=one, visible=True, focused=True))
        client.until(lambda: "re42member" in client.screen(one))
        screen = client.screen(one)
        assert f"password={MASK}" in screen
        rows = screen.splitlines()
        row = next(number for number, text in enumerate(rows) if text == "re42member")
        frame = next(frame for frame in client.frames if frame.terminal_id == one and row in frame.row_numbers)
        at = frame.row_numbers.tolist().index(row)
        plain = (int(frame.keys[at, 60]) >> 24) & 0xFFFFFF
        shown = (int(frame.keys[at, 0]) >> 24) & 0xFFFFFF
        assert shown != plain or frame.attributes is not None, "it is dimmed"
        assert any(line.startswith("── 20") for line in rows), "a line with the date lies below it"
        client.send(m.KeyPress(terminal_id=one, key="Enter"))
        client.until(lambda: is_open(client, one))
        says(client, one, "echo af$((1))ter", "af1ter")
        again = client.screen(one)
        assert again.index("re42member") < again.index("── 20") < again.index("af1ter")


def test_what_was_shown_outlives_two_restarts_and_a_change_of_the_layout(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("console.app.restoring.SETTLED_SECONDS", 0.05)
    wants("scrollback")
    fill_a_core()
    with core_in_thread(PROFILE) as client:
        one, two = client.welcome().tabs
        before = (folder() / "kept.json").read_bytes()
        turned = Arrangement().opened(two.terminal_id).opened(one.terminal_id)
        client.send(m.ArrangeTabs(arrangement=turned))
        client.until(lambda: (folder() / "kept.json").read_bytes() != before)
        assert len(list(folder().glob("*.txt"))) == 2, "nothing is dropped that is shown"
    with core_in_thread(PROFILE) as client:
        again = client.welcome().tabs[1].terminal_id
        client.send(m.ShowTerminal(terminal_id=again, visible=True, focused=True))
        client.until(lambda: "re42member" in client.screen(again))


def test_it_connects_by_itself_where_a_person_wants_that() -> None:
    wants("layout", connect=True)
    fill_a_core()
    with core_in_thread(PROFILE) as client:
        for tab in client.welcome().tabs:
            client.until(partial(is_open, client, tab.terminal_id))


def test_closing_everything_leaves_nothing_to_bring_back() -> None:
    wants("scrollback")
    fill_a_core()
    with core_in_thread(PROFILE) as client:
        for tab in client.welcome().tabs:
            client.send(m.CloseTerminal(terminal_id=tab.terminal_id))
        client.until(lambda: len(client.of(m.TabClosed)) == 2)
    assert list(folder().glob("*")) == []


def test_the_layout_is_kept_while_it_changes_for_a_machine_that_just_stops(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("console.app.restoring.SETTLED_SECONDS", 0.05)
    wants("layout")
    with core_in_thread(PROFILE) as client:
        first = client.open()
        client.until(lambda: (folder() / "kept.json").exists())
        before = (folder() / "kept.json").read_bytes()
        second = client.open()
        client.until(lambda: (folder() / "kept.json").read_bytes() != before)
        before = (folder() / "kept.json").read_bytes()
        client.send(m.ArrangeTabs(arrangement=Arrangement().opened(second).opened(first)))
        client.until(lambda: (folder() / "kept.json").read_bytes() != before)


@pytest.mark.parametrize("text", ["", "{", '{"saved_at": 0, "layout": 3}', "[" * 100_000])
def test_a_file_that_cannot_be_read_is_told_and_kept(text: str) -> None:
    wants("layout")
    folder().mkdir(parents=True, exist_ok=True)
    (folder() / "kept.json").write_text(text)
    with core_in_thread(PROFILE) as client:
        welcome = client.welcome()
        assert welcome.tabs == ()
        assert [problem.code for problem in welcome.problems] == ["restore.unreadable"]
