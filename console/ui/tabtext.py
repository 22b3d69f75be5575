"""What a tab shows, from the session and the node behind it."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from console.model.node import Environment, NodeState, NodeView
from console.model.text import fill
from console.settings.language import _, problem_text
from console.ui.formats import latency_text
from console.ui.models.describe import state_name
from console.ui.models.rows import name_of
from console.ui.signs import Sign, sign_of
from console.wire.messages import Tab, TabState


class TabLook(Struct, frozen=True):
    """A tab in words and signs."""

    name: str
    sign: Sign
    state_words: str
    detail: str
    """The latency, or the reason why there is none."""
    environment: Environment
    tip: str = ""
    broadcast: str = ""
    """That its input goes to others too, in words; empty where it does not."""
    is_recorded: bool = False
    is_logged: bool = False

    @property
    def written(self) -> str:
        """Return in words that it is recorded or logged; empty: it is not."""
        words = [word for word, is_so in ((_("recorded"), self.is_recorded), (_("logged"), self.is_logged)) if is_so]
        return ", ".join(words)


def tab_look(tab: Tab, view: NodeView | None) -> TabLook:
    """Return how a tab looks."""
    look = _state_look(tab, view)
    return replace(look, is_recorded=tab.recording is not None, is_logged=tab.log is not None)


def _state_look(tab: Tab, view: NodeView | None) -> TabLook:
    environment = view.node.environment if view else Environment.UNKNOWN
    name = tab.name or tab.title or (name_of(view.node) if view else str(tab.node_id))
    problem = tab.problem
    tip = problem_text(problem) if problem else ""
    if problem is not None and problem.code.startswith("ssh.host_key"):
        return TabLook(name, Sign.KEY, _("Host key not accepted"), _("blocked"), environment, tip)
    if tab.state is TabState.WAITING:
        return TabLook(name, Sign.HOLLOW, _("Not connected"), _("not connected"), environment, tip)
    if tab.state is TabState.CONNECTING:
        return TabLook(name, Sign.BUSY, _("Connecting"), _("connecting…"), environment, tip)
    if tab.state is TabState.LOST:
        detail = _("lost")
        if tab.retry_in_seconds is not None:
            detail = fill(_("retry {seconds} s"), {"seconds": f"{tab.retry_in_seconds:.0f}"})
        return TabLook(name, Sign.UNREACHABLE, _("Connection lost"), detail, environment, tip)
    if tab.state is TabState.ENDED:
        return TabLook(name, Sign.HOLLOW, _("Ended"), _("ended"), environment, tip)
    state = view.state if view is not None else NodeState.OK
    sign = sign_of(state) if state in {NodeState.WARNING, NodeState.FAILED} else Sign.OK
    latency = view.latency_seconds if view else None
    detail = latency_text(latency) if latency is not None else ""
    words = state_name(state) if sign is not Sign.OK else _("Connected")
    return TabLook(name, sign, words, detail, environment, tip)
