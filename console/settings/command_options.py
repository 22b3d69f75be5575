"""The options of the notice that a command has come to its end."""

from __future__ import annotations

from console.model.text import N_
from console.settings.option import AnyOption, Option

NOTICE_AFTER_SECONDS = Option(
    "terminal.notice_after_seconds",
    10,
    N_("Tell when a command that nobody looks at has ended, if it took so long; 0 never does"),
    unit="s",
    minimum=0,
    maximum=86_400,
)

COMMAND_OPTIONS: tuple[AnyOption, ...] = (NOTICE_AFTER_SECONDS,)
