"""Layouts by name: a core in a thread, over the wire, and the files they are kept in."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from console.app import paths
from console.app.layouts import LayoutFiles, layout_text, read_layout
from console.model.arrangement import Arrangement
from console.model.errors import ConsoleError
from console.model.ids import LOCAL_NODE, NodeId, TerminalId
from console.model.layout import Layout, LayoutPane
from console.model.split import Axis, Side, Split
from console.wire import messages as m
from tests.core import Client, core_in_thread


def layout(name: str, *nodes: str) -> Layout:
    made = Arrangement()
    for place in range(len(nodes)):
        made = made.opened(place, place - 1 if place else None)
    return Layout(name, tuple(LayoutPane(NodeId(node), node) for node in nodes), made)


@pytest.fixture
def files(tmp_path: Path) -> LayoutFiles:
    return LayoutFiles(tmp_path / "layouts")


def test_a_layout_is_kept_in_a_file_of_its_own_and_found_by_its_name(files: LayoutFiles, tmp_path: Path) -> None:
    for name in ("Night watch", "night watch", "Überwachung ✓", "../../etc/passwd", "x" * 80):
        files.save(layout(name, "a", "b"))
        assert files.load(name) == layout(name, "a", "b")
    assert {info.name for info in files.infos()} == {
        "Night watch",
        "night watch",
        "Überwachung ✓",
        "../../etc/passwd",
        "x" * 80,
    }
    found = list((tmp_path / "layouts").iterdir())
    assert len(found) == 5
    assert all(path.parent == tmp_path / "layouts" for path in found)
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in found)


def test_deleting_is_done_once_and_a_name_that_is_gone_is_told(files: LayoutFiles) -> None:
    files.save(layout("one", "a"))
    files.delete("one")
    files.delete("one")
    assert files.infos() == ()
    with pytest.raises(ConsoleError, match="no layout called one"):
        files.load("one")


@pytest.mark.parametrize("text", ["", "{}", "[" * 100_000, '{"name": "x", "panes": 3, "arrangement": {}}'])
def test_a_file_that_is_no_layout_is_passed_over_in_the_list(files: LayoutFiles, tmp_path: Path, text: str) -> None:
    files.save(layout("good", "a"))
    broken = tmp_path / "layouts" / "broken.json"
    broken.write_text(text)
    assert [info.name for info in files.infos()] == ["good"]
    with pytest.raises(ConsoleError, match="holds no layout"):
        read_layout(broken)


def test_a_layout_of_a_later_version_is_told_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "later.json"
    file.write_text(layout_text(layout("later", "a")).replace('"version": 1', '"version": 2'))
    with pytest.raises(ConsoleError, match="later version"):
        read_layout(file)


@pytest.fixture
def client(test_home: object, monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    del test_home
    monkeypatch.setenv("SHELL", "/bin/sh")
    with core_in_thread() as made:
        made.welcome()
        yield made
    for path in paths.user_folders().layouts.glob("*.json"):
        path.unlink()


def test_what_is_open_is_saved_and_opened_anew_beside_it(client: Client) -> None:
    first = client.open()
    second = TerminalId(int(str(client.ask(m.OpenTerminal(node_id=LOCAL_NODE, beside=first, side=Side.BELOW)))))
    client.send(m.RenameTerminal(terminal_id=second, name="logs"))
    client.ask(m.SaveLayout(name="  two   panes "))
    client.until(lambda: bool(client.of(m.Layouts)) and client.of(m.Layouts)[-1].layouts != ())
    assert client.of(m.Layouts)[-1].layouts == (m.LayoutInfo("two panes", ("local", "local")),)
    client.send(m.CloseTerminal(terminal_id=first))

    focused = client.ask(m.OpenLayout(name="two panes"))
    client.until(lambda: len(client.of(m.Arranged)[-1].arrangement.terminals) == 3)
    arrangement = client.of(m.Arranged)[-1].arrangement
    assert [len(page.terminals) for page in arrangement.windows[0].pages] == [1, 2]
    page = arrangement.windows[0].pages[1]
    assert page.tree == Split(Axis.COLUMN, page.terminals, (0.5, 0.5))
    assert focused == arrangement.focused == page.terminals[1]
    again = TerminalId(page.terminals[1])
    client.until(lambda: (tab := client.tab(again)) is not None and tab.state is m.TabState.OPEN)
    tab = client.tab(again)
    assert tab is not None
    assert tab.name == "logs"

    client.ask(m.DeleteLayout(name="two panes"))
    client.until(lambda: client.of(m.Layouts)[-1].layouts == ())
    assert client.refused(m.OpenLayout(name="two panes")) == "layout.gone"


def test_a_pane_whose_node_is_gone_says_so_and_the_others_open(client: Client) -> None:
    LayoutFiles(paths.user_folders().layouts).save(layout("old", "local", "gone01", "quick:ops@192.0.2.77:2222"))
    client.ask(m.OpenLayout(name="old"))
    client.until(lambda: len(client.of(m.Arranged)[-1].arrangement.terminals) == 3)
    local, gone, quick = map(TerminalId, client.of(m.Arranged)[-1].arrangement.terminals)
    client.until(lambda: (tab := client.tab(local)) is not None and tab.state is m.TabState.OPEN)
    client.until(lambda: (tab := client.tab(gone)) is not None and tab.state is m.TabState.LOST)
    tab = client.tab(gone)
    assert tab is not None
    assert tab.problem is not None
    assert tab.problem.code == "fleet.no_such_node"
    assert client.tab(quick) is not None

    def knows() -> bool:
        nodes = [view.node for event in client.of(m.FleetChanged) for view in event.changes.changed]
        return any((node.user, node.host, node.port) == ("ops", "192.0.2.77", 2222) for node in nodes)

    client.until(knows)


def test_nothing_open_is_no_layout(client: Client) -> None:
    assert client.refused(m.SaveLayout(name="nothing")) == "layout.nothing"
    client.open()
    assert client.refused(m.SaveLayout(name="   ")) == "layout.nothing"
