"""The look as values: colours, ramps, metrics. Read from ``resources/themes``, one file a theme."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import msgspec
from msgspec import Struct
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication

from console.ui import themefiles
from console.ui.themechoice import AUTO, theme_of


class Colors(Struct, frozen=True):
    """The colours of a theme; ``look.md`` section 2 says what each is for."""

    desk: QColor
    panel: QColor
    raised: QColor
    well: QColor
    hover: QColor
    press: QColor
    select: QColor
    select_idle: QColor
    line: QColor
    edge: QColor
    scrim: QColor
    text: QColor
    text2: QColor
    text3: QColor
    disabled: QColor
    accent: QColor
    on_accent: QColor
    focus: QColor
    ok: QColor
    warn: QColor
    fail: QColor
    unreach: QColor
    busy: QColor
    drain: QColor
    ok_bg: QColor
    warn_bg: QColor
    fail_bg: QColor
    info_bg: QColor
    alarm: QColor
    on_alarm: QColor
    prod: QColor
    stage: QColor
    dev: QColor
    bar: QColor
    bar_mem: QColor
    track: QColor
    s1: QColor
    s2: QColor
    s3: QColor
    s4: QColor
    grid: QColor
    term_bg: QColor
    term_fg: QColor
    term_rule: QColor
    cursor: QColor


class Sizes(msgspec.Struct, frozen=True):
    """Lengths in logical pixels."""

    top_bar: int
    status_bar: int
    tab_bar: int
    frame_head: int
    filter_row: int
    input: int
    button: int
    button_small: int
    tree_head: int
    tree_row: int
    tree_foot: int
    job_row: int
    alert_row: int
    env_band: int
    tab_band: int
    tab_underline: int
    focus_ring: int
    divider: int
    bar: int
    bar_gap: int
    scrollbar: int
    tree_width_compact: int
    tree_width_standard: int
    tree_width_wide: int
    dash_height: int
    dash_strip: int
    dash_width_wide: int
    wizard_width: int
    wizard_rail: int
    alarm_width: int
    toast_width: int


class Radii(msgspec.Struct, frozen=True):
    """Corner radii in logical pixels."""

    chip: int
    badge: int
    control: int
    card: int
    dialog: int


class IconSizes(msgspec.Struct, frozen=True):
    """Edge lengths of signs, icons and badges."""

    state: int
    state_small: int
    state_alarm: int
    ui: int
    ui_top: int
    badge: int


class Motion(msgspec.Struct, frozen=True):
    """Durations in milliseconds."""

    toast_stay: int
    spinner_turn: int


class Breakpoints(msgspec.Struct, frozen=True):
    """Window widths at which the layout changes."""

    compact_below: int
    wide_from: int


class DataAge(msgspec.Struct, frozen=True):
    """Ages in seconds at which a value counts as old."""

    fresh: float
    stale: float
    unreachable: float


class Metrics(msgspec.Struct, frozen=True):
    """What all themes share."""

    size: Sizes
    radius: Radii
    icon: IconSizes
    motion: Motion
    breakpoint: Breakpoints
    data_age: DataAge
    type: dict[str, list[int] | int]
    distro: dict[str, tuple[str, str]]


class TerminalPalette(msgspec.Struct, frozen=True):
    """The colours of terminals, ``#RRGGBB``."""

    background: str
    foreground: str
    cursor: str
    selection: str
    ansi: tuple[str, ...]


class _Ramps(msgspec.Struct, frozen=True):
    load: tuple[str, ...]
    temperature: tuple[str, ...]


class _ThemeFile(msgspec.Struct, frozen=True):
    name: str
    dark: bool
    color: dict[str, str]
    ramp: _Ramps
    terminal: TerminalPalette


class Theme(Struct, frozen=True):
    """Everything that painting needs to know about the look."""

    name: str
    is_dark: bool
    colors: Colors
    load_ramp: tuple[QColor, ...]
    temperature_ramp: tuple[QColor, ...]
    terminal: TerminalPalette
    metrics: Metrics

    @property
    def is_high_contrast(self) -> bool:
        """Tell whether outlines must replace tints."""
        return self.name == "high_contrast"


@cache
def load_metrics(folder: Path) -> Metrics:
    """Read what all themes share."""
    return msgspec.convert(themefiles.read(folder / "metrics.toml"), type=Metrics)


@cache
def load_theme(folder: Path, name: str) -> Theme:
    """Read the theme ``name``; each colour must be there and none may be unknown."""
    file = msgspec.convert(themefiles.read(folder / f"{name}.toml"), type=_ThemeFile)
    return Theme(
        name=file.name,
        is_dark=file.dark,
        colors=Colors(**{key: QColor(value) for key, value in _checked(file.color).items()}),
        load_ramp=tuple(QColor(stop) for stop in file.ramp.load),
        temperature_ramp=tuple(QColor(stop) for stop in file.ramp.temperature),
        terminal=file.terminal,
        metrics=load_metrics(folder),
    )


def _checked(colors: Mapping[str, str]) -> Mapping[str, str]:
    wanted = set(Colors.__struct_fields__)
    if wanted != set(colors):
        odd = ", ".join(sorted(wanted ^ set(colors)))
        raise ValueError(f"theme colours missing or unknown: {odd}")
    return colors


def ramp_color(ramp: tuple[QColor, ...], share: float) -> QColor:
    """Return the colour of ``share`` (0 to 1) on a ramp, interpolated linearly."""
    place = min(max(share, 0.0), 1.0) * (len(ramp) - 1)
    low = min(int(place), len(ramp) - 2)
    part, a, b = place - low, ramp[low], ramp[low + 1]
    return QColor.fromRgbF(
        a.redF() + (b.redF() - a.redF()) * part,
        a.greenF() + (b.greenF() - a.greenF()) * part,
        a.blueF() + (b.blueF() - a.blueF()) * part,
    )


class Themes(QObject):
    """The theme in force. Views read ``current`` when they paint and repaint at ``changed``."""

    changed = Signal(object)
    """Theme"""

    def __init__(self, folder: Path, choice: str = AUTO, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self._choice = choice
        self.current = load_theme(folder, theme_of(self._choice))
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._desktop_changed)

    @property
    def choice(self) -> str:
        """Return what the person chose: ``auto`` or the name of a theme."""
        return self._choice

    def choose(self, choice: str) -> None:
        """Use another theme from now on."""
        self._choice = choice
        theme = load_theme(self._folder, theme_of(self._choice))
        if theme.name != self.current.name:
            self.current = theme
            self.changed.emit(theme)

    def for_ground(self, *, dark: bool) -> Theme:
        """Return the theme in force, or one whose colours can be seen on a ground that is dark, or is not."""
        if self.current.is_dark == dark:
            return self.current
        return load_theme(self._folder, "dark" if dark else "light")

    def _desktop_changed(self, _scheme: Qt.ColorScheme) -> None:
        self.choose(self._choice)
