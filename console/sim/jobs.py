"""Jobs in the background: they belong to the node, not to the session that started them."""

from __future__ import annotations

from console.sim.command import Call
from console.sim.shell import Shell

MAX_JOBS = 48
MAX_BYTES = 65536
"""Of what a job prints that a script waits for."""


async def launch(c: Call, variables: str, script: str, arguments: tuple[str, ...]) -> int:
    """Start ``script`` beside the shell that called, and remember its process number."""
    node = c.node
    if len([p for p in node.processes.visitors() if p.stop is not None]) >= MAX_JOBS or c.shell.depth > 8:
        return await c.fail("fork: retry: Resource temporarily unavailable", 254)
    process = node.processes.start(c.user, "-bash" if c.tty else "sh")
    shell = Shell(node, user=c.user, cwd=c.cwd, env=c.env, process=process, depth=c.shell.depth + 1)
    text = f"{variables}\n{script}" if variables else script
    printed = bytearray()

    async def keep(data: bytes) -> None:
        printed.extend(data[: MAX_BYTES - len(printed)])

    out, err = (c.tty.write_bytes, c.tty.write_bytes) if c.tty is not None else (keep, _drop)

    async def work() -> int:
        try:
            return await shell.run(text, out, err, arguments=arguments)
        finally:
            node.processes.end(process)
            await shell.close()

    task = node.tasks.start(work(), f"job-{node.spec.name}-{process.pid}")

    def stop() -> None:
        task.cancel()

    process.stop = stop
    caller = c.shell
    caller.last_job = process.pid
    caller.jobs.append((process, task, printed))
    if c.tty is not None and c.shell.interactive:
        await c.out(f"[{len(caller.jobs)}] {process.pid}\n")
    return 0


async def _drop(_data: bytes) -> None:
    """Nobody reads the errors of a job that may outlive its session."""
