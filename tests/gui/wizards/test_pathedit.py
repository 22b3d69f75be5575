from __future__ import annotations

from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from console.ui.wizards.pathedit import PathEdit
from tests.gui.conftest import drop


def test_a_folder_that_was_looked_for_is_written_into_the_line(parent: QWidget, qtbot: QtBot) -> None:
    path = PathEdit("Folder with wheels", parent)
    parent.show()
    path.browse_button.click()
    dialog = path.findChild(QFileDialog)
    assert dialog is not None
    with qtbot.waitSignal(path.changed):
        dialog.fileSelected.emit("/media/wheels")
    drop(dialog)
    assert path.edit.text() == "/media/wheels"
    assert path.browse_button.accessibleName() == "Browse: Folder with wheels"
