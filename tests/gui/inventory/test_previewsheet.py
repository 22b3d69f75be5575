from __future__ import annotations

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from console.ui.inventory.previewsheet import PreviewSheet
from console.ui.theme import Themes
from console.wire import messages as m
from tests.gui.accessibility import unnamed_widgets, unreachable_widgets
from tests.gui.conftest import drop
from tests.gui.inventory.inventories import ANSIBLE, CHANGES, OWN


def test_changes_are_seen_and_taken_by_their_number(qtbot: QtBot, themes: Themes) -> None:
    sheet = PreviewSheet(themes, "Add hosts.yml", m.InventoryPreview(7, (OWN, ANSIBLE), CHANGES))
    sheet.show()
    texts = [part.text() for part in sheet.findChildren(QLabel)]
    assert "1 node added, 1 changed, 1 gone" in texts
    assert "/srv/hosts.yml:3: the inventory cannot be read: a colon is missing." in texts
    taken: list[int] = []
    sheet.taken.connect(taken.append)
    sheet.cancel_button.click()
    assert taken == []
    sheet.take_button.click()
    assert taken == [7]
    assert not unnamed_widgets(sheet)
    assert not unreachable_widgets(sheet)
    drop(sheet)
