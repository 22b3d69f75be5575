"""The order of the tree: grouped and sorted as a person chooses, remembered, and filters by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu

from console.model.errors import ConsoleError
from console.model.text import fill
from console.settings.fleet_options import GROUP_BY, SORT_BY, SORT_REVERSE
from console.settings.language import _, problem_advice, problem_text
from console.settings.option import Option
from console.ui.filterlist import FilterList
from console.ui.icons import IconButton
from console.ui.models.ordering import Grouping, Order, Sorting
from console.ui.preferences import Preferences
from console.ui.signs import Sign

if TYPE_CHECKING:
    from console.ui.models.suggest import Entry
    from console.ui.window import Window

SORT_MILLISECONDS = 5000
"""How often nodes are sorted anew by values that change: rows that jump all the time cannot be hit."""
FILTERS = "filters"
"""The table of the settings file with saved filters, by name."""


class TreeOrder(QObject):
    """Keeps the tree in the order that the settings say."""

    def __init__(self, window: Window, preferences: Preferences) -> None:
        super().__init__(window)
        self._window, self._preferences = window, preferences
        panel = window.panel
        self.button = IconButton(window.themes, "ph.sliders-horizontal", _("Group and sort the fleet"), panel.filter)
        self.button.clicked.connect(self._open_menu)
        panel.filter.add_button(self.button)
        FilterList(window.themes, panel.filter, window.fleet.views, self.filters)
        window.commands.bind("arrange_fleet", self._open_menu)
        window.commands.bind("save_filter", self._ask_name)
        window.field.sources.append(self._entries)
        preferences.changed.connect(self._changed)
        self._sorting = QTimer(self, interval=SORT_MILLISECONDS)
        self._sorting.timeout.connect(self._keep_order)
        self._apply()

    # ---- order -------------------------------------------------------------------------------

    def _changed(self, name: str) -> None:
        if name in {"", GROUP_BY.name, SORT_BY.name, SORT_REVERSE.name}:
            self._apply()

    def _apply(self) -> None:
        get, fleet = self._preferences.get, self._window.fleet
        order = Order(Grouping(get(GROUP_BY)), Sorting(get(SORT_BY)), get(SORT_REVERSE))
        if order != fleet.order:
            fleet.set_order(order)
        # Ages move by themselves: a filter by age is looked at again as well.
        self._sorting.start()

    def _keep_order(self) -> None:
        fleet = self._window.fleet
        if not self._window.panel.isVisible():
            return
        if fleet.query.is_ageing:
            fleet.match_again()
        if fleet.order.is_live:
            fleet.sort_again()

    # ---- the menu ----------------------------------------------------------------------------

    def menu(self) -> QMenu:
        """Return the menu of what the tree can be grouped and sorted by, and of the filters that were saved."""
        menu = QMenu(self.button)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for title, option in ((_("Group by"), GROUP_BY), (_("Sort by"), SORT_BY)):
            self._choices(menu.addMenu(title), option)
        reverse = menu.addAction(_("The other way round"))
        reverse.setCheckable(True)
        reverse.setChecked(self._preferences.get(SORT_REVERSE))
        reverse.toggled.connect(self._reverse)
        menu.addSeparator()
        menu.addAction(self._window.commands["save_filter"])
        filters = self.filters()
        for name, query in filters.items():
            menu.addAction(name, partial(self._use, query))
        if filters:
            forget = menu.addMenu(_("Delete filter"))
            for name in filters:
                forget.addAction(name, partial(self._forget, name))
        return menu

    def _choices(self, menu: QMenu, option: Option[str]) -> None:
        group = QActionGroup(menu)
        for choice in option.choices:
            action = QAction(_(choice.meaning), menu)
            action.setCheckable(True)
            action.setChecked(choice.value == self._preferences.get(option))
            action.triggered.connect(partial(self._choose, option, choice.value))
            group.addAction(action)
            menu.addAction(action)

    def _choose(self, option: Option[str], value: str) -> None:
        self._try(lambda: self._preferences.set(option, value))

    def _reverse(self, reverse: bool) -> None:
        self._try(lambda: self._preferences.set(SORT_REVERSE, reverse))

    def _open_menu(self) -> None:
        self.menu().popup(self.button.mapToGlobal(QPoint(0, self.button.height())))

    def _try(self, change: Callable[[], object]) -> None:
        try:
            change()
        except ConsoleError as error:
            self._window.toast.say(problem_text(error.problem), problem_advice(error.problem), Sign.WARNING)

    def _entries(self) -> list[Entry]:
        from console.ui.models.suggest import Entry, Section

        entries = [
            Entry(
                fill(words, {"what": _(choice.meaning)}), Section.ACTIONS, partial(self._choose, option, choice.value)
            )
            for words, option in ((_("Group by: {what}"), GROUP_BY), (_("Sort by: {what}"), SORT_BY))
            for choice in option.choices
        ]
        filters = self.filters()
        return entries + [
            Entry(name, Section.FILTERS, partial(self._use, text), text) for name, text in filters.items()
        ]

    # ---- filters by name ---------------------------------------------------------------------

    def filters(self) -> Mapping[str, str]:
        """Return the saved filters by name."""
        kept = self._preferences.store.document.get(FILTERS)
        return {name: text for name, text in kept.items() if isinstance(text, str)} if isinstance(kept, dict) else {}

    def _use(self, query: str) -> None:
        self._window.panel.filter.set_text(query)
        self._window.panel.view.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _ask_name(self) -> None:
        query = self._window.panel.filter.edit.text().strip()
        if not query or self._window.fleet.query.error is not None:
            self._window.toast.say(_("Type a filter first"), sign=Sign.HOLLOW)
            return
        from console.ui.filtersheet import SaveFilterSheet

        sheet = SaveFilterSheet(self._window.themes, query, tuple(self.filters()))
        sheet.chosen.connect(lambda name: self._save(name, query))
        self._window.sheets.present(sheet)

    def _save(self, name: str, query: str) -> None:
        def save() -> None:
            self._preferences.store.set_answer(FILTERS, name, query)
            self._window.toast.say(fill(_("The filter {name} is saved"), {"name": name}))

        self._try(save)
        self._window.field.forget()

    def _forget(self, name: str) -> None:
        store = self._preferences.store
        self._try(lambda: store.edit(lambda document: store.table(document, FILTERS).remove(name)))
        self._window.field.forget()
