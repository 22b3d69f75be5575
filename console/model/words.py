"""Words of a command line that a person adds: what would open a server to the network or show a secret is refused."""

from __future__ import annotations

import re
import shlex
from itertools import zip_longest

from console.model.text import N_, Text

_OPENS = re.compile(
    r"--?(?:host|hostname|listen|listen-host|bind|bind-address|address|uds|http-address)", re.IGNORECASE
)
_PORT = re.compile(r"--?(?:port|listen-port|http-port)", re.IGNORECASE)
_SECRET = re.compile(r"--?(?:(?:[a-z]+-)*(?:api-key|api-token|token|password|secret)(?:-file)?)", re.IGNORECASE)
_SECRET_VALUE = re.compile(r"(?:hf_|sk-|nvapi-|ghp_|glpat-)[A-Za-z0-9_-]{16,}")
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1", "{address}"})
_EVERYWHERE = re.compile(r"(?:^|[=/@\[])(?:0\.0\.0\.0|\[?::\]?)(?:$|[:/\]])")


def words_fault(value: str) -> Text | None:
    """Say why these words may not be added; None where they may.

    ``{address}`` and ``{port}`` stand for what the server is given anyway.
    """
    try:
        words = shlex.split(value)
    except ValueError:
        return Text(N_("A quotation mark is not closed."))
    for word, following in zip_longest(words, words[1:], fillvalue=""):
        option, has_value, given = word.partition("=")
        option = option.replace("_", "-")
        target = given if has_value else following
        if _SECRET.fullmatch(option) or _SECRET_VALUE.search(word):
            # The option says enough: the secret itself is not repeated.
            shown = option if option.startswith("-") else "..."
            return Text(N_("“{word}” is a secret: everybody on the node could read it."), {"word": shown})
        opens = _OPENS.fullmatch(option) and target not in _LOOPBACK
        moves = _PORT.fullmatch(option) and target != "{port}"
        if opens or moves or _EVERYWHERE.search(word):
            reason = N_("“{word}” would change where the server listens: only this machine may reach it.")
            return Text(reason, {"word": word})
    return None
