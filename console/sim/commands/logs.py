"""journalctl, dmesg and tail: what has happened, and what happens now."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from console.sim.command import Call, Command, flags
from console.sim.noise import pick
from console.sim.workload import Workload

EVERY_SECONDS = 3
FALLEN = "GPU has fallen off the bus."


def _line(c: Call, workload: Workload, number: int) -> str:
    """Return what a workload writes at beat ``number`` of its log."""
    seed, name = c.node.story.seed, c.node.spec.name
    key = (seed, name, workload.number, number)
    if workload.spec.kind == "train":
        loss = 1.9 + 0.3 / (1 + number % 5000 / 900) + pick(0, 90, *key) / 1000
        return f"INFO step={number % 100000} loss={loss:.4f} lr=1.20e-05 tokens/s={pick(90000, 97000, *key)}"
    if pick(0, 11, *key) == 0:
        return (
            f'INFO "POST /v1/chat/completions" 200  ttft {pick(90, 260, *key)} ms  e2e {pick(20, 90, *key) / 10:.2f} s'
        )
    prompt, tokens = pick(4000, 19000, *key) / 1.0, pick(900, 4300, *key) / 1.0
    running, used = pick(52, 230, *key), pick(180, 800, *key) / 10
    waiting = pick(0, 4, *key)
    speed = f"prompt {prompt:>8,.1f} tok/s  gen {tokens:>7,.1f} tok/s"
    return f"INFO {speed}  run {running:>3}  wait {waiting}  kv {used:.1f}%"


def _journal(c: Call, unit: str, moment: int, *, plain: bool) -> str:
    number = moment // EVERY_SECONDS
    stamp = datetime.fromtimestamp(moment, UTC).strftime("%b %d %H:%M:%S")
    workload = next((w for w in c.node.workloads if unit.removesuffix(".service") in {w.name, w.spec.model}), None)
    if workload is not None:
        leader = next(p for p in c.node.processes.all() if p.workload is workload)
        text, source = _line(c, workload, number), f"{workload.name}[{leader.pid}]"
    else:
        texts = ("session opened for user ops", "Starting logrotate.service - Rotate log files...", "time synchronised",
                 "dcgm: health check passed", "Connection from 203.0.113.5 port 50222")  # fmt: skip
        text, source = texts[pick(0, len(texts) - 1, c.node.story.seed, number)], "systemd[1]"
    return text if plain else f"{stamp} {c.node.spec.name} {source}: {text}"


async def journalctl(c: Call) -> int:
    """Print the journal, and follow it."""
    words, unit, count, plain = list(c.argv), "", 20, False
    follow = kernel = False
    while words:
        word = words.pop(0)
        if word in {"-u", "--unit"} and words:
            unit = words.pop(0)
        elif word in {"-n", "--lines"} and words:
            count = int(words.pop(0)) if words[0].isdigit() else 20
        elif word.startswith("-n") and word[2:].isdigit():
            count = int(word[2:])
        elif word in {"-o", "--output"} and words:
            plain = words.pop(0) == "cat"
        elif word.startswith("-") and not word.startswith("--"):
            follow, kernel = follow or "f" in word, kernel or "k" in word
            if "u" in word and words:
                unit = words.pop(0)
    if kernel:
        return await dmesg(c)
    if unit and not any(unit.removesuffix(".service") in {w.name, w.spec.model} for w in c.node.workloads):
        count = min(count, 5)
    now = int(c.node.story.moment()) // EVERY_SECONDS * EVERY_SECONDS
    moments = [now - EVERY_SECONDS * back for back in range(min(count, 500), 0, -1)]
    await c.out("".join(_journal(c, unit, moment, plain=plain) + "\n" for moment in moments))
    while follow:
        await asyncio.sleep(0.5)
        moment = int(c.node.story.moment()) // EVERY_SECONDS * EVERY_SECONDS
        while now < moment:
            now += EVERY_SECONDS
            await c.out(_journal(c, unit, now, plain=plain) + "\n")
    return 0


async def dmesg(c: Call) -> int:
    """Print the kernel's messages; a lost GPU is there with its XID."""
    spec, own = c.node.spec, c.node.personality
    if c.user != "root" and own.package_command == "apt" and c.name == "dmesg" and "ubuntu" not in own.name:
        return await c.fail("read kernel buffer failed: Operation not permitted")
    lines = [
        (0.0, f"Linux version {own.kernel} (build@example.com) {own.kernel_build}"),
        (0.0, "Command line: BOOT_IMAGE=/boot/vmlinuz root=/dev/nvme0n1p2 ro iommu=pt"),
        (1.204117, f"smpboot: CPU0: {spec.hardware.cpu}"),
        (2.881204, "EXT4-fs (nvme0n1p2): mounted filesystem with ordered data mode"),
        (9.412008, "mlx5_core 0000:9c:00.0: Port module event: module 0, Cable plugged"),
    ]
    if spec.nvidia_gpus and not spec.driver_missing:
        lines.append((11.003518, f"NVRM: loading NVIDIA UNIX Open Kernel Module for x86_64  {own.driver}"))
    if spec.driver_missing:
        lines.append((11.003518, "nvidia: version magic does not match the running kernel; module not loaded"))
    if spec.lost_gpu is not None:
        gpu = next(g for g in c.node.devices.readings() if g.lost)
        bus = f"0000:{gpu.bus_id[9:11].lower()}:00"
        lines += [
            (402113.55127, f"NVRM: GPU at PCI:{bus}: {gpu.uuid}"),
            (402113.55131, f"NVRM: Xid (PCI:{bus}): 79, pid='<unknown>', name=<unknown>, {FALLEN}"),
            (402113.55140, f"NVRM: GPU {bus}.0: {FALLEN}"),
        ]
    options, _ = flags(c.argv)
    booted = c.node.story.booted(spec.name).timestamp()
    for seconds, text in lines:
        when = (
            f"{datetime.fromtimestamp(booted + seconds, UTC):%a %b %e %H:%M:%S %Y}"
            if "T" in options
            else f"{seconds:12.6f}"
        )
        await c.out(f"[{when}] {text}\n")
    return 0


def _tail_options(argv: list[str]) -> tuple[int, list[str], bool, bool]:
    """Return how much, of which files, whether to follow, whether in bytes; below 0: from there on."""
    words, count, follow, names, by_bytes = list(argv), 10, False, [], False
    while words:
        word = words.pop(0)
        if word in {"-n", "-c", "--lines"} and words:
            by_bytes = word == "-c"
            text = words.pop(0)
            count = -int(text[1:]) if text.startswith("+") and text[1:].isdigit() else int(text.lstrip("-") or 0)
        elif word[:1] == "-" and word.removeprefix("-").removeprefix("n").isdigit():
            count = int(word.removeprefix("-").removeprefix("n"))
        elif word in {"-f", "-F", "--follow"}:
            follow = True
        elif word not in {"-q", "--"}:
            names.append(word)
    return count, names, follow, by_bytes


async def tail(c: Call) -> int:
    """Print the end of files, and follow one."""
    try:
        count, names, follow, by_bytes = _tail_options(c.argv)
    except ValueError:
        return await c.fail("invalid number")
    data = await c.stdin() if not names else b""
    for name in names:
        path = c.path(name)
        if not c.node.files.exists(path):
            await c.fail(f"cannot open '{name}' for reading: No such file or directory")
            continue
        if len(names) > 1:
            await c.out(f"==> {name} <==\n")
        data = c.node.files.read(path)
        await c.out(_end(data, count, by_bytes=by_bytes))
    if not names:
        await c.out(_end(data, count, by_bytes=by_bytes))
    while follow and names:
        await asyncio.sleep(0.25)
        path = c.path(names[-1])
        new = c.node.files.read(path) if c.node.files.exists(path) else b""
        if len(new) > len(data):
            await c.out(new[len(data) :])
        data = new
    return 0


def _end(data: bytes, count: int, *, by_bytes: bool) -> bytes:
    if by_bytes:
        return data[-count - 1 :] if count < 0 else data[-count:] if count else b""
    lines = data.splitlines(keepends=True)
    return b"".join(lines[-count - 1 :] if count < 0 else lines[-count:] if count else [])


COMMANDS = (Command("journalctl", journalctl), Command("dmesg", dmesg), Command("tail", tail))
