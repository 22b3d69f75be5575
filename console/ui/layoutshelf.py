"""Layouts in the window: saved under a name, opened from the list or from the command field."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from console.model.text import fill
from console.settings.language import _
from console.ui.signs import Sign
from console.wire import messages as m

if TYPE_CHECKING:
    from console.ui.bridge import Bridge
    from console.ui.layoutsheet import LayoutListSheet
    from console.ui.models.suggest import Entry
    from console.ui.window import Window


class LayoutShelf(QObject):
    """Knows the layouts that the core has, and asks for what a person does with them."""

    def __init__(self, window: Window, bridge: Bridge) -> None:
        super().__init__(window)
        self._window, self._bridge = window, bridge
        self._layouts: tuple[m.LayoutInfo, ...] = ()
        self._list: LayoutListSheet | None = None
        window.field.sources.append(self._entries)
        window.commands.bind("save_layout", self._save)
        window.commands.bind("open_layout", self._choose)
        bridge.layouts.connect(self._take)

    def _take(self, layouts: tuple[m.LayoutInfo, ...]) -> None:
        self._layouts = layouts
        self._window.field.refresh()
        if self._list is not None:
            self._list.show_layouts(layouts)

    def _entries(self) -> list[Entry]:
        from console.ui.layoutsheet import layout_words
        from console.ui.models.suggest import Entry, Section

        aliases = _("layout")
        return [
            Entry(info.name, Section.LAYOUTS, partial(self.open, info.name), layout_words(info), aliases)
            for info in self._layouts
        ]

    def open(self, name: str) -> None:
        """Open the terminals of a layout."""
        self._bridge.ask(m.OpenLayout(name=name), self._window.desk.opened)

    def _save(self) -> None:
        if self._window.desk.active_tab() is None:
            self._window.toast.say(_("A layout needs an open terminal"), sign=Sign.HOLLOW)
            return
        from console.ui.layoutsheet import SaveLayoutSheet

        sheet = SaveLayoutSheet(self._window.themes, tuple(info.name for info in self._layouts))
        sheet.chosen.connect(self._save_as)
        self._window.sheets.present(sheet)

    def _save_as(self, name: str) -> None:
        def saved(_value: object) -> None:
            self._window.toast.say(fill(_("The layout {name} is saved"), {"name": name}))

        self._bridge.ask(m.SaveLayout(name=name), saved)

    def _choose(self) -> None:
        if not self._layouts:
            self._window.toast.say(_("No layout has been saved yet"), sign=Sign.HOLLOW)
            return
        from console.ui.layoutsheet import LayoutListSheet

        sheet = self._list = LayoutListSheet(self._window.themes, self._layouts)
        sheet.chosen.connect(self.open)
        sheet.delete_wanted.connect(lambda name: self._bridge.ask(m.DeleteLayout(name=name), lambda _none: None))
        sheet.finished.connect(self._chosen)
        self._window.sheets.present(sheet)

    def _chosen(self) -> None:
        self._list = None
