"""The history in the window: opens its page, exports it, and keeps what is pinned to the dashboard."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from console.model.clock import Clock
from console.model.errors import ConsoleError, Problem
from console.model.ids import NodeId
from console.model.node import NodeView
from console.model.text import N_
from console.panels import HistoryPanel
from console.settings.language import _, problem_advice, problem_text
from console.settings.pins import MOST, Pin, load_pins, save_pins
from console.ui.sheets import open_dialog
from console.ui.signs import Sign
from console.wire import messages as m

if TYPE_CHECKING:
    from console.ui.bridge import Bridge
    from console.ui.history.loading import Plots
    from console.ui.history.page import HistoryPage
    from console.ui.history.pinned import PinnedPlot
    from console.ui.history.subjects import Subject
    from console.ui.window import Window

KEY = "history"


class HistoryDesk(QObject):
    """Everything here is imported when it is wanted; with pins that is when the dashboard is furnished."""

    def __init__(self, window: Window, bridge: Bridge, clock: Clock, pins_file: Path) -> None:
        super().__init__(window)
        self._window, self._bridge, self._clock, self._file = window, bridge, clock, pins_file
        self._folder = Path.home()
        self._page: HistoryPage | None = None
        self._library: Plots | None = None
        self.pins = load_pins(pins_file)
        window.commands.bind("history", self.open)
        window.panel.menu_entries.append(self._entries)
        window.furnished.connect(self._furnished)

    def _entries(self, view: NodeView) -> list[tuple[str, Callable[[], object]]]:
        return [(_("History"), partial(self.open_node, view.node.id))]

    def open(self) -> HistoryPage:
        """Show the page."""
        from console.ui.history.page import HistoryPage

        page = self._window.views.open(KEY, _("History"), self._make)
        return page if isinstance(page, HistoryPage) else self._make()

    def open_node(self, node_id: NodeId) -> None:
        """Show the history of a node."""
        from console.ui.history.subjects import Subject

        self.open().show_subjects([Subject(node_id)])

    def _make(self) -> HistoryPage:
        from console.ui.history.page import HistoryPage

        window = self._window
        page = self._page = HistoryPage(self._bridge, window.fleet, window.themes, self._clock, self._plots())
        page.refused.connect(self._say)
        page.pin_wanted.connect(self._pin)
        page.export_wanted.connect(self._ask_place)
        return page

    def _plots(self) -> Plots:
        from console.ui.history.loading import Plots

        if self._library is None:
            self._library = Plots(self)
        return self._library

    def _say(self, problem: Problem) -> None:
        self._window.toast.say(problem_text(problem), problem_advice(problem), Sign.WARNING)

    # ---- exports -----------------------------------------------------------------------------

    def _ask_place(self, suffix: str) -> None:
        place = str(self._folder / f"{KEY}.{suffix}")
        dialog = QFileDialog(self._window, _("Export to"), place, f"*.{suffix}")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(suffix)
        dialog.fileSelected.connect(partial(self.export, suffix))
        dialog.finished.connect(dialog.deleteLater)
        open_dialog(dialog)

    def export(self, suffix: str, path: str) -> None:
        """Write what the page draws."""
        page = self._page
        if page is None:
            return
        self._folder = Path(path).parent
        if suffix == "png":
            from console.ui.terminal.picture import PngWriter

            writer = PngWriter(page.picture(), path, self)
            writer.finished.connect(partial(self._written, path))
            writer.finished.connect(writer.deleteLater)
            writer.start()
            return
        from console.ui.history.exporting import as_csv, as_svg

        drawn = [(card.panel, card.lines) for card in page.cards.values() if card.lines and card.isVisible()]
        text = as_svg(page, _("History")) if suffix == "svg" else as_csv(drawn)
        self._bridge.ask(m.SaveText(path=path, text=text), lambda _done: self._written(path, ""), self._say)

    def _written(self, path: str, reason: str) -> None:
        if reason:
            words = N_("{path} could not be written: {reason}")
            advice = N_("Check the free space and the permissions of its folder.")
            self._say(Problem("export.picture", words, advice, {"path": path, "reason": reason}))
        else:
            self._window.toast.say(_("Exported"), path, Sign.OK)

    # ---- pins --------------------------------------------------------------------------------

    def _pin(self, panel: HistoryPanel, subjects: tuple[Subject, ...], seconds: int) -> None:
        pin = Pin(panel.id, tuple((str(subject.node_id), subject.gpu) for subject in subjects), seconds)
        rest = tuple(other for other in self.pins if other != pin)
        if len(rest) >= MOST:
            self._window.toast.say(_("The dashboard is full"), _("Take a plot off it first."), Sign.HOLLOW)
            return
        self._keep((*rest, pin))
        self._window.toast.say(_("Pinned to the dashboard"), _(panel.title), Sign.OK)

    def unpin(self, pin: Pin) -> None:
        """Take a plot off the dashboard."""
        self._keep(tuple(other for other in self.pins if other != pin))

    def _keep(self, pins: tuple[Pin, ...]) -> None:
        self.pins = pins
        try:
            save_pins(self._file, pins)
        except ConsoleError as error:
            self._say(error.problem)
        self._furnished()

    def _furnished(self) -> None:
        board = self._window.board
        if board is None or (not self.pins and not board.pinned):
            return
        from console.ui.history.pinned import PinnedPlot

        plots = self._plots()
        found: list[PinnedPlot] = []
        for pin in self.pins:
            plot = PinnedPlot(pin, self._bridge, self._window.fleet, self._window.themes, self._clock, plots)
            plot.unpin_wanted.connect(partial(self.unpin, pin))
            found.append(plot)
        board.show_pinned(found)
