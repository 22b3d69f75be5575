"""The tables of a node's page, out of what is known of it: pure functions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta

from msgspec.structs import replace

from console.model.gpu import Absence, GpuProcess, Xid, place_of
from console.model.gpu_concern import is_grave
from console.model.node import Snapshot
from console.model.node_detail import FIELDS, Container, GpuDetail, NodeDetail, PythonEnvironment, Section
from console.model.text import N_, fill
from console.settings.language import _, problem_text
from console.ui.formats import age_text, whole
from console.ui.healthbook import HealthBook, findings
from console.ui.nodeview.cells import Cell, Table, Tone, absent, number, text
from console.ui.nodeview.fields import LABELS, SECTIONS, described, field_cell, rate_text, size_text
from console.ui.xids import Xid as Known
from console.ui.xids import XidBook

COLUMNS = (
    "name", "utilization_percent", "memory_used_bytes", "memory_total_bytes", "temperature_celsius",
    "memory_temperature_celsius", "power_draw_watts", "power_limit_watts", "clock_sm_mhz", "throttle_reasons",
    "pcie_generation", "pcie_width", "ecc_uncorrected_volatile", "remapped_uncorrected",
)  # fmt: skip
"""What the table of devices shows until a person chooses."""

SHORT = {
    "utilization_percent": N_("Util."),
    "memory_used_bytes": N_("Used"),
    "memory_total_bytes": N_("Total"),
    "temperature_celsius": N_("Temp."),
    "memory_temperature_celsius": N_("Mem. temp."),
    "power_draw_watts": N_("Power"),
    "power_limit_watts": N_("Limit"),
    "clock_sm_mhz": N_("SM clock"),
    "throttle_reasons": N_("Held back by"),
    "pcie_generation": N_("PCIe gen."),
    "pcie_width": N_("PCIe width"),
    "ecc_uncorrected_volatile": N_("Uncorr."),
    "remapped_uncorrected": N_("Remapped"),
}
"""Heads that leave room for others."""
CudaVerdict = Callable[[str], tuple[Tone, str]]
"""Whether the driver of the node runs what was built for a CUDA version, and the words for it."""


def gpu_table(detail: NodeDetail, columns: Sequence[str]) -> Table:
    """Return one row for each device, with the chosen fields."""
    heads = ("GPU", *(_head(name) for name in columns))
    rows = []
    for gpu in detail.gpus or ():
        tone, tip = (Tone.PLAIN, "") if gpu.fault is None else (Tone.FAIL, problem_text(gpu.fault))
        rows.append((Cell(str(gpu.index), gpu.index, tone, tip), *(field_cell(name, gpu) for name in columns)))
    empty = _("Asking the node…") if detail.gpus is None else _("The node has no GPU that can be asked.")
    return Table(heads, ("index", *columns), tuple(rows), empty)


def _head(name: str) -> str:
    """Return the name of a field: a short one where there is one, else with its section where several have it."""
    section = FIELDS[name][0]
    if name in SHORT:
        return _(SHORT[name])
    if section in {Section.TEMPERATURE, Section.POWER, Section.PCIE}:
        return described(name)
    return _(LABELS[name])


def field_table(gpu: GpuDetail) -> Table:
    """Return every value of one device, section by section."""
    rows = []
    last = None
    for name, (section, _kind) in FIELDS.items():
        head = Cell(_(SECTIONS[section]), section.value, Tone.QUIET) if section is not last else Cell("", section.value)
        last = section
        # To the left, beside its name: a column of its own units has nothing to line up.
        rows.append((head, Cell(_(LABELS[name]), name), replace(field_cell(name, gpu), is_number=False)))
    return Table((_("Section"), _("Field"), _("Value")), ("section", "field", "value"), tuple(rows))


def link_table(gpu: GpuDetail) -> Table:
    """Return the NVLinks of a device with what they counted."""
    rows = []
    for link in gpu.links:
        state = {True: _("up"), False: _("down"), None: "-"}[link.active]
        tone = Tone.FAIL if link.active is False else Tone.PLAIN
        speed = link.speed_bytes_per_second
        rows.append((
            Cell(str(link.index), link.index),
            Cell(state, link.active, tone),
            number(speed, "" if speed is None else rate_text(speed)),
            text(link.peer),
            *(_count(count) for count in (link.replay_errors, link.recovery_errors, link.crc_errors)),
        ))  # fmt: skip
    heads = (
        _("Link"), _("State"), _("Speed"), _("Leads to"), _("Replay errors"), _("Recovery errors"), _("CRC errors"),
    )  # fmt: skip
    names = ("link", "active", "speed_bytes_per_second", "peer", "replay_errors", "recovery_errors", "crc_errors")
    return Table(heads, names, tuple(rows), _("The device has no NVLink."))


def _count(count: int | None) -> Cell:
    return number(count, "" if count is None else whole(count), Tone.WARN if count else Tone.PLAIN)


def mig_table(gpu: GpuDetail) -> Table:
    """Return the MIG instances of a device."""
    rows = tuple(
        (
            Cell(str(mig.index), mig.index),
            text(mig.profile),
            number(mig.gpu_instance),
            number(mig.compute_instance),
            _size(mig.memory_used_bytes),
            _size(mig.memory_total_bytes),
            number(mig.multiprocessors),
            text(mig.uuid),
        )
        for mig in gpu.mig
    )
    heads = (
        _("Instance"), _("Profile"), _("GPU instance"), _("Compute instance"), _("Memory, used"), _("Memory, total"),
        _("Multiprocessors"), _("UUID"),
    )  # fmt: skip
    names = (
        "index", "profile", "gpu_instance", "compute_instance", "memory_used_bytes", "memory_total_bytes",
        "multiprocessors", "uuid",
    )  # fmt: skip
    return Table(heads, names, rows, _("The device is not divided by MIG."))


def _size(size: int | None) -> Cell:
    return number(size, "" if size is None else size_text(size))


def process_table(snapshot: Snapshot | None, detail: NodeDetail) -> Table:
    """Return who computes on which GPU, and what is around them."""
    places = {gpu.uuid: gpu.index for gpu in (snapshot.gpus if snapshot else ())}
    boxes = {box.id: box for box in detail.containers or ()}
    processes = (snapshot.gpu_processes if snapshot else None) or ()
    rows = tuple(_process(process, places.get(process.gpu_uuid), boxes) for process in processes)
    heads = (
        "GPU", "PID", _("User"), _("GPU memory"), _("Container"), _("Job"), _("Pod"), _("Command"),
    )  # fmt: skip
    names = ("gpu", "pid", "user", "memory_used_bytes", "container", "job", "pod", "command")
    empty = _("Nobody computes on the GPUs.")
    if snapshot is None or snapshot.gpu_processes is None:
        empty = _("Who computes on the GPUs is not known.")
    return Table(heads, names, rows, empty)


def _process(process: GpuProcess, place: int | None, boxes: dict[str, Container]) -> tuple[Cell, ...]:
    box = boxes.get(process.container or "")
    name = process.container if box is None else box.name
    command = process.command or process.name
    return (
        number(place),
        Cell(str(process.pid), process.pid, is_number=True),
        text(process.user),
        _size(process.memory_used_bytes),
        text(name, tip=box.image if box else ""),
        text(process.job),
        text((box.pod if box and box.pod else None) or process.pod),
        text(command) if command else absent(Absence.NO_PERMISSION),
    )


def container_table(detail: NodeDetail, verdict: CudaVerdict) -> Table:
    """Return the containers; ``verdict`` says whether the driver runs the CUDA inside."""
    rows = tuple(_container(box, verdict) for box in detail.containers or ())
    heads = (
        _("Name"), _("Image"), _("State"), _("Distribution inside"), _("CUDA inside"), _("GPUs given"), _("Pod"),
        _("Engine"), _("ID"),
    )  # fmt: skip
    names = ("name", "image", "state", "system", "cuda_version", "gpus", "pod", "engine", "id")
    empty = _("Asking the node…") if detail.containers is None else _("No container runs there.")
    if detail.engines_denied and not rows:
        empty = fill(
            _("This user may not ask {engines}. Its group may (docker), or rootless engines show their own."),
            {"engines": ", ".join(detail.engines_denied)},
        )
    return Table(heads, names, rows, empty)


def _container(box: Container, verdict: CudaVerdict) -> tuple[Cell, ...]:
    system = text(box.system) if box.system else absent(box.system_absent)
    cuda = text(box.cuda_version)
    if box.cuda_version:
        tone, words = verdict(box.cuda_version)
        cuda = text(box.cuda_version, tone, words)
    return (
        text(box.name),
        text(box.image),
        text(box.state),
        system,
        cuda,
        Cell(", ".join(box.gpus) or _("none"), list(box.gpus), Tone.PLAIN if box.gpus else Tone.QUIET),
        text(box.pod),
        text(box.engine),
        text(box.id),
    )


def environment_table(detail: NodeDetail, verdict: CudaVerdict) -> Table:
    """Return the Python environments that serve or train."""
    names_of = {box.id: box.name for box in detail.containers or ()}
    rows = tuple(_environment(found, names_of, verdict) for found in detail.environments or ())
    heads = (_("Packages"), _("CUDA build"), "Python", _("Container"), _("Processes"), _("Folder"))
    names = ("packages", "cuda_build", "python", "container", "pids", "path")
    empty = _("Asking the node…") if detail.environments is None else _("No environment with torch, vLLM or the like.")
    return Table(heads, names, rows, empty)


def _environment(found: PythonEnvironment, names: dict[str, str], verdict: CudaVerdict) -> tuple[Cell, ...]:
    packages = ", ".join(f"{name} {version}" for name, version in found.packages)
    build = text(found.cuda_build)
    if found.cuda_build and found.cuda_build[0].isdigit():
        tone, words = verdict(found.cuda_build)
        build = text(found.cuda_build, tone, words)
    where = found.container
    pids = ", ".join(map(str, found.pids))
    return (
        Cell(packages, dict(found.packages)),
        build,
        text(found.python),
        text(names.get(where, where) if where else None),
        Cell(pids or _("none"), list(found.pids), Tone.PLAIN if pids else Tone.QUIET),
        text(found.path),
    )


CONCERNS = {"app": N_("the program"), "gpu": N_("the GPU"), "node": N_("the node"), "none": N_("nobody")}
"""Who has to act: how grave it is, in a word."""


def xid_table(snapshot: Snapshot | None, book: XidBook, now: datetime) -> Table:
    """Return what the driver reported, newest first, explained."""
    places = {place_of(gpu.bus_id): gpu.index for gpu in (snapshot.gpus if snapshot else ()) if gpu.bus_id}
    xids = (snapshot.xids if snapshot else None) or ()
    rows = tuple(_xid(xid, places, snapshot, book, now) for xid in reversed(xids))
    heads = (
        _("When"),
        "XID",
        "GPU",
        _("Concerns"),
        _("Meaning"),
        _("Likely cause"),
        _("Next step"),
        _("NVIDIA's words"),
        _("What the driver said"),
        _("Source"),
    )
    names = ("at", "xid", "gpu", "concerns", "meaning", "cause", "next_step", "official", "said", "source")
    empty = _("The driver has reported no XID since the node started.")
    if snapshot is None or snapshot.xids is None:
        empty = _("The kernel log may not be read by this user, and the driver has reported nothing since.")
    return Table(heads, names, rows, empty)


def _xid(xid: Xid, places: dict[str, int], snapshot: Snapshot | None, book: XidBook, now: datetime) -> tuple[Cell, ...]:
    known = book.find(xid.code)
    grave = known is None or is_grave(xid)
    tone = Tone.FAIL if grave else Tone.WARN if known and known.concerns == "app" else Tone.PLAIN
    at = happened_at(xid, snapshot)
    age = "-" if at is None else age_text(max(0.0, (now - at).total_seconds()))
    when = Cell(age, None if at is None else at.isoformat(timespec="seconds"), Tone.PLAIN if at else Tone.QUIET)
    place = places.get(xid.bus_id)
    meaning, cause, advice, source = _explained(known, book)
    return (
        when,
        Cell(str(xid.code), xid.code, tone, known.name if known else ""),
        text(xid.bus_id if place is None else str(place)),
        Cell(_(CONCERNS[known.concerns]) if known else _("not known"), known.concerns if known else None, tone),
        meaning,
        cause,
        advice,
        text(known.nvidia if known else None),
        text(xid.text),
        source,
    )


def _explained(known: Known | None, book: XidBook) -> tuple[Cell, Cell, Cell, Cell]:
    """Return meaning, likely cause, next step and sources."""
    if known is None:
        return text(None), text(None), text(None), text(None)
    words, sources = known.words, book.sources(known)
    advice = f"{words.advice} {words.doubt}".rstrip()
    read = [fill(_("{title}, read on {date}"), {"title": at.title, "date": at.read_on.isoformat()}) for at in sources]
    return (
        text(words.meaning, tip=words.meaning),
        text(words.cause, tip=words.cause),
        text(advice, tip=advice),
        text(" ".join(one.address for one in sources), Tone.QUIET, tip="\n".join(read)),
    )


def finding_table(detail: NodeDetail, book: HealthBook) -> Table:
    """Return what a healthy device does not have, each explained: meaning, likely cause, next step, source."""
    rows = []
    for gpu in detail.gpus or ():
        for code, value in findings(gpu):
            entry = book.find(code)
            if entry is None:
                continue
            words = entry.words
            rows.append((
                Cell(str(gpu.index), gpu.index),
                Cell(words.name, code, Tone.FAIL if entry.grave else Tone.WARN),
                text(value),
                text(words.meaning, tip=words.meaning),
                text(words.cause, tip=words.cause),
                text(words.advice, tip=words.advice),
                text(book.source(entry), Tone.QUIET, tip=fill(_("Read on {date}"), {"date": book.read_on.isoformat()})),
            ))  # fmt: skip
    heads = ("GPU", _("Finding"), _("Value"), _("Meaning"), _("Likely cause"), _("Next step"), _("Source"))
    names = ("gpu", "finding", "value", "meaning", "cause", "next_step", "source")
    empty = _("Nothing that a healthy GPU would not have.") if detail.gpus else ""
    empty = _("Asking the node…") if detail.gpus is None else empty
    return Table(heads, names, tuple(rows), empty)


def happened_at(xid: Xid, snapshot: Snapshot | None) -> datetime | None:
    """Return when an XID happened, by the clock of the desk."""
    if snapshot is None or snapshot.uptime_seconds is None or xid.after_boot_seconds is None:
        return None
    return snapshot.taken_at - timedelta(seconds=snapshot.uptime_seconds - xid.after_boot_seconds)


MODULES = {"open": N_("open kernel module"), "proprietary": N_("proprietary kernel module")}


def head_lines(snapshot: Snapshot | None, detail: NodeDetail) -> list[str]:
    """Return what stands over the tables: system, driver, fabric."""
    if snapshot is None:
        return []
    system = [snapshot.distro.pretty_name if snapshot.distro else None, snapshot.kernel, snapshot.architecture]
    if snapshot.distro and snapshot.distro.libc:
        system.append(snapshot.distro.libc)
    driver: list[str | None] = []
    if snapshot.driver_version:
        driver.append(fill(_("Driver {version}"), {"version": snapshot.driver_version}))
        driver.append(_(MODULES[snapshot.module_flavor]) if snapshot.module_flavor in MODULES else None)
        driver.append(f"CUDA ≤ {snapshot.cuda_version}" if snapshot.cuda_version else None)
        driver.append(_persistence(detail.gpus or ()))
        if detail.fabric_manager and detail.fabric_manager != "none":
            driver.append(fill(_("fabric manager {state}"), {"state": _state(detail.fabric_manager)}))
    if snapshot.gpu_source:
        driver.append(fill(_("asked through {source}"), {"source": snapshot.gpu_source}))
    lines = [" · ".join(part for part in parts if part) for parts in (system, driver)]
    return [line for line in lines if line]


def _persistence(gpus: Iterable[GpuDetail]) -> str | None:
    told = {gpu.values["persistence"] for gpu in gpus if "persistence" in gpu.values}
    if not told:
        return None
    return _("persistence mode on") if told == {True} else _("persistence mode off")


def _state(word: str) -> str:
    return {"active": _("runs"), "inactive": _("stands still"), "failed": _("has failed")}.get(word, word)
