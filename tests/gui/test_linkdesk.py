from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from msgspec import structs
from msgspec.structs import replace
from PySide6.QtCore import QPoint, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from console.app import paths
from console.model.gpu import GpuProcess
from console.model.ids import TerminalId
from console.settings.store import SettingsStore
from console.ui.linkdesk import LinkDesk
from console.ui.linksheet import LinkSheet
from console.ui.tabbook import TabBook
from console.ui.terminal.finding import Thing
from console.ui.terminal.hints import HintMode
from console.ui.terminal.links import Found, LinkKind, recognise
from console.ui.terminal.widget import TerminalWidget
from console.ui.terminals import Terminals
from console.ui.treeview import row_at
from console.ui.xids import XidBook
from console.wire import messages as m
from tests.gui.conftest import Desk, drop
from tests.gui.terminal.page import Page

XIDS = paths.resources() / "knowledge" / "xid.toml"


class Links:
    """A window with a terminal on gpu-a03, and what was opened."""

    def __init__(self, desk: Desk, parent: QWidget, folder: Path) -> None:
        self.desk = desk
        self.settings = SettingsStore(folder / "settings.toml")
        self.opened: list[str] = []
        book = TabBook(desk.bridge, desk.window)
        self.links = LinkDesk(desk.window, desk.bridge, self.settings, book, XidBook(XIDS), desk.clock)
        self.terminals = Terminals(desk.bridge, desk.window.themes.current, lambda: None)
        self.terminals.add(self.links.attach)
        widget = self.terminals.make(TerminalId(1), parent).widget
        assert isinstance(widget, TerminalWidget)
        self.terminal = widget
        view = desk.views["gpu-a03"]
        desk.bridge.tab_changed.emit(m.Tab(TerminalId(1), view.node.id, "gpu-a03", state=m.TabState.OPEN))
        self.page = Page(60, 8, self.terminals._glyphs().atlas(""))

    def show(self, text: str) -> None:
        self.page.put(1, 0, text)
        self.terminal.apply_frame(self.page.frame())

    def thing(self, text: str, kind: LinkKind | None = None) -> Thing:
        found = recognise(text, self.terminal.finder.hosts)[0] if kind is None else Found(0, 1, kind, text)
        return Thing(found, text, ((1, 0, len(text)),))

    def follow(self, text: str) -> None:
        self.links.follow(self.terminal, self.thing(text), QPoint())

    def entries(self, text: str) -> dict[str, Callable[[], None]]:
        return dict(self.links.choices(self.terminal, self.thing(text)))

    @property
    def sheet(self) -> LinkSheet:
        sheet = self.desk.window.sheets.current
        assert isinstance(sheet, LinkSheet)
        return sheet

    def menu(self) -> list[str]:
        """Return the entries of the menu that is open, and close it."""
        menu = next(menu for menu in self.terminal.findChildren(QMenu) if menu.isVisible())
        words = [action.text() for action in menu.actions() if not action.isSeparator()]
        menu.close()
        return words


@pytest.fixture
def links(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Links]:
    parent = QWidget()
    made = Links(desk, parent, tmp_path)

    def open_url(url: QUrl) -> bool:
        made.opened.append(url.toString())
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", open_url)
    yield made
    desk.window.toast.hide()
    drop(parent)


def test_an_address_is_shown_before_it_is_opened(links: Links) -> None:
    links.follow("https://example.com/a")
    assert links.sheet.address.toPlainText() == "https://example.com/a"
    assert not links.opened
    links.sheet.open_button.click()
    assert links.opened == ["https://example.com/a"]


def test_a_host_that_is_trusted_is_not_asked_about_again(links: Links) -> None:
    links.follow("https://example.com/a")
    links.sheet.always.setChecked(True)
    links.sheet.open_button.click()
    links.follow("https://example.com/b")
    assert links.opened == ["https://example.com/a", "https://example.com/b"]
    links.follow("http://example.com/b")
    links.sheet.reject()
    trap = replace(links.thing("https://example.com/a"), text="https://example.org", explicit=True)
    links.links.follow(links.terminal, trap, QPoint())
    links.sheet.reject()
    assert len(links.opened) == 2


def test_other_schemes_are_refused_with_words(links: Links) -> None:
    links.follow("vscode://example.com/open")
    assert links.desk.window.sheets.current is None
    assert "vscode:" in links.desk.window.toast.accessibleName()
    assert not links.opened


def test_a_node_of_the_fleet_is_gone_to(links: Links) -> None:
    links.follow("gpu-b02")
    assert links.desk.window.panel.view.current_node() == links.desk.views["gpu-b02"].node.id
    address = links.desk.views["gpu-c01"].node.address_shown or links.desk.views["gpu-c01"].node.host
    entries = links.entries(address)
    assert list(entries) == ["Go to gpu-c01", "Open a terminal on gpu-c01", "Copy host"]
    entries["Open a terminal on gpu-c01"]()
    request, _, _ = links.desk.bridge.asked[-1]
    assert isinstance(request, m.OpenTerminal)
    assert request.node_id == links.desk.views["gpu-c01"].node.id


def test_another_host_can_be_connected_to(links: Links) -> None:
    entries = links.entries("root@db.example.com:2222")
    entries["Connect to root@db.example.com:2222"]()
    request, _, _ = links.desk.bridge.asked[-1]
    assert request == m.QuickConnect(destination="root@db.example.com:2222")
    links.follow("db.example.com")
    assert links.menu() == ["Connect to db.example.com", "Copy host"]


def test_a_path_is_copied_or_a_terminal_opened_there(links: Links) -> None:
    entries = links.entries("/srv/app/main.py:12:5")
    entries["Copy path with line"]()
    assert QGuiApplication.clipboard().text() == "/srv/app/main.py:12:5"
    entries["Copy path"]()
    assert QGuiApplication.clipboard().text() == "/srv/app/main.py"
    entries["Open a terminal at /srv/app/main.py"]()
    links.desk.bridge.answer(7)
    typed = links.desk.bridge.sent_of(m.KeyPress)
    assert not typed
    view = links.desk.views["gpu-a03"]
    for state in (m.TabState.CONNECTING, m.TabState.OPEN, m.TabState.OPEN):
        links.desk.bridge.tab_changed.emit(m.Tab(TerminalId(7), view.node.id, "gpu-a03", state=state))
    assert links.desk.bridge.sent_of(m.KeyPress) == [
        m.KeyPress(terminal_id=TerminalId(7), key="", text="cd -- /srv/app"),
        m.KeyPress(terminal_id=TerminalId(7), key="Enter"),
    ]
    assert list(links.entries("./main.py:3")) == ["Copy path", "Copy path with line"]


def test_the_menu_of_a_terminal_begins_with_what_is_under_the_pointer(links: Links) -> None:
    links.show("at /var/log/a.txt now")
    (add,) = links.terminal.menu_parts
    menu = QMenu(links.terminal)
    menu.addAction("Copy")
    width, height = (links.terminal.display.geometry.metrics.width, links.terminal.display.geometry.metrics.height)
    add(menu, QPoint(14 + 5 * width, 8 + height + 4))
    words = [action.text() for action in menu.actions()]
    assert words == ["Copy path", "Open a terminal at /var/log/a.txt", "", "Copy"]
    other = QMenu(links.terminal)
    other.addAction("Copy")
    add(other, QPoint(15, 8 + height + 4))
    assert len(other.actions()) == 1


def test_what_the_caret_is_on_is_offered(links: Links) -> None:
    links.show("at /var/log/a.txt now")
    assert not links.links.offer_at(links.terminal, 1, 0)
    links.terminal.show()
    assert links.links.offer_at(links.terminal, 1, 6)
    assert links.menu()[0] == "Copy path"


def test_letters_are_given_and_taken_away(links: Links) -> None:
    links.show("at /var/log/a.txt now")
    links.links.hint(links.terminal)
    links.desk.bridge.answer(m.LinkSpans(()))
    assert HintMode.of(links.terminal) is not None
    links.links.hint(links.terminal)
    assert HintMode.of(links.terminal) is None


def test_where_there_is_nothing_that_is_said(links: Links) -> None:
    links.show("nothing here")
    links.links.hint(links.terminal)
    links.desk.bridge.answer(m.LinkSpans(()))
    assert HintMode.of(links.terminal) is None
    assert links.desk.window.toast.isVisible()


def busy(links: Links) -> GpuProcess:
    """Let a process compute on the GPU 2 of the terminal's node."""
    view = links.desk.views["gpu-a03"]
    assert view.snapshot is not None
    process = GpuProcess("GPU-2", 9950, "python3", "ops", "python3 train.py", 70 << 30)
    gpus = tuple(structs.replace(gpu, uuid=f"GPU-{gpu.index}") for gpu in view.snapshot.gpus)
    links.desk.change(replace(view, snapshot=replace(view.snapshot, gpus=gpus, gpu_processes=(process,))))
    return process


def test_a_process_leads_to_its_gpu(links: Links) -> None:
    process = busy(links)
    links.show(f"pid {process.pid} on GPU 1")
    thing = links.terminal.finder.live_at(1, 5)
    assert thing is not None
    entries = dict(links.links.choices(links.terminal, thing))
    assert list(entries) == ["Go to GPU 2", "Copy PID"]
    links.links.follow(links.terminal, thing, QPoint())
    row = row_at(links.desk.window.panel.view.currentIndex())
    assert row is not None
    assert (row.name, links.desk.window.panel.view.current_node()) == ("GPU 2", links.desk.views["gpu-a03"].node.id)
    other = links.terminal.finder.live_at(1, 14)
    assert other is not None
    assert other.found.target == "1"


def test_a_job_leads_to_its_gpus_on_whatever_node(links: Links) -> None:
    process = replace(busy(links), job="4711", container="3f4e3f4e3f4e")
    view = links.desk.window.fleet.view(links.desk.views["gpu-a03"].node.id)
    assert view is not None
    assert view.snapshot is not None
    links.desk.change(replace(view, snapshot=replace(view.snapshot, gpu_processes=(process,))))
    links.show("Submitted batch job 4711")
    thing = links.terminal.finder.live_at(1, 21)
    assert thing is not None
    assert list(dict(links.links.choices(links.terminal, thing))) == ["Go to GPU 2 of gpu-a03", "Copy name"]
    links.links.follow(links.terminal, thing, QPoint())
    row = row_at(links.desk.window.panel.view.currentIndex())
    assert row is not None
    assert row.name == "GPU 2"


def test_an_xid_leads_to_what_nvidia_says_of_it(links: Links) -> None:
    links.show("NVRM: Xid (PCI:0000:99:00): 79, GPU has fallen off the bus.")
    thing = links.terminal.finder.live_at(1, 10)
    assert thing is not None
    entries = dict(links.links.choices(links.terminal, thing))
    assert list(entries) == ["Open NVIDIA's catalogue…", "Copy XID"]
    entries["Copy XID"]()
    assert QGuiApplication.clipboard().text() == "79"
    entries["Open NVIDIA's catalogue…"]()
    assert links.sheet.address.toPlainText().startswith("https://docs.nvidia.com/")
    links.sheet.reject()
