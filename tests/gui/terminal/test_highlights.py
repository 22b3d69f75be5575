from __future__ import annotations

from console.ui.terminal.highlights import Highlight, Highlights, Layer, Line, Span, layer_style
from console.wire.frames import Underline
from tests.gui.terminal.page import COLORS


def test_layers_lie_in_their_order_whenever_they_came() -> None:
    highlights = Highlights()
    assert not highlights
    highlights.set(Layer.LINK, [Span(7, 0, 4)])
    highlights.set(Layer.SEARCH, [Span(7, 2, 3), Span(7, 8, 9)])
    looks = highlights.of_row(7, COLORS)
    assert [(first, last) for first, last, _ in looks] == [(2, 3), (8, 9), (0, 4)]
    assert looks[0][2] == layer_style(Layer.SEARCH, COLORS)
    assert highlights.of_row(8, COLORS) == []


def test_setting_a_layer_replaces_it_and_gives_back_what_was_there() -> None:
    highlights = Highlights()
    highlights.set(Layer.SEARCH, [Span(1, 0, 2)])
    assert highlights.set(Layer.SEARCH, []) == {1: (Span(1, 0, 2),)}
    assert not highlights


def test_a_span_may_look_otherwise_than_its_layer() -> None:
    highlights = Highlights()
    style = Highlight(ink=0x112233)
    highlights.set(Layer.TRIGGER, [Span(1, 0, 2, style)])
    assert highlights.of_row(1, COLORS) == [(0, 2, style)]


def test_no_two_layers_differ_by_colour_alone() -> None:
    looks = {layer: layer_style(layer, COLORS) for layer in Layer}
    forms = {(style.line, style.ground is None, style.ink is None) for style in looks.values()}
    assert len(forms) == len(Layer)


def test_lines_are_numbered_as_on_the_wire() -> None:
    assert [(line.name, line.value) for line in Line] == [(line.name, line.value) for line in Underline]
