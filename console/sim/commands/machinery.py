"""What ``console.sim.script`` rewrites scripts to: scripts, jobs in the background, the history."""

from __future__ import annotations

import shlex

from console.sim.command import UNNAMED, Call, Command
from console.sim.jobs import launch

READ_ONLY = (
    "declare -- __0",
    "declare -- __pid",
    "declare -r",
    "declare -ir",
    "declare -ar",
    "declare -Ar",
    "declare -a BASH",
    "declare -A BASH",
)


async def background(c: Call) -> int:
    """Start a job beside the shell: its variables, its text, its arguments."""
    state, script, *arguments = c.argv
    variables = "\n".join(line for line in state.splitlines() if not line.startswith(READ_ONLY))
    return await launch(c, variables, script, tuple(arguments))


async def last_job(c: Call) -> int:
    """Print the process number of the newest job."""
    await c.out(f"{c.shell.last_job}\n" if c.shell.last_job else "\n")
    return 0


async def status(c: Call) -> int:
    """Say that the line came to its end, and with which status."""
    c.shell.left = False
    return int(c.argv[0])


async def run_shell(c: Call) -> int:
    """Run a script: ``-c`` text, a file, or what comes in."""
    argv = list(c.argv)
    options = ""
    while argv and argv[0].startswith("-") and argv[0] not in {"-", "--"} and len(argv[0]) > 1:
        word = argv.pop(0)
        if word == "-o":
            options += f"set -o {argv.pop(0) if argv else 'pipefail'}\n"
        elif word == "--version":
            await c.out("GNU bash, version 5.2.21(1)-release (x86_64-pc-linux-gnu)\n")
            return 0
        elif "c" in word and not word.startswith("--"):
            return await _script(c, options + (argv[0] if argv else ""), argv[2:])
        else:
            letters = "".join(letter for letter in word if letter in "eux")
            options += f"set -{letters}\n" if letters else ""
            if "s" in word:
                argv = ["--", *argv[argv[:1] == ["--"] :]]
                break
    if argv and argv[0] not in {"-", "--"}:
        path = c.path(argv[0])
        if not c.node.files.exists(path):
            await c.err(f"{c.name.strip('_')}: {argv[0]}: No such file or directory\n")
            return 127
        if c.process.command in UNNAMED:
            c.process.command = " ".join(["sh", *argv])
        return await _script(c, options + c.node.files.text(path), argv[1:], name=argv[0])
    data = await c.stdin()
    return await _script(c, options + data.decode("utf-8", "replace"), argv[1:], stdin_is_script=True)


async def _script(c: Call, text: str, arguments: list[str], *, stdin_is_script: bool = False, name: str = "") -> int:
    prefix = f"set -- {shlex.join(arguments)}\n" if arguments else ""
    child = c.shell.child(cwd=c.cwd, env=c.env, process=c.process)
    data = b"" if stdin_is_script else await c.stdin()
    return await child.run(prefix + text, c.out, c.write_error, stdin=data, name=name)


async def history(c: Call) -> int:
    """Print the lines that were typed."""
    if c.argv[:1] == ["-c"]:
        c.shell.history.clear()
    for number, line in enumerate(c.shell.history, 1):
        await c.out(f"{number:5}  {line}\n")
    return 0


COMMANDS = (
    Command("__bg", background),
    Command("__lastpid", last_job),
    Command("__status", status),
    Command("__sh", run_shell),
    Command("__history", history),
)
