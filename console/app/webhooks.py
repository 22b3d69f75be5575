"""Sends alerts to where a person wants them: JSON by POST, tried again, never in the way of anything else."""

from __future__ import annotations

import asyncio
import json
import urllib.error
import urllib.request
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from urllib.parse import urlsplit

from console.fleet.alert_rules import Webhook
from console.model.alert import Alert
from console.model.errors import Problem
from console.model.ids import NodeId
from console.model.text import N_
from console.wire.tasks import TaskSet

VERSION = 1
MOST_WAITING = 100
"""Messages for one address; the oldest is dropped, because the newest says how it is."""
ANSWERS_WITHIN_SECONDS = 10.0
PAUSES_SECONDS = (2.0, 10.0, 60.0)
"""Before it is tried again."""


def message(alerts: Sequence[Alert], name_of: Callable[[NodeId], str]) -> bytes:
    """Return what is sent: ``{"version": 1, "alerts": [{"id", "rule", "severity", "status", "node", "text", ...}]}``.

    Texts are English, times seconds since the epoch.
    """
    told = [
        {
            "id": alert.id,
            "rule": alert.rule,
            "severity": alert.severity.value,
            "status": "firing" if alert.is_firing else "resolved",
            "node": name_of(alert.node_id),
            "gpu": alert.gpu,
            "text": alert.message.english(),
            "hint": alert.hint.english(),
            "since": alert.since,
            "resolved_at": alert.resolved_at,
            "parts": alert.parts,
        }
        for alert in alerts
    ]
    return json.dumps({"version": VERSION, "alerts": told}).encode()


class Webhooks:
    """One queue and one sender for each address. ``secret_of`` knows the secret of a host, if there is one."""

    def __init__(
        self,
        tasks: TaskSet,
        noticed: Callable[[Problem], None],
        name_of: Callable[[NodeId], str],
        secret_of: Callable[[str], Awaitable[str | None]],
        pauses_seconds: Sequence[float] = PAUSES_SECONDS,
    ) -> None:
        self._tasks, self._noticed, self._name_of, self._pauses = tasks, noticed, name_of, pauses_seconds
        self._secret_of = secret_of
        self._hooks: tuple[Webhook, ...] = ()
        self._waiting: dict[str, deque[bytes]] = {}
        self._senders: dict[str, asyncio.Task[None]] = {}
        self._failing: set[str] = set()

    def use(self, hooks: Sequence[Webhook]) -> None:
        """Send to these addresses from now on."""
        self._hooks = tuple(hooks)
        for url in self._waiting.keys() - {hook.url for hook in hooks}:
            del self._waiting[url]
        self._failing &= {hook.url for hook in hooks}

    def tell(self, alerts: Sequence[Alert]) -> None:
        """Send these alerts to every address that wants alerts of their severity."""
        for hook in self._hooks:
            wanted = [alert for alert in alerts if alert.severity.rank <= hook.severity.rank]
            if not wanted:
                continue
            waiting = self._waiting.setdefault(hook.url, deque(maxlen=MOST_WAITING))
            waiting.append(message(wanted, self._name_of))
            if hook.url not in self._senders:
                self._senders[hook.url] = self._tasks.start(self._send_all(hook.url), "webhook")

    async def _send_all(self, url: str) -> None:
        try:
            while self._waiting.get(url):
                body = self._waiting[url].popleft()
                problem = await self._send(url, body)
                if problem is None:
                    self._failing.discard(url)
                elif url not in self._failing:
                    self._failing.add(url)
                    self._noticed(problem)
        finally:
            del self._senders[url]

    async def _send(self, url: str, body: bytes) -> Problem | None:
        """Return why a message could not be sent; None when it was."""
        headers = await self._headers(url)
        if headers is None:
            return _no_secret(url)
        reason = None
        for pause in (0.0, *self._pauses):
            await asyncio.sleep(pause)
            reason = await asyncio.to_thread(_post, url, body, headers)
            if reason is None:
                return None
        return _not_sent(url, reason or "")

    async def _headers(self, url: str) -> Mapping[str, str] | None:
        """Return the headers that a person wants sent; None where their secret is not in the key ring."""
        header = next((hook.header for hook in self._hooks if hook.url == url), "")
        if not header:
            return {}
        secret = await self._secret_of(urlsplit(url).hostname or "")
        # A line break would end the header, and the error about it would quote the secret.
        return {header: secret} if secret and secret.isprintable() and secret.isascii() else None


class _Stay(urllib.request.HTTPRedirectHandler):
    """An alert goes where the person said and nowhere else."""

    def redirect_request(self, *_args: object, **_named: object) -> None:
        """Refuse to follow."""
        return


_OPENER = urllib.request.build_opener(_Stay)


def _post(url: str, body: bytes, more: Mapping[str, str]) -> str | None:
    headers = {"Content-Type": "application/json", "User-Agent": "Leitstand"}
    request = urllib.request.Request(url, body, {**headers, **more})  # noqa: S310 - the rules take http and https only
    try:
        with _OPENER.open(request, timeout=ANSWERS_WITHIN_SECONDS):
            return None
    except urllib.error.HTTPError as error:
        error.close()
        return f"HTTP {error.code}"
    except (OSError, ValueError) as error:
        return str(getattr(error, "reason", error)) or type(error).__name__


def _not_sent(url: str, reason: str) -> Problem:
    parts = urlsplit(url)
    # The path of a webhook is often its secret.
    return Problem(
        "alert.not_sent",
        N_("Alerts could not be sent to {place}: {reason}."),
        N_("Check the address in alerts.toml and the network. Later alerts are tried again."),
        {"place": parts.hostname or "?", "reason": reason},
    )


def _no_secret(url: str) -> Problem:
    return Problem(
        "alert.no_secret",
        N_("Alerts are not sent to {place}: its secret is not in the key ring."),
        N_("Put it there with: keyring set leitstand webhook:{place}"),
        {"place": urlsplit(url).hostname or "?"},
    )
