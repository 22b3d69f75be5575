from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from console.model.errors import Problem
from console.model.ids import TerminalId
from console.ui.exporting import Exporting
from console.ui.exportsheet import ExportSheet
from console.ui.tabbook import TabBook
from console.ui.terminal.widget import TerminalWidget
from console.ui.terminals import Terminals
from console.wire import messages as m
from tests.gui.conftest import Desk, drop
from tests.gui.terminal.page import Page


class Shelf(Terminals):
    """Has one real terminal."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.bridge, desk.window.themes.current, lambda: None)
        page = Page(cols=20, rows=4)
        self.real = TerminalWidget(TerminalId(1), page.atlas)
        page.put(0, 0, "hello")
        self.real.apply_frame(page.frame())

    def widget(self, terminal_id: TerminalId) -> TerminalWidget | None:
        return self.real if terminal_id == 1 else None


class Setup:
    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.shelf = Shelf(desk)
        self.exporting = Exporting(desk.window, desk.bridge, self.shelf, TabBook(desk.bridge, desk.window))

    def sheet(self) -> ExportSheet:
        self.desk.window.commands["export"].trigger()
        sheet = self.desk.window.sheets.current
        assert isinstance(sheet, ExportSheet)
        return sheet

    def choose(self, suffix: str, scope: m.ExportScope, path: Path) -> ExportSheet:
        """Choose a file in the sheet and its place in the dialog."""
        sheet = self.sheet()
        choice = next(choice for choice in sheet.choices if (choice.suffix, choice.scope) == (suffix, scope))
        sheet.choices[choice].click()
        sheet.export_button.click()
        dialog = sheet.findChild(QFileDialog)
        assert isinstance(dialog, QFileDialog)
        assert Path(dialog.selectedFiles()[0]).name == f"gpu-a03.{suffix}"
        dialog.fileSelected.emit(str(path))
        dialog.reject()
        return sheet

    def said(self) -> str:
        return self.desk.window.toast.accessibleName()


@pytest.fixture
def setup(desk: Desk) -> Iterator[Setup]:
    made = Setup(desk)
    yield made
    drop(made.shelf.real)


def test_the_core_writes_text_and_svg(setup: Setup, tmp_path: Path) -> None:
    path = tmp_path / "all.svg"
    sheet = setup.choose("svg", m.ExportScope.SCROLLBACK, path)
    number = len(setup.desk.bridge.asked)
    setup.desk.bridge.export_progress.emit(m.ExportProgress(number, 0.5))
    assert sheet.progress.value() == 500
    setup.desk.bridge.export_progress.emit(m.ExportProgress(number + 7, 0.9))
    assert sheet.progress.value() == 500
    request = setup.desk.bridge.answer(str(path))
    assert request == m.Export(
        terminal_id=TerminalId(1), scope=m.ExportScope.SCROLLBACK, form=m.ExportForm.SVG, path=str(path)
    )
    assert setup.desk.window.sheets.current is None
    assert setup.said() == f"Exported {path}"


def test_cancelling_is_told_to_the_core(setup: Setup, tmp_path: Path) -> None:
    sheet = setup.choose("txt", m.ExportScope.SCREEN, tmp_path / "a.txt")
    number = len(setup.desk.bridge.asked)
    sheet.cancel_button.click()
    assert setup.desk.bridge.sent_of(m.CancelExport) == [m.CancelExport(export_id=number)]
    _, _, on_problem = setup.desk.bridge.asked.pop()
    assert on_problem is not None
    on_problem(Problem("export.cancelled", "The export was cancelled."))
    assert setup.desk.window.sheets.current is None


def test_what_went_wrong_stands_in_the_sheet(setup: Setup, tmp_path: Path) -> None:
    sheet = setup.choose("txt", m.ExportScope.SCREEN, tmp_path / "a.txt")
    _, _, on_problem = setup.desk.bridge.asked.pop()
    assert on_problem is not None
    on_problem(Problem("settings.write", "It could not be written."))
    assert setup.desk.window.sheets.current is sheet
    assert sheet.export_button.isEnabled()
    sheet.reject()


def test_the_painter_makes_the_picture(setup: Setup, tmp_path: Path, qtbot: QtBot) -> None:
    path = tmp_path / "screen.png"
    setup.choose("png", m.ExportScope.SCREEN, path)
    qtbot.waitUntil(lambda: setup.desk.window.sheets.current is None, timeout=20_000)
    assert setup.said() == f"Exported {path}"
    assert QImage(str(path)).width() > 100
    sheet = setup.choose("png", m.ExportScope.SCREEN, tmp_path / "none" / "screen.png")
    qtbot.waitUntil(sheet.export_button.isEnabled, timeout=20_000)
    assert setup.desk.window.sheets.current is sheet
    sheet.reject()


def test_a_window_without_terminals_offers_nothing(setup: Setup) -> None:
    assert setup.desk.window.commands["export"].isEnabled()
    for number in (1, 2, 3):
        setup.desk.bridge.tab_closed.emit(number)
    assert not setup.desk.window.commands["export"].isEnabled()
