"""What features paint over the text: search hits, links, triggers. Absolute rows in, no numpy and no Qt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import IntEnum
from typing import NamedTuple

from msgspec import Struct

from console.ui.terminal.colors import TerminalColors


class Layer(IntEnum):
    """Who highlights; a later layer lies over an earlier one, the selection over all of them."""

    PROMPT = 0
    """The prompt that was gone to."""
    TRIGGER = 1
    SEARCH = 2
    CURRENT = 3
    """The search hit that is the present one."""
    LINK = 4
    """What the pointer is over."""
    HINT = 5
    """What has letters, so that it can be chosen by keyboard."""


class Line(IntEnum):
    """The line under a highlight; numbered as ``wire.frames.Underline``."""

    NONE = 0
    SINGLE = 1
    DOUBLE = 2
    CURLY = 3
    DOTTED = 4
    DASHED = 5


class Highlight(Struct, frozen=True):
    """How a span looks. None leaves what the program chose; colours are 0xRRGGBB."""

    ground: int | None = None
    ink: int | None = None
    line: Line = Line.NONE
    line_color: int | None = None
    """None: the colour of the text."""


class Span(NamedTuple):
    """Columns ``[first, last)`` of an absolute row. Without a style it looks as its layer does."""

    row: int
    first: int
    last: int
    style: Highlight | None = None


def layer_style(layer: Layer, colors: TerminalColors) -> Highlight:
    """Return how a layer looks; each has a form of its own beside its colour."""
    match layer:
        case Layer.PROMPT:
            return Highlight(ground=colors.hit, line=Line.DOTTED, line_color=colors.accent)
        case Layer.TRIGGER:
            return Highlight(ink=colors.warning, line=Line.DASHED, line_color=colors.warning)
        case Layer.SEARCH:
            return Highlight(ground=colors.hit, line=Line.SINGLE, line_color=colors.accent)
        case Layer.CURRENT:
            return Highlight(ground=colors.accent, ink=colors.on_accent)
        case Layer.LINK:
            return Highlight(line=Line.SINGLE)
        case Layer.HINT:
            return Highlight(line=Line.DOUBLE, line_color=colors.accent)


class Highlights:
    """The spans of every layer, found by row."""

    def __init__(self) -> None:
        self._layers: dict[Layer, dict[int, tuple[Span, ...]]] = {}

    def set(self, layer: Layer, spans: Iterable[Span]) -> Mapping[int, tuple[Span, ...]]:
        """Put other spans on a layer; return what was there, by row."""
        before = self._layers.pop(layer, {})
        found: dict[int, tuple[Span, ...]] = {}
        for span in spans:
            found[span.row] = (*found.get(span.row, ()), span)
        if found:
            self._layers[layer] = found
        return before

    def layer(self, layer: Layer) -> Mapping[int, tuple[Span, ...]]:
        """Return what is on a layer, by row."""
        return self._layers.get(layer, {})

    def __bool__(self) -> bool:
        return bool(self._layers)

    def of_row(self, row: int, colors: TerminalColors) -> list[tuple[int, int, Highlight]]:
        """Return columns and looks on an absolute row, the lowest layer first."""
        return [
            (span.first, span.last, span.style or layer_style(layer, colors))
            for layer in sorted(self._layers)
            for span in self._layers[layer].get(row, ())
        ]
