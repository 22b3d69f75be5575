"""nvidia-ctk: the Container Toolkit, by which the containers of a node have its GPUs."""

from __future__ import annotations

from console.sim.command import Call, Command

VERSION = "1.17.8"


async def toolkit(c: Call) -> int:
    """Tell its version; what is set up here stays as it is."""
    if "--version" in c.argv or "-v" in c.argv:
        await c.out(f"NVIDIA Container Toolkit CLI version {VERSION}\n")
        return 0
    return await c.fail("the containers of a simulated node have their GPUs already")


COMMANDS = (Command("nvidia-ctk", toolkit),)
