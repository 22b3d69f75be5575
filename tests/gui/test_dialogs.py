from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel

from console.ui.dialogs import AboutDialog, LeaveDialog
from console.wire import messages as m
from tests.gui.accessibility import unnamed_widgets
from tests.gui.conftest import Desk


@pytest.mark.parametrize(
    ("would_end", "text"),
    [
        (m.WouldEnd(1, 0), "Leaving ends 1 open session."),
        (m.WouldEnd(3, 2), "Leaving ends 3 open sessions and 2 running deployments."),
    ],
)
def test_leaving_says_what_would_end(desk: Desk, would_end: m.WouldEnd, text: str) -> None:
    sheet = LeaveDialog(desk.window.themes, would_end)
    desk.window.sheets.present(sheet)
    assert text in [label.text() for label in sheet.findChildren(QLabel)]
    assert sheet.first_focus() is sheet.stay_button
    sheet.reject()


def test_dialogs_have_names(desk: Desk) -> None:
    about = AboutDialog(desk.window.themes)
    desk.window.sheets.present(about)
    assert about.accessibleName() == "About Leitstand"
    assert unnamed_widgets(about) == []
    about.close_button.click()
