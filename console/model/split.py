"""How a page is cut into panes: a tree of rows and columns as a value, and where each pane lies. Pure."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace


class Axis(StrEnum):
    """In which direction the parts of a split follow each other."""

    ROW = "row"
    """Side by side."""
    COLUMN = "column"
    """One over the other."""


class Side(StrEnum):
    """A side of a pane."""

    LEFT = "left"
    RIGHT = "right"
    ABOVE = "above"
    BELOW = "below"

    @property
    def axis(self) -> Axis:
        """Return the axis that leads there."""
        return Axis.ROW if self in {Side.LEFT, Side.RIGHT} else Axis.COLUMN

    @property
    def is_before(self) -> bool:
        """Tell whether what lies there comes first."""
        return self in {Side.LEFT, Side.ABOVE}


class Split(Struct, frozen=True):
    """Two parts or more along an axis, none of them a split along the same one; ``shares`` add up to 1."""

    axis: Axis
    parts: tuple[int | Split, ...]
    shares: tuple[float, ...]


Tree = int | Split
"""A pane by its number, or a split."""

Path = tuple[int, ...]
"""The way from the root to a split: the place of each part."""


def joined(axis: Axis, parts: Sequence[Tree], shares: Sequence[float]) -> Tree:
    """Return parts along an axis in the normal form; shares that make no sense are made equal."""
    if len(shares) != len(parts) or not all(math.isfinite(share) and share > 0 for share in shares):
        shares = [1.0] * len(parts)
    if len(parts) == 1:
        return parts[0]
    flat: list[tuple[Tree, float]] = []
    for part, share in zip(parts, shares, strict=True):
        if isinstance(part, Split) and part.axis is axis:
            flat += [(inner, share * own) for inner, own in zip(part.parts, part.shares, strict=True)]
        else:
            flat.append((part, share))
    whole = math.fsum(share for _, share in flat)
    return Split(axis, tuple(part for part, _ in flat), tuple(share / whole for _, share in flat))


def leaves(tree: Tree) -> tuple[int, ...]:
    """Return the panes from left to right and top to bottom."""
    if isinstance(tree, Split):
        return tuple(leaf for part in tree.parts for leaf in leaves(part))
    return (tree,)


def mapped(tree: Tree, change: Callable[[int], Tree | None]) -> Tree | None:
    """Return the tree with each pane changed; what becomes None leaves its room to its neighbours."""
    if not isinstance(tree, Split):
        return change(tree)
    kept = [
        (part, share)
        for old, share in zip(tree.parts, tree.shares, strict=False)
        if (part := mapped(old, change)) is not None
    ]
    if not kept:
        return None
    return joined(tree.axis, [part for part, _ in kept], [share for _, share in kept])


def _changed(tree: Tree, change: Callable[[int], Tree]) -> Tree:
    """Return the tree with each pane changed, where none can go."""
    made = mapped(tree, change)
    return tree if made is None else made


def beside(tree: Tree, leaf: int, new: Tree, side: Side) -> Tree:
    """Put ``new`` at a side of a pane, with half of its room."""

    def cut(pane: int) -> Tree:
        if pane != leaf:
            return pane
        pair = (new, pane) if side.is_before else (pane, new)
        return joined(side.axis, pair, (0.5, 0.5))

    return _changed(tree, cut)


def without(tree: Tree, leaf: int) -> Tree | None:
    """Take a pane away; its neighbours share its room. None when nothing is left."""
    return mapped(tree, lambda pane: None if pane == leaf else pane)


def swapped(tree: Tree, one: int, other: int) -> Tree:
    """Let two panes trade places."""
    return renumbered(tree, {one: other, other: one})


def renumbered(tree: Tree, numbers: Mapping[int, int]) -> Tree:
    """Give panes other numbers; those that are not named keep theirs."""
    return _changed(tree, lambda pane: numbers.get(pane, pane))


def equalised(tree: Tree) -> Tree:
    """Make all panes as wide and as high as their neighbours."""
    if not isinstance(tree, Split):
        return tree
    spans = [_span(part, tree.axis) for part in tree.parts]
    return joined(tree.axis, [equalised(part) for part in tree.parts], spans)


def _span(tree: Tree, axis: Axis) -> int:
    """Return how many panes follow each other along an axis at most."""
    if not isinstance(tree, Split):
        return 1
    spans = [_span(part, axis) for part in tree.parts]
    return sum(spans) if tree.axis is axis else max(spans)


# ---- where the panes lie -------------------------------------------------------------------------


class Box(Struct, frozen=True):
    """A rectangle in pixels."""

    x: int
    y: int
    width: int
    height: int

    def along(self, axis: Axis) -> tuple[int, int]:
        """Return where it begins and how long it is along an axis."""
        return (self.x, self.width) if axis is Axis.ROW else (self.y, self.height)

    def part(self, axis: Axis, start: int, length: int) -> Box:
        """Return the part of it that begins ``start`` after its own beginning."""
        if axis is Axis.ROW:
            return Box(self.x + start, self.y, length, self.height)
        return Box(self.x, self.y + start, self.width, length)


class Edge(Struct, frozen=True):
    """The line between two parts of a split that follow each other."""

    path: Path
    index: int
    """Of the part before it."""
    axis: Axis
    """Of the split: a line between parts of a row stands upright."""
    box: Box
    lengths: tuple[int, ...]
    """Of all parts of the split."""
    back: int
    """How far it can go back, in pixels, until a pane would be too small."""
    ahead: int


class Places(Struct, frozen=True):
    """Where everything on a page lies."""

    panes: dict[int, Box]
    edges: tuple[Edge, ...]


class Least(Struct, frozen=True):
    """The smallest pane, and the room between two, in pixels."""

    width: int
    height: int
    gap: int = 1

    def along(self, axis: Axis) -> int:
        """Return the smallest length along an axis."""
        return self.width if axis is Axis.ROW else self.height

    def of(self, tree: Tree, axis: Axis) -> int:
        """Return how long a tree is along an axis at least."""
        if not isinstance(tree, Split):
            return self.along(axis)
        parts = [self.of(part, axis) for part in tree.parts]
        return sum(parts) + self.gap * (len(parts) - 1) if tree.axis is axis else max(parts)


def fits(tree: Tree, width: int, height: int, least: Least) -> bool:
    """Tell whether every pane finds its smallest size."""
    return least.of(tree, Axis.ROW) <= width and least.of(tree, Axis.COLUMN) <= height


def lay_out(tree: Tree, box: Box, least: Least) -> Places:
    """Share a box out to the panes; where it is too small for all of them, by their shares alone."""
    panes: dict[int, Box] = {}
    edges: list[Edge] = []
    for found in _laid(tree, box, least, ()):
        if isinstance(found, Edge):
            edges.append(found)
        else:
            panes[found[0]] = found[1]
    return Places(panes, tuple(edges))


def _laid(tree: Tree, box: Box, least: Least, path: Path) -> Iterator[Edge | tuple[int, Box]]:
    if not isinstance(tree, Split):
        yield tree, box
        return
    axis, gap = tree.axis, least.gap
    room = max(0, box.along(axis)[1] - gap * (len(tree.parts) - 1))
    needs = [least.of(part, axis) for part in tree.parts]
    lengths = shared(room, tree.shares, needs)
    start = 0
    for index, (part, length) in enumerate(zip(tree.parts, lengths, strict=True)):
        yield from _laid(part, box.part(axis, start, length), least, (*path, index))
        start += length
        if index + 1 < len(lengths):
            back = max(0, length - needs[index])
            ahead = max(0, lengths[index + 1] - needs[index + 1])
            yield Edge(path, index, axis, box.part(axis, start, gap), lengths, back, ahead)
            start += gap


def shared(room: int, shares: Sequence[float], needs: Sequence[int]) -> tuple[int, ...]:
    """Return whole lengths that add up to ``room``: by shares, but none below its need while there is room for all."""
    lengths = [0] * len(shares)
    free = set(range(len(shares)))
    left = room
    if sum(needs) <= room:
        while True:
            whole = math.fsum(shares[i] for i in free)
            short = {i for i in free if left * shares[i] / whole < needs[i]}
            if not short or short == free:
                break
            for i in short:
                lengths[i] = needs[i]
                left -= needs[i]
            free -= short
    whole = math.fsum(shares[i] for i in free)
    exact = {i: left * shares[i] / whole for i in free}
    for i in free:
        lengths[i] = int(exact[i])
    spare = room - sum(lengths)
    for i in sorted(free, key=lambda i: (int(exact[i]) - exact[i], i))[:spare]:
        lengths[i] += 1
    return tuple(lengths)


def moved(tree: Tree, edge: Edge, by: int) -> Tree:
    """Move a line by so many pixels, as far as it can go; only the two parts beside it change."""
    by = min(max(by, -edge.back), edge.ahead)
    lengths = list(edge.lengths)
    lengths[edge.index] += by
    lengths[edge.index + 1] -= by
    return _with_shares(tree, edge.path, lengths)


def _with_shares(tree: Tree, path: Path, shares: Sequence[float]) -> Tree:
    if not isinstance(tree, Split):
        return tree
    if not path:
        return joined(tree.axis, tree.parts, [max(share, 1) for share in shares])
    at = path[0]
    parts = (*tree.parts[:at], _with_shares(tree.parts[at], path[1:], shares), *tree.parts[at + 1 :])
    return replace(tree, parts=parts)


def edge_of(tree: Tree, places: Places, leaf: int, axis: Axis) -> Edge | None:
    """Return the line that a pane is resized with along an axis: the one after it, else the one before it."""
    way = _way(tree, leaf)
    for depth in range(len(way) - 1, -1, -1):
        path, place = way[:depth], way[depth]
        lines = [edge for edge in places.edges if edge.path == path and edge.axis is axis]
        for index in (place, place - 1):
            found = next((edge for edge in lines if edge.index == index), None)
            if found is not None:
                return found
    return None


def _way(tree: Tree, leaf: int) -> Path:
    """Return the places of the parts that lead to a pane."""
    if isinstance(tree, Split):
        for place, part in enumerate(tree.parts):
            if leaf in leaves(part):
                return (place, *_way(part, leaf))
    return ()


def neighbour(places: Places, leaf: int, side: Side) -> int | None:
    """Return the pane that lies at a side of another, the one across its middle where there are several."""
    here = places.panes[leaf]
    axis = side.axis
    across = Axis.COLUMN if axis is Axis.ROW else Axis.ROW
    start, length = here.along(axis)
    from_, extent = here.along(across)
    found: list[tuple[int, float, int]] = []
    for pane, box in places.panes.items():
        begin, size = box.along(axis)
        distance = start - (begin + size) if side.is_before else begin - (start + length)
        low, span = box.along(across)
        overlap = min(low + span, from_ + extent) - max(low, from_)
        if distance >= 0 and overlap > 0:
            middle = from_ + extent / 2
            off = max(low - middle, middle - (low + span), 0.0)
            found.append((distance, off, pane))
    return min(found)[2] if found else None
