"""The command line as it is typed: history, completion, search, on prompt_toolkit."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable
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

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterable[Completion]:  # noqa: ARG002
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
    """Reads lines from a terminal."""

    def __init__(self, tty: Tty, shell: Shell, send: ByteSender) -> None:
        self._tty = tty
        self._shell = shell
        self._send = send
        self._history = InMemoryHistory()

    async def line(self, prompt: str) -> str:
        """Return the next line; KeyboardInterrupt for Ctrl+C, EOFError for Ctrl+D."""
        tty = self._tty
        out = cast("TextIO", _Stdout(self._send))
        output = Vt100_Output(out, lambda: Size(tty.rows, tty.columns), term=tty.kind, enable_cpr=False)
        with create_pipe_input() as pipe, create_app_session(input=pipe, output=output):
            session: PromptSession[str] = PromptSession(
                ANSI(prompt),
                history=self._history,
                completer=Names(self._shell),
                complete_while_typing=False,
                complete_style=CompleteStyle.READLINE_LIKE,
                reserve_space_for_menu=0,
                enable_history_search=False,
                input=pipe,
                output=output,
            )
            app = session.app
            app.ttimeoutlen = INPUT_FLUSH_SECONDS

            def resized() -> None:
                app.renderer.erase(leave_alternate_screen=False)
                app.invalidate()

            tty.editor, tty.on_resize = pipe.send_bytes, resized
            waiting = tty.typed_ahead()
            if waiting:
                pipe.send_bytes(waiting)
            try:
                return await session.prompt_async(handle_sigint=False)
            finally:
                tty.editor, tty.on_resize = None, None
