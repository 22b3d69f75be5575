"""Commands that run, stop or wait for others: sleep, kill, nohup, setsid, timeout, sudo, watch, wait, env and such."""

from __future__ import annotations

import asyncio
import re

from console.sim.command import Call, Command, flags

SECONDS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400}
TIMED_OUT = 124


def duration(text: str) -> float | None:
    """Return ``1.5m`` in seconds, None when it is no duration."""
    match = re.fullmatch(r"(\d+(?:\.\d*)?|\.\d+)([smhd]?)", text)
    return float(match[1]) * SECONDS[match[2]] if match else None


async def sleep(c: Call) -> int:
    """Wait."""
    total = 0.0
    for word in c.argv:
        seconds = float("inf") if word in {"infinity", "inf"} else duration(word)
        if seconds is None:
            return await c.fail(f"invalid time interval '{word}'")
        total += seconds
    if not c.argv:
        return await c.fail("missing operand")
    await asyncio.sleep(min(total, 10.0**8))
    c.node.refresh()
    return 0


async def kill(c: Call) -> int:
    """Send a signal to processes."""
    words, signal_name = list(c.argv), "TERM"
    if words and words[0] == "-l":
        await c.out("HUP INT QUIT KILL TERM CONT STOP\n")
        return 0
    if words and words[0] in {"-s", "-n"}:
        signal_name, words = words[1] if len(words) > 1 else "TERM", words[2:]
    elif words and re.fullmatch(r"-(\d+|[A-Z]+\d*)", words[0]):
        signal_name = words.pop(0)[1:]
    words = [word for word in words if word != "--"]
    status = 0
    for word in words:
        number = word.lstrip("-")
        process = c.node.processes.find(int(number)) if number.isdigit() else None
        if process is None:
            await c.err(f"-bash: kill: ({word}) - No such process\n")
            status = 1
        elif signal_name == "0":
            continue
        elif process.stop is not None and c.user in {process.user, "root"}:
            process.stop()
            await asyncio.sleep(0.02)
        else:
            await c.err(f"-bash: kill: ({word}) - Operation not permitted\n")
            status = 1
    return status if words else await c.fail("usage: kill [-s sigspec | -n signum | -sigspec] pid", 2)


async def pkill(c: Call) -> int:
    """Find or stop processes by their command line."""
    options, words = flags(c.argv)
    full = "f" in options
    pattern = words[-1] if words else ""
    try:
        wanted = re.compile(pattern)
    except re.error:
        return await c.fail(f"invalid pattern: {pattern}", 2)
    found = [
        p for p in c.node.processes.all() if p.pid != c.process.pid and wanted.search(p.command if full else p.name)
    ]
    for process in found:
        if c.name == "pgrep":
            shown = f" {process.command}" if "a" in options else f" {process.name}" if "l" in options else ""
            await c.out(f"{process.pid}{shown}\n")
        elif process.stop is not None:
            process.stop()
    return 0 if found else 1


async def carry(c: Call) -> int:
    """Run a command as it is: nohup, setsid, nice, stdbuf and their like only matter to a kernel."""
    words = list(c.argv)
    while words and words[0].startswith("-"):
        option = words.pop(0)
        if option in {"-n", "-c"} and words:
            words.pop(0)
    return await c.run_argv(words) if words else await c.fail("missing operand", 125)


async def timeout(c: Call) -> int:
    """Run a command for a limited time."""
    words = list(c.argv)
    while words and words[0].startswith("-"):
        option = words.pop(0)
        if option in {"-s", "-k"} and words:
            words.pop(0)
    seconds = duration(words[0]) if words else None
    if seconds is None or len(words) < 2:
        return await c.fail("missing operand", 125)
    try:
        return await asyncio.wait_for(c.run_argv(words[1:]), seconds or None)
    except TimeoutError:
        return TIMED_OUT


async def sudo(c: Call) -> int:
    """Run a command as root; nobody asks for a password here."""
    words = list(c.argv)
    user = "root"
    while words and words[0].startswith("-"):
        option = words.pop(0)
        if option in {"-u", "-g"} and words:
            user = words.pop(0)
        elif option in {"-i", "-s"} and not words:
            await c.err("sudo: no interactive root shell on a simulated node\n")
            return 1
        elif option in {"-l", "--list"}:
            await c.out(
                f"User {c.user} may run the following commands on {c.node.spec.name}:\n    (ALL) NOPASSWD: ALL\n"
            )
            return 0
    assigned = {}
    while words and re.match(r"[A-Za-z_]\w*=", words[0]):
        name, _, value = words.pop(0).partition("=")
        assigned[name] = value
    return await c.run_argv(words, user=user, env=assigned) if words else await c.fail("a command is required")


async def wait(c: Call) -> int:
    """Wait for jobs in the background, and print what they printed."""
    chosen = {int(word) for word in c.argv if word.isdigit()}
    waited = [(task, printed) for process, task, printed in c.shell.jobs if not chosen or process.pid in chosen]
    tasks = [task for task, _printed in waited]
    results = await asyncio.gather(*(asyncio.shield(task) for task in tasks), return_exceptions=True)
    for _task, printed in waited:
        await c.out(bytes(printed))
        printed.clear()
    ended = [result for result in results if isinstance(result, int)]
    return ended[-1] if chosen and ended else 127 if chosen and not tasks else 0


async def jobs(c: Call) -> int:
    """List jobs in the background."""
    for number, (process, task, _printed) in enumerate(c.shell.jobs, 1):
        if not task.done():
            await c.out(f"[{number}]+  Running                 {process.command} &\n")
    return 0


async def watch(c: Call) -> int:
    """Show a command again and again, over the whole screen."""
    words, every = list(c.argv), 2.0
    while words and words[0].startswith("-"):
        option = words.pop(0)
        if option in {"-n", "--interval"} and words:
            every = duration(words.pop(0)) or 2.0
        elif option.startswith("-n"):
            every = duration(option[2:]) or 2.0
    if c.tty is None or not words:
        return await c.fail("a terminal and a command are needed")
    script = " ".join(words) if len(words) > 1 else words[0]
    async with c.tty.fullscreen() as screen:
        while True:
            text = await c.output_of(script)
            left = f"Every {every:.1f}s: {script}"
            right = f"{c.node.spec.name}: {c.node.story.now():%a %b %e %H:%M:%S %Y}"
            head = f"{left}{right:>{max(1, c.tty.columns - len(left))}}"
            await screen.show([head, "", *text.split("\n")])
            if await screen.key(max(0.1, every)) is None:
                return 0


async def which(c: Call) -> int:
    """Print where commands are."""
    _, names = flags(c.argv)
    status = 0 if names else 1
    for name in names:
        places = [f"{folder}/{name}" for folder in ("/usr/local/bin", "/usr/bin", "/usr/sbin")]
        found = next((place for place in places if c.node.files.exists(place)), None)
        if found is None:
            status = 1
        else:
            await c.out(found + "\n")
    return status


async def clear(c: Call) -> int:
    """Clear the screen."""
    await c.out("\x1b[H\x1b[2J\x1b[3J")
    return 0


COMMANDS = (
    Command("sleep", sleep), Command("kill", kill), Command("pkill", pkill, aliases=("pgrep",)),
    Command("nohup", carry, aliases=("setsid", "nice", "stdbuf", "ionice", "chrt")), Command("timeout", timeout),
    Command("sudo", sudo, aliases=("doas",)), Command("wait", wait), Command("jobs", jobs), Command("watch", watch),
    Command("which", which), Command("clear", clear, aliases=("reset",)),
)  # fmt: skip
