from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from console.model.service import DeployState
from console.ui.wizards.deploy import DeployWizard
from console.wire import messages as m
from tests.gui.accessibility import unnamed_widgets
from tests.gui.conftest import Desk
from tests.gui.wizards.walk import STEPS, deploy, node_of, walk_to


def test_a_step_of_the_run_opens_in_place_of_the_list_and_escape_leads_back(
    wizard: DeployWizard, desk: Desk, qtbot: QtBot
) -> None:
    walk_to(wizard, desk, 6)
    page = wizard.run_page
    view = deploy(DeployState.RUNNING, node_of(wizard))
    desk.bridge.deploy_changed.emit(view)
    qtbot.waitUntil(lambda: page.panel is not None and page.panel.isVisible())
    assert page.panel is not None
    rows = page.panel._steps
    page.panel.focus_step(STEPS[0].id)
    qtbot.keyClick(rows[0], Qt.Key.Key_Down)
    qtbot.keyClick(rows[1], Qt.Key.Key_Return)
    assert page.opened.isVisible() and not page.panel.isVisible()
    assert desk.bridge.answer("one\n") == m.ReadStepLog(deploy_id=view.id, step=STEPS[1].id)
    assert page.opened.log.output.toPlainText() == "one\n"
    page.opened.before.click()
    assert page.opened.log._title.text() == "Make the folder of the service" and not page.opened.before.isEnabled()
    desk.bridge.answer("")
    desk.bridge.deploy_changed.emit(deploy(DeployState.FAILED, node_of(wizard)))
    assert page.opened.isVisible() and unnamed_widgets(page) == []
    qtbot.keyClick(page.opened.log.output, Qt.Key.Key_Escape)
    assert page.panel.isVisible() and not page.opened.isVisible() and wizard.isVisible()
    assert rows[0].hasFocus()
    assert [row.focusPolicy() is Qt.FocusPolicy.StrongFocus for row in rows] == [True, False]
