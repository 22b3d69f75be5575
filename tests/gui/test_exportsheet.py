from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from console.model.errors import Problem
from console.ui.exportsheet import Choice, ExportSheet
from console.ui.theme import Themes
from tests.gui.accessibility import unnamed_widgets
from tests.gui.conftest import drop


class Shown:
    """A sheet, and what it said."""

    def __init__(self, themes: Themes, *, plays: bool, installs: str = "") -> None:
        self.sheet = ExportSheet(themes, "gpu-a03", plays=plays, installs=installs)
        self.chosen: list[Choice] = []
        self.cancelled = 0
        self.sheet.chosen.connect(self.chosen.append)
        self.sheet.cancelled.connect(self._cancel)
        self.sheet.show()

    def _cancel(self) -> None:
        self.cancelled += 1

    def words(self) -> list[str]:
        return [radio.text() for radio in self.sheet.choices.values() if radio.isVisible()]

    def labels(self) -> list[str]:
        return [label.text() for label in self.sheet.findChildren(QLabel) if label.isVisible()]


@pytest.fixture
def recording(qtbot: QtBot, themes: Themes) -> Iterator[Shown]:
    shown = Shown(themes, plays=True)
    yield shown
    drop(shown.sheet)


def test_a_shell_has_no_recording_to_export(qtbot: QtBot, themes: Themes) -> None:
    shown = Shown(themes, plays=False, installs="sudo apt install ffmpeg")
    assert shown.words()[0] == "Visible screen as text"
    assert not any("recording" in words for words in shown.words())
    assert not any("ffmpeg" in text for text in shown.labels())
    drop(shown.sheet)


def test_without_ffmpeg_it_says_how_to_get_it(qtbot: QtBot, themes: Themes) -> None:
    shown = Shown(themes, plays=True, installs="sudo apt install ffmpeg")
    able = {radio.text(): radio.isEnabled() for radio in shown.sheet.choices.values()}
    assert not able["Whole recording as GIF"]
    assert able["Whole recording as text"]
    assert any("sudo apt install ffmpeg" in text for text in shown.labels())
    drop(shown.sheet)


def test_it_runs_and_ends(recording: Shown) -> None:
    sheet = recording.sheet
    gif = next(choice for choice in sheet.choices if choice.suffix == "gif")
    sheet.choices[gif].click()
    sheet.export_button.click()
    assert recording.chosen == [gif]
    sheet.show_running()
    sheet.show_progress(0.25)
    assert sheet.progress.isVisible()
    assert sheet.progress.value() == 250
    assert recording.words() == ["Whole recording as GIF"]
    assert not sheet.export_button.isEnabled()
    sheet.show_done()
    assert not sheet.isVisible()
    assert recording.cancelled == 0


def test_it_can_be_cancelled_and_tried_again(recording: Shown) -> None:
    sheet = recording.sheet
    sheet.show_running()
    sheet.show_problem(Problem("film.encoder", "It could not be made: {reason}.", "Try.", {"reason": "full"}))
    assert "It could not be made: full." in recording.labels()
    assert len(recording.words()) == 8
    assert sheet.export_button.isEnabled()
    sheet.show_running()
    assert "It could not be made: full." not in recording.labels()
    sheet.cancel_button.click()
    assert recording.cancelled == 1
    assert not sheet.isVisible()


def test_everything_has_a_name(recording: Shown) -> None:
    assert unnamed_widgets(recording.sheet) == []
    assert recording.sheet.first_focus() is next(iter(recording.sheet.choices.values()))
