from __future__ import annotations

from console.ui.mirror.desk import KEY, MirrorDesk
from console.ui.mirror.page import MirrorPage
from console.wire import messages as m
from tests.gui.conftest import Desk
from tests.gui.mirror.test_page import FIRST, SECOND


def test_the_core_tells_of_commands_while_somebody_looks(desk: Desk) -> None:
    MirrorDesk(desk.window, desk.bridge)
    desk.bridge.mirrored.emit(FIRST)  # nobody looks: nothing happens
    desk.window.show()
    desk.window.commands["mirror"].trigger()
    page = desk.window.views.page(KEY)
    assert isinstance(page, MirrorPage)
    assert desk.bridge.answer(m.Reflections((FIRST,))) == m.WatchMirror()
    desk.bridge.mirrored.emit(SECOND)
    assert len(page.findChildren(type(page._rows[3]))) == 2
    desk.window.views.leave()
    assert desk.bridge.sent[-1] == m.WatchMirror(watching=False)
