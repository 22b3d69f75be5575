from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from console.model.ids import TerminalId
from console.settings.store import SettingsStore
from console.ui.linkdesk import LinkDesk, destination_of, folder_argument, meaning, way_to
from console.ui.linksheet import LinkSheet
from console.ui.tabbook import TabBook
from console.ui.terminal.finding import Thing
from console.ui.terminal.hints import HintMode
from console.ui.terminal.links import Found, LinkKind, recognise
from console.ui.terminal.widget import TerminalWidget
from console.ui.terminals import Terminals
from console.wire import messages as m
from tests.gui.conftest import Desk, drop
from tests.gui.terminal.page import Page


class Links:
    """A window with a terminal on gpu-a03, and what was opened."""

    def __init__(self, desk: Desk, parent: QWidget, folder: Path) -> None:
        self.desk = desk
        self.settings = SettingsStore(folder / "settings.toml")
        self.opened: list[str] = []
        book = TabBook(desk.bridge, desk.window)
        self.links = LinkDesk(desk.window, desk.bridge, self.settings, book)
        self.terminals = Terminals(desk.bridge, desk.window.themes.current, lambda: None)
        self.terminals.features.append(self.links.attach)
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


def test_the_card_tells_the_whole_target_and_goes_with_the_pointer(links: Links) -> None:
    long = "https://example.com/" + "x" * 300
    desk, place = links.links, links.desk.window.rect()
    desk._pointed(links.terminal, replace(links.thing(long), text="https://example.org", explicit=True), place)
    assert desk._tip is not None
    assert desk._tip.text.split("\n")[0] == long
    assert "example.org" in desk._tip.text
    desk._pointed(links.terminal, None, place)
    assert not desk._tip.isVisible()


def found(text: str) -> Found:
    return recognise(text)[0]


def test_what_addresses_stand_for() -> None:
    assert meaning(found("file:///etc/my%20hosts")).target == "/etc/my hosts"
    host = meaning(found("ssh://ops@db.example.com:2222"))
    assert (host.kind, destination_of(host)) == (LinkKind.HOST, "ops@db.example.com:2222")
    assert meaning(found("https://example.com")).kind is LinkKind.URL
    assert meaning(found("https://[::1")).kind is LinkKind.URL


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("/var/log/a.txt", "cd -- /var/log"),
        ("/var/log/syslog", "cd -- /var/log/syslog || cd -- /var/log"),
        ("/var/log/", "cd -- /var/log/"),
        ("~/x/.config", "cd -- ~/x/.config || cd -- ~/x"),
        ("./x/y.py:3", ""),
    ],
)
def test_the_way_to_a_path(text: str, command: str) -> None:
    assert way_to(found(text)) == command


def test_no_path_can_run_a_command() -> None:
    assert folder_argument("/tmp/$(reboot); x") == "'/tmp/$(reboot); x'"
    assert folder_argument("~/a b") == "~/'a b'"
    assert folder_argument("~") == "~"


def test_destinations() -> None:
    assert destination_of(found("192.0.2.1:8080")) == "192.0.2.1"
    assert destination_of(found("root@192.0.2.1:22")) == "root@192.0.2.1:22"
    assert destination_of(found("[2001:db8::1]:443")) == "[2001:db8::1]"
