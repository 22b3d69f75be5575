"""Profiles of terminals: ``[profile.NAME]`` overrides what ``[terminal]`` says; rules say which node gets which.

    [profile.production]
    scheme = "plum"

    [[profile_rule]]
    match = "environment:production"
    profile = "production"

A rule has one or more terms, and all must hold: ``node:NAME`` (or a bare NAME), ``group:NAME``, ``tag:NAME`` or
``environment:NAME``, with ``*`` and ``?`` for any characters. The first rule that holds counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from msgspec import Struct

from console.model.errors import ConsoleError, Problem
from console.model.node import Node
from console.model.text import N_
from console.settings.option import AnyOption, Option, Value
from console.settings.options import BELL, ENGINE, SCROLLBACK_LINES, TERMINAL_FONT_FAMILY, TERMINAL_FONT_SIZE
from console.settings.painting_options import LIGATURES
from console.settings.store import SettingsStore
from console.settings.terminal_options import (
    CURSOR_BLINK,
    CURSOR_SHAPE,
    MINIMUM_CONTRAST,
    SCHEME,
    SHELL,
    SHELL_ENVIRONMENT,
    SHELL_FOLDER,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from tomlkit import TOMLDocument
    from tomlkit.items import Table

PROFILE_OPTIONS: tuple[AnyOption, ...] = (
    SCHEME,
    MINIMUM_CONTRAST,
    TERMINAL_FONT_FAMILY,
    TERMINAL_FONT_SIZE,
    LIGATURES,
    CURSOR_SHAPE,
    CURSOR_BLINK,
    SCROLLBACK_LINES,
    ENGINE,
    BELL,
    SHELL,
    SHELL_FOLDER,
    SHELL_ENVIRONMENT,
)
"""What a profile can have a value of its own for."""

DEFAULT_PROFILE = ""
"""The profile that is no profile: what ``[terminal]`` says."""

TABLE, RULES = "profile", "profile_rule"
KEYS = ("node", "group", "tag", "environment")
_NAME = re.compile(r"[^\W_][\w .-]{0,39}")


class Rule(Struct, frozen=True):
    """Nodes, and the profile that their terminals have."""

    match: str
    profile: str

    def holds(self, node: Node) -> bool:
        """Tell whether all terms hold for ``node``."""
        terms = self.match.split()
        return bool(terms) and all(_term_holds(term, node) for term in terms)

    def check(self) -> None:
        """Raise the ConsoleError for a rule that can hold for nothing."""
        for term in self.match.split():
            key, sign, pattern = term.partition(":")
            if sign and (key not in KEYS or not pattern):
                raise ConsoleError(
                    "settings.rule",
                    N_("{term} says nothing about a node."),
                    N_("Write a name, or node:, group:, tag: or environment: and a name; * stands for any characters."),
                    term=term,
                )
        if not self.match.split():
            raise ConsoleError(
                "settings.rule_empty", N_("The rule names no node."), N_("Write the name of a node, or * for all.")
            )


def _term_holds(term: str, node: Node) -> bool:
    key, sign, pattern = term.partition(":")
    if not sign:
        key, pattern = "node", term
    values: dict[str, Iterable[str]] = {
        "node": (node.name, node.host, node.alias),
        "group": node.path,
        "tag": node.tags,
        "environment": (node.environment,),
    }
    return any(fnmatchcase(value.lower(), pattern.lower()) for value in values.get(key, ()))


class Profiles:
    """The profiles and rules of a settings file. It reads ``store.document`` anew with ``reload``."""

    def __init__(self, store: SettingsStore) -> None:
        self.store = store
        self.problems: tuple[Problem, ...] = ()
        self.rules: tuple[Rule, ...] = ()
        self._own: dict[str, dict[str, object]] = {}
        self.reload()

    def reload(self) -> None:
        """Take what the store has read."""
        problems: list[Problem] = []
        tables = self.store.document.get(TABLE)
        self._own = {}
        for name, table in tables.items() if isinstance(tables, dict) else ():
            if isinstance(table, dict) and _NAME.fullmatch(name):
                self._own[name] = self._checked(name, table, problems)
        listed = self.store.document.get(RULES)
        self.rules = tuple(self._rules(listed if isinstance(listed, list) else [], problems))
        self.problems = tuple(problems)

    def _checked(self, name: str, table: dict[str, object], problems: list[Problem]) -> dict[str, object]:
        found: dict[str, object] = {}
        for option in PROFILE_OPTIONS:
            if option.key in table:
                try:
                    found[option.key] = option.check(table[option.key])
                except ConsoleError as error:
                    params = {**error.problem.params, "name": f"{TABLE}.{name}.{option.key}"}
                    problem = Problem(error.problem.code, error.problem.message, error.problem.hint, params)
                    problems.append(self.store.located(problem, f"{TABLE}.{name}", option.key))
        return found

    def _rules(self, listed: list[object], problems: list[Problem]) -> Iterable[Rule]:
        """Yield the rules as they are written; one that is wrong stays in the file and holds for nothing."""
        for number, entry in enumerate(listed, start=1):
            match, profile = (entry.get("match"), entry.get("profile")) if isinstance(entry, dict) else (None, None)
            rule = Rule(str(match or ""), str(profile or ""))
            try:
                rule.check()
                self.find(rule.profile)
            except ConsoleError as error:
                params = {**error.problem.params, "file": str(self.store.path), "number": str(number)}
                template = N_("{file}: rule {number} for profiles does not count.")
                problems.append(Problem("settings.rule_at", template, error.problem.hint, params))
            yield rule

    # ---- what there is -----------------------------------------------------------------------

    def names(self) -> tuple[str, ...]:
        """Return the names of the profiles, in the order of the file."""
        return tuple(self._own)

    def find(self, name: str) -> str:
        """Return the name of a profile that there is, or say that there is none."""
        if name != DEFAULT_PROFILE and name not in self._own:
            raise ConsoleError(
                "settings.no_profile",
                N_("There is no profile {profile}."),
                N_("Use one of: {profiles}."),
                profile=name,
                profiles=", ".join(self._own),
            )
        return name

    def choose(self, node: Node) -> str:
        """Return the profile of the terminals of a node."""
        known = (rule for rule in self.rules if rule.profile in self._own or rule.profile == DEFAULT_PROFILE)
        return next((rule.profile for rule in known if rule.holds(node)), DEFAULT_PROFILE)

    def get(self, name: str, option: Option[Value]) -> Value:
        """Return the value that counts for terminals of a profile."""
        own = self._own.get(name, {})
        return option.check(own[option.key]) if option.key in own else self.store.get(option)

    def is_own(self, name: str, option: AnyOption) -> bool:
        """Tell whether a profile has a value of its own."""
        return option.key in self._own.get(name, {})

    # ---- changes -----------------------------------------------------------------------------

    def add(self, name: str) -> str:
        """Make a profile that differs in nothing yet; return its name."""
        name = " ".join(name.split())
        if not _NAME.fullmatch(name) or name in self._own:
            raise ConsoleError(
                "settings.profile_name",
                N_("A profile cannot be called {profile}."),
                N_("Use a name of letters and digits that no other profile has."),
                profile=name,
            )
        self._edit(lambda document: self._table(document, name))
        return name

    def remove(self, name: str) -> None:
        """Take a profile away, and the rules that lead to it."""
        self._edit(lambda document: self.store.table(document, TABLE).remove(name))
        if any(rule.profile == name for rule in self.rules):
            self.set_rules([rule for rule in self.rules if rule.profile != name])

    def set(self, name: str, option: Option[Value], value: Value) -> None:
        """Give a profile a value of its own."""
        checked = option.check(value)
        self._edit(lambda document: self._table(document, name).update({option.key: checked}))

    def unset(self, name: str, option: AnyOption) -> None:
        """Let what ``[terminal]`` says count for a profile."""
        if self.is_own(name, option):
            self._edit(lambda document: self._table(document, name).remove(option.key))

    def set_rules(self, rules: Iterable[Rule]) -> None:
        """Put other rules in the place of those that there are."""
        import tomlkit

        listed = tomlkit.aot()
        for rule in rules:
            entry = tomlkit.table()
            entry.update({"match": rule.match, "profile": rule.profile})
            listed.append(entry)

        def change(document: TOMLDocument) -> None:
            document.pop(RULES, None)
            if len(listed):
                document[RULES] = listed

        self._edit(change)

    def _table(self, document: TOMLDocument, name: str) -> Table:
        return self.store.table(self.store.table(document, TABLE), name)

    def _edit(self, change: Callable[[TOMLDocument], object]) -> None:
        self.store.edit(change)
        self.reload()
