"""Whether it fits, in one line that is always in sight; a press leads to the whole estimate."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from console.settings.language import _
from console.ui.dialogs import button, label
from console.ui.signs import Sign, SignLabel
from console.ui.theme import Themes
from console.ui.wizards import fitwords
from console.ui.wizards.fitview import FitView


class FitLine(QWidget):
    """Repeats the headline of an estimate that may be scrolled out of sight; hidden while there is none."""

    wanted = Signal()
    """The whole estimate is to be seen."""

    def __init__(self, themes: Themes, fit: FitView, parent: QWidget) -> None:
        super().__init__(parent)
        self._fit = fit
        self.sign = SignLabel(themes, Sign.HOLLOW, 14, self)
        self.words = label("", "second", self)
        self.show_button = button(_("Show the estimate"), "entry", self)
        self.show_button.setAutoDefault(False)
        self.show_button.clicked.connect(self.wanted)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        line.addWidget(self.sign)
        line.addWidget(self.words, 1)
        line.addWidget(self.show_button)
        fit.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        self.setVisible(bool(self._fit.nodes))
        self.sign.set_sign(fitwords.sign(self._fit.current))
        several = len(self._fit.nodes) > 1
        words = [self._fit.count.text() if several else "", self._fit.headline.text()]
        self.words.setText("   ".join(filter(None, words)))
