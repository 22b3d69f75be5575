"""From the bytes of a probe to samples; whatever else a login shell prints around them is skipped.

Every line that is ours begins with a nonce that was drawn for this one channel, so that a banner, a
motd or a profile that prints cannot be taken for a value.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

import msgspec
from msgspec import Struct, field

from console.model.probe import Reading

VERSION = 2
LONGEST_SAMPLE_BYTES = 1 << 20
_LONGEST_HEADER_BYTES = 96
_LONGEST_LINE_BYTES = 64 << 10

_NUMBERS = re.compile(rb" (\d{1,3}) (\d{1,12}) (\d{1,12}\.\d{1,6}) (\d{1,12}) (\d{1,7})\n")
"""Of a header, behind the nonce. With the nonce in it ``re`` would keep one for each connection that ever was."""

_Part = tuple[str | list[str | None], int]
_News = dict[str, _Part]
_decoder = msgspec.json.Decoder(_News)


class RawSample(Struct, frozen=True, gc=False):
    """One sample as the node sent it."""

    sequence: int
    node_seconds: float
    """Monotonic time of the node; its zero is the node's own."""
    readings: dict[str, Reading] = field(default_factory=dict)
    """What is new: parts that said the same in the sample before need not be in it."""


class SampleDecoder(Protocol):
    """Cuts a stream of bytes into samples."""

    skipped_bytes: int
    """How much since the last sample was not ours."""
    is_lost: bool
    """What comes rests on a sample that was not understood: nothing more is until a whole one comes."""

    def feed(self, data: bytes) -> list[RawSample]:
        """Take bytes as they come and return the samples that they complete."""
        ...


class FrameDecoder:
    """Frames of the Python probe: ``nonce version sequence seconds since length``, JSON, ``nonce end``.

    The JSON is an object of ``name: [text, status]``, of the parts that have changed since the sample ``since`` (0: of
    all). Where some lines of a text are as they were, the text is a list of lines with null in their place.
    """

    def __init__(self, nonce: str) -> None:
        self.skipped_bytes = 0
        self.is_lost = False
        self._nonce = nonce.encode("ascii")
        self._trailer = b"\n" + self._nonce + b" end\n"
        self._buffer = bytearray()
        self._sequence = 0
        self._lines: dict[str, tuple[str, ...]] = {}

    def feed(self, data: bytes) -> list[RawSample]:
        """Take bytes as they come and return the samples that they complete."""
        samples: list[RawSample] = []
        if not self._buffer and self._is_one_frame(data, samples):
            return samples
        self._buffer += data
        while self._buffer and self._to_header() and (header := self._header(self._buffer, 0)) is not None:
            version, sequence, seconds, since, length = header.groups()
            start, end = header.end(), header.end() + int(length)
            if int(version) != VERSION or int(length) > LONGEST_SAMPLE_BYTES:
                self._skip(len(self._nonce))
                continue
            if len(self._buffer) < end + len(self._trailer):
                break
            whole = self._buffer[end : end + len(self._trailer)] == self._trailer
            news = _news(bytes(self._buffer[start:end])) if whole else None
            if news is None:
                self._skip(len(self._nonce))
                continue
            del self._buffer[: end + len(self._trailer)]
            self.skipped_bytes = 0
            samples += self._sample(int(sequence), float(seconds), int(since), news)
        return samples

    def _is_one_frame(self, data: bytes, samples: list[RawSample]) -> bool:
        """Read a frame that came alone and whole, as nearly all do; tell whether it was one."""
        header = self._header(data, 1)
        if header is None or not data.endswith(self._trailer):
            return False
        version, sequence, seconds, since, length = header.groups()
        end = header.end() + int(length)
        if int(version) != VERSION or end + len(self._trailer) != len(data):
            return False
        news = _news(data[header.end() : end])
        if news is None:
            return False
        self.skipped_bytes = 0
        samples += self._sample(int(sequence), float(seconds), int(since), news)
        return True

    def _sample(self, sequence: int, seconds: float, since: int, news: _News) -> Sequence[RawSample]:
        """Put the texts together and return the sample; none where what it rests on was not understood."""
        if since == 0:
            self._lines = {}
        elif since != self._sequence:
            self.is_lost = True
            return ()
        readings = {name: Reading(self._text(name, told), status) for name, (told, status) in news.items()}
        self.is_lost, self._sequence = False, sequence
        return (RawSample(sequence, seconds, readings),)

    def _text(self, name: str, told: str | list[str | None]) -> str | tuple[str, ...]:
        """Put the lines of a part together, and keep them for the next time."""
        if isinstance(told, str):
            lines = tuple(told.split("\n"))
            if len(lines) == 1:
                self._lines.pop(name, None)
                return told
        else:
            before = self._lines.get(name, ())
            if len(before) < len(told):
                before += ("",) * (len(told) - len(before))
            lines = tuple([old if line is None else line for line, old in zip(told, before, strict=False)])
        self._lines[name] = lines
        return lines

    def _header(self, data: bytes | bytearray, at: int) -> re.Match[bytes] | None:
        """Return the numbers of the header that begins at a place, if one does."""
        return _NUMBERS.match(data, at + len(self._nonce)) if data.startswith(self._nonce, at) else None

    def _to_header(self) -> bool:
        """Drop what stands before the next header; False when it is not there or not complete yet."""
        while (at := self._buffer.find(self._nonce)) >= 0:
            self._skip(at)
            if self._header(self._buffer, 0) is not None:
                return True
            if len(self._buffer) < _LONGEST_HEADER_BYTES and b"\n" not in self._buffer:
                return False
            self._skip(len(self._nonce))
        self._skip(max(0, len(self._buffer) - len(self._nonce) + 1))
        return False

    def _skip(self, count: int) -> None:
        del self._buffer[:count]
        self.skipped_bytes += count


def _news(payload: bytes) -> _News | None:
    """Return what the parts said; of one that did not say it in the right form nothing."""
    try:
        return _decoder.decode(payload)
    except (ValueError, RecursionError):  # a DecodeError is a ValueError
        pass
    try:
        table = msgspec.json.decode(payload, type=dict[str, object])
    except (ValueError, RecursionError):
        return None
    return {name: told for name, value in table.items() if (told := _part(value)) is not None}


def _part(value: object) -> _Part | None:
    try:
        part: _Part = msgspec.convert(value, _Part)
    except msgspec.ValidationError:
        return None
    return part


class MarkerDecoder:
    """Lines of the shell probe: ``begin``, then ``part name``, its output, ``rc name status``, then ``end``."""

    def __init__(self, nonce: str) -> None:
        self.skipped_bytes = 0
        self.is_lost = False
        self._nonce = nonce
        self._partial = bytearray()
        self._sample: RawSample | None = None
        self._part = ""
        self._lines: list[str] = []
        self._size = 0

    def feed(self, data: bytes) -> list[RawSample]:
        """Take bytes as they come and return the samples that they complete."""
        self._partial += data
        *lines, rest = self._partial.split(b"\n")
        if len(rest) > _LONGEST_LINE_BYTES:
            self.skipped_bytes += len(rest) - len(self._nonce)
            rest = rest[-len(self._nonce) :]
        self._partial = rest
        samples = (self._line(line[:_LONGEST_LINE_BYTES].decode("utf-8", "replace")) for line in lines)
        return [sample for sample in samples if sample is not None]

    def _line(self, line: str) -> RawSample | None:
        at = line.find(self._nonce)
        if at < 0:
            self._keep(line)
            return None
        self._size += len(line) + 1
        match line[at + len(self._nonce) :].split():
            case ["begin", version, sequence, seconds] if version == str(VERSION):
                self._begin(sequence, seconds)
            case ["part", name] if self._sample is not None:
                self._part, self._lines = name, []
            case ["rc", name, status] if self._sample is not None and name == self._part and _is_count(status):
                if self._size > LONGEST_SAMPLE_BYTES:
                    self._drop()
                    return None
                # The marker stands on a line of its own: the break before it is not the part's.
                text = "\n".join(self._lines).removesuffix("\n")
                self._sample.readings[name] = Reading(text, int(status))
                self._part, self._lines = "", []
            case ["end", sequence] if self._sample is not None and sequence == str(self._sample.sequence):
                done, self._sample, self.skipped_bytes = self._sample, None, 0
                return done
        return None

    def _begin(self, sequence: str, seconds: str) -> None:
        self._part, self._lines, self._size = "", [], 0
        valid = _is_count(sequence) and re.fullmatch(r"\d{1,12}(\.\d{1,6})?", seconds)
        self._sample = RawSample(int(sequence), float(seconds)) if valid else None

    def _keep(self, line: str) -> None:
        self._size += len(line) + 1
        if self._sample is None or not self._part:
            self.skipped_bytes += len(line) + 1
        elif self._size > LONGEST_SAMPLE_BYTES:
            self._drop()
        else:
            self._lines.append(line)

    def _drop(self) -> None:
        self._sample = None
        self.skipped_bytes += self._size


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 12
