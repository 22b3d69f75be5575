from __future__ import annotations

from msgspec.structs import replace
from PySide6.QtCore import QPoint
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QMenu

from console.ui.terminal.menu import LEAVE
from console.wire.frames import Mode
from console.wire.messages import Paste, ReadStyled
from tests.gui.terminal.conftest import Desk


def opened(desk: Desk) -> QMenu | None:
    place = QPoint(20, 20)
    QApplication.sendEvent(
        desk.widget, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, desk.widget.mapToGlobal(place))
    )
    return next((menu for menu in desk.widget.findChildren(QMenu) if menu.isVisible()), None)


def test_the_menu_pastes_and_tells_the_keys(desk: Desk) -> None:
    QApplication.clipboard().setText("uptime")
    menu = opened(desk)
    assert menu is not None
    entries = {action.text().partition("\t")[0]: action for action in menu.actions()}
    assert not entries["Copy"].isEnabled()
    assert entries["Leave the terminal"].text().endswith(LEAVE)
    entries["Paste"].trigger()
    menu.close()
    assert [paste.text for paste in desk.take(Paste) if isinstance(paste, Paste)] == ["uptime"]


def test_what_is_marked_can_be_copied_and_the_terminal_left(desk: Desk) -> None:
    desk.widget.apply_frame(desk.page.frame())
    desk.widget.surface.select_all()
    released: list[bool] = []
    desk.widget.focus_released.connect(lambda: released.append(True))
    menu = opened(desk)
    assert menu is not None
    entries = {action.text().partition("\t")[0]: action for action in menu.actions()}
    assert entries["Copy"].isEnabled()
    entries["Leave the terminal"].trigger()
    menu.close()
    assert released


def test_a_program_that_takes_the_mouse_keeps_the_right_button(desk: Desk) -> None:
    desk.widget.apply_frame(replace(desk.page.frame(), modes=Mode.MOUSE_CLICK))
    assert opened(desk) is None


def test_what_is_marked_can_be_copied_in_other_forms(desk: Desk) -> None:
    desk.widget.apply_frame(desk.page.frame())
    menu = opened(desk)
    assert menu is not None
    forms = next(action for action in menu.actions() if action.text() == "Copy as")
    assert not forms.isEnabled()
    menu.close()
    desk.widget.surface.select_all()
    menu = opened(desk)
    assert menu is not None
    forms = next(action for action in menu.actions() if action.text() == "Copy as")
    submenu = forms.menu()
    assert isinstance(submenu, QMenu)
    for action in submenu.actions():
        action.trigger()
    menu.close()
    asked = [request for request, _ in desk.asked if isinstance(request, ReadStyled)]
    assert [request.html for request in asked] == [True, False]
