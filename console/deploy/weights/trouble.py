"""Why a model could not be found, asked for or fetched."""

from __future__ import annotations

from email.message import Message
from typing import Protocol

from console.model.errors import ConsoleError
from console.model.text import N_

MOST_SHOWN = 12


class HubTrouble(ConsoleError):
    """A hub did not give what was asked for."""


class _Asked(Protocol):
    @property
    def host(self) -> str: ...

    @property
    def address(self) -> str: ...

    @property
    def token(self) -> str: ...


def unreachable(hub: str, reason: str) -> HubTrouble:
    """Return that there is no way to the hub."""
    return HubTrouble(
        "weights.hub_unreachable",
        N_("{hub} cannot be reached: {reason}."),
        N_("Check the network of this machine (HTTPS_PROXY), name a mirror (HF_ENDPOINT), or use a path or a bundle."),
        hub=hub,
        reason=reason.rstrip("."),
    )


def failed(hub: str, reason: str) -> HubTrouble:
    """Return that the hub itself has trouble."""
    return HubTrouble("weights.hub_failed", N_("{hub} does not do it: {reason}."), N_("Try again later."), hub=hub,
                      reason=reason)  # fmt: skip


def wrong_checksum(file: str, expected: str, found: str) -> ConsoleError:
    """Return that what arrived is not what was meant."""
    return ConsoleError(
        "weights.wrong_checksum",
        N_("{file} has the wrong checksum: {found} in place of {expected}."),
        N_("What arrived was removed. Try again; if it stays like this, the source itself is damaged."),
        file=file,
        expected=expected or "?",
        found=found,
    )


def no_place(place: str, reason: str) -> ConsoleError:
    """Return that a path cannot be looked into."""
    return ConsoleError(
        "weights.no_place",
        N_("{place} cannot be read: {reason}."),
        N_("Check the path and its permissions."),
        place=place,
        reason=reason,
    )


def nothing_there(place: str) -> ConsoleError:
    """Return that a place has no weights."""
    return ConsoleError(
        "weights.none",
        N_("{place} has no weights that are known: neither GGUF nor safetensors."),
        N_("Choose another repository or folder."),
        place=place,
    )


def choose(place: str, choices: list[str]) -> ConsoleError:
    """Return that somebody has to choose a file."""
    shown = choices[:MOST_SHOWN] + ["…"] * (len(choices) > MOST_SHOWN)
    return ConsoleError(
        "weights.choose",
        N_("{place} has more than one set of weights."),
        N_("Add a colon and one of these: {choices}."),
        place=place,
        choices=", ".join(shown),
    )


def no_file(place: str, file: str, choices: list[str]) -> ConsoleError:
    """Return that a file is not there."""
    shown = choices[:MOST_SHOWN] + ["…"] * (len(choices) > MOST_SHOWN)
    return ConsoleError(
        "weights.no_file",
        N_("{place} has no file {file}."),
        N_("It has: {choices}."),
        place=place,
        file=file,
        choices=", ".join(shown) or "-",
    )


def of_status(hub: _Asked, repository: str, revision: str, path: str, status: int, headers: Message) -> ConsoleError:
    """Return what an answer of the hub means; ``X-Error-Code`` says it, where there is one."""
    code = headers.get("X-Error-Code", "")
    if status == 429:
        return _rate_limited(hub, headers)
    if code == "GatedRepo":
        return _gated(hub, repository)
    if code == "RevisionNotFound":
        return HubTrouble(
            "weights.no_revision",
            N_("{model} has no revision {revision}."),
            N_("Leave it out, or take a branch, a tag or a commit of the repository."),
            model=repository,
            revision=revision or "main",
        )
    if code == "EntryNotFound":
        return no_file(repository, path.rsplit("/", 1)[-1], [])
    if status == 401 and hub.token and code != "RepoNotFound":
        return HubTrouble(
            "weights.token_refused",
            N_("{hub} does not take the token from the key ring."),
            N_("Put a valid one there with: keyring set leitstand hub:{hub}"),
            hub=hub.host,
        )
    if status in {401, 403, 404}:
        return HubTrouble(
            "weights.not_there",
            N_("{hub} has no model {model}, or shows it to its owner only."),
            N_(
                "Check the name. For a private one, put a token into the key ring with: keyring set leitstand hub:{hub}"
            ),
            hub=hub.host,
            model=repository,
        )
    return failed(hub.host, f"HTTP {status}")


def _gated(hub: _Asked, repository: str) -> HubTrouble:
    if hub.token:
        return HubTrouble(
            "weights.not_granted",
            N_("The token in the key ring may not read {model}."),
            N_("Ask for access at {address} with the account that the token belongs to."),
            model=repository,
            address=f"{hub.address}/{repository}",
        )
    return HubTrouble(
        "weights.gated",
        N_("{model} is given only to those who agreed to its licence."),
        N_("Agree at {address}, then put your token into the key ring with: keyring set leitstand hub:{hub}"),
        model=repository,
        address=f"{hub.address}/{repository}",
        hub=hub.host,
    )


def _rate_limited(hub: _Asked, headers: Message) -> HubTrouble:
    wait = headers.get("Retry-After", "")
    return HubTrouble(
        "weights.rate_limited",
        N_("{hub} wants fewer questions at a time."),
        N_("Wait {seconds} s, or put a token into the key ring with: keyring set leitstand hub:{hub}"),
        hub=hub.host,
        seconds=wait if wait.isdecimal() else "300",
    )
