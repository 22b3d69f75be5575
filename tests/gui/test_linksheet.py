from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel

from console.ui.linkpolicy import Judgement
from console.ui.linksheet import LinkSheet
from console.ui.theme import Themes
from tests.gui.accessibility import unnamed_widgets
from tests.gui.conftest import drop

LONG = "https://example.com/?" + "token=0123456789abcdef&" * 40


def test_the_whole_address_is_shown_and_cancel_is_first(themes: Themes) -> None:
    sheet = LinkSheet(themes, Judgement(LONG, "https", "example.com"))
    assert sheet.address.toPlainText() == LONG
    assert sheet.first_focus() is sheet.cancel_button
    assert unnamed_widgets(sheet) == []
    drop(sheet)


def test_it_can_be_opened_for_good_where_all_looks_right(themes: Themes) -> None:
    agreed: list[bool] = []
    for always in (False, True):
        sheet = LinkSheet(themes, Judgement("https://example.com/", "https", "example.com"))
        sheet.agreed.connect(agreed.append)
        sheet.always.setChecked(always)
        sheet.open_button.click()
        drop(sheet)
    assert agreed == [False, True]


def test_what_does_not_look_right_is_told_and_asked_about_each_time(themes: Themes) -> None:
    sheet = LinkSheet(themes, Judgement("https://example.org/", "https", "example.org", concerns=("It deceives.",)))
    assert "It deceives." in [label.text() for label in sheet.findChildren(QLabel)]
    assert sheet.always.isHidden()
    sheet.copy_button.click()
    assert QGuiApplication.clipboard().text() == "https://example.org/"
    drop(sheet)
