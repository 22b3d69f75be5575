"""Rules for alerts: TOML files of ``[[alert]]``, ours first, then the person's, which add to them or replace them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import time
from pathlib import Path

from msgspec import Struct, field

from console.fleet.alert_terms import NAMES, Condition, Subject, TermError, Value, condition
from console.model.alert import Severity
from console.model.errors import Problem
from console.model.text import N_, Text
from console.settings.toml_file import Table, TomlFile
from console.settings.toml_places import KeyPath

MOST_RULES = 200
LONGEST_WAIT_SECONDS = 30 * 86_400.0
_TOP_KEYS = frozenset({"alert", "quiet", "webhook"})
_KEYS = frozenset({"id", "when", "for", "severity", "text", "hint", "explains", "enabled"})
_QUIET_KEYS = frozenset({"from", "until", "except"})
_WEBHOOK_KEYS = frozenset({"url", "severity", "header"})
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_WAIT = re.compile(r"(\d{1,7})\s*([smhd])")
_HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,63}")
_UNITS = {"s": 1.0, "m": 60.0, "h": 3600.0, "d": 86_400.0}
_FIELD = re.compile(r"\{((?:node|gpu)\.[a-z_0-9]+)\}")


class Rule(Struct, frozen=True):
    """When to tell of what. ``message`` and ``hint`` may name values in braces."""

    id: str
    condition: Condition
    wait_seconds: float
    severity: Severity
    message: str
    hint: str = ""
    explains: bool = False
    """While it holds, what else is wrong with the node, or with nodes behind it, is a part of this."""

    def texts(self, subject: Subject) -> tuple[Text, Text]:
        """Return message and hint with the values of ``subject``."""
        return _filled(self.message, subject), _filled(self.hint, subject)


class Quiet(Struct, frozen=True):
    """Hours, of this computer's clock, in which only the most severe is told."""

    begins: time
    ends: time
    unless: Severity = Severity.CRITICAL

    def holds(self, now: time) -> bool:
        """Tell whether ``now`` is within them; they may go over midnight."""
        if self.begins <= self.ends:
            return self.begins <= now < self.ends
        return now >= self.begins or now < self.ends


class Webhook(Struct, frozen=True):
    """Where alerts are sent to, as JSON by POST."""

    url: str
    severity: Severity = Severity.WARNING
    """What is less severe is not sent."""
    header: str = ""
    """A header that carries a secret, which the key ring has; empty: there is none."""


class Rules(Struct, frozen=True):
    """Everything that a person can say about alerts."""

    rules: tuple[Rule, ...] = ()
    quiet: tuple[Quiet, ...] = ()
    webhooks: tuple[Webhook, ...] = ()
    problems: tuple[Problem, ...] = field(default=())


def read_rules(paths: Sequence[Path]) -> Rules:
    """Return the rules of all files; of one id the last file counts. What is wrong costs that rule only."""
    rules: dict[str, Rule] = {}
    quiet: list[Quiet] = []
    webhooks: list[Webhook] = []
    problems: list[Problem] = []
    for path in paths:
        file = TomlFile(path)
        file.check_keys(file.table, (), _TOP_KEYS)
        for at, table in file.tables(file.table, "alert"):
            _take(file, at, table, rules)
        hours = (_quiet(file, at, table) for at, table in file.tables(file.table, "quiet"))
        quiet += [found for found in hours if found is not None]
        places = (_webhook(file, at, table) for at, table in file.tables(file.table, "webhook"))
        webhooks += [found for found in places if found is not None]
        problems += file.problems
    return Rules(tuple(rules.values())[:MOST_RULES], tuple(quiet), tuple(webhooks), tuple(problems))


def _take(file: TomlFile, at: KeyPath, table: Table, rules: dict[str, Rule]) -> None:
    """Add a rule, replace one, change one of ours, or switch one off."""
    file.check_keys(table, at, _KEYS)
    name = file.text(table, at, "id")
    if not _NAME.fullmatch(name):
        file.refuse((*at, "id"), N_("it needs an id of small letters, digits, - and _"))
        return
    if table.get("enabled", True) is False:
        rules.pop(name, None)
        return
    rule = _rule(file, at, table, name, rules.get(name))
    if rule is not None:
        rules[name] = rule


def _rule(file: TomlFile, at: KeyPath, table: Table, name: str, known: Rule | None) -> Rule | None:
    said = len(file.problems)
    when = _condition(file, at, table) if "when" in table or known is None else known.condition
    wait = _wait(file, at, table) if "for" in table or known is None else known.wait_seconds
    severity = _severity(file, at, table, "severity") if "severity" in table or known is None else known.severity
    message = file.text(table, at, "text") or (known.message if known else "")
    if not message:
        file.refuse(at, N_("it needs a text that says what has happened"))
    hint = file.text(table, at, "hint", known.hint if known else "")
    _check_fields(file, at, {"text": message, "hint": hint}, when)
    if when is None or wait is None or severity is None or len(file.problems) > said:
        return None
    explains = file.switch(table, at, "explains") if "explains" in table or known is None else known.explains
    return Rule(name, when, wait, severity, message, hint, explains)


def _condition(file: TomlFile, at: KeyPath, table: Table) -> Condition | None:
    try:
        return condition(file.text(table, at, "when"))
    except TermError as error:
        file.refuse_part((*at, "when"), error.reason, error.word or file.text(table, at, "when")[error.column - 1 :])
        return None


def _wait(file: TomlFile, at: KeyPath, table: Table) -> float | None:
    found = _WAIT.fullmatch(file.text(table, at, "for", "0s").strip())
    seconds = float(found[1]) * _UNITS[found[2]] if found else None
    if seconds is None or seconds > LONGEST_WAIT_SECONDS:
        file.refuse((*at, "for"), N_("write how long, such as 30s, 5m or 2h"))
        return None
    return seconds


def _severity(file: TomlFile, at: KeyPath, table: Table, key: str) -> Severity | None:
    word = file.text(table, at, key, Severity.WARNING)
    if word in set(Severity):
        return Severity(word)
    file.refuse((*at, key), N_("write critical, warning or info"))
    return None


def _check_fields(file: TomlFile, at: KeyPath, texts: Mapping[str, str], when: Condition | None) -> None:
    for key, text in texts.items():
        for name in _FIELD.findall(text):
            of_gpu = name.startswith("gpu.")
            if name not in NAMES or (of_gpu and when is not None and not when.is_of_gpu):
                file.refuse_part((*at, key), N_("there is no such value"), name)


def _quiet(file: TomlFile, at: KeyPath, table: Table) -> Quiet | None:
    file.check_keys(table, at, _QUIET_KEYS)
    begins, ends = (_time(file, at, table, key) for key in ("from", "until"))
    unless = _severity(file, at, table, "except") if "except" in table else Severity.CRITICAL
    return None if begins is None or ends is None or unless is None else Quiet(begins, ends, unless)


def _time(file: TomlFile, at: KeyPath, table: Table, key: str) -> time | None:
    found = table.get(key)
    if isinstance(found, time):
        return found.replace(tzinfo=None)
    try:
        return time.fromisoformat(file.text(table, at, key))
    except ValueError:
        file.refuse((*at, key), N_("write a time of day, such as 22:00"))
        return None


def _webhook(file: TomlFile, at: KeyPath, table: Table) -> Webhook | None:
    file.check_keys(table, at, _WEBHOOK_KEYS)
    url = file.text(table, at, "url")
    severity = _severity(file, at, table, "severity")
    if not re.fullmatch(r"https?://[^\s/]+\S*", url):
        file.refuse((*at, "url"), N_("write an address that begins with https:// or http://"))
        return None
    header = file.text(table, at, "header")
    if header and not _HEADER.fullmatch(header):
        file.refuse(
            (*at, "header"), N_("write the name of a header, such as Authorization; its value is in the key ring")
        )
        return None
    return None if severity is None else Webhook(url, severity, header)


def _filled(template: str, subject: Subject) -> Text:
    values = {_field(name): _shown(NAMES[name].read(subject)) for name in _FIELD.findall(template)}
    return Text(plain_template(template), values)


def plain_template(template: str) -> str:
    """Return a text with the fields of the catalogues: ``{gpu_index}`` for ``{gpu.index}``."""
    return _FIELD.sub(lambda found: "{" + _field(found[1]) + "}", template)


def _field(name: str) -> str:
    return name.replace(".", "_")


def _shown(value: Value) -> str:
    if isinstance(value, float):
        return f"{value:.0f}" if abs(value) >= 10 or value == int(value) else f"{value:.1f}"
    return "\N{EN DASH}" if value is None else str(value)
