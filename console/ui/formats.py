"""Figures as people of the chosen language read them."""

from __future__ import annotations

from datetime import datetime

from console.model.text import fill
from console.settings.language import _, language

_MINUTE, _HOUR, _DAY = 60, 3600, 86_400


def decimal(value: float, places: int = 1) -> str:
    """Return a number with fixed decimals and the language's own decimal sign."""
    text = f"{value:.{places}f}"
    return text.replace(".", ",") if language() == "de" else text


def whole(value: int) -> str:
    """Return a whole number with the language's own sign between thousands."""
    text = f"{value:,}"
    return text.replace(",", ".") if language() == "de" else text


def age_text(seconds: float) -> str:
    """Return an age in its largest whole unit: ``2 s``, ``4 min``, ``3 h``."""
    if seconds < 2 * _MINUTE:
        return fill(_("{count} s"), {"count": f"{seconds:.0f}"})
    if seconds < 2 * _HOUR:
        return fill(_("{count} min"), {"count": f"{seconds // _MINUTE:.0f}"})
    if seconds < 2 * _DAY:
        return fill(_("{count} h"), {"count": f"{seconds // _HOUR:.0f}"})
    return fill(_("{count} d"), {"count": f"{seconds // _DAY:.0f}"})


def duration_text(seconds: float) -> str:
    """Return a time that runs: ``3:05``, ``1:03:05``."""
    minutes, rest = divmod(int(seconds), _MINUTE)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def latency_text(seconds: float) -> str:
    """Return a round trip: ``0.8 ms``."""
    milliseconds = seconds * 1000
    places = 1 if milliseconds < 100 else 0
    return fill(_("{count} ms"), {"count": decimal(milliseconds, places)})


def power_text(watts: float) -> str:
    """Return a power in kilowatts: ``130.7 kW``."""
    return f"{decimal(watts / 1000)} kW"


def date_text(moment: datetime) -> str:
    """Return a date with its weekday: ``Fri 20 Nov 2026``."""
    days = (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))
    months = (
        _("Jan"), _("Feb"), _("Mar"), _("Apr"), _("May"), _("Jun"), _("Jul"), _("Aug"), _("Sep"), _("Oct"), _("Nov"),
        _("Dec"),
    )  # fmt: skip
    parts = {"day": days[moment.weekday()], "month": months[moment.month - 1]}
    return fill(_("{day} {date} {month} {year}"), parts | {"date": str(moment.day), "year": str(moment.year)})


def clock_text(moment: datetime) -> str:
    """Return the time of day with its zone: ``14:31:07 CET``."""
    return f"{moment:%H:%M:%S} {moment.tzname() or ''}".strip()
