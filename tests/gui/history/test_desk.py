from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from console.panels import history_panels
from console.settings.pins import load_pins
from console.ui.history.desk import HistoryDesk
from console.ui.history.subjects import WHOLE_FLEET, Subject
from console.wire import messages as m
from tests.gui.conftest import Desk
from tests.gui.fakes import FakeClock


def made(desk: Desk, tmp_path: Path) -> HistoryDesk:
    return HistoryDesk(desk.window, desk.bridge, FakeClock(), tmp_path / "pins.json")


def test_the_action_and_the_menu_of_a_node_open_the_page(desk: Desk, tmp_path: Path, qtbot: QtBot) -> None:
    history = made(desk, tmp_path)
    desk.window.commands["history"].trigger()
    page = desk.window.views.page("history")
    assert page is not None and page.isVisible()
    view = desk.window.fleet.views()[0]
    ((words, call),) = history._entries(view)
    assert words == "History"
    call()
    assert history.open().subjects == (Subject(view.node.id),)
    desk.window.views.close_page("history")
    assert history.open().subjects == (WHOLE_FLEET,), "a page that was closed begins anew"
    qtbot.waitUntil(lambda: history._plots().is_ready)


def test_pins_are_kept_and_stand_on_the_dashboard(desk: Desk, tmp_path: Path, qtbot: QtBot) -> None:
    history = made(desk, tmp_path)
    desk.window.furnish()
    board = desk.window.board
    assert board is not None
    panel = history_panels()[0]
    history._pin(panel, (WHOLE_FLEET,), 900)
    history._pin(panel, (WHOLE_FLEET,), 900)
    assert len(load_pins(tmp_path / "pins.json")) == 1, "twice the same is one"
    (plot,) = board.pinned
    assert plot.parentWidget() is board
    for seconds in (1, 2, 3, 4):
        history._pin(panel, (WHOLE_FLEET,), seconds)
    assert len(history.pins) == 4
    history.unpin(history.pins[0])
    assert len(load_pins(tmp_path / "pins.json")) == 3 == len(board.pinned)
    qtbot.waitUntil(lambda: history._plots().is_ready)


def test_exports_go_where_the_person_says(desk: Desk, tmp_path: Path, qtbot: QtBot) -> None:
    history = made(desk, tmp_path)
    history.open()
    qtbot.waitUntil(lambda: history._plots().is_ready)
    picture = tmp_path / "history.png"
    history.export("png", str(picture))
    qtbot.waitUntil(lambda: picture.exists() and picture.stat().st_size > 1000)
    for suffix in ("svg", "csv"):
        history.export(suffix, str(tmp_path / f"history.{suffix}"))
        request = desk.bridge.asked[-1][0]
        assert isinstance(request, m.SaveText)
        assert request.text.startswith("<?xml" if suffix == "svg" else "time,subject")
    qtbot.waitUntil(lambda: desk.window.toast.isVisible())
