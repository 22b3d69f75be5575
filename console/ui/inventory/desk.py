"""The inventory at the window: its page, previews before changes are taken, a word about what happened by itself."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from console.model.inventory import SourceState
from console.model.node import NodeView, Source
from console.model.text import fill
from console.settings.language import _
from console.ui.sheets import open_dialog
from console.ui.signs import Sign
from console.wire import messages as m

if TYPE_CHECKING:
    from console.ui.bridge import Bridge
    from console.ui.inventory.page import InventoryPage
    from console.ui.window import Window

KEY = "inventory"
MOST_READINGS = 50


class InventoryDesk(QObject):
    """Knows what the core told of the inventory, and asks for what a person wants."""

    def __init__(self, window: Window, bridge: Bridge) -> None:
        super().__init__(window)
        self._window, self._bridge = window, bridge
        self._sources: tuple[SourceState, ...] = ()
        self._readings: deque[m.InventoryRead] = deque(maxlen=MOST_READINGS)
        self._was_opened = False
        window.commands.bind("inventory", self.show_page)
        window.commands.bind("add_inventory", self._choose_file)
        window.commands.bind("reload", self.read)
        window.panel.menu_entries.append(self._entries)
        bridge.inventory_read.connect(self._take)
        bridge.welcome.connect(lambda _welcome: self._readings.clear())

    def show_page(self) -> None:
        """Show sources and changes."""
        self._was_opened = True
        self._window.views.open(KEY, _("Inventory"), self._make)
        self._refresh()

    def read(self) -> None:
        """Read all sources and show what would change."""
        title = _("Read the inventory again")
        self._bridge.ask(m.PreviewInventory(), partial(self._show, title))

    def add(self, path: str) -> None:
        """Read one more inventory and show what it would change."""
        title = fill(_("Add {file}"), {"file": path})
        self._bridge.ask(m.PreviewInventory(path=path), partial(self._show, title, is_change=True))

    def _make(self) -> InventoryPage:
        from console.ui.inventory.page import InventoryPage

        page = InventoryPage(self._window.themes)
        page.add_wanted.connect(self._choose_file)
        page.read_wanted.connect(self.read)
        page.remove_wanted.connect(self._remove)
        return page

    def _refresh(self) -> None:
        from console.ui.inventory.page import InventoryPage

        page = self._window.views.page(KEY)
        if isinstance(page, InventoryPage):
            page.show_sources(self._sources)
            page.show_readings(self._readings)

    def _take(self, reading: m.InventoryRead) -> None:
        self._sources = reading.sources
        again = next((place for place, known in enumerate(self._readings) if known.at == reading.at), None)
        if again is not None:
            self._readings[again] = reading
        elif reading.changes:
            self._readings.append(reading)
        if again is None and reading.changes and reading.by_itself:
            from console.ui.inventory.words import summary

            title = _("The inventory has changed")
            self._window.toast.say(title, summary(reading.changes), action=_("Show"), call=self.show_page)
        if self._was_opened:
            self._refresh()

    def _choose_file(self) -> None:
        from PySide6.QtWidgets import QFileDialog

        dialog = QFileDialog(self._window, _("Add an inventory"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        patterns = "*.yml *.yaml *.ini *.json *.toml hosts*"
        dialog.setNameFilters([f"{_('Inventories')} ({patterns})", f"{_('All files')} (*)"])
        dialog.fileSelected.connect(self.add)
        dialog.finished.connect(dialog.deleteLater)
        open_dialog(dialog)

    def _remove(self, source_id: str) -> None:
        from console.ui.inventory.words import source_name

        title = fill(_("Take out {source}"), {"source": source_name(source_id)})
        self._bridge.ask(m.PreviewInventory(without=source_id), partial(self._show, title, is_change=True))

    def _show(self, title: str, preview: object, *, is_change: bool = False) -> None:
        if not isinstance(preview, m.InventoryPreview):
            return
        if not preview.changes and not is_change:
            from console.ui.inventory.words import failing

            failed = failing(preview.sources)
            words = _("Not all sources could be read") if failed else _("Nothing has changed in the inventory")
            self._window.toast.say(words, failed[0].place if failed else "", Sign.WARNING if failed else Sign.HOLLOW)
            self._bridge.ask(m.TakeInventory(number=preview.number), lambda _none: None)
            return
        from console.ui.inventory.previewsheet import PreviewSheet

        sheet = PreviewSheet(self._window.themes, title, preview)
        sheet.taken.connect(lambda number: self._bridge.ask(m.TakeInventory(number=number), lambda _none: None))
        self._window.sheets.present(sheet)

    def _entries(self, view: NodeView) -> list[tuple[str, Callable[[], object]]]:
        if view.node.source in {Source.LOCAL, Source.SIMULATION, Source.QUICK_CONNECT}:
            return []
        return [(_("Where it is known from…"), partial(self._ask_origins, view))]

    def _ask_origins(self, view: NodeView) -> None:
        def show(origins: object) -> None:
            if isinstance(origins, m.Origins):
                from console.ui.inventory.originsheet import OriginSheet

                self._window.sheets.present(OriginSheet(self._window.themes, view.node.name, origins.told))

        self._bridge.ask(m.AskOrigins(node_id=view.node.id), show)
