"""As many GPUs as are wanted are there, whole, and free enough for the share that the server takes."""

from __future__ import annotations

import re
from posixpath import basename

from msgspec.structs import replace

from console.deploy.preflight import GIB, Check, Finding, Scope, Situation, first_line, with_gpus
from console.model.readiness import GpuFacts
from console.model.service import DeployRequest, Verdict
from console.model.text import N_, Text

MIB = 1 << 20
_NO_ROOM = Text(
    N_(
        "There is not room for both versions on these GPUs, but for one: choose “Stop the old one first” (in a file: "
        "stops_first). Nobody is served until the new one has started; where that fails, the old one starts again."
    )
)
_ENDS = Text(N_("The version before is stopped first: what it has of these GPUs is free then."))
# Its unit, its container or its folder tells whose process it is; a container's name is not in its cgroup.
_OF_BEFORE = """
nvidia-smi --query-gpu=index,pci.bus_id --format=csv,noheader | sed 's/^/bus: /'
held=$(for tool in docker podman; do for name in {first}; do
  "$tool" ps -q --no-trunc --filter "label=leitstand.service=$name" 2>/dev/null
done; done)
for pid in $(nvidia-smi --query-compute-apps=pid --format=csv,noheader); do
  if grep -qE '/({names})\\.service' "/proc/$pid/cgroup" 2>/dev/null ||
    {{ [ -n "$held" ] && grep -qF "$held" "/proc/$pid/cgroup" 2>/dev/null; }} ||
    readlink "/proc/$pid/cwd" 2>/dev/null | grep -qE '/({names})$'; then echo "before: $pid"; fi
done"""
SHARES = ("gpu_memory_utilization", "mem_fraction_static")


def command(situation: Situation) -> str:
    """Print the processes that compute, and which of them are of the version that is to be replaced."""
    folders = situation.request.beside if situation.request is not None else ()
    names = tuple(map(basename, folders))
    return (
        "nvidia-smi --query-compute-apps=gpu_bus_id,pid,used_memory,process_name --format=csv,noheader,nounits\n"
        'echo "rc: $?"'
    ) + (_OF_BEFORE.format(names="|".join(names), first=" ".join(names)) if names else "")


def judge(output: str, _rc: int | None, situation: Situation) -> Finding:
    """Fail where there are too few; where others have memory, name the GPUs that are free."""
    needs, facts = situation.needs, situation.facts
    if needs is None or not needs.gpus:
        return Finding(Verdict.UNKNOWN, first_line(output)[:300])
    status = re.search(r"^rc: (\d+)$", output, re.MULTILINE)
    if facts.has_nvidia is False or (status is not None and status[1] == "127"):
        hint = Text(N_("The node has no GPU of NVIDIA that answers. Choose another node, or a server for processors."))
        return Finding(Verdict.FAIL, "0 GPUs", hint, limit=f">= {needs.gpus}")
    if status is None or not facts.gpus:
        return Finding(Verdict.UNKNOWN, first_line(output)[:300])
    chosen = chosen_devices(situation.request)
    by_uuid = tuple(each for each in chosen if "-" in each)
    mine = [gpu for gpu in facts.gpus if not chosen or str(gpu.index) in chosen]
    if len(by_uuid) >= needs.gpus:
        # How much of these is free is told by the check that knows their UUIDs (``model_fit``).
        return Finding(Verdict.PASS, ", ".join(by_uuid)[:300], limit=f">= {needs.gpus}")
    if len(mine) < needs.gpus:
        hint = Text(N_("Fewer GPUs than are wanted. Take fewer, or another node."))
        return Finding(Verdict.FAIL, f"{len(mine)} GPUs", hint, limit=f">= {needs.gpus}")
    found = _free(mine, needs.gpus, situation, chosen, output)
    before = held_by_before(output)
    if found.verdict is Verdict.PASS or not before:
        return found
    later = [replace(gpu, memory_free_bytes=freed(gpu, before)) for gpu in mine]
    after = _free(later, needs.gpus, situation, chosen, output)
    if situation.request is not None and situation.request.stops_first:
        return replace(
            after, evidence=f"{found.evidence}; + {_gib(sum(before.values()))} GiB", hint=after.hint or _ENDS
        )
    return found if after.verdict is Verdict.FAIL else replace(found, hint=_NO_ROOM)


def held_by_before(output: str) -> dict[int, int]:
    """Return what the version before has of each GPU, by index, in bytes."""
    pids = set(re.findall(r"^before: (\d+)$", output, re.MULTILINE))
    places = {bus: int(index) for index, bus in re.findall(r"^bus: (\d+), (\S+)$", output, re.MULTILINE)}
    held: dict[int, int] = {}
    for bus, pid, used in re.findall(r"^([0-9A-F:.]+), (\d+), (\d+), .*$", output, re.MULTILINE):
        if pid in pids and bus in places:
            held[places[bus]] = held.get(places[bus], 0) + int(used) * MIB
    return held


def freed(gpu: GpuFacts, before: dict[int, int]) -> int | None:
    """Return what is free of a GPU once the version before has ended."""
    if gpu.memory_free_bytes is None or gpu.memory_total_bytes is None:
        return gpu.memory_free_bytes
    return min(gpu.memory_total_bytes, gpu.memory_free_bytes + before.get(gpu.index, 0))


def _gib(size: int) -> str:
    return f"{size / GIB:.1f}"


def _free(mine: list[GpuFacts], wanted: int, situation: Situation, chosen: tuple[str, ...], output: str) -> Finding:
    share = _share(situation)
    ready = [gpu for gpu in mine if not gpu.is_partitioned and _has(gpu, share)]
    users = re.findall(r"^[0-9A-F:.]+, (\d+), (?:\d+|\[[^\]]*\]), (.*)$", output, re.MULTILINE)
    holders = ", ".join(f"{pid} {name.rpartition('/')[2][:40]}" for pid, name in users[:4])
    evidence = "; ".join(part for part in (_shown(mine), holders) if part)
    limit = f"{wanted} x {share:.0%}"
    numbers = ",".join(str(gpu.index) for gpu in ready[:wanted])
    if any(gpu.is_partitioned for gpu in mine) and len(ready) < wanted:
        hint = Text(N_("GPUs are cut into slices. Choose slices by their UUIDs, which nvidia-smi -L prints."))
        return Finding(Verdict.FAIL, evidence, hint, limit=limit, fix="nvidia-smi -L")
    if len(ready) < wanted:
        hint = Text(
            N_(
                "Others have memory: {free} of {wanted} GPUs are free enough. Wait, stop them, or take a smaller share."
            ),
            {"free": str(len(ready)), "wanted": str(wanted)},
        )
        fix = "ps -o pid,user,etime,args -p " + ",".join(pid for pid, _ in users[:8]) if users else ""
        return Finding(Verdict.FAIL if _reserves(situation) else Verdict.WARN, evidence, hint, limit=limit, fix=fix)
    if not chosen and not all(gpu in ready for gpu in mine[:wanted]):
        hint = Text(N_("The first GPUs are not free, {gpus} are: choose these."), {"gpus": numbers})
        return Finding(Verdict.WARN, evidence, hint, limit=limit)
    return Finding(Verdict.PASS, evidence, limit=limit)


def chosen_devices(request: DeployRequest | None) -> tuple[str, ...]:
    """Return the GPUs that were named, by number or by UUID; empty: the first ones."""
    if request is None:
        return ()
    said = dict(request.arguments).get("devices", "") or dict(request.options).get("devices", "")
    return tuple(each for each in said.split(",") if each)


def _share(situation: Situation) -> float:
    """Return the part of a GPU that the server takes: what was chosen, or what the books say of it."""
    request = situation.request
    said = dict(request.arguments) if request is not None else {}
    for name in SHARES:
        if re.fullmatch(r"0?\.\d+|1(?:\.0+)?", said.get(name, "")):
            return float(said[name])
    row = situation.knowledge.engines.find(request.engine) if request is not None else None
    return row.memory_share if row is not None and _reserves(situation) else 0.5


def _reserves(situation: Situation) -> bool:
    """Say whether the server takes its share whatever the model needs, and does not start without it."""
    request = situation.request
    row = situation.knowledge.engines.find(request.engine) if request is not None else None
    return row is not None and row.splits == "heads"


def _has(gpu: GpuFacts, share: float) -> bool:
    if not gpu.memory_total_bytes or gpu.memory_free_bytes is None:
        return False
    return gpu.memory_free_bytes >= share * gpu.memory_total_bytes


def _shown(mine: list[GpuFacts]) -> str:
    free = [(gpu.memory_free_bytes or 0) / GIB for gpu in mine]
    total = max((gpu.memory_total_bytes or 0) / GIB for gpu in mine)
    return f"{len(mine)} GPUs, {min(free):.1f} .. {max(free):.1f} of {total:.1f} GiB free"


CHECK = Check(
    "gpus_wanted",
    Text(N_("GPUs that are wanted")),
    355,
    command,
    judge,
    Scope.DEPLOY,
    asks_driver=True,
    matters=with_gpus,
)
