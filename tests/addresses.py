"""Addresses as networks have them: what stands for them in documents is what redaction leaves alone."""

from __future__ import annotations


def ipv4(*octets: int) -> str:
    """Return an address, which is nobody's in particular."""
    return ".".join(map(str, octets))
