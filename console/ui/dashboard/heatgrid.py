"""Where each GPU stands on the heat map: columns are nodes, rows are GPUs, blocks are racks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property

from msgspec import Struct
from PySide6.QtCore import QRectF

from console.model.gpu import Gpu
from console.model.ids import NodeId
from console.model.node import NodeState, NodeView

MAX_ROWS = 16
LINE_GAP = 6
_SILENT = frozenset({NodeState.KEY_CHANGED, NodeState.UNREACHABLE, NodeState.CONNECTING})


class Column(Struct, frozen=True):
    """One node: what is known of it when the map was laid out."""

    node_id: NodeId
    name: str
    gpus: int
    """How many rows it has; 0: it has never said."""

    @property
    def label(self) -> str:
        """Return what stands under the column: the number at the end of the name, else its first letters."""
        digits = len(self.name) - len(self.name.rstrip("0123456789"))
        return self.name[-min(digits, 2) :] if digits else self.name[:2]


class Block(Struct, frozen=True):
    """One group of nodes."""

    name: str
    site: str
    columns: tuple[Column, ...]


class Place(Struct):
    """One cell of the map. Nobody changes one; there may be thousands, and what is frozen is made much more slowly."""

    node_id: NodeId
    index: int
    """Of the GPU on its node."""
    column: int
    """Counted over all blocks."""
    rect: QRectF


class Spacing(Struct, frozen=True):
    """How the map may be laid out, in logical pixels."""

    widest: int
    narrowest: int
    tallest: int
    gap: int
    head: int
    """Above each block."""
    foot: int
    """Below each block."""
    left: int
    """For the numbers of the rows."""


class Grid(Struct, frozen=True, dict=True):
    """A laid out map."""

    cell_width: int
    cell_height: int
    height: float
    """Of everything; larger than the room where it has to be scrolled."""
    blocks: tuple[tuple[Block, QRectF], ...]
    places: tuple[Place, ...]

    @cached_property
    def of_node(self) -> dict[NodeId, tuple[Place, ...]]:
        """Return the cells of each node."""
        found: dict[NodeId, list[Place]] = {}
        for place in self.places:
            found.setdefault(place.node_id, []).append(place)
        return {node_id: tuple(places) for node_id, places in found.items()}


def _has_no_gpus(view: NodeView) -> bool:
    """Tell whether a node has said that there is no GPU in it; one that is silent may have some."""
    return view.snapshot is not None and not view.snapshot.gpus and view.snapshot.gpu_problem is None


def gpus_of(view: NodeView) -> tuple[Gpu, ...]:
    """Return the GPUs that a node told of."""
    return view.snapshot.gpus if view.snapshot is not None else ()


def blocks_of(views: Sequence[NodeView]) -> tuple[Block, ...]:
    """Return the groups that have GPUs, in the order of the tree."""
    groups: dict[tuple[str, ...], list[NodeView]] = {}
    for view in views:
        if gpus_of(view) or (not _has_no_gpus(view) and (view.state in _SILENT or view.problem is not None)):
            groups.setdefault(view.node.path, []).append(view)
    return tuple(
        Block(
            path[-1] if path else nodes[0].node.name,
            path[0] if len(path) > 1 else "",
            tuple(Column(n.node.id, n.node.name, min(len(gpus_of(n)), MAX_ROWS)) for n in nodes),
        )
        for path, nodes in groups.items()
        if any(gpus_of(node) for node in nodes)
    )


def rows_of(blocks: Sequence[Block]) -> int:
    """Return how many rows the map has."""
    return max((column.gpus for block in blocks for column in block.columns), default=0)


def lay_out(
    blocks: Sequence[Block], spacing: Spacing, room: tuple[float, float], head_width: Callable[[Block], float]
) -> Grid:
    """Return the map with the largest cells that fit, in as many lines as it takes."""
    rows = rows_of(blocks)
    for width in range(spacing.widest, spacing.narrowest - 1, -1):
        lines = _lines(blocks, width, spacing, room[0], head_width)
        per_line = (room[1] - LINE_GAP * (len(lines) - 1)) / max(len(lines), 1) - spacing.head - spacing.foot
        height = min(int(per_line / max(rows, 1)) - spacing.gap, spacing.tallest, round(width * 1.7))
        if height >= min(width * 0.6, spacing.tallest) or width == spacing.narrowest:
            height = max(height, min(spacing.narrowest, spacing.tallest))
            return _placed(lines, (width, height), spacing, head_width)
    return Grid(spacing.narrowest, spacing.narrowest, 0.0, (), ())


def _block_gap(cell: int, spacing: Spacing) -> int:
    """Return the room between racks; small cells stand closer."""
    return 18 if cell >= spacing.widest * 0.7 else 10


def _width(block: Block, cell: int, gap: int, head_width: Callable[[Block], float]) -> float:
    return max(len(block.columns) * (cell + gap) - gap, head_width(block))


def _lines(
    blocks: Sequence[Block], cell: int, spacing: Spacing, room: float, head_width: Callable[[Block], float]
) -> list[list[Block]]:
    lines: list[list[Block]] = []
    x = room + 1.0
    for block in blocks:
        for part in _parts(block, int((room - spacing.left + spacing.gap) / (cell + spacing.gap))):
            width = _width(part, cell, spacing.gap, head_width)
            if x + width > room:
                lines.append([])
                x = float(spacing.left)
            lines[-1].append(part)
            x += width + _block_gap(cell, spacing)
    return lines


def _parts(block: Block, most: int) -> list[Block]:
    """Return a block that is wider than the map in pieces that are not."""
    step = max(most, 1)
    columns = block.columns
    return [Block(block.name, block.site, columns[at : at + step]) for at in range(0, len(columns), step)]


def _placed(
    lines: Sequence[Sequence[Block]], cell: tuple[int, int], spacing: Spacing, head_width: Callable[[Block], float]
) -> Grid:
    width, height = cell
    places: list[Place] = []
    framed: list[tuple[Block, QRectF]] = []
    y, column = 0.0, 0
    for line in lines:
        x, rows = float(spacing.left), rows_of(line)
        for block in line:
            rect = QRectF(x, y, _width(block, width, spacing.gap, head_width), spacing.head)
            framed.append((block, rect))
            for at, node in enumerate(block.columns):
                left = x + at * (width + spacing.gap)
                for row in range(node.gpus or rows_of([block]) or 1):
                    top = y + spacing.head + row * (height + spacing.gap)
                    places.append(Place(node.node_id, row, column, QRectF(left, top, width, height)))
                column += 1
            x += rect.width() + _block_gap(width, spacing)
        y += spacing.head + rows * (height + spacing.gap) - spacing.gap + spacing.foot + LINE_GAP
    return Grid(width, height, max(y - LINE_GAP, 0.0), tuple(framed), tuple(places))
