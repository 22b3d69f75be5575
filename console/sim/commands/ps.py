"""ps: the process table, in the forms people know by heart."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from console.sim.command import Call, Command
from console.sim.processes import Process

CUSTOM = {
    "pid": ("PID", 7), "ppid": ("PPID", 7), "user": ("USER", 0), "comm": ("COMMAND", 0), "cmd": ("CMD", 0),
    "args": ("COMMAND", 0), "command": ("COMMAND", 0), "rss": ("RSS", 5), "vsz": ("VSZ", 6), "pcpu": ("%CPU", 4),
    "%cpu": ("%CPU", 4), "pmem": ("%MEM", 4), "%mem": ("%MEM", 4), "etime": ("ELAPSED", 11), "stat": ("STAT", 0),
    "tty": ("TT", 0), "etimes": ("ELAPSED", 7),
}  # fmt: skip


def _elapsed(seconds: float) -> str:
    days, rest = divmod(int(max(0, seconds)), 86400)
    hours, rest = divmod(rest, 3600)
    minutes, seconds = divmod(rest, 60)
    if days:
        return f"{days}-{hours:02d}:{minutes:02d}:{seconds:02.0f}"
    return f"{hours:02d}:{minutes:02d}:{seconds:02.0f}" if hours else f"{minutes:02d}:{seconds:02.0f}"


def _start(process: Process, now: float) -> str:
    started = datetime.fromtimestamp(process.started, UTC)
    return started.strftime("%H:%M" if now - process.started < 86400 else "%b%d")


def _time(process: Process, now: float) -> str:
    total = int(max(0.0, now - process.started) * process.cpu_percent / 100)
    return f"{total // 60}:{total % 60:02d}"


def _cut(c: Call, line: str) -> str:
    return line[: c.tty.columns] if c.tty is not None and "ww" not in "".join(c.argv) else line


def _aux(c: Call, table: list[Process]) -> list[str]:
    now, total = c.node.story.moment(), c.node.memory().total_kib
    lines = ["USER         PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND"]
    for p in table:
        user = p.user if len(p.user) <= 8 else p.user[:7] + "+"
        cpu = f"{p.cpu_percent:.0f}" if p.cpu_percent >= 100 else f"{p.cpu_percent:.1f}"
        lines.append(
            f"{user:<8} {p.pid:>7} {cpu:>4} {100 * p.rss_kib / total:>4.1f} {p.vsz_kib:>6} {p.rss_kib:>5} {p.tty:<8} "
            f"{p.state:<4} {_start(p, now):<5} {_time(p, now):>6} {p.command}"
        )
    return lines


def _full(c: Call, table: list[Process]) -> list[str]:
    now = c.node.story.moment()
    lines = ["UID          PID    PPID  C STIME TTY          TIME CMD"]
    for p in table:
        user = p.user if len(p.user) <= 8 else p.user[:7] + "+"
        total = int(max(0.0, now - p.started) * p.cpu_percent / 100)
        spent = f"{total // 3600:02d}:{total // 60 % 60:02d}:{total % 60:02d}"
        percent = min(99, int(p.cpu_percent))
        lines.append(
            f"{user:<8} {p.pid:>7} {p.ppid:>7} {percent:>2} {_start(p, now):<5} {p.tty:<8} {spent} {p.command}"
        )
    return lines


def _value(c: Call, process: Process, name: str) -> str:
    now = c.node.story.moment()
    values = {
        "pid": str(process.pid), "ppid": str(process.ppid), "user": process.user, "comm": process.name,
        "cmd": process.command, "args": process.command, "command": process.command, "rss": str(process.rss_kib),
        "vsz": str(process.vsz_kib), "pcpu": f"{process.cpu_percent:.1f}", "%cpu": f"{process.cpu_percent:.1f}",
        "stat": process.state, "tty": process.tty, "etime": _elapsed(now - process.started),
        "etimes": str(int(now - process.started)),
    }  # fmt: skip
    share = 100 * process.rss_kib / c.node.memory().total_kib
    return values.get(name, f"{share:.1f}")


async def _custom(c: Call, columns: list[str], table: list[Process]) -> int:
    names, quiet = [], True
    for column in columns:
        name, equals, _ = column.partition("=")
        name = name.partition(":")[0]  # a width: columns here are as wide as they have to be
        if name not in CUSTOM:
            await c.err(f'error: unknown user-defined format specifier "{name}"\n')
            return 1
        names.append(name)
        quiet = quiet and bool(equals)
    rows = [] if quiet else [[CUSTOM[name][0] for name in names]]
    rows += [[_value(c, process, name) for name in names] for process in table]
    widths = [max(len(row[place]) for row in rows) if rows else 0 for place in range(len(names))]
    for row in rows:
        cells = [
            f"{cell:>{w}}" if CUSTOM[n][1] else f"{cell:<{w}}" for cell, w, n in zip(row, widths, names, strict=True)
        ]
        await c.out(_cut(c, " ".join(cells).rstrip()) + "\n")
    return 0 if table else 1


async def ps(c: Call) -> int:
    """List processes."""
    words = "".join(word.lstrip("-") for word in c.argv if not word[:1].isdigit())
    table = c.node.processes.all()
    chosen = _chosen(c.argv)
    if chosen is not None:
        table = [process for process in table if process.pid in chosen]
    format_at = next((n for n, word in enumerate(c.argv) if re.fullmatch(r"-?[eA]*o.*", word)), None)
    if format_at is not None:
        word = c.argv[format_at]
        given = word.split("o", 1)[1]
        text = given or (c.argv[format_at + 1] if format_at + 1 < len(c.argv) else "pid")
        if chosen is None and not any(letter in words.replace("o" + text, "") for letter in "eA"):
            table = [process for process in table if process.user == c.user]
        return await _custom(c, [part for part in text.split(",") if part], table)
    if "f" in words and "u" not in words:
        lines = _full(c, table)
    elif "u" in words or "x" in words:
        lines = _aux(c, table)
    else:
        own = (
            table
            if "e" in words or "A" in words or chosen is not None
            else [p for p in table if c.tty and p.tty == c.tty.name]
        )
        now = c.node.story.moment()
        lines = ["    PID TTY          TIME CMD"]
        lines += [f"{p.pid:>7} {p.tty:<8} 00:{_time(p, now):>5} {p.name}" for p in own]
    await c.out("".join(_cut(c, line) + "\n" for line in lines))
    return 0 if table else 1


def _chosen(argv: list[str]) -> set[int] | None:
    for place, word in enumerate(argv):
        text = word[2:] if word.startswith("-p") and len(word) > 2 else ""
        if word in {"-p", "--pid", "p"} and place + 1 < len(argv):
            text = argv[place + 1]
        if text:
            return {int(part) for part in text.replace(",", " ").split() if part.isdigit()}
    return None


COMMANDS = (Command("ps", ps),)
