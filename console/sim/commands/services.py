"""systemctl, hostnamectl and loginctl."""

from __future__ import annotations

from datetime import UTC, datetime

from console.sim.command import Call, Command, flags
from console.sim.processes import Process


def _units(c: Call) -> dict[str, tuple[str, Process | None]]:
    """Return unit, description and main process of each service of the node."""
    table = c.node.processes.all()

    def main(part: str) -> Process | None:
        return next((process for process in table if part in process.command and process.workload is None), None)

    units = {
        "chronyd.service": ("NTP client/server", main("chronyd")),
        "containerd.service": ("containerd container runtime", main("/containerd")),
        "cron.service": ("Regular background program processing daemon", main("cron -f")),
        "dbus.service": ("D-Bus System Message Bus", main("dbus-daemon")),
        "docker.service": ("Docker Application Container Engine", main("dockerd")),
        "ssh.service": ("OpenBSD Secure Shell server", main("sshd: ")),
        "systemd-journald.service": ("Journal Service", main("journald")),
    }
    if c.node.spec.nvidia_gpus:
        units["nvidia-fabricmanager.service"] = ("NVIDIA fabric manager service", main("nv-fabricmanager"))
        units["nvidia-persistenced.service"] = ("NVIDIA Persistence Daemon", main("nvidia-persistenced"))
        units["nvidia-dcgm.service"] = ("NVIDIA DCGM service", main("nv-hostengine"))
    for workload in c.node.workloads:
        leader = next(process for process in table if process.workload is workload)
        units[f"{workload.name}.service"] = (f"{workload.spec.kind} {workload.spec.model}", leader)
    return units


async def systemctl(c: Call) -> int:
    """Answer about the services of the node."""
    options, words = flags(c.argv)
    if "user" in options or "--user" in c.argv:
        if "is-system-running" in words:
            await c.out("offline\n")
        await c.err("Failed to connect to bus: No medium found\n")
        return 1
    action = words[0] if words else "list-units"
    names = [word if "." in word else f"{word}.service" for word in words[1:]]
    names = ["ssh.service" if name == "sshd.service" else name for name in names]
    if action == "is-system-running":
        degraded = any(process is None for _, process in _units(c).values())
        await c.out("degraded\n" if degraded else "running\n")
        return 1 if degraded else 0
    if action in {"list-units", "list-unit-files"}:
        return await _list(c)
    if action == "--version" or "version" in options:
        await c.out("systemd 255 (255.4-1)\n")
        return 0
    if action in {"status", "is-active", "is-enabled", "show", "cat"}:
        return await _about(c, action, names)
    if c.user != "root":
        await c.err(
            f"Failed to {action} {' '.join(words[1:])}: Access denied\n"
            "See system logs and 'systemctl status' for details.\n"
        )
        return 4
    return 0


async def _list(c: Call) -> int:
    units = _units(c)
    width = max(map(len, units)) + 1
    await c.out(f"  {'UNIT':<{width}} LOAD   ACTIVE SUB     DESCRIPTION\n")
    for name, (text, process) in sorted(units.items()):
        state = "active running" if process else "failed failed "
        mark = " " if process else "●"
        await c.out(f"{mark} {name:<{width}} loaded {state} {text}\n")
    await c.out(f"\n{len(units)} loaded units listed.\n")
    return 0


async def _about(c: Call, action: str, names: list[str]) -> int:
    units, status = _units(c), 0
    for name in names:
        text, process = units.get(name, ("", None))
        if action in {"is-active", "is-enabled"}:
            word = "active" if action == "is-active" else "enabled"
            await c.out((word if process else "failed" if text else "inactive") + "\n")
            status = max(status, 0 if process else 3)
        elif not text:
            await c.err(f"Unit {name} could not be found.\n")
            status = 4
        else:
            status = max(status, await _status(c, name, text, process))
    return status


async def _status(c: Call, name: str, text: str, process: Process | None) -> int:
    head = f"Loaded: loaded (/usr/lib/systemd/system/{name}; enabled; preset: enabled)"
    if process is None:
        await c.out(
            f"\u00d7 {name} - {text}\n     {head}\n     Active: failed (Result: exit-code)\n"
            "   Main PID: 1310 (code=exited, status=1/FAILURE)\n"
        )
        return 3
    since = datetime.fromtimestamp(process.started, UTC)
    days = int((c.node.story.moment() - process.started) // 86400)
    memory = f"{process.rss_kib / 1024:.1f}M" if process.rss_kib < 1048576 else f"{process.rss_kib / 1048576:.1f}G"
    green, plain = ("\x1b[0;1;32m", "\x1b[0m") if c.tty is not None else ("", "")
    await c.out(
        f"{green}●{plain} {name} - {text}\n     {head}\n"
        f"     Active: {green}active (running){plain} since {since:%a %Y-%m-%d %H:%M:%S UTC}; {days} days ago\n"
        f"   Main PID: {process.pid} ({process.name})\n     Memory: {memory}\n"
        f"     CGroup: /system.slice/{name}\n             └─{process.pid} {process.command}\n"
    )
    return 0


async def hostnamectl(c: Call) -> int:
    """Print what the machine is."""
    own, spec = c.node.personality, c.node.spec
    machine = c.node.files.text("/etc/machine-id").strip()
    rows = (
        ("Static hostname", spec.name),
        ("Icon name", "computer-server"), ("Chassis", "server"), ("Machine ID", machine),
        ("Operating System", own.release("PRETTY_NAME")), ("Kernel", f"Linux {own.kernel}"), ("Architecture", "x86-64"),
        ("Hardware Vendor", "Leitstand"), ("Hardware Model", "Simulated node"),
    )  # fmt: skip
    await c.out("".join(f"{name:>17}: {value}\n" for name, value in rows))
    return 0


async def loginctl(c: Call) -> int:
    """Answer whether services of a user outlive the session."""
    await c.out("Linger=no\n" if "--property=Linger" in c.argv else f"1000 {c.user}\n")
    return 0


COMMANDS = (Command("loginctl", loginctl), Command("systemctl", systemctl), Command("hostnamectl", hostnamectl))
