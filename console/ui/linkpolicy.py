"""Which links are opened, and what a person should know before: a program chose the text and where it leads."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct
from PySide6.QtCore import QUrl

from console.model.text import fill
from console.settings.language import _
from console.ui.terminal.finding import Thing
from console.ui.terminal.links import LinkKind, recognise

OPENED = frozenset({"http", "https", "mailto"})
"""Schemes that the system's own programs may be given."""
HERE = frozenset({"localhost", "127.0.0.1", "::1", "0.0.0.0"})  # noqa: S104 - compared with, not bound to


class Judgement(Struct, frozen=True):
    """What opening a link would mean."""

    uri: str
    scheme: str
    host: str
    """As the network knows it; empty for an address that has none."""
    refusal: str = ""
    """Why it is not opened."""
    concerns: tuple[str, ...] = ()
    """What does not look right, each as a sentence."""

    @property
    def key(self) -> str:
        """What a person's answer is remembered for."""
        return f"{self.scheme}://{self.host}" if self.host else f"{self.scheme}:"


def judge(thing: Thing, node: str = "") -> Judgement:
    """Judge a link in a terminal of ``node``; empty is this computer."""
    uri = thing.found.target
    url = QUrl(uri, QUrl.ParsingMode.StrictMode)
    scheme, host = url.scheme().lower(), url.host(QUrl.ComponentFormattingOption.FullyEncoded).lower()
    if scheme not in OPENED:
        words = _("A terminal opens no “{scheme}:” addresses: what they start here is not known.")
        return Judgement(uri, scheme, host, fill(words, {"scheme": scheme or "?"}))
    if not url.isValid() or (scheme != "mailto" and not host):
        return Judgement(uri, scheme, host, _("This is no complete address."))
    return Judgement(uri, scheme, host, concerns=tuple(_concerns(thing, url, host, node)))


def _concerns(thing: Thing, url: QUrl, host: str, node: str) -> Iterator[str]:
    said = said_host(thing.text) if thing.explicit else ""
    fields = {"said": said, "host": host or "?", "node": node}
    if said and _plain(said) != _plain(host):
        yield fill(_("The text says {said}, but the link leads to {host}."), fields)
    if url.userInfo() and url.scheme() != "mailto":
        yield fill(_("What stands before the @ is a user name. The host is {host}."), fields)
    if "xn--" in host:
        yield fill(_("The host has letters that may look like others. Its plain name is {host}."), fields)
    if node and (host in HERE or host.startswith("127.")):
        yield fill(_("On {node} this address means the node itself. Opened here, it means this computer."), fields)


def said_host(text: str) -> str:
    """Return the host that a text names, empty where it names none."""
    for found in recognise(text):
        if found.kind is LinkKind.HOST:
            return found.target.lower()
        if found.kind is LinkKind.URL:
            host = QUrl(found.target).host(QUrl.ComponentFormattingOption.FullyEncoded).lower()
            if host:
                return host
    return ""


def _plain(host: str) -> str:
    return host.removeprefix("www.").removesuffix(".")
