"""What an option is: something a person can set, with its type, its limits and its meaning."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from msgspec import Struct

from console.model.errors import ConsoleError
from console.model.text import N_

Value = TypeVar("Value", bound=bool | int | float | str)


class Choice(Struct, frozen=True):
    """One of the values that a text option may have. ``meaning`` is marked for the catalogue."""

    value: str
    meaning: str


class Option(Struct, Generic[Value], frozen=True):
    """Something a person can set. ``name`` is ``table.key`` of the settings file; the default gives the type."""

    name: str
    default: Value
    description: str
    unit: str = ""
    choices: tuple[Choice, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    at_start: bool = False
    """Whether a change counts from the next start of the window only."""
    refuse: Callable[[str], object] | None = None
    """Raises the ConsoleError for a text that cannot be used."""

    @property
    def table(self) -> str:
        """Return the table of the settings file that holds the option."""
        return self.name.partition(".")[0]

    @property
    def key(self) -> str:
        """Return the option's key in its table."""
        return self.name.partition(".")[2]

    def check(self, value: object) -> Value:
        """Return ``value`` as this option's type, or say what the option takes."""
        wanted = type(self.default)
        if wanted is float and type(value) is int:
            value = float(value)
        if type(value) is not wanted:
            raise ConsoleError("settings.type", *_TYPE_TEXTS[wanted], name=self.name, value=repr(value))
        if isinstance(value, str) and self.choices and value not in {choice.value for choice in self.choices}:
            raise ConsoleError(
                "settings.choice",
                N_("{name} cannot be {value}."),
                N_("Use one of: {choices}."),
                name=self.name,
                value=repr(value),
                choices=", ".join(choice.value for choice in self.choices),
            )
        if isinstance(value, int | float) and not self._in_range(value):
            raise ConsoleError(
                "settings.range",
                N_("{name} cannot be {value}."),
                N_("Use a number from {minimum} to {maximum}."),
                name=self.name,
                value=value,
                minimum=self.minimum,
                maximum=self.maximum,
            )
        if self.refuse is not None:
            self.refuse(str(value))
        return value

    def _in_range(self, value: float) -> bool:
        low_enough = self.maximum is None or value <= self.maximum
        return low_enough and (self.minimum is None or value >= self.minimum)


_TYPE_TEXTS: dict[type, tuple[str, str]] = {
    bool: (N_("{name} cannot be {value}."), N_("Use true or false.")),
    int: (N_("{name} cannot be {value}."), N_("Use a whole number.")),
    float: (N_("{name} cannot be {value}."), N_("Use a number.")),
    str: (N_("{name} cannot be {value}."), N_("Use a text in quotes.")),
}

AnyOption = Option[bool] | Option[int] | Option[float] | Option[str]
