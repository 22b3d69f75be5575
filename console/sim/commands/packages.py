"""apt, dnf, apk, zypper, rpm and dpkg: what is installed; nothing new can be had, there is no network."""

from __future__ import annotations

from console.sim.command import Call, Command, flags


def _table(c: Call) -> list[tuple[str, str]]:
    return sorted(c.node.personality.packages.items())


def _wanted(c: Call, words: list[str]) -> list[tuple[str, str]]:
    return [(name, version) for name, version in _table(c) if not words or any(w.strip("*") in name for w in words)]


async def _install(c: Call, names: list[str], messages: dict[str, str]) -> int:
    if c.user != "root":
        await c.err(messages["denied"])
        return 100 if c.name.startswith("apt") else 1
    known = dict(_table(c))
    for name in names:
        if name not in known:
            await c.err(messages["unknown"].format(name=name))
            return 100 if c.name.startswith("apt") else 1
        await c.out(messages["there"].format(name=name, version=known[name]))
    return 0


async def apt(c: Call) -> int:
    """Answer as apt does."""
    _, words = flags(c.argv)
    action, names = (words[0], words[1:]) if words else ("help", [])
    if action == "list":
        await c.out("Listing... Done\n")
        for name, version in _wanted(c, names):
            await c.out(f"{name}/{c.node.personality.release('VERSION_CODENAME')},now {version} amd64 [installed]\n")
        return 0
    if action == "search":
        await c.out("Sorting... Done\nFull Text Search... Done\n")
        await c.out("".join(f"{name} {version} amd64\n" for name, version in _wanted(c, names)))
        return 0
    if action == "update":
        await c.err("Err:1 http://packages.example.com stable InRelease\n  Could not resolve 'packages.example.com'\n")
        return 100
    lock = "E: Could not open lock file /var/lib/dpkg/lock-frontend - open (13: Permission denied)\n"
    messages = {
        "denied": lock,
        "unknown": "E: Unable to locate package {name}\n",
        "there": "{name} is already the newest version ({version}).\n0 upgraded, 0 newly installed, 0 to remove.\n",
    }
    return await _install(c, names, messages)


async def dpkg(c: Call) -> int:
    """List installed packages."""
    for name, version in _wanted(c, flags(c.argv)[1]):
        await c.out(f"ii  {name:<34} {version:<34} amd64\n")
    return 0


async def dnf(c: Call) -> int:
    """Answer as dnf and zypper do."""
    _, words = flags(c.argv)
    action, names = (words[0], words[1:]) if words else ("help", [])
    if action in {"list", "search", "se", "info", "packages", "pa"}:
        names = [name for name in names if name not in {"installed", "--installed"}]
        await c.out("Installed Packages\n")
        await c.out("".join(f"{name + '.x86_64':<46} {version:<30} @System\n" for name, version in _wanted(c, names)))
        return 0
    denied = "Error: This command has to be run with superuser privileges (under the root user on most systems).\n"
    messages = {
        "denied": denied,
        "unknown": "No match for argument: {name}\nError: Unable to find a match: {name}\n",
        "there": "Package {name}-{version}.x86_64 is already installed.\nNothing to do.\nComplete!\n",
    }
    return await _install(c, names, messages)


async def rpm(c: Call) -> int:
    """List installed packages."""
    options, words = flags(c.argv)
    found = _wanted(c, words if "a" not in options else [])
    if not found:
        await c.out(f"package {' '.join(words)} is not installed\n")
        return 1
    await c.out("".join(f"{name}-{version}.x86_64\n" for name, version in found))
    return 0


async def apk(c: Call) -> int:
    """Answer as apk does."""
    _, words = flags(c.argv)
    action, names = (words[0], words[1:]) if words else ("help", [])
    if action in {"info", "list", "search"}:
        await c.out("".join(f"{name}-{version}\n" for name, version in _wanted(c, names)))
        return 0
    messages = {
        "denied": "ERROR: Unable to lock database: Permission denied\n",
        "unknown": "ERROR: unable to select packages:\n  {name} (no such package)\n",
        "there": "OK: 214 MiB in 61 packages\n",
    }
    return await _install(c, names, messages)


COMMANDS = (
    Command("apt", apt, aliases=("apt-get",)), Command("dpkg", dpkg), Command("dnf", dnf, aliases=("yum", "zypper")),
    Command("rpm", rpm), Command("apk", apk),
)  # fmt: skip
