"""top: the busiest processes over the whole screen, until q."""

from __future__ import annotations

from console.sim.command import Call, Command
from console.sim.processes import Process
from console.sim.uptime import uptime_text

REVERSE, PLAIN = "\x1b[7m", "\x1b[0m"


def _lines(c: Call, width: int, rows: int) -> list[str]:
    node = c.node
    table = sorted(node.processes.all(), key=lambda process: (-process.cpu_percent, process.pid))
    memory, threads = node.memory(), node.spec.hardware.threads
    busy = min(100.0, node.processes.cpu_percent() / threads)
    running = sum(process.state == "R" for process in table)
    asleep = len(table) - running
    mib = [
        value / 1024
        for value in (memory.total_kib, memory.free_kib, memory.used_kib, memory.buffers_kib + memory.cached_kib)
    ]
    head = [
        f"top -{uptime_text(node)}",
        f"Tasks: {len(table):>3} total, {running:>3} running, {asleep:>3} sleeping,   0 stopped,   0 zombie",
        f"%Cpu(s): {busy * 0.92:>4.1f} us, {busy * 0.08:>4.1f} sy,  0.0 ni, {100 - busy:>4.1f} id,  0.0 wa,  0.0 hi",
        f"MiB Mem : {mib[0]:>9.1f} total, {mib[1]:>9.1f} free, {mib[2]:>9.1f} used, {mib[3]:>9.1f} buff/cache",
        f"MiB Swap:       0.0 total,       0.0 free,       0.0 used. {memory.available_kib / 1024:>9.1f} avail Mem",
        "",
    ]
    title = "    PID USER      PR  NI    VIRT    RES    SHR S  %CPU  %MEM     TIME+ COMMAND"
    body = [_row(c, process, memory.total_kib) for process in table[: max(0, rows - len(head) - 1)]]
    return [*head, f"{REVERSE}{title[:width]:<{width}}{PLAIN}", *body]


def _size(kib: int) -> str:
    return f"{kib / 1048576:.1f}g" if kib >= 1048576 else str(kib)


def _row(c: Call, p: Process, total_kib: int) -> str:
    spent = max(0.0, c.node.story.moment() - p.started) * p.cpu_percent / 100
    user = p.user if len(p.user) <= 8 else p.user[:7] + "+"
    sizes = " ".join(f"{_size(kib):>{w}}" for kib, w in ((p.vsz_kib, 7), (p.rss_kib, 6), (p.rss_kib // 4, 6)))
    time = f"{int(spent // 60)}:{spent % 60:05.2f}"
    return (
        f"{p.pid:>7} {user:<8}  20   0 {sizes} {p.state} "
        f"{p.cpu_percent:>5.1f} {100 * p.rss_kib / total_kib:>5.1f} {time[:9]:>9} {p.name}"
    )


async def top(c: Call) -> int:
    """Show the busiest processes; once with -b."""
    batch = any(word.startswith("-") and "b" in word for word in c.argv)
    if c.tty is None or batch:
        await c.out("\n".join(_lines(c, 100, 47)) + "\n")
        return 0
    async with c.tty.fullscreen() as screen:
        while True:
            await screen.show(_lines(c, c.tty.columns, c.tty.rows))
            key = await screen.key(2.0)
            if key is None or b"q" in key:
                return 0


COMMANDS = (Command("top", top, aliases=("htop",)),)
