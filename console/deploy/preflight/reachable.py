"""The node answers, runs Linux, and the user has a home folder."""

from __future__ import annotations

import re

from msgspec.structs import replace

from console.deploy.preflight import Check, Finding, Situation, first_line
from console.distros.windows import FAMILY as WINDOWS
from console.distros.windows import from_version
from console.model.service import Verdict
from console.model.text import N_, Text

ASK_WINDOWS = "cmd.exe /c ver"
"""What is asked once more, of the login shell itself, where there is no ``sh``."""


def command(_situation: Situation) -> str:
    """Print the system, the user and the home folder."""
    return 'uname -s; id -un; printf "%s\\n" "$HOME"'


def judge(output: str, rc: int | None, situation: Situation) -> Finding:
    """Pass when all three lines are there."""
    windows = from_version(output)
    if windows is not None:
        return Finding(Verdict.FAIL, windows.pretty_name, WINDOWS.note, replace(situation.facts, distro=windows))
    lines = [line.strip() for line in output.strip().splitlines()]
    if rc != 0 or len(lines) < 3:
        hint = Text(N_("Open a terminal on the node: its login shell does not run /bin/sh as it should."))
        return Finding(Verdict.FAIL, first_line(output), hint)
    # A login shell may print a banner first: ours are the last three.
    system, user, home = lines[-3:]
    if system != "Linux":
        hint = Text(N_("Choose a node that runs Linux."))
        return Finding(Verdict.FAIL, system, hint)
    if not home.startswith("/") or home == "/":
        hint = Text(N_("Give the user {user} a home folder on the node."), {"user": user})
        return Finding(Verdict.FAIL, f"HOME={home}", hint, fix=f"sudo usermod -d {_home(user)} -m {user}")
    return Finding(Verdict.PASS, f"{system}, {user}, {home}", facts=replace(situation.facts, home=home))


def _home(user: str) -> str:
    return f"/home/{user}" if re.fullmatch(r"[A-Za-z0-9._-]+", user) else "/home/NAME"


CHECK = Check("reachable", Text(N_("Node answers")), 10, command, judge)
