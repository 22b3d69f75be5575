"""The option of what others may see."""

from __future__ import annotations

from console.model.text import N_
from console.settings.option import AnyOption, Option

REDACT = Option(
    "terminal.redact",
    default=False,
    description=N_("Replace hosts, addresses, users and secrets in terminals, in what is copied and in recordings"),
)

REDACTION_OPTIONS: tuple[AnyOption, ...] = (REDACT,)
