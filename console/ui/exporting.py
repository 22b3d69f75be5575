"""Exports of terminals: asks what and where, lets core, painter or ffmpeg do it, says how it ended."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from console.model.errors import Problem
from console.model.text import N_
from console.settings.language import _
from console.ui.sheets import open_dialog
from console.wire import messages as m

if TYPE_CHECKING:
    from console.ui.bridge import Bridge
    from console.ui.exportsheet import Choice, ExportSheet
    from console.ui.tabbook import TabBook
    from console.ui.terminals import Terminals
    from console.ui.window import Window


class Exporting(QObject):
    """The action on the terminal in front."""

    def __init__(self, window: Window, bridge: Bridge, terminals: Terminals, book: TabBook) -> None:
        super().__init__(window)
        self._window, self._bridge, self._terminals, self._book = window, bridge, terminals, book
        self._folder = Path.home()
        self._speeds: dict[int, float] = {}
        self._progress: dict[int, ExportSheet] = {}
        window.commands.bind("export", self.offer)
        window.desk.active_changed.connect(lambda _terminal: self._offer_action())
        bridge.export_progress.connect(self._progressed)
        bridge.player_changed.connect(lambda player: self._speeds.update({player.terminal_id: player.speed}))
        self._offer_action()

    def _offer_action(self) -> None:
        self._window.commands.offer("export", available=self._window.desk.active_tab() is not None)

    def offer(self) -> None:
        """Ask what of the terminal in front is wanted."""
        tab = self._window.desk.active_tab()
        if tab is None:
            return
        # The sheet is imported when the first one opens: the first paint does not wait for it.
        from console.ui.exportsheet import ExportSheet
        from console.ui.film import ffmpeg, install_command

        installs = "" if ffmpeg() else install_command()
        sheet = ExportSheet(self._window.themes, tab.name or tab.title, plays=tab.plays, installs=installs)
        sheet.chosen.connect(partial(self._ask_place, sheet, tab))
        self._window.sheets.present(sheet)

    def _ask_place(self, sheet: ExportSheet, tab: m.Tab, choice: Choice) -> None:
        name = re.sub(r"[^\w.@+-]+", "_", tab.name or tab.title).strip("._") or "terminal"
        place = str(self._folder / f"{name}.{choice.suffix}")
        dialog = QFileDialog(sheet, _("Export to"), place, f"*.{choice.suffix}")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(choice.suffix)
        dialog.fileSelected.connect(partial(self._export, sheet, tab, choice))
        dialog.finished.connect(dialog.deleteLater)
        open_dialog(dialog)

    def _export(self, sheet: ExportSheet, tab: m.Tab, choice: Choice, path: str) -> None:
        self._folder = Path(path).parent
        sheet.show_running()
        if choice.is_video:
            self._export_video(sheet, tab, choice, path)
        elif choice.suffix == "png":
            self._export_picture(sheet, tab, path)
        else:
            self._export_text(sheet, tab, choice, path)

    def _export_text(self, sheet: ExportSheet, tab: m.Tab, choice: Choice, path: str) -> None:
        form = m.ExportForm.SVG if choice.suffix == "svg" else m.ExportForm.TEXT
        request = m.Export(terminal_id=tab.terminal_id, scope=choice.scope, form=form, path=path)
        number = self._bridge.ask(request, partial(self._done, sheet, path), partial(self._failed, sheet))
        self._progress[number] = sheet
        sheet.cancelled.connect(lambda: self._bridge.send(m.CancelExport(export_id=number)))
        sheet.finished.connect(lambda _result: self._progress.pop(number, None))

    def _progressed(self, progress: m.ExportProgress) -> None:
        sheet = self._progress.get(progress.export_id)
        if sheet is not None:
            sheet.show_progress(progress.done)

    def _export_picture(self, sheet: ExportSheet, tab: m.Tab, path: str) -> None:
        from console.ui.terminal.picture import PngWriter, picture_of

        terminal = self._terminals.widget(tab.terminal_id)
        image = None if terminal is None else picture_of(terminal.display)
        if image is None:
            self._written(sheet, path, _("nothing has been painted yet"))
            return
        writer = PngWriter(image, path, self)
        writer.finished.connect(partial(self._written, sheet, path))
        writer.finished.connect(writer.deleteLater)
        writer.start()

    def _written(self, sheet: ExportSheet, path: str, reason: str) -> None:
        if not reason:
            self._done(sheet, path, path)
            return
        words = N_("{path} could not be written: {reason}")
        advice = N_("Check the free space and the permissions of its folder.")
        sheet.show_problem(Problem("export.picture", words, advice, {"path": path, "reason": reason}))

    def _export_video(self, sheet: ExportSheet, tab: m.Tab, choice: Choice, path: str) -> None:
        from console.ui.film import GIF, MP4, FilmMaker

        terminal = self._terminals.widget(tab.terminal_id)
        if terminal is None:
            return
        form = GIF if choice.suffix == GIF.name else MP4
        maker = FilmMaker(self._bridge, form, path, self)
        maker.progressed.connect(sheet.show_progress)
        maker.finished.connect(partial(self._done, sheet, path))
        maker.failed.connect(sheet.show_problem)
        sheet.cancelled.connect(maker.cancel)
        display = terminal.display
        maker.start(
            tab.terminal_id, display.atlas, display.colors, display.size, self._speeds.get(tab.terminal_id, 1.0)
        )

    def _failed(self, sheet: ExportSheet, problem: Problem) -> None:
        if problem.code != "export.cancelled":
            sheet.show_problem(problem)

    def _done(self, sheet: ExportSheet, path: str, _value: object) -> None:
        sheet.show_done()
        self._window.toast.say(_("Exported"), path)
