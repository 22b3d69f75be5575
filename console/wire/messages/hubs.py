"""Hubs of models: their tokens are in the key ring, and go through here only as an answer to a question."""

from __future__ import annotations

from console.wire.messages.base import Request


class AskHubToken(Request, frozen=True, kw_only=True):
    """Ask the person for the token of a hub and keep it in the key ring. Reply: whether there is one now (bool)."""

    host: str
