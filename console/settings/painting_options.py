"""The options of how terminals move and paint."""

from __future__ import annotations

from console.model.text import N_
from console.settings.option import AnyOption, Option

SMOOTH_SCROLL = Option(
    "terminal.smooth_scroll",
    default=True,
    description=N_("Glide when scrolling back, by less than a row where the wheel or touchpad is fine enough"),
)
REDUCE_MOTION = Option(
    "window.reduce_motion", default=False, description=N_("Terminals neither glide nor blink, whatever else is set")
)

PAINTING_OPTIONS: tuple[AnyOption, ...] = (SMOOTH_SCROLL, REDUCE_MOTION)
