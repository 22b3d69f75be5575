from __future__ import annotations

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from console.model.errors import Problem
from console.model.ids import NodeId
from console.model.service import DeployRequest
from console.ui.theme import Themes
from console.ui.wizards.fitbar import FitBar
from console.ui.wizards.fitview import FitView
from console.wire import messages as m
from tests.gui.fakes import FakeBridge
from tests.gui.wizards.estimates import NODES

REQUEST = DeployRequest((NodeId("gpu-b04"), NodeId("gpu-a01")), "llama-3.3-70b", "vllm", gpus=1)


@pytest.fixture
def bridge() -> FakeBridge:
    return FakeBridge()


@pytest.fixture
def view(themes: Themes, qtbot: QtBot, bridge: FakeBridge) -> FitView:
    made = FitView(themes, bridge)
    qtbot.addWidget(made)
    made.resize(960, 640)
    made.show()
    return made


def shown(view: FitView, bridge: FakeBridge, qtbot: QtBot) -> None:
    view.show_request(REQUEST)
    qtbot.waitUntil(lambda: bool(bridge.asked))
    bridge.answer(m.Fitted(NODES, ("bf16", "fp8", "int4")))
    qtbot.waitUntil(lambda: bool(buttons(view)))


def buttons(view: FitView) -> dict[str, QPushButton]:
    found = [each for each in view.findChildren(QPushButton) if each.isVisible()]
    return {each.accessibleName().removeprefix("Apply: "): each for each in found}


def test_a_request_is_asked_once_it_stands_still(view: FitView, bridge: FakeBridge, qtbot: QtBot) -> None:
    view.show_request(DeployRequest((NodeId("gpu-b04"),), "llama", "vllm"))
    view.show_request(REQUEST)
    qtbot.waitUntil(lambda: bool(bridge.asked))
    assert [request for request, _taken, _failed in bridge.asked] == [m.EstimateFit(deploy=REQUEST)]
    assert view.headline.text() == "Estimating…"
    view.show_request(REQUEST)
    qtbot.wait(250)
    assert len(bridge.asked) == 1


def test_a_node_where_it_does_not_fit_is_shown_first(view: FitView, bridge: FakeBridge, qtbot: QtBot) -> None:
    shown(view, bridge, qtbot)
    assert view.node.currentText() == "gpu-a01" and view.count.text() == "Fits on 1 of 3 nodes"
    assert view.headline.text().startswith("Does not fit") and view.fits is None
    assert len(view.findChildren(FitBar)) == 1 and view.help.isVisible()
    view.node.setCurrentIndex(0)
    qtbot.waitUntil(lambda: len([bar for bar in view.findChildren(FitBar) if bar.isVisible()]) == 4)
    assert view.headline.text().startswith("Fits")
    assert not view.help.isVisible() and "97 to 108" in view.band.text()
    view.node.setCurrentIndex(2)
    assert view.headline.text().startswith("Not known")


def test_what_would_help_is_told_in_the_words_of_the_engine(view: FitView, bridge: FakeBridge, qtbot: QtBot) -> None:
    shown(view, bridge, qtbot)
    found = buttons(view)
    # Other weights are other files: there is nothing to press.
    assert set(found) == {"Each layer over 4 GPUs", "2 at once"}
    press = found["Each layer over 4 GPUs"]
    assert press.text() == "Apply" and "42.0 of 72.0" in press.accessibleDescription()
    with qtbot.waitSignal(view.arguments_wanted) as wanted:
        press.setFocus()
        qtbot.keyClick(press, Qt.Key.Key_Space)
    assert wanted.args == [(("gpus", "4"), ("tensor_parallel_size", "4"))]


def test_fewer_at_once_is_a_wish_of_its_own(view: FitView, bridge: FakeBridge, qtbot: QtBot) -> None:
    shown(view, bridge, qtbot)
    buttons(view)["2 at once"].click()
    qtbot.waitUntil(lambda: bool(bridge.asked))
    assert bridge.answer(m.Fitted(NODES, ("bf16", "int4"))) == m.EstimateFit(deploy=replace(REQUEST, sequences=2))
    view.precision.setCurrentIndex(view.precision.findData("int4"))
    qtbot.waitUntil(lambda: bool(bridge.asked))
    assert bridge.asked[-1][0] == m.EstimateFit(deploy=replace(REQUEST, sequences=2), precision="int4")


def test_an_old_answer_is_dropped_and_a_refusal_is_said(view: FitView, bridge: FakeBridge, qtbot: QtBot) -> None:
    shown(view, bridge, qtbot)
    view.ask()
    _request, old, _problem = bridge.asked.pop()
    view.ask()
    bridge.answer(m.Fitted(NODES[:1]))
    old(m.Fitted(NODES[1:2]))
    assert view.node.currentText() == "gpu-b04" and view.fits is True and view.count.text() == ""
    view.ask()
    refuse = bridge.asked[-1][2]
    assert refuse is not None
    refuse(Problem("x", "It is not known."))
    assert view.headline.text() == "It is not known." and view.fits is None


def test_everything_can_be_reached_with_the_keyboard(view: FitView, bridge: FakeBridge, qtbot: QtBot) -> None:
    shown(view, bridge, qtbot)
    reached = [view.node, view.sequences, view.precision, *buttons(view).values(), *view.findChildren(FitBar)]
    assert all(widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.accessibleName() for widget in reached)


def test_it_is_no_wider_than_the_page_of_a_small_window(view: FitView, bridge: FakeBridge, qtbot: QtBot) -> None:
    shown(view, bridge, qtbot)
    assert view.minimumSizeHint().width() < 800
    # What would help may be a long list of things.
    (poor,) = (each for each in NODES if each.estimate is not None and not each.estimate.fits)
    assert poor.estimate is not None
    long = [replace(each, texts=each.texts * 12) for each in poor.estimate.changes]
    view.ask()
    bridge.answer(m.Fitted((replace(poor, estimate=replace(poor.estimate, changes=tuple(long))),)))
    assert view.minimumSizeHint().width() < 800
