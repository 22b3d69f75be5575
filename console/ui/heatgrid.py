"""Where each GPU stands on the heat map: columns are nodes, rows are GPUs, blocks are groups. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QRectF

from console.model.gpu import Gpu
from console.model.node import NodeView

MAX_ROWS = 16
BLOCK_GAP = 22
HOTTEST_CELSIUS, COOLEST_CELSIUS = 90.0, 25.0
FULL_WATTS = 700.0


class Metric(StrEnum):
    """What the colour of a cell says."""

    UTILISATION = "utilisation"
    MEMORY = "memory"
    TEMPERATURE = "temperature"
    POWER = "power"


def _memory(gpu: Gpu) -> float | None:
    if not gpu.memory_total_bytes or gpu.memory_used_bytes is None:
        return None
    return gpu.memory_used_bytes / gpu.memory_total_bytes


def _temperature(gpu: Gpu) -> float | None:
    if gpu.temperature_celsius is None:
        return None
    return (gpu.temperature_celsius - COOLEST_CELSIUS) / (HOTTEST_CELSIUS - COOLEST_CELSIUS)


_SHARES: dict[Metric, Callable[[Gpu], float | None]] = {
    Metric.UTILISATION: lambda gpu: None if gpu.utilization_percent is None else gpu.utilization_percent / 100,
    Metric.MEMORY: _memory,
    Metric.TEMPERATURE: _temperature,
    Metric.POWER: lambda gpu: (
        None if gpu.power_draw_watts is None else gpu.power_draw_watts / (gpu.power_limit_watts or FULL_WATTS)
    ),
}


def share(gpu: Gpu, metric: Metric) -> float | None:
    """Return where a GPU stands on the ramp of a metric, 0 to 1; None where it does not say."""
    return _SHARES[metric](gpu)


@dataclass(frozen=True, slots=True)
class Block:
    """One group of nodes."""

    name: str
    site: str
    nodes: tuple[NodeView, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """One GPU, or one place of a node that says nothing of its GPUs."""

    block: int
    column: int
    row: int
    view: NodeView
    gpu: Gpu | None
    rect: QRectF


def _has_no_gpus(view: NodeView) -> bool:
    """Tell whether a node has said that there is no GPU in it; one that is silent may have some."""
    return view.snapshot is not None and not view.snapshot.gpus and view.snapshot.gpu_problem is None


def blocks_of(views: Sequence[NodeView]) -> list[Block]:
    """Return the groups that have GPUs, in the order of the tree."""
    groups: dict[tuple[str, ...], list[NodeView]] = {}
    for view in views:
        if _has_no_gpus(view):
            continue
        groups.setdefault(view.node.path, []).append(view)
    with_gpus = {path for path, nodes in groups.items() if any(n.snapshot and n.snapshot.gpus for n in nodes)}
    return [
        Block(path[-1] if path else "", path[0] if len(path) > 1 else "", tuple(nodes))
        for path, nodes in groups.items()
        if path in with_gpus
    ]


def rows_of(blocks: Sequence[Block]) -> int:
    """Return how many rows the map has."""
    counts = [len(view.snapshot.gpus) for block in blocks for view in block.nodes if view.snapshot]
    return min(max(counts, default=0), MAX_ROWS)


@dataclass(frozen=True, slots=True)
class Grid:
    """How large cells are and how wide the head of a block is."""

    cell: int
    gap: int
    head_width: Callable[[Block], float] = lambda _block: 0.0


def lay_out(blocks: Sequence[Block], grid: Grid, *, left: float, top: float, right: float) -> list[Cell]:
    """Return the cells of as many blocks as there is room for."""
    rows, cell, pitch, x = rows_of(blocks), grid.cell, grid.cell + grid.gap, left
    cells: list[Cell] = []
    for number, block in enumerate(blocks):
        width = max(len(block.nodes) * pitch - grid.gap, grid.head_width(block))
        if x + width > right:
            break
        for column, view in enumerate(block.nodes):
            gpus = view.snapshot.gpus if view.snapshot else ()
            for row in range(len(gpus) or rows):
                rect = QRectF(x + column * pitch, top + row * pitch, cell, cell)
                cells.append(Cell(number, column, row, view, gpus[row] if row < len(gpus) else None, rect))
        x += width + BLOCK_GAP
    return [found for found in cells if found.row < rows]
