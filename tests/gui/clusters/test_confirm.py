from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from console.model.slurm import SlurmAction, slurm_command
from console.ui.clusters.confirm import CommandSheet
from console.ui.theme import Themes


def drain(reason: str) -> str:
    return slurm_command(SlurmAction.DRAIN, ["gpu01"], reason)


def test_the_command_is_shown_and_the_safe_answer_has_the_focus(themes: Themes, qtbot: QtBot) -> None:
    sheet = CommandSheet(themes, "Cancel 1 job?", "Cancel job", lambda _reason: "scancel 7")
    qtbot.addWidget(sheet)
    assert sheet.shown.toPlainText() == "scancel 7"
    assert sheet.first_focus() is sheet.cancel_button
    with qtbot.assertNotEmitted(sheet.agreed):
        sheet.cancel_button.click()


def test_a_drain_wants_a_reason_and_the_command_follows_it(themes: Themes, qtbot: QtBot) -> None:
    sheet = CommandSheet(themes, "Drain 1 node?", "Drain", drain, wants_reason=True)
    qtbot.addWidget(sheet)
    sheet.show()
    assert sheet.first_focus() is sheet.reason
    assert not sheet.act_button.isEnabled()
    assert sheet.missing.text() == "Write the reason first."
    qtbot.keyClicks(sheet.reason, " XID 79 ")
    assert sheet.missing.text() == ""
    assert sheet.shown.toPlainText() == "scontrol update NodeName=gpu01 State=DRAIN 'Reason=XID 79'"
    with qtbot.waitSignal(sheet.agreed) as agreed:
        qtbot.mouseClick(sheet.act_button, Qt.MouseButton.LeftButton)
    assert agreed.args == ["XID 79"]
