from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

from tests.gui.accessibility import unnamed_widgets, unreachable_widgets
from tests.gui.conftest import Desk


class Page(QWidget):
    def __init__(self, name: str = "Page") -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.edit = QLineEdit(self)
        self.edit.setAccessibleName("Words")
        QVBoxLayout(self).addWidget(self.edit)


def shown(desk: Desk) -> bool:
    return desk.window.desk.panes.isVisible()


def test_a_page_takes_the_place_of_terminals_and_dashboard_and_a_terminal_takes_it_back(desk: Desk) -> None:
    window = desk.window
    window.furnish()
    made: list[Page] = []

    def make() -> Page:
        made.append(Page())
        return made[-1]

    window.views.open("one", "One", make)
    assert made[0].isVisible()
    assert not shown(desk)
    assert window.board is not None
    assert window.board.isHidden()
    assert QApplication.focusWidget() is made[0].edit
    window.desk.show_terminal(2)
    assert not made[0].isVisible()
    assert shown(desk)
    assert not window.board.isHidden()
    window.views.open("one", "One", make)
    assert len(made) == 1
    assert made[0].isVisible()


def test_what_happens_in_the_background_takes_neither_the_place_nor_the_keyboard(desk: Desk) -> None:
    page = Page()
    desk.window.views.open("one", "One", lambda: page)
    desk.bridge.tab_closed.emit(1)
    assert page.isVisible()
    assert QApplication.focusWidget() is page.edit


def test_escape_and_the_keys_go_back_and_forth(desk: Desk) -> None:
    window, page = desk.window, Page()
    assert not window.commands["pages"].isEnabled()
    window.views.open("one", "One", lambda: page)
    QTest.keyClick(page.edit, Qt.Key.Key_Escape)
    assert shown(desk)
    assert window.commands["pages"].isEnabled()
    assert not window.commands["close_page"].isEnabled()
    window.commands["pages"].trigger()
    assert page.isVisible()
    window.commands["close_page"].trigger()
    assert shown(desk)
    assert window.views.page("one") is None
    assert not window.commands["pages"].isEnabled()


def test_when_a_page_closes_the_one_beside_it_follows(desk: Desk) -> None:
    views = desk.window.views
    one, two = views.open("one", "One", Page), views.open("two", "Two", Page)
    assert two.isVisible()
    views.close_page("two")
    assert views.front == "one"
    assert one.isVisible()
    views.close_page("one")
    assert views.front is None


def test_a_page_names_itself_and_everything_has_a_name_and_a_way_to_it(desk: Desk) -> None:
    views = desk.window.views
    page = views.open("one", "One", Page)
    page.setWindowTitle("A & B with a name that is longer than the head has room for")
    tips = [button.toolTip() for button in views.findChildren(QWidget)]
    assert page.windowTitle() in tips
    assert f"Close {page.windowTitle()}" in tips
    assert not unnamed_widgets(views)
    assert not unreachable_widgets(views)


def test_the_menu_of_a_node_offers_what_features_add(desk: Desk) -> None:
    from PySide6.QtCore import QPoint
    from PySide6.QtWidgets import QMenu

    chosen: list[str] = []
    panel = desk.window.panel
    panel.menu_entries.append(lambda view: [("Look closer", lambda: chosen.append(view.node.name))])
    panel.view.menu_wanted.emit(desk.views["gpu-c04"].node.id, QPoint(10, 10))
    menu = next(menu for menu in panel.findChildren(QMenu) if menu.isVisible())
    next(action for action in menu.actions() if action.text() == "Look closer").trigger()
    menu.close()
    assert chosen == ["gpu-c04"]
