from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from console.model.ids import DeployId, NodeId
from console.model.record import Deed, PastDeed
from console.model.service import DeployState
from console.ui.services.book import ServiceBook
from console.ui.services.desk import ServicesDesk
from console.ui.services.pastpage import PastPage
from console.ui.theme import Themes
from console.wire import messages as m
from tests.gui.accessibility import unnamed_widgets
from tests.gui.conftest import Desk, drop
from tests.gui.fakes import FakeBridge
from tests.gui.services.values import PROBLEM, service

NODE = NodeId("fra1/a")


def row(identity: str, deed: Deed, *, is_listed: bool = True) -> PastDeed:
    return PastDeed(
        DeployId(identity), f"svc-{identity}", NODE, "smollm2", "llama_cpp", "docker", deed, is_listed=is_listed
    )


OLD = row("d1", Deed("deploy", "eve@other", 100.0, DeployState.FAILED, PROBLEM, 130.5), is_listed=False)
GONE = row("d1", Deed("forget", "ops@desk", 200.0), is_listed=False)
NEW = row("d2", Deed("deploy", "ops@desk", 300.0, DeployState.SERVING, None, 308.0))
TOLD = m.DeployPast((OLD, GONE, NEW), 3)


@pytest.fixture
def page(themes: Themes, bridge: FakeBridge, book: ServiceBook, qtbot: QtBot) -> Iterator[PastPage]:
    made = PastPage(themes, bridge, book, str)
    made.resize(1000, 500)
    yield made
    drop(made)


def rows(page: PastPage) -> list[str]:
    model = page.table.rows
    return [
        " | ".join(str(model.index(place, at).data()) for at in (1, 2, 3, 5, 6, 10))
        for place in range(model.rowCount())
    ]


def test_the_newest_stands_on_top_and_what_was_forgotten_is_there(page: PastPage, bridge: FakeBridge) -> None:
    assert not bridge.asked
    page.show()
    assert bridge.answer(TOLD) == m.ReadPast()
    assert rows(page) == [
        "ops@desk | Deploy | svc-d2 | Serving | 8.00 s | listed",
        "ops@desk | Remove from list | svc-d1 | – | – | forgotten",
        "eve@other | Deploy | svc-d1 | Failed: The example failed. | 30.50 s | forgotten",
    ]
    page.filter.setText("who:eve failed")
    assert [line.split(" | ")[0] for line in rows(page)] == ["eve@other"]
    assert page._note.text() == "1 of 3"
    assert unnamed_widgets(page) == []


def test_what_is_listed_leads_to_its_page(page: PastPage, bridge: FakeBridge) -> None:
    page.show()
    bridge.answer(TOLD)
    wanted: list[str] = []
    page.deploy_wanted.connect(wanted.append)
    for place in (1, 0):
        page.table.selectRow(place)
        page.table.opened.emit()
    assert wanted == ["d2"]


def test_all_that_is_kept_is_exported_by_the_core(page: PastPage, bridge: FakeBridge) -> None:
    page.show()
    bridge.answer(m.DeployPast((NEW,), 7000))
    assert page._note.text() == "1 of the newest 1; exports have all 7,000"
    page.save("csv", "/tmp/past.csv")
    assert bridge.answer(None) == m.SavePast(path="/tmp/past.csv", form=m.PastForm.CSV)
    assert page._note.text() == "Saved as past.csv"
    page.save("json", "/root/past.json")
    _request, _reply, failed = bridge.asked.pop()
    assert failed is not None
    failed(PROBLEM)
    assert page._note.text() == "The example failed. Try the other one."


def test_it_is_read_again_after_something_was_done(page: PastPage, bridge: FakeBridge, qtbot: QtBot) -> None:
    page.show()
    bridge.answer(m.DeployPast((), 0))
    assert page._note.text() == "Nothing has been deployed yet" and not page.csv_button.isEnabled()
    bridge.deploy_changed.emit(service("d1", NODE))
    qtbot.waitUntil(lambda: bool(bridge.asked))
    bridge.answer(TOLD)
    page.hide()
    bridge.deploy_changed.emit(service("d1", NODE, DeployState.STOPPED))
    assert not page._again.isActive()


def test_the_window_opens_it(desk: Desk) -> None:
    services = ServicesDesk(desk.window, desk.bridge, desk.clock)
    desk.window.commands["deploy_history"].trigger()
    assert desk.window.views.front == "deploy_history"
    services.open_past().deploy_wanted.emit("d1")
    assert desk.window.views.front == "services"
