from __future__ import annotations

from collections.abc import Iterator

import pytest
from msgspec.structs import replace
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractItemView
from pytestqt.qtbot import QtBot

from console.model.errors import Problem
from console.model.hostkey import HostKeyLine
from console.ui.hostkeypage import HostKeyPage
from console.ui.theme import Themes
from console.wire import messages as m
from tests.gui.conftest import drop

LINE = HostKeyLine(
    "/k", 4, "d", "gpu1.example.com", False, "ssh-ed25519", 256,
    "SHA256:uNiVztksCsDhcc0u9e8BrrJXVGDDkvwwfsh0YYzmE3Y", comment="lab", nodes=("one",),
)  # fmt: skip
HASHED = replace(LINE, line_no=5, digest="e", names="", is_hashed=True, nodes=())
SYSTEM = replace(LINE, path="/etc/k", digest="f", is_writable=False)
BROKEN = replace(LINE, digest="g", fingerprint="", key_type="", wrong="the key is damaged")


@pytest.fixture
def page(themes: Themes, qtbot: QtBot) -> Iterator[HostKeyPage]:
    made = HostKeyPage(themes)
    with qtbot.waitSignal(made.list_wanted):
        made.show()
    made.take(m.HostKeys((LINE, HASHED, SYSTEM, BROKEN)))
    yield made
    drop(made)


def test_a_chosen_line_shows_its_key_in_full_and_its_picture(page: HostKeyPage) -> None:
    page.table.selectRow(0)
    facts = page.facts.text()
    for words in ("gpu1.example.com", LINE.fingerprint, "lab", "/k:4", "one"):
        assert words in facts
    assert page.art.text().startswith("+--[ED25519 256]--+")
    page.copy_button.click()
    assert QGuiApplication.clipboard().text() == LINE.fingerprint


def test_what_cannot_be_changed_is_not_offered(page: HostKeyPage) -> None:
    assert not page.remove_button.isEnabled()
    page.table.selectRow(0)
    assert page.remove_button.isEnabled()
    page.table.selectRow(2)
    assert not page.remove_button.isEnabled()
    assert "cannot be changed" in page.facts.text()
    page.table.selectRow(3)
    assert page.remove_button.isEnabled()
    assert not page.copy_button.isEnabled()
    assert page.art.text() == ""


def test_several_lines_are_removed_at_once(page: HostKeyPage, qtbot: QtBot) -> None:
    page.table.setSelectionMode(QAbstractItemView.SelectionMode.MultiSelection)
    page.table.selectRow(0)
    page.table.selectRow(1)
    assert "2 lines chosen" in page.facts.text()
    with qtbot.waitSignal(page.remove_wanted) as caught:
        page.remove_button.click()
    assert caught.args == [(LINE, HASHED)]


def test_the_filter_says_how_many_it_shows(page: HostKeyPage) -> None:
    assert page._count.text() == "4 lines"
    page.filter.setText("hashed")
    assert page._count.text() == "1 of 4 lines"
    page.take(m.HostKeys((LINE,)))
    assert page._count.text() == "0 of 1 line"


def test_what_is_chosen_stays_chosen_when_the_files_are_read_again(page: HostKeyPage) -> None:
    page.table.selectRow(1)
    page.take(m.HostKeys((replace(HASHED, line_no=1), LINE), removals=1))
    assert [line.digest for line in page.chosen()] == ["e"]
    assert page.restore_button.isEnabled()


def test_files_that_cannot_be_read_are_named(page: HostKeyPage) -> None:
    page.take(m.HostKeys((), (Problem("x", "{place} was skipped: no.", "", {"place": "/etc/k"}),)))
    assert page._problems.isVisible()
    assert "/etc/k was skipped" in page._problems.text()


def test_a_wide_page_shows_fingerprints_whole(page: HostKeyPage) -> None:
    for width, is_whole in ((1000, False), (1460, True), (1000, False)):
        page.resize(width, 700)
        room = page.table.columnWidth(3) - 16
        assert (page.table.fontMetrics().horizontalAdvance(LINE.fingerprint) <= room) is is_whole
