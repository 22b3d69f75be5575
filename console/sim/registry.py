"""Finds the commands: every module in ``console/sim/commands`` that has a ``COMMANDS``."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

import console.sim.commands
from console.sim.command import Command


@cache
def commands() -> dict[str, Command]:
    """Return every command by each of its names."""
    found: dict[str, Command] = {}
    for module in pkgutil.iter_modules(console.sim.commands.__path__):
        loaded = importlib.import_module(f"console.sim.commands.{module.name}")
        for command in loaded.COMMANDS:
            for name in (command.name, *command.aliases):
                found[name] = command
    return found
