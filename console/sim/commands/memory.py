"""free and df."""

from __future__ import annotations

from console.sim.command import Call, Command, flags
from console.sim.memory import Disk


def human(kib: float, *, ending: str = "") -> str:
    """Return KiB in the largest unit that fits, as ``-h`` does."""
    value = float(kib)
    for unit in "KMGTP":
        if value < 1024 or unit == "P":
            return f"{value:.1f}{unit}{ending}" if value < 10 and unit != "K" else f"{value:.0f}{unit}{ending}"
        value /= 1024
    return ""


async def free(c: Call) -> int:
    """Print the memory."""
    options, _ = flags(c.argv)
    memory = c.node.memory()
    cache = memory.buffers_kib + memory.cached_kib
    values = (memory.total_kib, memory.used_kib, memory.free_kib, memory.shared_kib, cache, memory.available_kib)
    scale = 1024 * 1024 if "g" in options else 1024 if "m" in options else 1
    if "b" in options:
        shown = [str(value * 1024) for value in values]
    elif "h" in options:
        shown = [human(value, ending="i") for value in values]
    else:
        shown = [str(value // scale) for value in values]
    await c.out("               total        used        free      shared  buff/cache   available\n")
    await c.out("Mem:    " + " ".join(f"{value:>11}" for value in shown).rjust(71) + "\n")
    none = "0B" if "h" in options else "0"
    await c.out("Swap:   " + " ".join(f"{none:>11}" for _ in range(3)).rjust(35) + "\n")
    return 0


async def df(c: Call) -> int:
    """Print the disks."""
    options, paths = flags(c.argv)
    disks = c.node.disks()
    if paths:
        for path in paths:
            if not c.node.files.exists(c.path(path)):
                return await c.fail(f"{path}: No such file or directory")
        disks = [_holding(disks, c.path(path)) for path in paths]
    unit = 1024 * 1024 if "BG" in "".join(c.argv) else 1024 if "m" in options else 1
    head = [
        "Filesystem",
        "Type",
        "Size" if "h" in options else "1024-blocks" if "P" in options else "1K-blocks",
        "Used",
    ]
    head += ["Avail" if "h" in options else "Available", "Capacity" if "P" in options else "Use%", "Mounted on"]
    rows = [head]
    for disk in disks:
        numbers = [disk.total_kib, disk.used_kib, disk.available_kib]
        shown = [human(n) if "h" in options else str(n // unit) for n in numbers]
        rows.append([disk.source, disk.kind, *shown, f"{disk.percent}%", disk.mount])
    if not options & {"T", "print-type"}:
        rows = [[row[0], *row[2:]] for row in rows]
    await c.out(_aligned(rows))
    return 0


def _holding(disks: list[Disk], path: str) -> Disk:
    inside = [d for d in disks if path == d.mount or path.startswith(d.mount.rstrip("/") + "/")]
    return max(inside, key=lambda disk: len(disk.mount))


def _aligned(rows: list[list[str]]) -> str:
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    left = len(rows[0]) - 5
    lines = []
    for row in rows:
        cells = [f"{v:<{w}}" if n < left else f"{v:>{w}}" for n, (v, w) in enumerate(zip(row, widths, strict=True))]
        lines.append(" ".join([*cells[:-1], row[-1]]))
    return "\n".join(lines) + "\n"


COMMANDS = (Command("free", free), Command("df", df))
