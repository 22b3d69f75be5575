"""Commands on files that the sandbox answers differently from a real node."""

from __future__ import annotations

import hashlib
import posixpath

from console.sim.command import Call, Command, flags

OWN = ("/home/ops", "/tmp", "/var/tmp", "/dev/shm", "/run/user/1000")


async def rm(c: Call) -> int:
    """Remove files, where a person may."""
    options, names = flags(c.argv)
    force, recursive = bool(options & {"f", "force"}), bool(options & {"r", "R", "recursive"})
    status = 0
    for name in names:
        path = c.path(name)
        if not c.node.files.exists(path):
            status = status if force else await c.fail(f"cannot remove '{name}': No such file or directory")
        elif path == "/":
            status = await c.fail("it is dangerous to operate recursively on '/'")
        elif c.user != "root" and not any(path.startswith(top + "/") for top in OWN):
            status = await c.fail(f"cannot remove '{name}': Permission denied")
        elif c.node.files.is_folder(path) and not recursive:
            status = await c.fail(f"cannot remove '{name}': Is a directory")
        else:
            c.node.files.remove(path, recursive=recursive)
    return status


async def sha256sum(c: Call) -> int:
    """Print or check checksums, also of files too big to be kept."""
    options, names = flags(c.argv)
    if options & {"c", "check"}:
        return await _check(c, names)
    if not names:
        await c.out(f"{hashlib.sha256(await c.stdin()).hexdigest()}  -\n")
        return 0
    status = 0
    for name in names:
        path = c.path(name)
        if c.node.files.exists(path):
            await c.out(f"{c.node.files.sha256(path)}  {name}\n")
        else:
            status = await c.fail(f"{name}: No such file or directory")
    return status


async def _check(c: Call, names: list[str]) -> int:
    text = c.node.files.text(c.path(names[0])) if names and names[0] != "-" else (await c.stdin()).decode()
    status = 0
    for line in text.splitlines():
        digest, _, name = line.partition(" ")
        name = name.strip().lstrip("*")
        path = c.path(name)
        good = c.node.files.exists(path) and c.node.files.sha256(path) == digest
        await c.out(f"{name}: {'OK' if good else 'FAILED'}\n")
        status = status if good else 1
    return status


async def edit(c: Call) -> int:
    """Say that there is no editor."""
    await c.err(f"{c.name}: no editor on a simulated node; write files with cat > FILE and Ctrl+D\n")
    return 1


async def page(c: Call) -> int:
    """Show a file page by page; q ends, space and arrows move."""
    names = [word for word in c.argv if not word.startswith("-")]
    if names and not c.node.files.exists(c.path(names[0])):
        return await c.fail(f"{names[0]}: No such file or directory")
    text = c.node.files.text(c.path(names[0])) if names else (await c.stdin()).decode("utf-8", "replace")
    if c.tty is None:
        await c.out(text)
        return 0
    lines, top = text.split("\n"), 0
    async with c.tty.fullscreen() as screen:
        while True:
            height = c.tty.rows - 1
            top = max(0, min(top, len(lines) - height))
            ended = top + height >= len(lines)
            status = "(END)" if ended else posixpath.basename(names[0]) if names else ":"
            shown = lines[top : top + height]
            await screen.show([*shown, *["~"] * (height - len(shown)), f"\x1b[7m{status}\x1b[0m"])
            key = await screen.key(3600)
            if key is None or b"q" in key:
                return 0
            steps = {b" ": height, b"\x1b[6~": height, b"b": -height, b"\x1b[5~": -height, b"j": 1, b"\r": 1,
                     b"\x1b[B": 1, b"k": -1, b"\x1b[A": -1, b"G": len(lines), b"g": -len(lines)}  # fmt: skip
            top += steps.get(key, 0)


async def man(c: Call) -> int:
    """Say that there are no pages."""
    await c.err(f"No manual entry for {c.argv[-1]}\n" if c.argv else "What manual page do you want?\n")
    return 16 if c.argv else 1


COMMANDS = (
    Command("rm", rm), Command("sha256sum", sha256sum), Command("vi", edit, aliases=("vim", "nano", "emacs")),
    Command("less", page, aliases=("more",)), Command("man", man),
)  # fmt: skip
