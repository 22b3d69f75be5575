"""The token for a hub of models: it is in the key ring, under the name of the hub's host."""

from __future__ import annotations


async def token(host: str) -> str:
    """Return the token for a hub; empty where there is none."""
    from console.ssh.asking import SecretKind, SecretRequest
    from console.ssh.secrets import SecretStore

    return await SecretStore().load(SecretRequest(SecretKind.HUB, host)) or ""
