from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from console.app import paths
from console.settings.schemes import Schemes
from console.ui.settings.preview import SchemePreview
from console.ui.theme import Themes


@pytest.mark.parametrize("wanted", ["plum", "paper", "leitstand-high-contrast"])
def test_the_sample_shows_all_colours_of_a_scheme(qtbot: QtBot, themes: Themes, tmp_path: Path, wanted: str) -> None:
    scheme = Schemes(paths.resources() / "themes", paths.resources() / "schemes", tmp_path).scheme(wanted)
    preview = SchemePreview(themes)
    qtbot.addWidget(preview)
    preview.show_scheme(scheme)
    preview.resize(420, preview.sizeHint().height())
    image = preview.grab().toImage()
    painted = {image.pixel(x, y) & 0xFFFFFF for x in range(image.width()) for y in range(image.height())}
    assert {*scheme.ansi, scheme.background, scheme.cursor, scheme.selection} <= painted
    assert preview.accessibleName() == f"Sample of {scheme.name}, {'dark' if scheme.dark else 'light'}"
    assert scheme.licence in preview.toolTip()


def test_it_shows_text_as_a_terminal_lifts_it(qtbot: QtBot, themes: Themes, tmp_path: Path) -> None:
    schemes = Schemes(paths.resources() / "themes", paths.resources() / "schemes", tmp_path)
    scheme = schemes.scheme("solarized-dark")
    assert scheme.ansi[8] == scheme.background
    preview = SchemePreview(themes)
    qtbot.addWidget(preview)
    preview.resize(420, preview.sizeHint().height())
    pictures = []
    for least in (1.0, 3.0):
        preview.show_scheme(scheme, least)
        pictures.append(preview.grab().toImage())
    drawn = [
        sum(image.pixel(x, y) & 0xFFFFFF != scheme.background for x in range(420) for y in range(image.height()))
        for image in pictures
    ]
    assert drawn[1] > drawn[0] + 50
