"""The options of a terminal's look and of its shell."""

from __future__ import annotations

from console.model.text import N_
from console.settings.option import AnyOption, Option

MINIMUM_CONTRAST = Option(
    "terminal.minimum_contrast",
    3.0,
    N_("Contrast to its ground that text is lifted to where it has less; 1 leaves all colours as they are"),
    unit=":1",
    minimum=1.0,
    maximum=21.0,
)

TERMINAL_OPTIONS: tuple[AnyOption, ...] = (MINIMUM_CONTRAST,)
