"""Text for people that crosses rooms and processes before it is translated."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for "mark, translate later"
    """Mark an English message for the catalogue; the desk translates it when it is shown."""
    return message


class Text(Struct, frozen=True):
    """An English gettext template and the values of its ``{fields}``.

    The core knows no language: it sends the template, the desk looks it up and fills it in.
    """

    template: str
    params: Mapping[str, str] = field(default_factory=dict)

    def english(self) -> str:
        """Return the text in the source language."""
        return fill(self.template, self.params)

    def __str__(self) -> str:
        return self.english()


def fill(template: str, params: Mapping[str, str]) -> str:
    """Put ``params`` into ``template``; a field that has no value keeps its braces."""
    for name, value in params.items():
        template = template.replace("{" + name + "}", value)
    return template
