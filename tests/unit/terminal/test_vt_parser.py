"""The parser."""

from __future__ import annotations

from console.terminal.vt_parser import MOST_STRING, Params, Parser, parse_params


class Record:
    """Writes down what the parser finds; neighbouring text is one piece."""

    def __init__(self) -> None:
        self.found: list[tuple[object, ...]] = []

    def plain(self, text: str) -> None:
        self.text(text)

    def text(self, text: str) -> None:
        if self.found and self.found[-1][0] == "text":
            text = str(self.found.pop()[1]) + text
        self.found.append(("text", text))

    def control(self, code: str) -> None:
        self.found.append(("control", code))

    def csi(self, kind: str, params: Params) -> None:
        self.found.append(("csi", kind, params))

    def escape(self, kind: str) -> None:
        self.found.append(("escape", kind))

    def string(self, kind: str, text: str) -> None:
        self.found.append(("string", kind, text))


def parse(*pieces: bytes) -> list[tuple[object, ...]]:
    record = Record()
    parser = Parser(record)
    for piece in pieces:
        parser.feed(piece)
    return record.found


SAMPLE = (
    b"ab\xe4\xb8\xad\x1b[1;2:3;;4m\x1b[?25h\x1b[ q\x1b[>c\x1b(0\x1b7\x1b]0;t\xc3\xa9\x07\x1b]2;x\x1b\\\x1bPq\x1b\\"
    b"\r\n\x1b[3\x081C\x1b[1\x18z\x1b[1\x1b[2J\xff\x1b]0;cut\x1b[H\x1b#8\x9b\xc2\x9bq"
)
FOUND = [
    ("text", "ab中"), ("csi", "m", ((1,), (2, 3), (-1,), (4,))), ("csi", "?h", ((25,),)), ("csi", " q", ()),
    ("csi", ">c", ()), ("escape", "(0"), ("escape", "7"), ("string", "]", "0;té"), ("string", "]", "2;x"),
    ("string", "P", "q"), ("control", "\r"), ("control", "\n"), ("control", "\x08"), ("csi", "C", ((31,),)),
    ("text", "z"), ("csi", "J", ((2,),)), ("text", "\ufffd"), ("string", "]", "0;cut"), ("csi", "H", ()),
    ("escape", "#8"), ("text", "\ufffd"), ("control", "\x9b"), ("text", "q"),
]  # fmt: skip


def test_everything_is_found() -> None:
    assert parse(SAMPLE) == FOUND


def test_any_cut_finds_the_same() -> None:
    for at in range(len(SAMPLE)):
        assert parse(SAMPLE[:at], SAMPLE[at:]) == FOUND, at
    assert parse(*(SAMPLE[i : i + 1] for i in range(len(SAMPLE)))) == FOUND


def test_a_string_without_end_is_not_kept_for_ever() -> None:
    record = Record()
    parser = Parser(record)
    parser.feed(b"\x1b]52;c;")
    for _ in range(MOST_STRING // 50_000 + 5):
        parser.feed(b"A" * 50_000)
    parser.feed(b"\x07after")
    assert record.found == [("text", "after")]


def test_parameters_are_bounded() -> None:
    assert parse_params("99999999999999;;") == ((65_535,), (-1,), (-1,))
    assert len(parse_params(";" * 500)) == 64
