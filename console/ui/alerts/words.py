"""Alerts in words."""

from __future__ import annotations

from collections.abc import Callable

from console.model.alert import Alert, Severity
from console.model.ids import NodeId
from console.model.text import fill
from console.settings.language import _, ngettext, translate
from console.ui.formats import age_text
from console.ui.signs import Sign

_SIGNS = {Severity.CRITICAL: Sign.FAILED, Severity.WARNING: Sign.WARNING, Severity.INFO: Sign.OK}


def sign_of_alert(alert: Alert, now: float) -> Sign:
    """Return the sign of an alert; one that is over, or that somebody takes care of, does not call out."""
    if not alert.is_firing:
        return Sign.TICK
    return Sign.HOLLOW if alert.is_acknowledged(now) else _SIGNS[alert.severity]


def severity_words(severity: Severity) -> str:
    """Return a severity in words."""
    words = {Severity.CRITICAL: _("Critical"), Severity.WARNING: _("Warning"), Severity.INFO: _("For information")}
    return words[severity]


def state_words(alert: Alert, now: float) -> str:
    """Return whether somebody takes care of it, whether it is over, and what belongs to it."""
    words = []
    if alert.resolved_at is not None:
        words.append(fill(_("over after {time}"), {"time": age_text(alert.resolved_at - alert.since)}))
    elif alert.is_acknowledged(now):
        rest = alert.acknowledged_until
        left = fill(_("acknowledged for {time}"), {"time": age_text(rest - now)}) if rest is not None else ""
        words.append(left or _("acknowledged"))
    if alert.parts:
        words.append(ngettext("{count} more is part of it", "{count} more are part of it", alert.parts))
    return " · ".join(words)


def second_line(alert: Alert, now: float, name_of: Callable[[NodeId], str], *, silenced: bool) -> str:
    """Return where it is, how it stands and what to do."""
    words = [name_of(alert.node_id), state_words(alert, now)]
    if silenced:
        words.append(_("node is silenced"))
    words.append(translate(alert.hint) if alert.is_firing else "")
    return " · ".join(word for word in words if word)


def spoken(alert: Alert, now: float, name_of: Callable[[NodeId], str], *, silenced: bool) -> str:
    """Return a whole row in words."""
    age = fill(_("since {time}"), {"time": age_text(max(now - alert.since, 0))})
    where = second_line(alert, now, name_of, silenced=silenced)
    return ", ".join((severity_words(alert.severity), translate(alert.message), where, age))
