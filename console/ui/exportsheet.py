"""What of a terminal becomes which file: chosen in a sheet, which then shows how far it is."""

from __future__ import annotations

from msgspec import Struct
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QProgressBar, QRadioButton, QVBoxLayout, QWidget

from console.model.errors import Problem
from console.model.text import N_, fill
from console.settings.language import _, problem_advice, problem_text
from console.ui.dialogs import DIALOG_WIDTH, button, footer, label
from console.ui.sheets import Sheet
from console.ui.theme import Themes
from console.wire.messages import ExportScope


class Choice(Struct, frozen=True):
    """One file that a terminal can become. ``words`` are marked for the catalogue."""

    words: str
    scope: ExportScope
    suffix: str
    is_video: bool = False


CHOICES = (
    Choice(N_("Visible screen as text"), ExportScope.SCREEN, "txt"),
    Choice(N_("Visible screen as SVG"), ExportScope.SCREEN, "svg"),
    Choice(N_("Visible screen as PNG"), ExportScope.SCREEN, "png"),
    Choice(N_("Everything scrolled back to as text"), ExportScope.SCROLLBACK, "txt"),
    Choice(N_("Everything scrolled back to as SVG"), ExportScope.SCROLLBACK, "svg"),
    Choice(N_("Whole recording as text"), ExportScope.RECORDING, "txt"),
    Choice(N_("Whole recording as GIF"), ExportScope.RECORDING, "gif", is_video=True),
    Choice(N_("Whole recording as MP4"), ExportScope.RECORDING, "mp4", is_video=True),
)


class ExportSheet(Sheet):
    """Offers the files that a terminal can become. ``installs`` is what brings ffmpeg, empty where it is there."""

    chosen = Signal(object)
    """Choice"""
    cancelled = Signal()
    """Of what was running."""

    def __init__(self, themes: Themes, name: str, *, plays: bool, installs: str) -> None:
        super().__init__(themes)
        self.setFixedWidth(DIALOG_WIDTH)
        title = fill(_("Export {name}"), {"name": name})
        self.setAccessibleName(title)
        self._is_running = False
        self.choices = {
            choice: QRadioButton(_(choice.words), self)
            for choice in CHOICES
            if plays or choice.scope is not ExportScope.RECORDING
        }
        self._group = QButtonGroup(self)
        self.progress = QProgressBar(self)
        self.progress.setRange(0, 1000)
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(_("Progress"))
        self._problem, self._advice = label("", "error", self), label("", "hint", self)
        self.export_button = button(_("Export…"), "primary", self)
        self.cancel_button = button(_("Cancel"), "", self)
        self.export_button.clicked.connect(self._choose)
        self.cancel_button.clicked.connect(self.reject)
        self.rejected.connect(self._gone)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 20)
        layout.setSpacing(8)
        layout.addWidget(label(title, "title", self))
        layout.addSpacing(4)
        for choice, radio in self.choices.items():
            radio.setAccessibleName(radio.text())
            radio.setEnabled(not (choice.is_video and installs))
            self._group.addButton(radio)
            layout.addWidget(radio)
        next(iter(self.choices.values())).setChecked(True)
        if plays and installs:
            hint = fill(_("GIF and MP4 need ffmpeg. To install it: {command}"), {"command": installs})
            layout.addWidget(label(hint, "hint", self))
        for part in (self.progress, self._problem, self._advice):
            part.hide()
            layout.addWidget(part)
        layout.addSpacing(8)
        layout.addLayout(footer(self.export_button, self.cancel_button))

    def first_focus(self) -> QWidget | None:
        """Return what is chosen."""
        return self._group.checkedButton()

    def _choose(self) -> None:
        radio = self._group.checkedButton()
        self.chosen.emit(next(choice for choice, one in self.choices.items() if one is radio))

    def _gone(self) -> None:
        if self._is_running:
            self._is_running = False
            self.cancelled.emit()

    def show_running(self) -> None:
        """Show that it is being exported."""
        self._is_running = True
        self._lay(running=True)
        self.show_progress(0.0)
        self.cancel_button.setFocus()

    def show_progress(self, done: float) -> None:
        """Show how much is done, from 0 to 1."""
        self.progress.setValue(round(done * 1000))

    def show_problem(self, problem: Problem) -> None:
        """Show why it was not exported; another try is offered."""
        self._is_running = False
        self._lay(running=False)
        self._problem.setText(problem_text(problem))
        self._advice.setText(problem_advice(problem))
        self._problem.show()
        self._advice.setVisible(bool(self._advice.text()))

    def show_done(self) -> None:
        """Close: the file is there."""
        self._is_running = False
        self.accept()

    def _lay(self, *, running: bool) -> None:
        self.progress.setVisible(running)
        self.export_button.setEnabled(not running)
        for radio in self.choices.values():
            radio.setVisible(not running or radio.isChecked())
        self._problem.hide()
        self._advice.hide()
        self.adjustSize()
