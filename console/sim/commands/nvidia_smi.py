"""nvidia-smi: the table, the queries, the monitors, and what it says where a driver or a GPU is gone."""

from __future__ import annotations

import asyncio

from msgspec import Struct, field

from console.sim.command import Call, Command
from console.sim.gpu import GpuReading
from console.sim.processes import Process
from console.sim.smi.detail import detail
from console.sim.smi.monitor import DEVICE_HEAD, PROCESS_HEAD, device_lines, process_lines
from console.sim.smi.query import Asked, UnknownFieldError, app_header, app_rows, gpu_header, gpu_rows
from console.sim.smi.table import Versions, table
from console.sim.smi.topology import matrix, nvlink_errors, nvlink_status
from console.sim.smi.xml import document

NO_DRIVER, GPU_LOST, BAD_ARGUMENT = 9, 15, 2
NO_DRIVER_TEXT = (
    "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver. "
    "Make sure that the latest NVIDIA driver is installed and running.\n\n"
)
WITH_VALUE = {"-i": "id", "--id": "id", "-l": "loop", "--loop": "loop", "-lms": "loop-ms", "--loop-ms": "loop-ms",
              "--query-gpu": "gpu", "--query-compute-apps": "apps", "--format": "format", "-c": "count", "-d": "loop",
              "-s": "select", "-f": "file", "--filename": "file"}  # fmt: skip
PLAIN = {"-L", "--list-gpus", "-q", "--query", "-x", "-m", "--matrix", "-h", "--help", "--version", "dmon", "pmon",
         "topo", "nvlink", "--status", "-e", "--errorcounters"}  # fmt: skip


class _Asked(Struct):
    words: set[str] = field(default_factory=set)
    values: dict[str, str] = field(default_factory=dict)
    unknown: str = ""

    @property
    def every_seconds(self) -> float:
        """Return how long to wait between two rounds, 0 for a single one."""
        if "loop-ms" in self.values:
            return max(0.05, _number(self.values["loop-ms"]) / 1000)
        return max(0.0, _number(self.values.get("loop", "0")))


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


def _parse(argv: list[str]) -> _Asked:
    asked, words = _Asked(), list(argv)
    while words:
        word = words.pop(0)
        name, equals, value = word.partition("=")
        if name in WITH_VALUE and equals:
            asked.values[WITH_VALUE[name]] = value
        elif name in WITH_VALUE and not ("nvlink" in asked.words and name == "-s"):
            given = (
                words.pop(0) if words and not words[0].startswith("-") else "5" if WITH_VALUE[name] == "loop" else ""
            )
            asked.values[WITH_VALUE[name]] = given
        elif word in PLAIN or word == "-s":
            asked.words.add(word)
        else:
            asked.unknown = word
            return asked
    return asked


class _Machine(Struct, frozen=True):
    """What one run of nvidia-smi looks at."""

    call: Call
    asked: _Asked

    def readings(self) -> list[GpuReading]:
        """Return the chosen GPUs as they are now."""
        every = self.call.node.devices.readings()
        chosen = self.asked.values.get("id")
        if chosen is None:
            return every
        names = {name.strip() for name in chosen.split(",")}
        return [gpu for gpu in every if names & {str(gpu.index), gpu.uuid, gpu.bus_id}]

    def processes(self) -> list[Process]:
        """Return the processes on GPUs."""
        return self.call.node.processes.on_gpus()

    @property
    def versions(self) -> Versions:
        """Return the driver's versions."""
        own = self.call.node.personality
        return Versions(own.driver, own.cuda)


async def nvidia_smi(c: Call) -> int:
    """Print what is asked for, once or again and again."""
    node = c.node
    if node.spec.driver_missing:
        await c.out(NO_DRIVER_TEXT)
        return NO_DRIVER
    asked = _parse(c.argv)
    if asked.unknown:
        await c.out(
            f"Invalid combination of input arguments. Please run 'nvidia-smi -h' for help.\n\n{asked.unknown}\n"
        )
        return BAD_ARGUMENT
    machine = _Machine(c, asked)
    if "id" in asked.values and not machine.readings():
        await c.out("No devices were found\n")
        return 6
    if asked.words & {"dmon", "pmon"}:
        return await _monitor(machine)
    while True:
        try:
            text = _text(machine)
        except UnknownFieldError as error:
            await c.out(f'Field "{error}" is not a valid field to query.\n\n')
            return BAD_ARGUMENT
        await c.out(text)
        if not asked.every_seconds:
            return GPU_LOST if any(gpu.lost for gpu in machine.readings()) and "-L" not in asked.words else 0
        await asyncio.sleep(asked.every_seconds)


def _text(machine: _Machine) -> str:
    asked, versions, now = machine.asked, machine.versions, machine.call.node.story.now()
    readings, processes = machine.readings(), machine.processes()
    if "--version" in asked.words:
        return (
            f"NVIDIA-SMI version  : {versions.driver}\nNVML version        : {versions.driver.rsplit('.', 1)[0]}\n"
            f"DRIVER version      : {versions.driver}\nCUDA Version        : {versions.cuda}\n"
        )
    if asked.words & {"-h", "--help"}:
        head = f"NVIDIA System Management Interface -- v{versions.driver}\n\n"
        return head + "nvidia-smi [OPTION1 [ARG1]] [OPTION2 [ARG2]] ...\n"
    if asked.words & {"-L", "--list-gpus"}:
        return "".join(_listed(gpu) for gpu in readings)
    if "topo" in asked.words:
        return matrix(readings, machine.call.node.spec.hardware.cores_per_socket)
    if "nvlink" in asked.words:
        return (nvlink_errors if asked.words & {"-e", "--errorcounters"} else nvlink_status)(readings)
    if "gpu" in asked.values or "apps" in asked.values:
        return _query(machine)
    if asked.words & {"-q", "--query"}:
        attached = machine.call.node.spec.gpus
        log = detail(now, versions, readings, processes, attached)
        return document(now, versions, readings, attached) if "-x" in asked.words else log
    return table(now, versions, readings, processes)


def _listed(gpu: GpuReading) -> str:
    slices = (f"  MIG {part.profile:<12}Device {n:>2}: (UUID: {part.uuid})\n" for n, part in enumerate(gpu.mig))
    return "".join((f"GPU {gpu.index}: {gpu.model.name} (UUID: {gpu.uuid})\n", *slices))


def _query(machine: _Machine) -> str:
    asked = machine.asked
    form = {part.strip() for part in asked.values.get("format", "").split(",")}
    units, header = "nounits" not in form, "noheader" not in form
    node = machine.call.node
    around = Asked(node.story.now(), machine.versions, node.spec.gpus)
    if "gpu" in asked.values:
        names = [name.strip() for name in asked.values["gpu"].split(",")]
        first, rows = gpu_header(names, units=units), gpu_rows(names, machine.readings(), around, units=units)
    else:
        names = [name.strip() for name in asked.values["apps"].split(",")]
        first = app_header(names, units=units)
        rows = app_rows(names, machine.readings(), machine.processes(), around, units=units)
    return "".join(", ".join(row) + "\n" for row in ([first, *rows] if header else rows))


async def _monitor(machine: _Machine) -> int:
    c, asked = machine.call, machine.asked
    rounds = int(_number(asked.values.get("count", "0"))) or -1
    number = 0
    while number != rounds:
        if number:
            await asyncio.sleep(asked.every_seconds or 1)
        readings = machine.readings()
        if number % 10 == 0:
            await c.out(DEVICE_HEAD if "dmon" in asked.words else PROCESS_HEAD)
        lines = device_lines(readings) if "dmon" in asked.words else process_lines(readings, machine.processes())
        await c.out(lines)
        number += 1
    return 0


COMMANDS = (Command("nvidia-smi", nvidia_smi),)
