"""The files with the person's own texts, ``snippets.toml`` and ``triggers.toml``: read at the start and at a word."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path

from console.model.errors import Problem
from console.model.snippet import Snippet, Trigger
from console.settings.snippets import read_snippets
from console.settings.triggers import read_triggers
from console.wire import messages as m

SNIPPETS, TRIGGERS = "snippets.toml", "triggers.toml"


class OwnTexts:
    """Keeps the snippets, and hands the triggers to who watches."""

    def __init__(
        self, folder: Path, tell: Callable[[m.Event], None], use_triggers: Callable[[Sequence[Trigger]], None]
    ) -> None:
        self._folder, self._tell, self._use_triggers = folder, tell, use_triggers
        self._problems: list[Problem] = []
        self._snippets: tuple[Snippet, ...] = ()

    async def load(self) -> None:
        """Read both files. One that cannot be read changes nothing, and what was read before goes on."""
        snippets, problems = await asyncio.to_thread(read_snippets, self._folder / SNIPPETS)
        triggers, others = await asyncio.to_thread(read_triggers, self._folder / TRIGGERS)
        self._problems = [*problems, *others]
        if snippets is not None:
            self._snippets = snippets
        if triggers is not None:
            self._use_triggers(triggers)
        self.tell_all()

    def tell_all(self) -> None:
        """Tell the desk what there is and what does not count."""
        self._tell(m.Snippets(self._snippets))
        for problem in self._problems:
            self._tell(m.Notice(problem))
