"""Reads shell scripts far enough to change what the sandboxed shell cannot do itself.

A job in the background (``x &``) becomes ``__bg`` with the job as its text, so that it runs beside the
shell and outlives it; ``$!`` asks for its process number; ``sh`` and ``bash`` as commands become ours,
so that scripts they run are read here too. The same reading tells an unfinished line.
"""

from __future__ import annotations

from msgspec import Struct, field

BACKGROUND = '__bg "$(declare -p 2>/dev/null; declare -f)" {job} "$@"'
LAST_JOB = "$(__lastpid)"
OWN_NAME, OWN_NUMBER = "__0", "$__pid"
RENAMED = {"sh": "__sh", "bash": "__sh", "ash": "__sh", "dash": "__sh", "history": "__history"}
OPENERS = {"if", "while", "until", "for", "case", "select", "{"}
CLOSERS = {"fi", "done", "esac", "}"}
AGAIN = {"then", "do", "else", "elif", "!", "time", "if", "while", "until", "{"}
READERS = {"cat", "tar", "base64", "sha256sum", "md5sum", "gzip", "gunzip", "wc", "sort", "head", "tail"}
STARTERS = OPENERS | {"then", "do", "else", "elif"}
BREAKS = " \t\r\n;&|<>()"


class UnfinishedError(Exception):
    """The text ends inside a quote, a here-document or a continued line."""


class Found(Struct):
    """A command in a script, and whether its standard input comes from inside the script."""

    name: str
    arguments: list[str] = field(default_factory=list)
    fed: bool = False


class _Level(Struct):
    """A compound command that is open: what opened it, where it began, whether something feeds it."""

    word: str
    source: int
    output: int
    first: int
    fed: bool


class _Reader(Struct):
    text: str
    nested: bool = False
    position: int = 0
    out: list[str] = field(default_factory=list)
    levels: list[_Level] = field(default_factory=list)
    heredocs: list[tuple[str, bool]] = field(default_factory=list)
    job_source: int = 0
    job_output: int = 0
    at_command: bool = True
    found: list[Found] = field(default_factory=list)
    inner: list[Found] = field(default_factory=list)
    after_pipe: bool = False
    closed_from: int | None = None

    def open_level(self, word: str) -> None:
        fed = self.after_pipe or any(level.fed for level in self.levels)
        self.levels.append(_Level(word, self.job_source, self.job_output, len(self.found), fed))
        self.after_pipe = False

    def feeds(self) -> None:
        """Note that the command or compound command just read takes its input from a file or text."""
        first = self.closed_from if self.closed_from is not None else len(self.found) - 1
        for command in self.found[max(0, first) :]:
            command.fed = True

    def begin_job(self) -> None:
        self.job_source, self.job_output, self.at_command = self.position, len(self.out), True

    def run(self) -> str:
        while self.position < len(self.text):
            char = self.text[self.position]
            if self.nested and char == ")" and not self.levels:
                break
            if char in " \t\r":
                self.take(1)
            elif char == "\n":
                self.take(1)
                self.read_heredocs()
                self.begin_job()
            elif char == "#":
                end = self.text.find("\n", self.position)
                self.take((end if end >= 0 else len(self.text)) - self.position)
            elif char in BREAKS:
                self.operator(char)
            else:
                self.word()
        if self.heredocs:
            raise UnfinishedError
        return "".join(self.out)

    def take(self, count: int) -> str:
        piece = self.text[self.position : self.position + count]
        self.out.append(piece)
        self.position += count
        return piece

    def operator(self, char: str) -> None:
        ahead = self.text[self.position : self.position + 3]
        if ahead.startswith(("&&", "||")):
            self.take(2)
            self.at_command = True
        elif ahead.startswith("&>"):
            self.take(3 if ahead == "&>>" else 2)
            self.redirect_target()
        elif char in "<>":
            self.redirect()
        elif char == "&":
            self.background()
        elif ahead.startswith("((") and self.at_command:
            self.skip_arithmetic()
        elif char == "(":
            self.open_level("(")
            self.take(1)
            self.begin_job()
        elif char == ")":
            self.take(1)
            self.close("(")
            self.at_command = True
        elif char == "|":
            self.take(1)
            self.at_command = self.after_pipe = True
        else:
            self.take(2 if ahead.startswith(";;") else 1)
            self.begin_job()

    def close(self, opener: str) -> None:
        if opener == "(" and (not self.levels or self.levels[-1].word != "("):
            self.begin_job()
            return
        if self.levels:
            level = self.levels.pop()
            self.closed_from = level.first
            self.job_source, self.job_output, self.at_command = level.source, level.output, False

    def skip_arithmetic(self) -> None:
        end = self.text.find("))", self.position)
        if end < 0:
            raise UnfinishedError
        self.take(end + 2 - self.position)
        self.at_command = False

    def redirect(self) -> None:
        if self.text[self.position] == "<":
            self.feeds()
        here = self.text.startswith("<<", self.position) and not self.text.startswith("<<<", self.position)
        dash = here and self.text.startswith("<<-", self.position)
        for operator in ("<<<", "<<-", "&>>", "<<", ">>", ">&", "<&", ">|", "<>", "<", ">"):
            if self.text.startswith(operator, self.position):
                self.take(len(operator))
                break
        if here:
            while self.position < len(self.text) and self.text[self.position] in " \t":
                self.take(1)
            start = self.position
            self.plain_word()
            word = self.text[start : self.position]
            self.heredocs.append((word.replace("'", "").replace('"', "").replace("\\", ""), dash))
        else:
            self.redirect_target()

    def redirect_target(self) -> None:
        while self.position < len(self.text) and self.text[self.position] in " \t":
            self.take(1)
        if self.position < len(self.text) and self.text[self.position] not in BREAKS:
            self.plain_word()

    def read_heredocs(self) -> None:
        for delimiter, dash in self.heredocs:
            while True:
                if self.position >= len(self.text):
                    raise UnfinishedError
                end = self.text.find("\n", self.position)
                line = self.text[self.position : end if end >= 0 else len(self.text)]
                self.take(len(line) + (1 if end >= 0 else 0))
                if (line.lstrip("\t") if dash else line) == delimiter:
                    break
        self.heredocs.clear()

    def background(self) -> None:
        job = self.text[self.job_source : self.position].strip()
        self.position += 1
        del self.out[self.job_output :]
        self.out.append(" " + BACKGROUND.format(job="'" + job.replace("'", "'\\''") + "'") + "\n")
        self.begin_job()

    def word(self) -> None:
        output, first = len(self.out), self.at_command
        self.plain_word()
        text = "".join(self.out[output:])
        if not first:
            if self.found:
                self.found[-1].arguments.append(text)
            return
        if "=" in text.split("$", 1)[0]:
            return
        if text not in AGAIN and text not in OPENERS and text not in CLOSERS:
            self.found.append(Found(text, fed=self.after_pipe or any(level.fed for level in self.levels)))
            self.closed_from, self.after_pipe = None, False
        self.at_command = text in AGAIN
        if text in OPENERS:
            self.open_level(text)
        if text in STARTERS:
            self.job_source, self.job_output = self.position, len(self.out)
        elif text in CLOSERS:
            self.close(text)
        elif text.rsplit("/", 1)[-1] in RENAMED and (text[0] == "/" or "/" not in text):
            self.out[output:] = [RENAMED[text.rsplit("/", 1)[-1]]]

    def plain_word(self) -> None:
        while self.position < len(self.text) and self.text[self.position] not in BREAKS:
            char = self.text[self.position]
            if char == "\\":
                if self.position + 1 >= len(self.text) or self.text[self.position + 1 :] == "\n":
                    raise UnfinishedError
                self.take(2)
            elif char == "'":
                self.until("'")
            elif char == '"':
                self.double_quotes()
            elif char == "`":
                self.until("`")
            elif char == "$":
                self.dollar()
            else:
                self.take(1)

    def until(self, quote: str) -> None:
        end = self.text.find(quote, self.position + 1)
        if end < 0:
            raise UnfinishedError
        self.take(end + 1 - self.position)

    def double_quotes(self) -> None:
        self.take(1)
        while True:
            if self.position >= len(self.text):
                raise UnfinishedError
            char = self.text[self.position]
            if char == "\\":
                self.take(2)
            elif char == "$":
                self.dollar()
            else:
                self.take(1)
                if char == '"':
                    return

    def dollar(self) -> None:
        ahead = self.text[self.position : self.position + 3]
        if ahead.startswith("$!"):
            self.position += 2
            self.out.append(LAST_JOB)
        elif ahead.startswith("$$"):
            self.position += 2
            self.out.append(OWN_NUMBER)
        elif ahead.startswith("$0"):
            self.position += 2
            self.out.append(f"${OWN_NAME}")
        elif ahead.startswith("${0") and not self.text[self.position + 3 : self.position + 4].isdigit():
            self.position += 3
            self.out.append("${" + OWN_NAME)
            end = self.text.find("}", self.position)
            if end < 0:
                raise UnfinishedError
            self.take(end + 1 - self.position)
        elif ahead == "$((":
            self.skip_arithmetic()
        elif ahead.startswith("$("):
            self.take(2)
            inner = _Reader(self.text, nested=True, position=self.position)
            inner.begin_job()
            self.out.append(inner.run())
            self.inner += inner.found + inner.inner
            self.position = inner.position
            if self.position >= len(self.text):
                raise UnfinishedError
            self.take(1)
        elif ahead.startswith("${"):
            self.until("}")
        else:
            self.take(1)


def rewrite(script: str) -> str:
    """Return ``script`` as the shell can run it; UnfinishedError when it ends too early."""
    return _Reader(script).run()


def waits_for_input(script: str) -> bool:
    """Return whether a command in ``script`` would read what the caller sends."""
    reader = _Reader(script)
    try:
        reader.run()
    except UnfinishedError:
        return False
    return any(not command.fed and _reads(command) for command in [*reader.found, *reader.inner])


def _reads(command: Found) -> bool:
    name, words = command.name.rsplit("/", 1)[-1], command.arguments
    if any(word in {"--version", "-V", "--help"} for word in words):
        return False
    operands = [word for word in words if not word.startswith("-") or word == "-"]
    if name in {"read", "tee", "dd", "xargs", "tr"} or "-" in operands:
        return not any(word.startswith("if=") for word in words)
    if name in {"sh", "bash"}:
        return not operands or "-s" in words
    if name == "python3":
        return not words
    if name in {"grep", "sed", "awk"}:
        return len(operands) == 1
    return name in READERS and not operands
