"""Screens as SVG."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from console.terminal.engine import EngineKind
from console.terminal.glyphs import GlyphTable
from console.terminal.svg import Svg
from tests.unit.terminal.screens import KINDS, PALETTE, engine

NS = "{http://www.w3.org/2000/svg}"


def drawn(kind: EngineKind, data: str, title: str = "") -> ET.Element:
    terminal, glyphs = engine(kind), GlyphTable()
    terminal.feed(data.encode())
    svg = Svg(terminal.cols, PALETTE, title)
    svg.add(terminal.view(glyphs, full=True), glyphs)
    terminal.close()
    return ET.fromstring(svg.text())


def spans(root: ET.Element) -> dict[str, ET.Element]:
    return {span.text or "": span for span in root.iter(f"{NS}tspan")}


@pytest.mark.parametrize("kind", KINDS)
def test_text_can_be_selected_and_has_its_colours(kind: EngineKind) -> None:
    root = drawn(
        kind,
        "plain \x1b[1;3;31mred text\x1b[0m\r\n\x1b[4:3;58;2;1;2;3munder\x1b[0m\x1b[9mout\x1b[0m\r\n\x1b[44m日本\x1b[0m",
    )
    found = spans(root)
    assert "style" not in found["plain "].attrib
    assert found["red text"].attrib["style"] == "fill:#cc6666;font-weight:bold;font-style:italic"
    assert found["under"].attrib["style"] == "text-decoration:underline wavy #010203"
    assert found["out"].attrib["style"] == f"text-decoration:line-through solid #{PALETTE.foreground:06x}"
    assert found["日本"].attrib["textLength"] == "33.6"
    grounds = [rect.attrib for rect in root.iter(f"{NS}rect") if rect.attrib["fill"] == "#81a2be"]
    assert [(ground["width"], ground["y"]) for ground in grounds] == [("33.6", "48")]
    assert root.attrib["width"] == "192"


@pytest.mark.parametrize("kind", KINDS)
def test_whatever_is_on_the_screen_is_xml(kind: EngineKind) -> None:
    root = drawn(kind, "<b>&amp;\x1b[31m\"'>\x1b[0m\ufffe\u200b", title="a <b> & \x01c")
    assert "".join(spans(root)).startswith("<b>&amp;\"'>")
    title = root.find(f"{NS}title")
    assert title is not None
    assert title.text == "a <b> & c"
