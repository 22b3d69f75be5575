"""ls, with owners, sizes, times and colours."""

from __future__ import annotations

import posixpath
from datetime import UTC, datetime

from console.sim.command import Call, Command, flags
from console.sim.files import Entry

FOLDER, LINK, PROGRAM = "\x1b[01;34m", "\x1b[01;36m", "\x1b[01;32m"
HALF_A_YEAR_SECONDS = 182 * 86400


def _mode(entry: Entry) -> str:
    kind = "d" if entry.is_folder else "l" if entry.kind == "symlink" else "-"
    bits = 0o777 if entry.kind == "symlink" else entry.mode
    text = "".join(letter if bits & (1 << (8 - place)) else "-" for place, letter in enumerate("rwxrwxrwx"))
    return kind + (text[:8] + "t" if bits & 0o1000 else text)


def _size(count: int, *, human: bool) -> str:
    if not human or count < 1024:
        return str(count)
    value, units = count / 1024, "KMGT"
    while value >= 1024 and len(units) > 1:
        value, units = value / 1024, units[1:]
    return f"{value:.1f}{units[0]}" if value < 10 else f"{value:.0f}{units[0]}"


def _owner(path: str) -> str:
    return "ops" if path.startswith(("/home/ops", "/tmp/")) else "root"


async def ls(c: Call) -> int:
    """List files."""
    options, paths = flags(c.argv)
    status, several = 0, len(paths) > 1
    plain, folders = [], []
    for name in paths or ["."]:
        path = c.path(name)
        if not c.node.files.exists(path):
            status = await c.fail(f"cannot access '{name}': No such file or directory", 2)
        elif path == "/root" and c.user != "root":
            status = await c.fail(f"cannot open directory '{name}': Permission denied", 2)
        elif c.node.files.is_folder(path) and "d" not in options:
            folders.append((name, path))
        else:
            plain.append((name, path))
    if plain:
        await _show(c, [(name, path, c.node.files.stat(path)) for name, path in plain], options, total=False)
    for number, (name, path) in enumerate(folders):
        if several:
            await c.out(("\n" if number or plain else "") + f"{name}:\n")
        await _show(c, _inside(c, path, options), options, total=True)
    return status


def _inside(c: Call, path: str, options: set[str]) -> list[tuple[str, str, Entry]]:
    entries = [(e.name, posixpath.join(path, e.name), e) for e in c.node.files.list(path)]
    if not options & {"a", "A", "all"}:
        entries = [entry for entry in entries if not entry[0].startswith(".")]
    entries.sort(key=lambda entry: entry[0].lstrip(".").lower())
    if "t" in options:
        entries.sort(key=lambda entry: -entry[2].modified)
    if "S" in options:
        entries.sort(key=lambda entry: -entry[2].size_bytes)
    if "r" in options:
        entries.reverse()
    if options & {"a", "all"}:
        own = c.node.files.stat(path)
        entries = [(".", path, own), ("..", path, own), *entries]
    return entries


async def _show(c: Call, entries: list[tuple[str, str, Entry]], options: set[str], *, total: bool) -> None:
    if "l" in options:
        await c.out(_long(c, entries, options, total=total))
    elif c.tty is not None and "1" not in options:
        await c.out(_columns([(name, _coloured(c, name, entry)) for name, _, entry in entries], c.tty.columns))
    else:
        await c.out("".join(f"{name}\n" for name, _, _ in entries))


def _coloured(c: Call, name: str, entry: Entry) -> str:
    if c.tty is None:
        return name
    colour = FOLDER if entry.is_folder else LINK if entry.kind == "symlink" else PROGRAM if entry.mode & 0o111 else ""
    return f"{colour}{name}\x1b[0m" if colour else name


def _columns(names: list[tuple[str, str]], width: int) -> str:
    if not names:
        return ""
    column = max(len(plain) for plain, _ in names) + 2
    count = max(1, width // column)
    rows = -(-len(names) // count)
    lines = []
    for row in range(rows):
        cells = names[row::rows]
        lines.append("".join(shown + " " * (column - len(plain)) for plain, shown in cells).rstrip())
    return "\n".join(lines) + "\n"


def _long(c: Call, entries: list[tuple[str, str, Entry]], options: set[str], *, total: bool) -> str:
    now, rows = c.node.story.moment(), []
    for name, path, entry in entries:
        moment = datetime.fromtimestamp(entry.modified, UTC)
        recent = abs(now - entry.modified) < HALF_A_YEAR_SECONDS
        when = moment.strftime("%b %e %H:%M" if recent else "%b %e  %Y")
        size = _size(4096 if entry.is_folder else entry.size_bytes, human="h" in options)
        shown = _coloured(c, name, entry)
        if entry.kind == "symlink":
            shown += f" -> {c.node.files.mount.read_link(path)}"
        rows.append((_mode(entry), "2" if entry.is_folder else "1", _owner(path), size, when, shown))
    width = max((len(row[3]) for row in rows), default=1)
    owner = max((len(row[2]) for row in rows), default=4)
    head = f"total {sum(max(4, e.size_bytes // 1024) for _, _, e in entries)}\n" if total else ""
    return head + "".join(
        f"{mode} {links} {who:<{owner}} {who:<{owner}} {size:>{width}} {when} {shown}\n"
        for mode, links, who, size, when, shown in rows
    )


COMMANDS = (Command("ls", ls),)
