from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from console.ui.theme import Themes, load_theme, ramp_color
from console.ui.themechoice import THEMES
from tests.gui.fakes import THEME_FOLDER

GROUNDS = ("desk", "panel", "raised", "well")
TEXTS = ("text", "text2", "text3", "ok", "warn", "fail", "unreach", "busy", "drain", "accent")
GRAPHICS = ("edge", "focus", "prod", "stage", "dev", "bar", "bar_mem")


def luminance(color: QColor) -> float:
    linear = (color.redF(), color.greenF(), color.blueF())
    parts: list[float] = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in linear]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(a: QColor, b: QColor) -> float:
    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("name", THEMES)
def test_text_can_be_read_and_controls_can_be_seen(name: str) -> None:
    colors = load_theme(THEME_FOLDER, name).colors
    pairs = [(text, ground, 4.5) for text in TEXTS for ground in GROUNDS]
    pairs += [(graphic, ground, 3.0) for graphic in GRAPHICS for ground in GROUNDS]
    pairs += [("disabled", ground, 3.0) for ground in GROUNDS]
    pairs += [
        ("on_accent", "accent", 4.5),
        ("on_alarm", "alarm", 4.5),
        ("text3", "select", 4.5),
        ("text", "select", 4.5),
    ]
    pairs += [("text", "select_idle", 4.5), ("text", "hover", 4.5), ("bar", "track", 2.9), ("bar_mem", "track", 2.9)]
    pairs += [("ok", "ok_bg", 4.5), ("warn", "warn_bg", 4.5), ("fail", "fail_bg", 4.5), ("term_fg", "term_bg", 7.0)]
    low = {
        (a, b): round(found, 2)
        for a, b, wanted in pairs
        if (found := contrast(getattr(colors, a), getattr(colors, b))) < wanted
    }
    assert not low


@pytest.mark.parametrize("name", THEMES)
def test_ramps_only_ever_get_lighter_or_darker(name: str) -> None:
    theme = load_theme(THEME_FOLDER, name)
    for ramp in (theme.load_ramp, theme.temperature_ramp):
        steps = [luminance(ramp_color(ramp, share / 50)) for share in range(51)]
        pairs = list(pairwise(steps))
        assert all(a < b for a, b in pairs) or all(a > b for a, b in pairs)
        assert ramp_color(ramp, 0.0).name() == ramp[0].name()
        assert ramp_color(ramp, 7.0).name() == ramp[-1].name()


def test_badge_letters_can_be_read() -> None:
    white = QColor("#FFFFFF")
    badges = load_theme(THEME_FOLDER, "dark").metrics.distro
    assert all(contrast(white, QColor(color)) >= 4.5 for _, color in badges.values())
    assert all(len(letter) == 1 for letter, _ in badges.values())


def test_choosing_tells_once_and_auto_follows_the_desktop(qapp: QApplication, themes: Themes) -> None:
    told: list[str] = []
    themes.changed.connect(lambda theme: told.append(theme.name))
    themes.choose("light")
    themes.choose("light")
    assert told == ["light"]
    assert themes.current.is_dark is False
    themes.choose("auto")
    assert themes.current.name in {"dark", "light"}
    assert themes.choice == "auto"
