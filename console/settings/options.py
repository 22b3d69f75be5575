"""Every option, defined once: its name, default, unit, choices and meaning."""

from __future__ import annotations

from console.model.text import N_
from console.settings.command_options import COMMAND_OPTIONS
from console.settings.connection_options import CONNECTION_OPTIONS
from console.settings.fleet_options import FLEET_OPTIONS
from console.settings.history_options import HISTORY_OPTIONS
from console.settings.option import AnyOption, Choice, Option
from console.settings.painting_options import PAINTING_OPTIONS
from console.settings.recording_options import RECORDING_OPTIONS
from console.settings.redaction_options import REDACTION_OPTIONS
from console.settings.restore_options import RESTORE_OPTIONS
from console.settings.terminal_options import LOOK_OPTIONS, SHELL_OPTIONS

THEME = Option(
    "window.theme",
    "auto",
    N_("Colours of the window"),
    choices=(
        Choice("auto", N_("As the system")),
        Choice("dark", N_("Dark")),
        Choice("light", N_("Light")),
        Choice("high_contrast", N_("High contrast")),
    ),
)
LANGUAGE = Option(
    "window.language",
    "auto",
    N_("Language"),
    choices=(Choice("auto", N_("As the system")), Choice("en", "English"), Choice("de", "Deutsch")),
    at_start=True,
)
UI_FONT_SIZE = Option(
    "window.font_size",
    13,
    N_("Size of the window's text; all of the window grows with it"),
    unit="px",
    minimum=10,
    maximum=20,
    at_start=True,
)
CONFIRM_QUIT = Option(
    "window.confirm_quit", default=True, description=N_("Ask before leaving ends sessions or deployments")
)

TERMINAL_FONT_FAMILY = Option(
    "terminal.font_family", "", N_("Font of the terminal; empty takes the best one that is installed")
)
TERMINAL_FONT_SIZE = Option(
    "terminal.font_size", 14, N_("Size of the terminal's text"), unit="px", minimum=6, maximum=64
)
SCROLLBACK_LINES = Option(
    "terminal.scrollback_lines",
    10_000,
    N_("Lines that can be scrolled back to in each terminal"),
    unit=N_("lines"),
    minimum=0,
    maximum=1_000_000,
)
ENGINE = Option(
    "terminal.engine",
    "auto",
    N_("Terminal engine of new tabs"),
    choices=(
        Choice("auto", N_("The fastest that runs here")),
        Choice("ghostty", N_("ghostty: fast, where it is available")),
        Choice("pyte", N_("pyte: runs everywhere")),
    ),
)
BELL = Option(
    "terminal.bell",
    "visual",
    N_("What a bell does"),
    choices=(
        Choice("none", N_("Nothing")),
        Choice("visual", N_("Marks the tab")),
        Choice("sound", N_("Marks the tab and sounds")),
    ),
)
WORD_CHARACTERS = Option(
    "terminal.word_characters",
    "-_./~:@%+#?&=$",
    N_("What belongs to a word beside letters and digits, for a double click"),
)
COPY_ON_SELECT = Option("terminal.copy_on_select", default=False, description=N_("Copy text as soon as it is selected"))
CONFIRM_PASTE = Option("terminal.confirm_paste", default=True, description=N_("Ask before a paste that could do harm"))

SAMPLE_INTERVAL = Option(
    "fleet.sample_interval_seconds",
    2.0,
    N_("Time between two samples of a node"),
    unit="s",
    minimum=0.5,
    maximum=300.0,
)

ORPHAN_POLICY = Option(
    "core.without_window",
    "keep",
    N_("What happens to sessions and deployments when the last window has gone unasked"),
    choices=(
        Choice("keep", N_("Keep them until they end by themselves")),
        Choice("end", N_("End them after a while")),
    ),
)
ORPHAN_MINUTES = Option(
    "core.end_after_minutes",
    60,
    N_("How long sessions wait for a window before they are ended"),
    unit="min",
    minimum=1,
    maximum=10_080,
)

MOST_TERMINALS = Option(
    "core.most_terminals", 200, N_("Terminals that may be open at once"), unit="terminals", minimum=1, maximum=5_000
)

OPTIONS: tuple[AnyOption, ...] = (
    THEME,
    LANGUAGE,
    UI_FONT_SIZE,
    CONFIRM_QUIT,
    TERMINAL_FONT_FAMILY,
    TERMINAL_FONT_SIZE,
    *LOOK_OPTIONS,
    SCROLLBACK_LINES,
    ENGINE,
    BELL,
    WORD_CHARACTERS,
    COPY_ON_SELECT,
    CONFIRM_PASTE,
    *REDACTION_OPTIONS,
    *PAINTING_OPTIONS,
    *SHELL_OPTIONS,
    *RECORDING_OPTIONS,
    *HISTORY_OPTIONS,
    *COMMAND_OPTIONS,
    *RESTORE_OPTIONS,
    *CONNECTION_OPTIONS,
    *FLEET_OPTIONS,
    SAMPLE_INTERVAL,
    ORPHAN_POLICY,
    ORPHAN_MINUTES,
    MOST_TERMINALS,
)


def find(name: str) -> AnyOption | None:
    """Return the option called ``name``."""
    return next((option for option in OPTIONS if option.name == name), None)
