"""The mirror in the window: opened from the menu; the core tells of commands while the page is looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from console.model.mirror import Reflection
from console.settings.language import _
from console.ui.models.rows import name_of
from console.wire import messages as m

if TYPE_CHECKING:
    from console.ui.bridge import Bridge
    from console.ui.mirror.page import MirrorPage
    from console.ui.window import Window

KEY = "mirror"


class MirrorDesk(QObject):
    """Opens the page, asks for what it shows and stops asking."""

    def __init__(self, window: Window, bridge: Bridge) -> None:
        super().__init__(window)
        self._window, self._bridge = window, bridge
        window.commands.bind("mirror", self.show_mirror)
        bridge.mirrored.connect(self._mirrored)

    def show_mirror(self) -> None:
        """Show the page."""
        from console.ui.mirror.page import MirrorPage

        def make() -> MirrorPage:
            page = MirrorPage(
                self._window.themes, lambda: {view.node.id: name_of(view.node) for view in self._window.fleet.views()}
            )
            page.looked_at.connect(lambda: self._bridge.ask(m.WatchMirror(), self._take_all))
            page.left.connect(lambda: self._bridge.send(m.WatchMirror(watching=False)))
            return page

        self._window.views.open(KEY, _("Mirror"), make)

    def _take_all(self, value: m.Value) -> None:
        page = self._page()
        if page is not None and isinstance(value, m.Reflections):
            page.take_all(value.reflections)

    def _mirrored(self, reflection: Reflection) -> None:
        page = self._page()
        if page is not None:
            page.take(reflection)

    def _page(self) -> MirrorPage | None:
        from console.ui.mirror.page import MirrorPage

        page = self._window.views.page(KEY)
        return page if isinstance(page, MirrorPage) else None
