"""What every page of the deploy wizard has: a head, a way to say whether it may be left, and why not."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QScrollArea, QVBoxLayout, QWidget

from console.settings.language import _
from console.ui.dialogs import label
from console.ui.theme import Themes

MARGIN = 28


class Page(QWidget):
    """A page. The wizard asks it what the primary button says and whether it may be pressed."""

    changed = Signal()
    """Something that the footer or the rail shows may be different now."""

    def __init__(self, themes: Themes, title: str, subtitle: str) -> None:
        super().__init__()
        self.themes = themes
        self.setAccessibleName(title)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(MARGIN, 22, MARGIN, 0)
        self.body.setSpacing(10)
        self.body.addWidget(label(title, "title", self))
        self.subtitle = label(subtitle, "second", self)
        self.body.addWidget(self.subtitle)

    def enter(self) -> None:
        """Prepare to be shown."""

    def primary(self) -> str:
        """Return what the primary button says; empty for none."""
        return _("Continue")

    def obstacle(self) -> str:
        """Return why the page cannot be left forwards; empty when it can."""
        return ""

    def summary(self) -> str:
        """Return what was chosen, for the rail."""
        return ""

    def extra(self) -> tuple[str, bool]:
        """Return the words of the second button of the footer and whether it can be pressed; empty for none."""
        return "", False

    def use_extra(self) -> None:
        """Do what the second button of the footer says."""

    def first_focus(self) -> QWidget | None:
        """Return the control that gets the focus when the page is shown."""
        return None


class PageArea(QScrollArea):
    """An area that scrolls vertically; what has the focus is always in sight."""

    def __init__(self, content: QWidget, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setWidget(content)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(parent.accessibleName())
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._follow)

    def _follow(self, _old: QWidget | None, new: QWidget | None) -> None:
        content = self.widget()
        if new is not None and content is not None and content.isAncestorOf(new):
            self.ensureWidgetVisible(new, 0, 40)


def scrolled(content: QWidget, parent: QWidget) -> QScrollArea:
    """Return ``content`` in an area that scrolls vertically."""
    return PageArea(content, parent)
