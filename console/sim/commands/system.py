"""Short answers about the machine: uname, hostname, id, uptime, who, date, nproc."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from console.sim.command import Call, Command, flags
from console.sim.uptime import uptime_text


async def uname(c: Call) -> int:
    """Print the kernel."""
    own = c.node.personality
    parts = {
        "s": "Linux", "n": c.node.spec.name, "r": own.kernel, "v": own.kernel_build, "m": "x86_64", "p": "x86_64",
        "i": "x86_64", "o": "Linux" if own.init == "openrc" else "GNU/Linux",
    }  # fmt: skip
    options, _ = flags(c.argv)
    wanted = (
        "snrvmo" if options & {"a", "all"} else "".join(letter for letter in "snrvmpio" if letter in options) or "s"
    )
    await c.out(" ".join(parts[letter] for letter in wanted) + "\n")
    return 0


async def hostname(c: Call) -> int:
    """Print the name."""
    options, _ = flags(c.argv)
    spec = c.node.spec
    if options & {"f", "fqdn"}:
        await c.out(spec.fqdn + "\n")
    elif options & {"I", "i"}:
        await c.out(spec.address + "\n")
    else:
        await c.out(spec.name + "\n")
    return 0


async def identity(c: Call) -> int:
    """Print user and groups."""
    number = 0 if c.user == "root" else 1000
    options, _ = flags(c.argv)
    if "u" in options or "g" in options:
        await c.out((c.user if "n" in options else str(number)) + "\n")
    elif "G" in options:
        names, numbers = ("root", "0") if not number else (f"{c.user} adm sudo docker", "1000 4 27 998")
        await c.out((names if "n" in options else numbers) + "\n")
    elif number:
        await c.out(f"uid=1000({c.user}) gid=1000({c.user}) groups=1000({c.user}),4(adm),27(sudo),998(docker)\n")
    else:
        await c.out("uid=0(root) gid=0(root) groups=0(root)\n")
    return 0


async def whoami(c: Call) -> int:
    """Print the user."""
    await c.out(c.user + "\n")
    return 0


async def uptime(c: Call) -> int:
    """Print how long the machine has been up."""
    options, _ = flags(c.argv)
    if "p" in options:
        minutes = int(c.node.uptime_seconds() // 60)
        days, hours = minutes // 1440, minutes // 60 % 24
        await c.out(f"up {days} days, {hours} hours, {minutes % 60} minutes\n")
    elif "s" in options:
        await c.out(f"{c.node.story.booted(c.node.spec.name):%Y-%m-%d %H:%M:%S}\n")
    else:
        await c.out(uptime_text(c.node) + "\n")
    return 0


async def who(c: Call) -> int:
    """Print who is logged in."""
    for user, tty, since in c.node.sessions:
        await c.out(f"{user:<8} {tty:<12} {datetime.fromtimestamp(since, UTC):%Y-%m-%d %H:%M} (203.0.113.5)\n")
    return 0


async def w(c: Call) -> int:
    """Print who is logged in and what they do."""
    await c.out(uptime_text(c.node) + "\nUSER     TTY      FROM             LOGIN@   IDLE   JCPU   PCPU WHAT\n")
    for user, tty, since in c.node.sessions:
        login = f"{datetime.fromtimestamp(since, UTC):%H:%M}"
        await c.out(f"{user:<8} {tty:<8} 203.0.113.5      {login}    1.00s  0.02s  0.00s w\n")
    return 0


async def last(c: Call) -> int:
    """Print the last logins."""
    for user, tty, since in reversed(c.node.sessions):
        when = f"{datetime.fromtimestamp(since, UTC):%a %b %e %H:%M}"
        await c.out(f"{user:<8} {tty:<12} 203.0.113.5      {when}   still logged in\n")
    booted = c.node.story.booted(c.node.spec.name)
    await c.out(f"reboot   system boot  {c.node.personality.kernel[:16]:<16} {booted:%a %b %e %H:%M}   still running\n")
    await c.out(f"\nwtmp begins {booted:%a %b %e %H:%M:%S %Y}\n")
    return 0


async def date(c: Call) -> int:
    """Print the time in the story."""
    now = c.node.story.now()
    chosen = next((word[1:] for word in c.argv if word.startswith("+")), None)
    if chosen is None:
        iso = any(word in {"-Is", "-Iseconds", "--iso-8601=seconds"} for word in c.argv)
        await c.out(now.strftime("%Y-%m-%dT%H:%M:%S+00:00" if iso else "%a %b %e %H:%M:%S UTC %Y") + "\n")
        return 0
    text = re.sub(r"%(\d?)N", lambda match: f"{now.microsecond * 1000:09d}"[: int(match[1] or 9)], chosen)
    text = text.replace("%s", str(int(now.timestamp()))).replace("%3N", f"{now.microsecond // 1000:03d}")
    await c.out(now.strftime(text) + "\n")
    return 0


async def nproc(c: Call) -> int:
    """Print the number of processors."""
    await c.out(f"{c.node.spec.hardware.threads}\n")
    return 0


async def getconf(c: Call) -> int:
    """Print what programs ask of the system."""
    libc = c.node.personality.libc.rsplit(" ", 1)[-1]
    known = {
        "_NPROCESSORS_ONLN": str(c.node.spec.hardware.threads), "LONG_BIT": "64",
        "PAGESIZE": "4096", "PAGE_SIZE": "4096",
        "_NPROCESSORS_CONF": str(c.node.spec.hardware.threads), "CLK_TCK": "100",
    }  # fmt: skip
    if "musl" not in c.node.personality.libc:
        known["GNU_LIBC_VERSION"] = f"glibc {libc}"
    name = c.argv[-1] if c.argv else ""
    if name not in known:
        return await c.fail(f"Unrecognized variable `{name}'", 2)
    await c.out(known[name] + "\n")
    return 0


async def ldd(c: Call) -> int:
    """Print the C library."""
    text = c.node.personality.libc
    if "musl" in text:
        await c.err(f"{text}\nVersion 1.2.5\nDynamic Program Loader\nUsage: ldd [options] [--] pathname\n")
        return 1
    await c.out(f"{text}\n")
    return 0


COMMANDS = (
    Command("uname", uname), Command("hostname", hostname), Command("id", identity), Command("whoami", whoami),
    Command("uptime", uptime), Command("who", who), Command("w", w), Command("last", last), Command("date", date),
    Command("nproc", nproc), Command("getconf", getconf), Command("ldd", ldd),
)  # fmt: skip
