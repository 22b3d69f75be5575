"""The command line as it is typed: history, completion, search, on prompt_toolkit."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from typing import TYPE_CHECKING, TextIO, cast

from prompt_toolkit import PromptSession
from prompt_toolkit.application import create_app_session
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.data_structures import Size
from prompt_toolkit.document import Document
from prompt_toolkit.formatted_text import ANSI
from prompt_toolkit.history import InMemoryHistory
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output.vt100 import Vt100_Output
from prompt_toolkit.shortcuts import CompleteStyle

if TYPE_CHECKING:
    from console.sim.shell import Shell
    from console.sim.tty import Tty

INPUT_FLUSH_SECONDS = 0.05
ByteSender = Callable[[bytes], None]


class _Stdout:
    """What prompt_toolkit takes for the terminal's file."""

    encoding = "utf-8"

    def __init__(self, send: ByteSender) -> None:
        self._send = send

    def write(self, text: str) -> int:
        self._send(text.encode("utf-8", "replace"))
        return len(text)

    def flush(self) -> None:
        """Nothing is held back."""

    def isatty(self) -> bool:
        return True

    def fileno(self) -> int:
        return -1


class Names(Completer):
    """Completes commands in the first place, files elsewhere."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterable[Completion]:
        """Yield what the word under the cursor can become."""
        before = document.text_before_cursor
        word = before.rsplit(" ", 1)[-1]
        start = before[: len(before) - len(word)].rstrip()
        if (not start or start.endswith(("|", ";", "&", "sudo", "watch"))) and "/" not in word:
            names = (n for n, c in self._shell.node.commands.items() if not c.hidden)
            yield from (Completion(name + " ", -len(word)) for name in sorted(names) if name.startswith(word))
            return
        yield from self._files(word)

    def _files(self, word: str) -> Iterable[Completion]:
        name = word.rpartition("/")[2]
        asked = word[: len(word) - len(name)] or "."
        if asked.startswith("~"):
            asked = self._shell.home + asked[1:]
        path = posixpath.normpath(posixpath.join(self._shell.cwd, asked))
        files = self._shell.node.files
        if not files.is_folder(path):
            return
        for entry in files.list(path):
            if entry.name.startswith(name) and (name.startswith(".") or not entry.name.startswith(".")):
                ending = "/" if files.is_folder(posixpath.join(path, entry.name)) else " "
                yield Completion(entry.name + ending, -len(name), display=entry.name + ending.strip())


class Editor:
    """Reads lines from a terminal; what was typed ahead of one line belongs to the next."""

    def __init__(self, tty: Tty, shell: Shell, send: ByteSender) -> None:
        self._tty = tty
        self._open = ExitStack()
        self._pipe = self._open.enter_context(create_pipe_input())
        out = cast("TextIO", _Stdout(send))
        size = lambda: Size(tty.rows, tty.columns)  # noqa: E731 - asked for again at every paint
        self._session: PromptSession[str] = PromptSession(
            history=InMemoryHistory(),
            completer=Names(shell),
            complete_while_typing=False,
            complete_style=CompleteStyle.READLINE_LIKE,
            reserve_space_for_menu=0,
            input=self._pipe,
            output=Vt100_Output(out, size, term=tty.kind, enable_cpr=False),
        )
        self._session.app.ttimeoutlen = INPUT_FLUSH_SECONDS

    def close(self) -> None:
        """Let go of the pipe."""
        self._open.close()

    def _resized(self) -> None:
        app = self._session.app
        app.renderer.erase(leave_alternate_screen=False)
        app.invalidate()

    async def line(self, prompt: str) -> str:
        """Return the next line; KeyboardInterrupt for Ctrl+C, EOFError for Ctrl+D."""
        tty = self._tty
        tty.editor, tty.on_resize = self._pipe.send_bytes, self._resized
        waiting = tty.typed_ahead()
        if waiting:
            self._pipe.send_bytes(waiting)
        try:
            with create_app_session(input=self._pipe, output=self._session.output):
                return await self._session.prompt_async(ANSI(prompt), handle_sigint=False)
        finally:
            tty.editor, tty.on_resize = None, None
