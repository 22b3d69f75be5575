"""The whole core in a thread, over the real wire, with a real shell on this machine."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from console.app import paths
from console.app.core import Core
from console.app.desk import hello
from console.app.instance import only_core
from console.app.loop import LoopThread
from console.app.profile import Profile
from console.deploy.journal import Begun, Journal
from console.model.ids import LOCAL_NODE, DeployId, NodeId, TerminalId
from console.model.service import DeployState
from console.wire import messages as m
from tests.core import Client, attach, core_in_thread
from tests.sshd import free_port
from tests.unit.deploy.plans import make_plan


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    """A fleet of nothing but this machine."""
    (tmp_path / "ssh_config").write_text("")
    return Profile(inventory=(str(tmp_path / "none.toml"),), ssh_config=(str(tmp_path / "ssh_config"),))


@pytest.fixture
def client(profile: Profile) -> Iterator[Client]:
    with core_in_thread(profile) as made:
        made.welcome()
        yield made


def socket_path(profile: Profile) -> str:
    return str(profile.socket(paths.user_folders().runtime))


def test_a_shell_on_this_machine_answers_what_is_typed(client: Client) -> None:
    terminal_id = client.open()
    client.type(terminal_id, "echo $((6*7))\n")
    client.until(lambda: "\n42" in client.screen(terminal_id))
    tab = client.tab(terminal_id)
    assert tab is not None
    assert (tab.state, tab.node_id) == (m.TabState.OPEN, LOCAL_NODE)


def test_resize_reaches_the_program(client: Client) -> None:
    terminal_id = client.open()
    client.send(m.ResizeTerminal(terminal_id=terminal_id, cols=101, rows=33, cell_width=8, cell_height=18))
    client.type(terminal_id, "stty size\n")
    client.until(lambda: "33 101" in client.screen(terminal_id))


def test_text_is_read_by_absolute_row(client: Client) -> None:
    terminal_id = client.open()
    client.type(terminal_id, "seq 1 100\n")
    client.until(lambda: "\n100" in client.screen(terminal_id))
    text = client.ask(m.ReadText(terminal_id=terminal_id, start_row=0, start_col=0, end_row=60, end_col=0))
    assert isinstance(text, str)
    assert "\n7\n8\n9\n" in text


def test_a_search_follows_what_a_shell_says(client: Client) -> None:
    client.welcome()
    tab = client.open()
    client.until(lambda: client.screen(tab) != "")
    client.send(m.Search(number=5, pattern=r"so+n\d", regex=True, terminal_ids=(tab,)))
    client.type(tab, "echo s''oon7\n")
    client.until(lambda: any(event.number == 5 and event.count == 1 for event in client.of(m.Found)))
    assert client.refused(m.Search(number=6, pattern="(", regex=True)) == "search.pattern"
    client.send(m.EndSearch())


def test_another_desk_takes_over_and_sees_the_same_tabs_with_their_screens(client: Client, profile: Profile) -> None:
    terminal_id = client.open()
    client.type(terminal_id, "echo still here\n")
    client.until(lambda: "\nstill here" in client.screen(terminal_id))
    client.send(m.RenameTerminal(terminal_id=terminal_id, name="mine"))

    second = attach(socket_path(profile))
    welcome = second.welcome()
    assert [(tab.terminal_id, tab.name) for tab in welcome.tabs] == [(terminal_id, "mine")]
    assert welcome.arrangement.focused == terminal_id
    second.send(m.ShowTerminal(terminal_id=terminal_id, visible=True, focused=True))
    second.until(lambda: "\nstill here" in second.screen(terminal_id))
    client.until(lambda: bool(client.of(m.TakenOver)))
    client.ended = True
    second.type(terminal_id, "exit\n")
    second.until(lambda: (tab := second.tab(terminal_id)) is not None and tab.state is m.TabState.ENDED)
    second.send(m.Leave(force=True))
    second.wait_ended()
    second.socket.close()


def test_leaving_asks_first_where_a_session_would_end(client: Client) -> None:
    terminal_id = client.open()
    client.until(lambda: (tab := client.tab(terminal_id)) is not None and tab.state is m.TabState.OPEN)
    assert client.ask(m.Leave()) == m.WouldEnd(sessions=1)
    client.send(m.CloseTerminal(terminal_id=terminal_id))
    client.until(lambda: bool(client.of(m.TabClosed)))
    assert client.ask(m.Leave()) == m.WouldEnd()
    client.wait_ended()


def test_a_node_that_is_not_in_the_inventory_is_refused_in_words(client: Client) -> None:
    assert client.refused(m.OpenTerminal(node_id=NodeId("nowhere"))) == "fleet.no_such_node"


def test_requests_for_a_tab_that_is_gone_are_dropped(client: Client) -> None:
    gone = TerminalId(999)
    client.send(m.KeyPress(terminal_id=gone, key="Enter"))
    client.send(m.Paste(terminal_id=gone, text="x"))
    client.send(m.CloseTerminal(terminal_id=gone))
    assert client.ask(m.ReadText(terminal_id=gone, start_row=0, start_col=0, end_row=1, end_col=0)) == ""


@pytest.mark.expect_log("Another core")
def test_one_profile_has_one_core(client: Client, profile: Profile) -> None:
    ours, theirs = socket.socketpair()
    thread = LoopThread(lambda: Core(profile).run(theirs))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("threading.excepthook", lambda _: None)
        thread.start()
        thread.stop()
    theirs.close()
    with ours, contextlib.suppress(ConnectionResetError):  # what it was sent is lost with it
        assert ours.recv(10) == b""
    assert client.open() > 0, "the core that was there goes on"


def test_a_core_waits_for_the_one_before_it_to_end(profile: Profile) -> None:
    lock = profile.socket(paths.user_folders().runtime).with_suffix(".lock")
    with contextlib.ExitStack() as predecessor:
        predecessor.enter_context(only_core(lock))
        ours, theirs = socket.socketpair()
        thread = LoopThread(lambda: Core(profile).run(theirs))
        thread.start()
        ours.sendall(hello())
        client = Client(ours)
        client.read(0.3)
        assert not client.ended
        predecessor.close()
        client.welcome()
        client.send(m.Leave(force=True))
        client.wait_ended()
        assert thread.join()
        ours.close()


def test_a_connection_that_is_refused_is_told_in_its_tab_and_nowhere_else(client: Client) -> None:
    """Else a node that is down would put a notice on the screen with each try."""
    number = client.ask(m.QuickConnect(destination=f"ops@127.0.0.1:{free_port()}"))
    client.until(lambda: (tab := client.tab(TerminalId(int(str(number))))) is not None and tab.problem is not None)
    assert client.of(m.Notice) == []


def test_a_mistake_in_the_settings_is_told_once(profile: Profile) -> None:
    file = paths.user_folders().settings_file
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("[fleet\n")
    try:
        with core_in_thread(profile) as client:
            told = list(client.welcome().problems)
            client.ask(m.ListModels())
            told += [event.problem for event in client.of(m.Notice)]
            assert [problem.code for problem in told] == ["settings.broken"]
    finally:
        file.unlink()


def test_what_was_deployed_before_is_shown_to_the_desk_that_starts_the_core(profile: Profile) -> None:
    folder = paths.user_folders().state / "deploys" / profile.name / "deploys"
    folder.mkdir(parents=True, exist_ok=True)
    journal = Journal(folder / "before.jsonl")
    try:
        journal.append(Begun(DeployId("before"), make_plan(), 0.0))
        with core_in_thread(profile) as client:
            shown = list(client.welcome().deploys)
            client.ask(m.ListModels())
            shown += [event.deploy for event in client.of(m.DeployChanged)]
            assert [(view.id, view.state) for view in shown] == [("before", DeployState.INTERRUPTED)]
    finally:
        journal.remove()


def ground(client: Client, terminal_id: TerminalId) -> int:
    frames = [frame for frame in client.frames if frame.terminal_id == terminal_id and frame.keys.size]
    return int(frames[-1].keys[0, -1]) & 0xFFFFFF if frames else -1


def test_settings_that_change_reach_open_terminals(profile: Profile) -> None:
    file = paths.user_folders().settings_file
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("")
    try:
        with core_in_thread(profile) as client:
            client.welcome()
            client.send(m.SetPalette(foreground=0xFFFFFF, background=0x000011, cursor=0xFFFFFF, ansi=tuple(range(16))))
            terminal_id = client.open()
            client.until(lambda: ground(client, terminal_id) == 0x000011)
            file.write_text('[profile.own]\nscheme = "plum"\n[[profile_rule]]\nmatch = "local"\nprofile = "own"\n')
            client.send(m.SettingsChanged())
            client.until(lambda: ground(client, terminal_id) == 0x22101E)
            tab = client.tab(terminal_id)
            assert tab is not None
            assert tab.profile == "own"
            file.write_text("[terminal]\nscheme = 3\n")
            client.send(m.SettingsChanged())
            client.until(lambda: bool(client.of(m.Notice)))
            assert client.of(m.Notice)[0].problem.code == "settings.type"
    finally:
        file.unlink()


def test_a_shell_that_was_chosen_runs_again_when_it_is_started_anew(client: Client) -> None:
    shells = client.ask(m.ListShells())
    assert isinstance(shells, m.Shells)
    assert shells.commands
    number = client.ask(m.OpenTerminal(node_id=LOCAL_NODE, command="sh -c 'echo chosen; read x'"))
    assert isinstance(number, int)
    terminal_id = TerminalId(number)
    client.send(m.ShowTerminal(terminal_id=terminal_id, visible=True, focused=True))
    client.until(lambda: client.screen(terminal_id).count("chosen") == 1)
    client.type(terminal_id, "\n")
    client.until(lambda: (tab := client.tab(terminal_id)) is not None and tab.state is m.TabState.ENDED)
    client.send(m.Reconnect(terminal_id=terminal_id))
    client.until(lambda: client.screen(terminal_id).count("chosen") == 2)


def test_schemes_are_imported_into_the_persons_folder(client: Client, tmp_path: Path) -> None:
    folder = paths.user_folders().schemes
    theirs = tmp_path / "Dusk.toml"
    theirs.write_text((paths.resources() / "schemes" / "amber.toml").read_text("utf-8").replace("Amber", "Dusk"))
    try:
        assert client.ask(m.ImportSchemes(path=str(theirs))) == m.SchemeIds(("dusk",))
        assert (folder / "dusk.toml").is_file()
        assert client.refused(m.ImportSchemes(path=str(tmp_path / "gone.conf"))) == "scheme.read"
    finally:
        for file in folder.glob("*"):
            file.unlink()
