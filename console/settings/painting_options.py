"""The options of how terminals move and paint."""

from __future__ import annotations

from console.model.text import N_
from console.settings.option import AnyOption, Choice, Option

SMOOTH_SCROLL = Option(
    "terminal.smooth_scroll",
    default=True,
    description=N_("Glide when scrolling back, by less than a row where the wheel or touchpad is fine enough"),
)
LIGATURES = Option(
    "terminal.ligatures",
    default=False,
    description=N_("Join signs such as -> and != to one where the font can; what is copied is unchanged"),
)
BLINKING_TEXT = Option(
    "terminal.blinking_text",
    "calm",
    N_("What text does that is meant to blink"),
    choices=(Choice("calm", N_("Fades and comes back, for a while")), Choice("steady", N_("Stands still"))),
)
REDUCE_MOTION = Option(
    "window.reduce_motion", default=False, description=N_("Terminals neither glide nor blink, whatever else is set")
)

PAINTING_OPTIONS: tuple[AnyOption, ...] = (SMOOTH_SCROLL, LIGATURES, BLINKING_TEXT, REDUCE_MOTION)
