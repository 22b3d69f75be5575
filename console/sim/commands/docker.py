"""docker: the containers behind the workloads, the same that ps and nvidia-smi show, and their images."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from console.sim.command import Call, Command, flags
from console.sim.gotemplate import render
from console.sim.noise import hexadecimal
from console.sim.workload import REGISTRY, Workload

ENGINE, API, COMPOSE = "28.5.1", "1.51", "2.40.0"
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
    if action == "image":
        action, words = ("image inspect" if words[:1] == ["inspect"] else "images"), words[1:]
    known = {"ps": _ps, "images": _images, "info": _info, "version": _version, "--version": _short, "-v": _short,
             "logs": _logs, "stats": _stats, "inspect": _inspect, "image inspect": _inspect_image,
             "compose": _compose}  # fmt: skip
    if action not in known:
        await c.err(
            f"docker: '{action}' is not available on a simulated node.\nTry docker ps, images, info, logs or stats.\n"
        )
        return 1
    return await known[action](c, words)


async def _ps(c: Call, words: list[str]) -> int:
    options, _ = flags(words)
    if "q" in options:
        length = 64 if "no-trunc" in options else 12
        await c.out("".join(f"{w.container_id[:length]}\n" for w in c.node.workloads))
        return 0
    rows = [["CONTAINER ID", "IMAGE", "COMMAND", "CREATED", "STATUS", "PORTS", "NAMES"]]
    for workload in c.node.workloads:
        command = workload.command().rsplit("/", 1)[-1]
        ports = f"0.0.0.0:{workload.port}->{workload.port}/tcp" if workload.port else ""
        age = _ago(c, workload)
        image = f"{REGISTRY}/{workload.kind.image}"
        shown = f'"{command[:19]}…"' if len(command) > 20 else f'"{command}"'
        rows.append([workload.container_id[:12], image, shown, f"{age} ago", f"Up {age}", ports, workload.name])
    await c.out(_table(rows))
    return 0


async def _images(c: Call, words: list[str]) -> int:
    rows = [["REPOSITORY", "TAG", "IMAGE ID", "CREATED", "SIZE"]]
    for image in sorted({workload.kind.image for workload in c.node.workloads}):
        name, tag = image.split(":")
        rows.append([f"{REGISTRY}/{name}", tag, hexadecimal(12, image), "5 weeks ago", SIZES[name]])
    await c.out(_table(rows))
    return 0


async def _info(c: Call, words: list[str]) -> int:
    spec, own = c.node.spec, c.node.personality
    runtimes = (
        "io.containerd.runc.v2 nvidia runc"
        if spec.nvidia_gpus and not spec.driver_missing
        else "io.containerd.runc.v2 runc"
    )
    form, _ = _format(words)
    if form:
        security = ["name=seccomp,profile=builtin", "name=cgroupns"]
        facts = {"ServerVersion": ENGINE, "SecurityOptions": security, "CDISpecDirs": ["/etc/cdi", "/var/run/cdi"]}
        await c.out(render(form, facts) + "\n")
        return 0
    count = len(c.node.workloads)
    await c.out(
        f"Client: Docker Engine - Community\n Version:    {ENGINE}\n Context:    default\n\nServer:\n"
        f" Containers: {count}\n"
        f"  Running: {count}\n  Paused: 0\n  Stopped: 0\n Images: {count}\n Server Version: {ENGINE}\n"
        f" Storage Driver: overlay2\n"
        f" Cgroup Driver: systemd\n Cgroup Version: 2\n Runtimes: {runtimes}\n Default Runtime: runc\n"
        f" Kernel Version: {own.kernel}\n Operating System: {own.release('PRETTY_NAME')}\n OSType: linux\n"
        f" Architecture: x86_64\n CPUs: {spec.hardware.threads}\n"
        f" Total Memory: {c.node.memory().total_kib / 1048576:.1f}GiB\n"
        f" Name: {spec.name}\n Docker Root Dir: /var/lib/docker\n"
    )
    return 0


async def _version(c: Call, words: list[str]) -> int:
    form, _ = _format(words)
    if form:
        side = {"Version": ENGINE, "APIVersion": API, "Os": "linux", "Arch": "amd64"}
        await c.out(render(form, {"Client": side, "Server": side}) + "\n")
        return 0
    await c.out(
        f"Client: Docker Engine - Community\n Version:           {ENGINE}\n API version:       {API}\n"
        f" OS/Arch:           linux/amd64\n\nServer: Docker Engine - Community\n Engine:\n"
        f"  Version:          {ENGINE}\n  API version:      {API} (minimum version 1.24)\n"
        "  OS/Arch:          linux/amd64\n"
    )
    return 0


async def _compose(c: Call, words: list[str]) -> int:
    if words[:1] != ["version"]:
        await c.err("docker compose starts nothing on a simulated node.\n")
        return 1
    await c.out(f"{COMPOSE}\n" if "--short" in words else f"Docker Compose version v{COMPOSE}\n")
    return 0


async def _inspect_image(c: Call, words: list[str]) -> int:
    form, words = _format(words)
    there = {f"{REGISTRY}/{workload.kind.image}": workload.kind.image for workload in c.node.workloads}
    names = [word for word in words if not word.startswith("-")]
    facts = [{"Id": f"sha256:{hexadecimal(64, there[name])}", "RepoTags": [name]} for name in names if name in there]
    if form:
        await c.out("".join(render(form, each) + "\n" for each in facts))
    else:
        await c.out(json.dumps(facts, indent=4) + "\n")
    missing = [name for name in names if name not in there]
    await c.err("".join(f"Error response from daemon: No such image: {name}\n" for name in missing))
    return 1 if missing or not names else 0


async def _short(c: Call, words: list[str]) -> int:
    await c.out(f"Docker version {ENGINE}, build e180ab8\n")
    return 0


def _find(c: Call, words: list[str]) -> Workload | None:
    names = [word for word in words if not word.startswith("-") and not word.isdigit()]
    return next(
        (w for w in c.node.workloads if names and (w.name == names[-1] or w.container_id.startswith(names[-1]))), None
    )


async def _logs(c: Call, words: list[str]) -> int:
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


def _format(words: list[str]) -> tuple[str, list[str]]:
    """Return the template that is asked for and the other words."""
    form = ""
    for option in ("-f", "--format"):
        if option in words[:-1]:
            place = words.index(option)
            form, words = words[place + 1], words[:place] + words[place + 2 :]
    return form, words


async def _inspect(c: Call, words: list[str]) -> int:
    form, words = _format(words)
    workloads = [_find(c, [word]) for word in words if not word.startswith("-")]
    found = [workload for workload in workloads if workload is not None]
    if form:
        await c.out("".join(render(form, _facts(c, workload)) + "\n" for workload in found))
    else:
        await c.out(json.dumps([_facts(c, workload) for workload in found], indent=4) + "\n")
    if len(found) < len(workloads) or not workloads:
        await c.err(f"Error: No such object: {words[-1] if words else ''}\n")
        return 1
    return 0


def _facts(c: Call, workload: Workload) -> dict[str, object]:
    leader = next(p for p in c.node.processes.all() if p.workload is workload)
    gpus = [str(gpu) for gpu in workload.spec.gpus]
    given = {"Driver": "", "Count": 0, "DeviceIDs": gpus, "Capabilities": [["gpu"]], "Options": {}}
    if len(gpus) == c.node.spec.gpus:
        given |= {"Count": -1, "DeviceIDs": None}
    return {
        "Id": workload.container_id,
        "Name": f"/{workload.name}",
        "State": {
            "Status": "running",
            "Running": True,
            "Pid": leader.pid,
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
