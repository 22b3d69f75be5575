from __future__ import annotations

import re
from html.parser import HTMLParser

from console.ui.readiness.ashtml import render
from tests.gui.readiness.reports import report


class Page(HTMLParser):
    """Collects tags that are left open and everything that would be fetched."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[str] = []
        self.fetched: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        if tag not in {"meta", "br"}:
            self.open.append(tag)
        self.fetched += [value or "" for name, value in attrs if name in {"src", "href"}]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_one_file_that_needs_nothing_else() -> None:
    page = Page()
    page.feed(render(report()))
    assert page.open == [] and page.fetched == [] and "script" not in page.seen
    assert page.seen.count("section") == 4


def test_everything_is_there_and_what_the_node_prints_stays_text() -> None:
    text = render(report())
    assert "&lt;script&gt;" in text and "<script" not in text
    pieces = (
        "sudo dnf install -y nvidia-open",
        "uname -a # clock",
        "Source: NVIDIA",
        "&lt; 5 s",
        "1 FAIL",
        "gpus.toml:7",
    )
    assert all(piece in text for piece in pieces)
    assert re.search(r'<section class="failed">.*?FAIL', text, re.DOTALL)
    assert "SIMULATED" not in text
