"""Live redaction: draws a veil before every terminal, and redacts whatever else the core tells desks.

What is typed, what programs and triggers read and what connections need is never touched. Questions to a person show
the truth, because they have to decide on it, and so does what they edit. What a desk sends back of what it was told
means what it stood for.
"""

from __future__ import annotations

import asyncio
import getpass
import socket
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from msgspec.structs import replace

from console.app.disguise import Disguise
from console.app.paths import user_folders
from console.model.ids import LOCAL_NODE, NodeId
from console.model.node import ChangeSet
from console.settings.redaction_options import REDACT
from console.wire import messages as m

if TYPE_CHECKING:
    from console.app.core import Core
    from console.model.errors import Problem
    from console.model.node import Node
    from console.model.redactor import Redactor
    from console.model.snippet import Snippet
    from console.terminal.engine import Engine
    from console.terminal.session import Session
    from console.terminal.veil import Veil

CUT_AT = frozenset((200, 500))
"""Texts of programs are cut there: the last word of one that is so long may be a part of a name."""


TRUE = (m.Question, m.Marks, m.TriggerAsks, m.Found)
"""Of what desks are told: what a person decides on or edits, and what has been redacted as a part of its lines."""
TYPED = (m.KeyPress, m.Paste, m.Search, m.SearchRecording)
NODES_AT_ONCE = 100


class Redacting:
    """Follows the option. What stands in for what is the same as long as the core lives."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._redactor: Redactor | None = None
        self._tables: WeakKeyDictionary[Any, Any] = WeakKeyDictionary()
        self._nodes: dict[NodeId, Node] = {}
        self._disguise = Disguise(self.text, meets=self._meets, kept=TRUE)
        self._telling: asyncio.Handle | None = None
        self.is_on = False
        self._told: dict[type[m.Message], Callable[[Any], m.Message]] = {
            m.TabChanged: lambda event: replace(event, tab=self._tab(event.tab)),
            m.Notice: lambda event: replace(event, problem=self._problem(event.problem)),
            m.Reply: self._reply,
            m.CommandFinished: lambda event: replace(event, text=self._words(event.text)),
            m.ClipboardWrite: lambda event: replace(event, text=self.text(event.text)),
            m.InventoryRead: self._inventory,
            m.Snippets: lambda event: replace(event, snippets=tuple(map(self._snippet, event.snippets))),
            m.PlayerChanged: lambda event: replace(event, player=self._player(event.player)),
        }
        core.tabs.opened_heard.append(self._opened)
        core.desks.outgoing, core.desks.incoming = self._outgoing, self._incoming
        self.follow()

    # ---- on and off ----------------------------------------------------------------------------

    def follow(self) -> None:
        """Do what the settings say now; everybody sees it at once."""
        wanted = self._core.settings.get(REDACT)
        if wanted == self.is_on:
            return
        self.is_on = wanted
        if wanted:
            self._know()
            self._read_words()
        for session in self._sessions():
            session.viewers.draw(self.veil(session.engine))
        self._core.tell(m.RedactionChanged(wanted))
        self._tell_again()
        self._core.searches.start_over()

    async def load(self) -> None:
        """Read anew what else is hidden; everybody sees it at once."""
        if self.is_on:
            self._read_words()
            self._learnt()

    def _read_words(self) -> None:
        """Read it here and now: nothing is shown before it is known."""
        from console.model.ownwords import own_words
        from console.settings.hidden_words import read_hidden

        words, problems = read_hidden(user_folders().config / m.OwnText.HIDDEN)
        if words is not None:
            self.redactor.use([own_words(words)] if words else [])
        for problem in problems:
            self._core.noticed(problem)

    def veil(self, engine: Engine) -> Veil | None:
        """Return what stands before an engine now, if anything does."""
        if not self.is_on:
            return None
        from console.terminal.veil import Veil

        return Veil(engine, self.redactor, self._tables)

    @property
    def redactor(self) -> Redactor:
        """Return who replaces, made when it is wanted first: a core that hides nothing starts without it."""
        if self._redactor is None:
            from console.model.redactor import Redactor

            self._redactor = Redactor(self._learnt)
        return self._redactor

    def text(self, text: str) -> str:
        """Return a text as others may see it."""
        return self.redactor.redact(text) if self.is_on else text

    def _meets(self, user: str) -> bool:
        return self.is_on and self.redactor.meet(user)

    def _sessions(self) -> Iterator[Session]:
        for tab in self._core.tabs.values():
            session = self._core.tabs.session(tab.terminal_id)
            if session is not None:
                yield session

    def _opened(self, session: Session) -> None:
        session.viewers.veil = self.veil(session.engine)

    # ---- names that are known ------------------------------------------------------------------

    def heard(self, changes: ChangeSet) -> None:
        """Hear of nodes before desks do: a new one has a new name."""
        new = {view.node.id: view.node for view in changes.changed if self._is_news(view.node)}
        if not new and not changes.removed:
            return
        self._nodes |= new
        for node_id in changes.removed:
            self._nodes.pop(node_id, None)
        if self.is_on and new:
            self._know()
            self._learnt()

    def _is_news(self, node: Node) -> bool:
        return node.id != LOCAL_NODE and self._nodes.get(node.id) is not node

    def _know(self) -> None:
        nodes = self._nodes.values()
        hosts = [name for node in nodes for name in (node.name, node.alias, node.host, node.address_shown, *node.jumps)]
        users = [node.user or "" for node in nodes] + [tab.user for tab in self._core.tabs.values()]
        with suppress(OSError, KeyError):  # a system may not know who it runs for
            users.append(getpass.getuser())
        self.redactor.know([*map(_host, hosts), socket.gethostname()], users)
        self._disguise.forget()

    def _learnt(self) -> None:
        """Look at every screen again, and tell everything again: a name has become known that may stand there."""
        if self._telling is None:
            self._telling = asyncio.get_running_loop().call_soon(self._look_again)

    def _look_again(self) -> None:
        self._telling = None
        for session in self._sessions():
            session.viewers.touch()
            session.viewers.offer()
        self._tell_again()

    def _tell_again(self) -> None:
        self._disguise.forget()
        core = self._core
        if core.desks.is_alone:
            return
        for tab in core.tabs.values():
            core.tell(m.TabChanged(tab))
        core.tell(m.Arranged(core.tabs.arrangement))
        core.commands.tell_all()
        core.keeping.alerting.tell_all()
        core.keeping.history.tell_all()
        core.texts.tell_snippets()
        core.tasks.start(self._tell_rooms(), "what is hidden")

    async def _tell_rooms(self) -> None:
        core, rooms = self._core, await self._core.rooms()
        views = rooms.store.views()
        for at in range(0, len(views), NODES_AT_ONCE):
            core.tell(m.FleetChanged(ChangeSet(views[at : at + NODES_AT_ONCE])))
        for view in rooms.deploys.views():
            core.tell(m.DeployChanged(view))
        rooms.clusters.tell_all()
        rooms.inventory.tell_all()
        rooms.forwards.tell_all()
        await core.keeping.layouts.tell_all()

    # ---- what desks are told -------------------------------------------------------------------

    def _outgoing(self, message: m.Message) -> m.Message:
        if not self.is_on:
            return message
        redact = self._told.get(type(message))
        return self._disguise.of(message) if redact is None else redact(message)

    def _incoming(self, request: m.Request) -> m.Request:
        return request if isinstance(request, TYPED) else self._disguise.back(request)

    def _reply(self, reply: m.Reply) -> m.Reply:
        if reply.problem is not None:
            return replace(reply, problem=self._problem(reply.problem))
        if isinstance(reply.value, m.Welcome):
            told = reply.value
            tabs, problems = tuple(map(self._tab, told.tabs)), tuple(map(self._problem, told.problems))
            nodes, deploys = self._disguise.of(told.nodes), self._disguise.of(told.deploys)
            value = replace(told, tabs=tabs, problems=problems, nodes=nodes, deploys=deploys, redacting=True)
            return replace(reply, value=value)
        if isinstance(reply.value, m.Result) and not isinstance(reply.value, m.LinkSpans):
            return replace(reply, value=self._disguise.of(reply.value))
        return reply  # what was read of a terminal was redacted as a part of its lines

    def _tab(self, tab: m.Tab) -> m.Tab:
        self.redactor.meet(tab.user)
        self.redactor.learn(f"{tab.title}$ ")
        name = self._core.name_of(tab.node_id)
        return replace(
            tab,
            title=self._words(tab.title),
            name=self._words(tab.name),
            shown_as=self.text(f"{tab.user}@{name}" if tab.user else name),
            problem=None if tab.problem is None else self._problem(tab.problem),
        )

    def _problem(self, problem: Problem) -> Problem:
        return replace(problem, params={name: self._words(value) for name, value in problem.params.items()})

    def _inventory(self, event: m.InventoryRead) -> m.InventoryRead:
        """Hide also nodes that the fleet has not told of yet."""
        for change in event.changes:
            said = [value for field in change.fields if field.field == "host" for value in (field.old, field.new)]
            for name in (change.name, *said):
                if self.redactor.meet("", _host(name)):
                    self._disguise.forget()
        return self._disguise.of(event)

    def _snippet(self, snippet: Snippet) -> Snippet:
        """Its text stays true, because the desk types it."""
        section, name = self.text(snippet.section), self.text(snippet.name)
        return replace(snippet, section=section, name=name, seen_as=self.text(snippet.text))

    def _player(self, player: m.Player) -> m.Player:
        return replace(player, markers=tuple(replace(mark, label=self._words(mark.label)) for mark in player.markers))

    def _words(self, text: str) -> str:
        shown = self.text(text)
        return f"{shown[: text.rfind(' ') + 1]}\u2026" if len(text) in CUT_AT else shown


def _host(destination: str) -> str:
    """Return the host of ``user@host:port``."""
    host = destination.rpartition("@")[2]
    return host.partition(":")[0] if host.count(":") == 1 else host
