from __future__ import annotations

from msgspec.structs import replace
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from console.model.ids import NodeId
from console.ui.services.removesheet import RemoveSheet
from console.ui.theme import Themes
from tests.gui.services.values import service


def test_it_names_the_service_its_node_and_every_command(themes: Themes, qtbot: QtBot) -> None:
    sheet = RemoveSheet(themes, service("d1", NodeId("a")), "gpu-a01")
    qtbot.addWidget(sheet)
    assert "Remove leitstand-smollm2 from gpu-a01?" in [each.text() for each in sheet.findChildren(QLabel)]
    assert sheet.shown.toPlainText() == "# Take back: Make the folder of the service\nrm -rf /srv/x"
    with qtbot.waitSignal(sheet.agreed):
        sheet.act_button.click()


def test_a_version_that_took_anothers_place_is_said_to_give_it_back(themes: Themes, qtbot: QtBot) -> None:
    view = service("d2", NodeId("a"))
    sheet = RemoveSheet(themes, replace(view, plan=replace(view.plan, replaces="d1")), "gpu-a01")
    qtbot.addWidget(sheet)
    told = " ".join(each.text() for each in sheet.findChildren(QLabel))
    assert "Go back to the version before of leitstand-smollm2 on gpu-a01?" in told and "serves again" in told
    assert sheet.act_button.text() == "Go back"
