"""docker: the containers behind the workloads, the same that ps and nvidia-smi show, and those that visitors start."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from console.sim.command import Call, Command, flags
from console.sim.containers import Container
from console.sim.dockerdeeds import DEEDS
from console.sim.dockerwords import taken
from console.sim.gotemplate import render
from console.sim.noise import hexadecimal
from console.sim.workload import REGISTRY, Workload

ENGINE, API = "28.5.1", "1.51"
SIZES = {"vllm-openai": "21.4GB", "vllm-rocm": "28.9GB", "pytorch": "19.8GB", "text-embeddings": "2.1GB"}


def _ago(c: Call, workload: Workload) -> str:
    leader = next(p for p in c.node.processes.all() if p.workload is workload)
    hours = int((c.node.story.moment() - leader.started) // 3600)
    return f"{hours // 168} weeks" if hours >= 336 else f"{hours // 24} days" if hours >= 48 else f"{hours} hours"


def _table(rows: list[list[str]]) -> str:
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    return "".join("   ".join(f"{v:<{w}}" for v, w in zip(row, widths, strict=True)).rstrip() + "\n" for row in rows)


async def docker(c: Call) -> int:
    """Answer the docker commands people type first."""
    words = list(c.argv)
    action = words.pop(0) if words else "help"
    if action == "container" and words:
        action = {"ls": "ps", "list": "ps"}.get(words[0], words[0])
        words = words[1:]
    elif action == "image" and words:
        action = {"ls": "images", "list": "images", "rm": "rmi", "inspect": "inspect-image"}.get(words[0], words[0])
        words = words[1:]
    known = {"ps": _ps, "images": _images, "info": _info, "version": _version, "--version": _short, "-v": _short,
             "logs": _logs, "stats": _stats, "inspect": _inspect, **DEEDS}  # fmt: skip
    if action not in known:
        await c.err(
            f"docker: '{action}' is not available on a simulated node.\n"
            "Try docker ps, run, images, info, logs or stats.\n"
        )
        return 1
    return await known[action](c, words)


async def _ps(c: Call, words: list[str]) -> int:
    words, filters = taken(words, "--filter", "-f")
    options, _ = flags(words)
    visitors = [one for one in c.node.containers.all() if (one.is_running or options & {"a", "all"})]
    visitors = [one for one in visitors if all(_fits(one.wanted.name, dict(one.wanted.labels), f) for f in filters)]
    workloads = [w for w in c.node.workloads if all(_fits(w.name, {}, f) for f in filters)]
    if options & {"q", "quiet"}:
        length = 64 if "no-trunc" in options else 12
        ids = [one.id for one in reversed(visitors)] + [w.container_id for w in workloads]
        await c.out("".join(f"{found[:length]}\n" for found in ids))
        return 0
    rows = [["CONTAINER ID", "IMAGE", "COMMAND", "CREATED", "STATUS", "PORTS", "NAMES"]]
    rows += [_visitor_row(c, one) for one in reversed(visitors)]
    for workload in workloads:
        command = workload.command().rsplit("/", 1)[-1]
        ports = f"0.0.0.0:{workload.port}->{workload.port}/tcp" if workload.port else ""
        age = _ago(c, workload)
        image = f"{REGISTRY}/{workload.kind.image}"
        rows.append([workload.container_id[:12], image, _cut(command), f"{age} ago", f"Up {age}", ports, workload.name])
    await c.out(_table(rows))
    return 0


def _cut(command: str) -> str:
    return f'"{command[:19]}…"' if len(command) > 20 else f'"{command}"'


def _fits(name: str, labels: dict[str, str], filtered: str) -> bool:
    kind, _sign, value = filtered.partition("=")
    if kind == "label":
        key, sign, wanted = value.partition("=")
        return labels.get(key) == wanted if sign else key in labels
    return value in name if kind == "name" else True


def _visitor_row(c: Call, one: Container) -> list[str]:
    now, wanted = c.node.story.moment(), one.wanted
    status = f"Up {_span(now - one.started)}" if one.is_running else f"Exited ({one.exit_code})"
    command = " ".join(part for part in (wanted.entrypoint, *wanted.arguments) if part)
    ports = ", ".join(f"127.0.0.1:{outer}->{inner}/tcp" for outer, inner in wanted.published if one.is_running)
    return [one.id[:12], wanted.image, _cut(command), f"{_span(now - one.created)} ago", status, ports, wanted.name]


def _span(seconds: float) -> str:
    return f"{int(seconds)} seconds" if seconds < 60 else f"{int(seconds // 60)} minutes"


async def _images(c: Call, words: list[str]) -> int:
    words, formats = taken(words, "--format")
    own = [f"{REGISTRY}/{image}" for image in sorted({workload.kind.image for workload in c.node.workloads})]
    names = [*own, *sorted(c.node.containers.images)]
    if formats:
        for name in names:
            repository, _colon, tag = name.rpartition(":")
            await c.out(render(formats[-1], {"Repository": repository, "Tag": tag}) + "\n")
        return 0
    rows = [["REPOSITORY", "TAG", "IMAGE ID", "CREATED", "SIZE"]]
    for name in names:
        repository, _colon, tag = name.rpartition(":")
        size = SIZES.get(repository.rsplit("/", 1)[-1], "152MB")
        rows.append([repository, tag, hexadecimal(12, name.removeprefix(f"{REGISTRY}/")), "5 weeks ago", size])
    await c.out(_table(rows))
    return 0


async def _info(c: Call, words: list[str]) -> int:
    spec, own = c.node.spec, c.node.personality
    _rest, formats = taken(words, "-f", "--format")
    if formats:
        security = ["name=seccomp,profile=builtin", "name=cgroupns"]
        facts = {"ServerVersion": ENGINE, "SecurityOptions": security, "CDISpecDirs": ["/etc/cdi", "/var/run/cdi"]}
        await c.out(render(formats[-1], facts) + "\n")
        return 0
    runtimes = (
        "io.containerd.runc.v2 nvidia runc"
        if spec.nvidia_gpus and not spec.driver_missing
        else "io.containerd.runc.v2 runc"
    )
    visitors = c.node.containers.all()
    running = sum(one.is_running for one in visitors) + len(c.node.workloads)
    count = len(c.node.workloads) + len(visitors)
    images = len({workload.kind.image for workload in c.node.workloads} | c.node.containers.images)
    await c.out(
        f"Client: Docker Engine - Community\n Version:    {ENGINE}\n Context:    default\n\nServer:\n"
        f" Containers: {count}\n"
        f"  Running: {running}\n  Paused: 0\n  Stopped: {count - running}\n Images: {images}\n"
        f" Server Version: {ENGINE}\n"
        f" Storage Driver: overlay2\n"
        f" Cgroup Driver: systemd\n Cgroup Version: 2\n Runtimes: {runtimes}\n Default Runtime: runc\n"
        f" Kernel Version: {own.kernel}\n Operating System: {own.release('PRETTY_NAME')}\n OSType: linux\n"
        f" Architecture: x86_64\n CPUs: {spec.hardware.threads}\n"
        f" Total Memory: {c.node.memory().total_kib / 1048576:.1f}GiB\n"
        f" Name: {spec.name}\n Docker Root Dir: /var/lib/docker\n"
    )
    return 0


async def _version(c: Call, words: list[str]) -> int:
    _rest, formats = taken(words, "-f", "--format")
    if formats:
        side = {"Version": ENGINE, "APIVersion": API, "Os": "linux", "Arch": "amd64"}
        await c.out(render(formats[-1], {"Client": side, "Server": side}) + "\n")
        return 0
    await c.out(
        f"Client: Docker Engine - Community\n Version:           {ENGINE}\n API version:       {API}\n"
        f" OS/Arch:           linux/amd64\n\nServer: Docker Engine - Community\n Engine:\n"
        f"  Version:          {ENGINE}\n  API version:      {API} (minimum version 1.24)\n"
        "  OS/Arch:          linux/amd64\n"
    )
    return 0


async def _short(c: Call, words: list[str]) -> int:
    await c.out(f"Docker version {ENGINE}, build e180ab8\n")
    return 0


def _find(c: Call, words: list[str]) -> Workload | None:
    names = [word for word in words if not word.startswith("-") and not word.isdigit()]
    return next(
        (w for w in c.node.workloads if names and (w.name == names[-1] or w.container_id.startswith(names[-1]))), None
    )


async def _logs(c: Call, words: list[str]) -> int:
    words, tails = taken(words, "--tail", "-n")
    visitor = next((one for word in words if (one := c.node.containers.find(word)) is not None), None)
    if visitor is not None:
        lines = list(visitor.log)
        count = int(tails[-1]) if tails and tails[-1].isdigit() else len(lines)
        await c.out(b"".join(lines[-count:] if count else []))
        return 0
    workload = _find(c, words)
    if workload is None:
        await c.err(f"Error response from daemon: No such container: {words[-1] if words else ''}\n")
        return 1
    return await c.run(f"journalctl -u {workload.name} -n 20 -o cat{' -f' if '-f' in words else ''}")


async def _stats(c: Call, words: list[str]) -> int:
    rows = [["CONTAINER ID", "NAME", "CPU %", "MEM USAGE / LIMIT", "PIDS"]]
    total = c.node.memory().total_kib / 1048576
    for workload in c.node.workloads:
        own = [process for process in c.node.processes.all() if process.workload is workload]
        memory = sum(process.rss_kib for process in own) / 1048576
        cpu = sum(process.cpu_percent for process in own)
        rows.append(
            [
                workload.container_id[:12],
                workload.name,
                f"{cpu:.2f}%",
                f"{memory:.1f}GiB / {total:.0f}GiB",
                str(len(own)),
            ]
        )
    await c.out(_table(rows))
    return 0


async def _inspect(c: Call, words: list[str]) -> int:
    form = ""
    for option in ("-f", "--format"):
        if option in words[:-1]:
            place = words.index(option)
            form, words = words[place + 1], words[:place] + words[place + 2 :]
    names = [word for word in words if not word.startswith("-")]
    found = [facts for name in names if (facts := _known(c, name)) is not None]
    if form:
        await c.out("".join(render(form, facts) + "\n" for facts in found))
    else:
        await c.out(json.dumps(found, indent=4) + "\n")
    if len(found) < len(names) or not names:
        await c.err(f"Error: No such object: {names[-1] if names else ''}\n")
        return 1
    return 0


def _known(c: Call, name: str) -> dict[str, object] | None:
    if (visitor := c.node.containers.find(name)) is not None:
        return _visitor_facts(c, visitor)
    workload = _find(c, [name])
    return None if workload is None else _facts(c, workload)


def _visitor_facts(c: Call, one: Container) -> dict[str, object]:
    wanted = one.wanted
    given = {"Driver": "", "Count": 0, "DeviceIDs": list(wanted.gpus), "Capabilities": [["gpu"]], "Options": {}}
    if "all" in wanted.gpus:
        given |= {"Count": -1, "DeviceIDs": None}
    return {
        "Id": one.id,
        "Name": f"/{wanted.name}",
        "RestartCount": 0,
        "State": {
            "Status": one.status,
            "Running": one.is_running,
            "Pid": one.process.pid if one.process is not None else 0,
            "ExitCode": one.exit_code,
            "OOMKilled": False,
            "Error": "",
            "StartedAt": datetime.fromtimestamp(one.started, UTC).isoformat(),
        },
        "Config": {
            "Image": wanted.image,
            "Labels": dict(wanted.labels),
            "Env": [f"{key}={value}" for key, value in wanted.environment],
        },
        "HostConfig": {"DeviceRequests": [given] if wanted.gpus else [], "Devices": []},
    }


def _facts(c: Call, workload: Workload) -> dict[str, object]:
    leader = next(p for p in c.node.processes.all() if p.workload is workload)
    gpus = [str(gpu) for gpu in workload.spec.gpus]
    given = {"Driver": "", "Count": 0, "DeviceIDs": gpus, "Capabilities": [["gpu"]], "Options": {}}
    if len(gpus) == c.node.spec.gpus:
        given |= {"Count": -1, "DeviceIDs": None}
    return {
        "Id": workload.container_id,
        "Name": f"/{workload.name}",
        "RestartCount": 0,
        "State": {
            "Status": "running",
            "Running": True,
            "Pid": leader.pid,
            "ExitCode": 0,
            "OOMKilled": False,
            "Error": "",
            "StartedAt": datetime.fromtimestamp(leader.started, UTC).isoformat(),
        },
        "Config": {
            "Image": f"{REGISTRY}/{workload.kind.image}",
            "Labels": {},
            "Env": [
                "PATH=/usr/local/bin:/usr/bin:/bin",
                *([f"CUDA_VERSION={workload.inside.cuda}"] if workload.inside.cuda else []),
            ],
        },
        "HostConfig": {"DeviceRequests": [given], "Devices": []},
    }


COMMANDS = (Command("docker", docker),)
