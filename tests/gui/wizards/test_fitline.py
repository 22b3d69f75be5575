from __future__ import annotations

from PySide6.QtWidgets import QWidget

from console.model.ids import NodeId
from console.model.service import DeployRequest
from console.ui.theme import Themes
from console.ui.wizards.fitline import FitLine
from console.ui.wizards.fitview import FitView
from console.wire import messages as m
from tests.gui.fakes import FakeBridge
from tests.gui.wizards.estimates import NODES


def test_the_verdict_is_there_as_soon_as_the_estimate_is(themes: Themes, parent: QWidget) -> None:
    bridge = FakeBridge()
    fit = FitView(themes, bridge, parent)
    line = FitLine(themes, fit, parent)
    parent.show()
    assert not line.isVisible()
    fit.show_request(DeployRequest((NodeId("gpu-b04"),), "llama-3.3-70b", "vllm"))
    fit.ask()
    bridge.answer(m.Fitted(NODES, ()))
    assert line.isVisible()
    assert "Fits on 1 of 3 nodes" in line.words.text()
    assert fit.headline.text() in line.words.text()
    wanted: list[bool] = []
    line.wanted.connect(lambda: wanted.append(True))
    line.show_button.click()
    assert wanted == [True]
