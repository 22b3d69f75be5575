"""Who may reach a service on the node: nobody but the node itself and Leitstand, or everybody who reaches the node."""

from __future__ import annotations

from console.model.field import Field, Kind, Pairs
from console.model.text import N_, Text

LISTEN = Field(
    "listen",
    Text(N_("Reached from")),
    Text(
        N_(
            "“node”: from the node itself, and through Leitstand. “all”: by everybody who reaches the node; no server "
            "asks for a password unless it was told to."
        )
    ),
    Kind.CHOICE,
    default="node",
    choices=("node", "all"),
    is_rare=True,
)


def is_wide(options: Pairs) -> bool:
    """Say whether others than the node itself are to reach the service."""
    return dict(options).get(LISTEN.name, "") == "all"


def address(options: Pairs) -> str:
    """Return the address of the node on which the service is reached."""
    return "0.0.0.0" if is_wide(options) else "127.0.0.1"  # noqa: S104 - somebody chose it
