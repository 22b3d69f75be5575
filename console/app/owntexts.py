"""The files with the person's own texts, snippets, triggers and alert rules: read at the start and at a word."""

from __future__ import annotations

import asyncio
import shlex
import sys
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from console.model.errors import Problem
from console.model.ids import TerminalId
from console.model.snippet import Snippet, Trigger
from console.settings.snippets import read_snippets
from console.settings.store import write_atomic
from console.settings.triggers import read_triggers
from console.wire import messages as m
from console.wire.tasks import TaskSet

_EDITOR = """for e in "$VISUAL" "$EDITOR" nano vim vi; do
command -v "${e%% *}" >/dev/null 2>&1 && exec $e "$0"; done; echo EDITOR?; read e"""
"""A script for ``sh``: the person's editor, else one that is there."""


class OwnTexts:
    """Keeps the snippets, and hands the triggers to who watches. ``examples`` is what a new file begins as."""

    def __init__(
        self,
        folder: Path,
        examples: Path,
        tell: Callable[[m.Event], None],
        use_triggers: Callable[[Sequence[Trigger]], None],
        tasks: TaskSet,
        read_others: Callable[[], Awaitable[object]],
    ) -> None:
        self._folder, self._examples = folder, examples
        self._tell, self._use_triggers, self._tasks, self._read_others = tell, use_triggers, tasks, read_others
        self._problems: list[Problem] = []
        self._snippets: tuple[Snippet, ...] = ()
        self._edited: set[TerminalId] = set()

    async def edit(self, text: m.OwnText, open_shell: Callable[[str], TerminalId]) -> TerminalId:
        """Open a file in the person's editor, with ``open_shell``; one that is not there begins as an example."""
        path = self._folder / text.value
        await asyncio.to_thread(_make, path, self._examples / text.value)
        words = ["notepad", path.as_posix()] if sys.platform == "win32" else ["sh", "-c", _EDITOR, str(path)]
        terminal_id = open_shell(shlex.join(words))
        self._edited.add(terminal_id)
        return terminal_id

    def heard(self, event: m.Event) -> None:
        """Read the files again when an editor has ended."""
        if isinstance(event, m.TabClosed):
            over = event.terminal_id
        elif isinstance(event, m.TabChanged) and event.tab.state is m.TabState.ENDED:
            over = event.tab.terminal_id
        else:
            return
        if over in self._edited:
            self._edited.discard(over)
            self._tasks.start(self.reload(), "own texts")

    async def reload(self) -> None:
        """Read everything that the person may have written anew."""
        await self.load()
        await self._read_others()

    async def load(self) -> None:
        """Read snippets and triggers. One that cannot be read changes nothing, and what was read before goes on."""
        snippets, problems = await asyncio.to_thread(read_snippets, self._folder / m.OwnText.SNIPPETS)
        triggers, others = await asyncio.to_thread(read_triggers, self._folder / m.OwnText.TRIGGERS)
        self._problems = [*problems, *others]
        if snippets is not None:
            self._snippets = snippets
        if triggers is not None:
            self._use_triggers(triggers)
        self.tell_all()

    def tell_snippets(self) -> None:
        """Tell the desk the snippets."""
        self._tell(m.Snippets(self._snippets))

    def tell_all(self) -> None:
        """Tell the desk what there is and what does not count."""
        self.tell_snippets()
        for problem in self._problems:
            self._tell(m.Notice(problem))


def _make(path: Path, example: Path) -> None:
    if not path.exists():
        write_atomic(path, example.read_text(encoding="utf-8"))
