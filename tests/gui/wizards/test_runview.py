from __future__ import annotations

from msgspec.structs import replace
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from console.model.ids import NodeId
from console.model.service import DeployState, Doing, StepState, StepView, Work
from console.ui.theme import Themes
from console.ui.wizards.deploywords import deploy_word
from console.ui.wizards.runview import DeployPanel, last_output
from tests.gui.fakes import FakeClock
from tests.gui.wizards.walk import STEPS, deploy


def test_last_output_prefers_the_step_that_failed() -> None:
    done = StepView(STEPS[0], StepState.DONE, output="fine")
    failed = StepView(STEPS[1], StepState.FAILED, output="a\nb\nNo space left on device")
    view = replace(deploy(DeployState.FAILED, NodeId("x")), steps=(failed, done))
    assert last_output(view).endswith("No space left on device")


def test_every_state_has_its_words_and_its_buttons(themes: Themes, qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    for state in DeployState:
        panel = DeployPanel(themes, deploy(state, NodeId("x")), "gpu-a01", FakeClock(), parent)
        words = [button.text() for button in panel.offered]
        assert deploy_word(state) in panel._state.text()
        assert ("Cancel" in words) is (state in {DeployState.RUNNING, DeployState.QUEUED})
        assert all(words)


def test_a_step_says_its_state_to_a_screen_reader(themes: Themes, qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    panel = DeployPanel(themes, deploy(DeployState.RUNNING, NodeId("x")), "gpu-a01", FakeClock(), parent)
    names = [row.accessibleName() for row in panel._steps]
    assert names[0].startswith("Make the folder of the service: Done")
    assert "Running 50 %" in names[1]


def test_the_keyboard_waits_while_there_is_nothing_to_press(themes: Themes, qtbot: QtBot) -> None:
    serving = deploy(DeployState.SERVING, NodeId("x"))
    parent = QWidget()
    qtbot.addWidget(parent)
    panel = DeployPanel(themes, serving, "gpu-a01", FakeClock(), parent)
    parent.show()
    parent.activateWindow()
    qtbot.waitUntil(parent.isActiveWindow)
    panel.offered[0].setFocus()
    at_work = replace(serving, work=Work(Doing.STOP, 0.0))
    for view in (at_work, replace(at_work, state=DeployState.STOPPED)):
        panel.show_deploy(view)
        assert not panel.offered
        assert panel.hasFocus()
    panel.show_deploy(replace(serving, state=DeployState.STOPPED))
    assert panel.offered[0].hasFocus()
