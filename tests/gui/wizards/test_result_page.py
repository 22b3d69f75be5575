from __future__ import annotations

from PySide6.QtGui import QGuiApplication

from console.model.ids import DeployId
from console.model.service import DeployState
from console.ui.wizards.deploy import DeployWizard
from console.wire import messages as m
from tests.gui.conftest import Desk
from tests.gui.wizards.walk import deploy, node_of, walk_to


def test_the_run_follows_the_core_and_leads_to_the_answer(wizard: DeployWizard, desk: Desk) -> None:
    walk_to(wizard, desk, 6)
    node = node_of(wizard)
    desk.bridge.deploy_changed.emit(deploy(DeployState.RUNNING, node))
    assert not wizard.next_button.isEnabled()
    desk.bridge.deploy_changed.emit(deploy(DeployState.SERVING, node))
    assert wizard.next_button.isEnabled()
    wizard.next_button.click()
    assert "Paris." in wizard.result_page.talk.toPlainText()

    wizard.result_page.question.setText("And of Italy?")
    wizard.result_page.ask_button.click()
    assert desk.bridge.answer("Rome.") == m.AskModel(deploy_id=DeployId("d1"), question="And of Italy?")
    assert "Rome." in wizard.result_page.talk.toPlainText()


def test_the_way_to_ask_from_elsewhere_is_copied(wizard: DeployWizard, desk: Desk) -> None:
    walk_to(wizard, desk, 6)
    buttons = wizard.result_page.copy_buttons
    assert not any(press.isEnabled() for press in buttons)
    desk.bridge.deploy_changed.emit(deploy(DeployState.SERVING, node_of(wizard)))
    wizard.next_button.click()
    copied = []
    for press in buttons:
        press.click()
        copied.append(QGuiApplication.clipboard().text())
    assert copied[0] == "http://127.0.0.1:18080"
    assert copied[1].startswith("ssh -N -L 18080:127.0.0.1:18080 ")
    assert copied[2].startswith("curl -sS http://127.0.0.1:18080/v1/chat/completions")
    assert "from openai import OpenAI" in copied[3]
