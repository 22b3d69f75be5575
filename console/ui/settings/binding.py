"""One option as a control has it: its value, its text and what is wrong with that."""

from __future__ import annotations

from typing import cast

from msgspec import Struct

from console.model.errors import ConsoleError
from console.model.text import fill
from console.settings.language import _, language, problem_advice, problem_text
from console.settings.option import AnyOption, Option
from console.settings.profiles import DEFAULT_PROFILE
from console.ui.formats import whole
from console.ui.preferences import Preferences

Plain = bool | int | float | str


class Binding(Struct, frozen=True):
    """An option, for the terminals of a profile where one is named."""

    preferences: Preferences
    option: AnyOption
    profile: str = DEFAULT_PROFILE

    @property
    def _typed(self) -> Option[str]:
        # The option itself checks each value at run time.
        return cast("Option[str]", self.option)

    @property
    def key(self) -> str:
        """Return where the settings file has it."""
        return f"profile.{self.profile}.{self.option.key}" if self.profile else self.option.name

    @property
    def value(self) -> Plain:
        """Return the value that counts."""
        return self.preferences.get(self._typed, self.profile)

    @property
    def is_set(self) -> bool:
        """Tell whether the person has set it here."""
        return self.preferences.is_set(self.option, self.profile)

    def put(self, value: Plain) -> str:
        """Change it; return what is wrong with the value, empty where it is right."""
        try:
            self.preferences.set(self._typed, cast("str", value), self.profile)
        except ConsoleError as error:
            return complaint(error)
        return ""

    def reset(self) -> str:
        """Let the default count again; return what went wrong."""
        try:
            self.preferences.unset(self.option, self.profile)
        except ConsoleError as error:
            return complaint(error)
        return ""

    def parse(self, text: str) -> tuple[Plain, str]:
        """Return a typed text as a value, and what is wrong with it."""
        value: Plain = text
        if isinstance(self.option.default, int | float):
            value = _number(text, whole=isinstance(self.option.default, int))
        try:
            return self.option.check(value), ""
        except ConsoleError as error:
            return value, complaint(error)

    def text_of(self, value: Plain) -> str:
        """Return a value as a person reads it."""
        if isinstance(value, bool):
            return _("on") if value else _("off")
        if isinstance(value, int | float):
            text = f"{value:g}" if isinstance(value, float) else str(value)
            return text.replace(".", ",") if language() == "de" else text
        for choice in self.option.choices:
            if choice.value == value:
                return _(choice.meaning)
        return value or _("empty")

    def range_text(self) -> str:
        """Return the limits with the unit, empty where there are none."""
        option = self.option
        if option.minimum is None or option.maximum is None:
            return ""
        low, high = (
            whole(round(limit)) if limit == round(limit) else self.text_of(limit)
            for limit in (option.minimum, option.maximum)
        )
        return fill(_("{low} to {high} {unit}"), {"low": low, "high": high, "unit": _(option.unit)})

    def usual_text(self) -> str:
        """Return what counts after a reset: the default, in a profile what all terminals have."""
        usual = self.preferences.get(self._typed) if self.profile else self.option.default
        return self.text_of(usual)

    def matches(self, words: str) -> bool:
        """Tell whether a search for ``words`` finds it, by its meaning, its name or its choices."""
        meanings = " ".join(_(choice.meaning) for choice in self.option.choices)
        haystack = f"{_(self.option.description)} {self.option.name} {meanings}".casefold()
        return all(word in haystack for word in words.casefold().split())


def _number(text: str, *, whole: bool) -> Plain:
    """Return the number in ``text``; a text that is none stays what it is, for the option to refuse."""
    plain = text.strip().replace(",", ".")
    try:
        return int(plain) if whole else float(plain)
    except ValueError:
        return text


def complaint(error: ConsoleError) -> str:
    """Return what is wrong and what would be right, in the language of the person."""
    return f"{problem_text(error.problem)} {problem_advice(error.problem)}".strip()
