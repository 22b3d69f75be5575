"""Replaces what tells whose machines these are: hosts, addresses, users, secrets, serial numbers, and by own rules.

Text comes out as long as it went in, so that a screen stays as it is (console/model/pseudonyms.py has what stands in).
Secrets are masked rather than given a name. Pure but for what it remembers: the same value is the same everywhere.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence

from console.model.places import Place, addresses, host_names, is_user, names
from console.model.pseudonyms import MASK, Kind, Pseudonyms
from console.model.redaction import lowered, secret_spans

Spans = Iterable[tuple[int, int]]
OwnRule = Callable[[str], Spans]
"""Returns where in a line something stands that a person wants hidden."""

MOST_CHARACTERS = 1_000_000
"""Of lines that are remembered as they came out: a screen shows most of its lines again and again."""
STEP_CHARACTERS = 1_000
"""Of new lines: about a millisecond where they are full of names."""
MOST_LEARNT = 1_000
MOST_PASSES = 4

_PROMPT = re.compile(
    r"(?m)^[ \t]{0,8}(?:\([^()\n]{1,80}\)[ \t])?\[?([A-Za-z_][\w.-]{0,63})@([A-Za-z0-9][\w.-]{0,252})[: ]"
    r"[^\n]{0,200}?[$#%>\u276f](?=[ \n]|\Z)"
)
_RUN = re.compile(r"[a-z0-9]+")
_TOKEN = re.compile(r"[a-z0-9_.-]{1,253}")
_BOUNDARY = re.compile(r"(?<=[a-z0-9])(?=[_.-])|\Z")
_LIST = re.compile(r"(?<![\w.-])[a-z][a-z0-9_.-]{0,100}(?:\[\d[\d,-]{0,200}\](?:[a-z0-9_.-]*[a-z0-9])?){1,3}")
"""Hosts as Slurm writes many in one: ``gpu-a[02-03,07]``, ``rack[1-2]-n[01-16].dc1``."""
_KEY = re.compile(
    r"-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----(?:[^\n]*(?:\n[ \t]*(?:[A-Za-z0-9+/=]*|(?:Proc-Type|DEK-Info): [^\n]*)"
    r"[ \t]*(?=\n|\Z))*(?:\n[ \t]*-----END [A-Z ]{0,40}PRIVATE KEY-----)?)"
)


class _Found:
    """Pieces of a line that do not overlap: what is found first counts; the rest of what is found later is masked."""

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._pieces: list[tuple[int, str]] = []
        """Where each ends, and what stands in."""

    def add(self, start: int, end: int, by: str) -> None:
        """Replace what stands from ``start`` to ``end`` by a text that is as long."""
        whole = True
        place = bisect_right(self._starts, start)
        if place and self._pieces[place - 1][0] > start:
            start, whole = self._pieces[place - 1][0], False
        while start < end:
            stop = min(end, self._starts[place]) if place < len(self._starts) else end
            whole = whole and stop == end
            if start < stop:
                self._starts.insert(place, start)
                self._pieces.insert(place, (stop, by if whole else MASK * (stop - start)))
                place += 1
            start = self._pieces[place][0] if place < len(self._pieces) else end
            whole = False
            place += 1

    def put_into(self, line: str) -> str:
        """Return the line with all of them."""
        parts, at = [], 0
        for start, (end, by) in zip(self._starts, self._pieces, strict=True):
            parts += [line[at:start], by]
            at = end
        return "".join([*parts, line[at:]])


class Redactor:
    """Knows the names, the rules and what stands in for what. ``has_learnt`` is told of names that were not known."""

    def __init__(self, has_learnt: Callable[[], object] = bool) -> None:
        self._has_learnt = has_learnt
        self._kinds: dict[str, Kind] = {}
        self._words: dict[str, Kind] = {}
        self._learnt: dict[str, Kind] = {}
        self._first_runs: set[str] = set()
        self._phrases: re.Pattern[str] | None = None
        self._rules: tuple[OwnRule, ...] = ()
        self._lines: dict[str, str] = {}
        self._size = 0
        self._pseudonyms = Pseudonyms(lambda word: word in self._words)

    # ---- what it knows -------------------------------------------------------------------------

    def know(self, hosts: Iterable[str], users: Iterable[str]) -> None:
        """Replace these names wherever they stand as words; of a host's full name also its first part."""
        kinds: dict[str, Kind] = {}
        for host in hosts:
            kinds |= dict.fromkeys(host_names(host), Kind.HOST)
        kinds |= {user.lower(): Kind.USER for user in users if is_user(user)}
        if kinds != self._kinds:
            self._kinds = kinds
            self._index()

    def use(self, rules: Sequence[OwnRule]) -> None:
        """Replace also what these find."""
        self._rules = tuple(rules)
        self._lines.clear()

    def _index(self) -> None:
        self._words = self._learnt | self._kinds
        plain = {word for word in self._words if _TOKEN.fullmatch(word)}
        phrases = sorted(self._words.keys() - plain, key=len, reverse=True)
        self._first_runs = {found.group() for word in plain if (found := _RUN.search(word)) is not None}
        self._phrases = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, phrases))})(?!\w)") if phrases else None
        self._lines.clear()

    def learn(self, text: str) -> None:
        """Remember who is told to be where by a prompt in ``text``."""
        if "@" in text:
            for prompt in _PROMPT.finditer(text):
                self.meet(prompt[1], prompt[2])

    def meet(self, user: str, host: str = "") -> bool:
        """Remember a user and a host that were seen somewhere; say whether they are new. Of too many the first ones."""
        found = dict.fromkeys(host_names(host), Kind.HOST) | ({user.lower(): Kind.USER} if is_user(user) else {})
        known = self._words
        new = {word: kind for word, kind in found.items() if word not in known and not self._pseudonyms.is_one(word)}
        if new and len(self._learnt) < MOST_LEARNT:
            self._learnt |= new
            self._index()
            self._has_learnt()
            return True
        return False

    # ---- what it does --------------------------------------------------------------------------

    def redact(self, text: str) -> str:
        """Return ``text``, which may have several lines, as others may see it: as long, and each character as wide."""
        return "\n".join(self.redact_lines(text.split("\n")))

    def redact_lines(self, lines: Sequence[str]) -> list[str]:
        """Return the same line by line; lines that belong together are not cut by the edge of a screen."""
        steps = self.slowly(lines)
        while True:
            try:
                next(steps)
            except StopIteration as done:
                shown: list[str] = done.value
                return shown

    def slowly(self, lines: Sequence[str]) -> Generator[None, None, list[str]]:
        """Return the same in steps, none of which takes longer than a turn of a loop may."""
        whole, shown, spent = self._without_keys(lines), [], 0
        self.learn("\n".join(line for line in whole if line not in self._lines))
        for line in whole:
            known = self._lines.get(line)
            if known is None:
                if spent > STEP_CHARACTERS:
                    spent = 0
                    yield
                known = self._settled(line)
                self._keep(line, known)
                spent += len(line)
            shown.append(known)
        return shown

    def _keep(self, line: str, shown: str) -> None:
        self._size += len(line)
        if self._size > MOST_CHARACTERS:
            self._lines.clear()
            self._size = len(line)
        self._lines[line] = shown

    def _without_keys(self, lines: Sequence[str]) -> Sequence[str]:
        if not any("PRIVATE KEY-----" in line for line in lines):
            return lines
        return _KEY.sub(lambda key: re.sub(r"[^\s]", MASK, key.group()), "\n".join(lines)).split("\n")

    def _settled(self, line: str) -> str:
        """Return what further passes would leave as it is: what stands in could make a neighbour look different."""
        shown = self._once(line)
        for _ in range(MOST_PASSES):
            if shown == line:
                break
            line, shown = shown, self._once(shown)
        return shown

    def _once(self, line: str) -> str:
        low = lowered(line)
        found = _Found()
        for start, end in secret_spans(line, low):
            found.add(start, end, MASK * (end - start))
        for rule in self._rules:
            for start, end in rule(line):
                self._name(line, found, Kind.OWN, start, end)
        for places in (addresses(low), names(low), self._host_lists(low), self._known_words(low)):
            for kind, start, end in places:
                self._name(line, found, kind, start, end)
        return found.put_into(line)

    def _name(self, text: str, found: _Found, kind: Kind, start: int, end: int) -> None:
        value = text[start:end]
        if not self._pseudonyms.is_one(value):
            found.add(start, end, self._pseudonyms.of(kind, value))

    def _host_lists(self, low: str) -> Iterator[Place]:
        if "[" in low and not self._first_runs.isdisjoint(_RUN.findall(low)):
            for match in _LIST.finditer(low):
                prefix = match.group().partition("[")[0]
                if any(word.startswith(prefix) and word[len(prefix) :][:1].isdecimal() for word in self._words):
                    yield Kind.HOST, *match.span()

    def _known_words(self, low: str) -> Iterator[Place]:
        if self._phrases is not None:
            for match in self._phrases.finditer(low):
                yield self._words[match.group()], *match.span()
        if self._first_runs.isdisjoint(_RUN.findall(low)):
            return
        behind = 0
        for run in _RUN.finditer(low):
            if run.start() < behind or run.group() not in self._first_runs:
                continue
            token = _TOKEN.match(low, run.start())
            word = "" if token is None else token.group()
            for end in reversed([cut.start() for cut in _BOUNDARY.finditer(word)]):
                if word[:end] in self._words:
                    behind = run.start() + end
                    yield self._words[word[:end]], run.start(), behind
                    break
