from __future__ import annotations

from msgspec.structs import replace
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from console.model.hostkey import HostKeyLine
from console.ui.hostkeysheet import RemoveKeysSheet
from console.ui.theme import Themes
from tests.gui.conftest import drop

LINE = HostKeyLine("/k", 4, "d", "gpu1.example.com", False, "ssh-ed25519", 256, "SHA256:abc")


def words(sheet: RemoveKeysSheet) -> str:
    return "\n".join(label.text() for label in sheet.findChildren(QLabel))


def test_it_says_which_lines_and_what_that_does(themes: Themes, qtbot: QtBot) -> None:
    lines = [replace(LINE, line_no=number) for number in range(1, 9)]
    lines[1] = replace(lines[1], marker="revoked")
    sheet = RemoveKeysSheet(themes, tuple(lines))
    said = words(sheet)
    assert sheet.accessibleName() == "Remove 8 host keys?"
    assert "/k:1" in said
    assert "/k:8" not in said
    assert "and 2 more" in said
    assert "refused no longer" in said
    assert "authority vouches" not in said
    with qtbot.waitSignal(sheet.confirmed):
        sheet.remove_button.click()
    drop(sheet)
