"""The distribution, and whether it is still maintained."""

from __future__ import annotations

from datetime import date

from msgspec.structs import replace

from console.deploy.preflight import Check, Finding, Situation, cite, unclear
from console.distros import UNKNOWN, family_of, recognise
from console.model.node import Distro
from console.model.probe import Reading
from console.model.service import Verdict
from console.model.text import N_, Text
from console.probes import release

SOON_DAYS = 180


def command(_situation: Situation) -> str:
    """Print the files by which distributions name themselves."""
    return f"tell() {{\n{release.SHELL}\n}}\ntell"


def judge(output: str, _rc: int | None, situation: Situation) -> Finding:
    """Warn where nobody maintains it any more, or soon will not; an end that nobody knows is no fault."""
    files = release.PROBE.parse(Reading(output)).get("release")
    distro = recognise(files) if files is not None else None
    if distro is None or distro.family == UNKNOWN:
        hint = Text(N_("Leitstand does not know this distribution: it cannot say how things are installed there."))
        shown = distro.pretty_name if distro is not None and files is not None and files.os_release else ""
        facts = replace(situation.facts, distro=distro) if shown else None
        return replace(unclear(shown), hint=hint, facts=facts)
    found = replace(_life(distro, situation), facts=replace(situation.facts, distro=distro))
    family = family_of(distro)
    if found.hint is None and family is not None and family.note is not None:
        return replace(found, verdict=Verdict.WARN, hint=family.note)
    return found


def _life(distro: Distro, situation: Situation) -> Finding:
    book, today = situation.knowledge.lifecycle, situation.now.date()
    row = book.find(distro)
    # What the distribution says itself is newer than any table.
    ends = _day(distro.support_end) or (row.ends if row else None)
    source = "SUPPORT_END" if distro.support_end else (cite(book, row.source) if row else "")
    name = distro.pretty_name
    if ends is None:
        return Finding(Verdict.PASS, name, source=source)
    evidence, limit = f"{name}, {ends.isoformat()}", f">= {today.isoformat()}"
    paid = row.paid_until if row else None
    if ends < today and paid is not None and paid >= today:
        hint = Text(N_("Maintained until {day} for those who pay for it. Plan the next release."), {"day": str(paid)})
        return Finding(Verdict.WARN, evidence, hint, limit=limit, source=source)
    if ends < today:
        hint = Text(
            N_("Nobody maintains this release since {day}. Move the node to a newer one."), {"day": ends.isoformat()}
        )
        return Finding(Verdict.WARN, evidence, hint, limit=limit, source=source)
    if (ends - today).days < SOON_DAYS:
        hint = Text(N_("Maintenance ends on {day}. Plan the next release."), {"day": ends.isoformat()})
        return Finding(Verdict.WARN, evidence, hint, limit=limit, source=source)
    return Finding(Verdict.PASS, evidence, limit=limit, source=source)


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


CHECK = Check("distribution", Text(N_("Distribution and its end")), 110, command, judge)
