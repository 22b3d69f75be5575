"""The table that nvidia-smi prints without arguments: columns as drivers 550 to 590 lay them out."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from console.sim.gpu import GpuReading
from console.sim.processes import Process

NEW_LAYOUT = 580
RULE = "+-----------------------------------------+------------------------+----------------------+"
LINE = "+-----------------------------------------------------------------------------------------+"
DOUBLE = "|=========================================================================================|"
HEAD = (
    "| GPU  Name                 Persistence-M | Bus-Id          Disp.A | Volatile Uncorr. ECC |",
    "| Fan  Temp   Perf          Pwr:Usage/Cap |           Memory-Usage | GPU-Util  Compute M. |",
    "|                                         |                        |               MIG M. |",
    "|=========================================+========================+======================|",
)


class Versions(Struct, frozen=True):
    """What the banner says."""

    driver: str
    cuda: str

    @property
    def new_layout(self) -> bool:
        """Return whether the driver is one of those with wider process numbers."""
        return int(self.driver.split(".", 1)[0]) >= NEW_LAYOUT


def table(now: datetime, versions: Versions, readings: list[GpuReading], processes: list[Process]) -> str:
    """Return the whole table."""
    lines = [now.strftime("%a %b %e %H:%M:%S %Y") + "       ", LINE, _banner(versions)]
    lines.append(RULE if versions.new_layout else RULE.replace("+", "|", 1))
    lines += HEAD
    for gpu in readings:
        lines += _rows(gpu)
    blank = "" if versions.new_layout else " " * 89
    lines += [blank, LINE, *_process_head(versions), DOUBLE]
    if any(gpu.lost for gpu in readings):
        return "\n".join(lines) + "\nFailed to query device index\n"
    lines += process_rows(readings, processes, versions) or [f"|{'  No running processes found':<89}|"]
    return "\n".join([*lines, LINE]) + "\n"


def _banner(versions: Versions) -> str:
    first = f"NVIDIA-SMI {versions.driver}"
    return f"| {first:<33} Driver Version: {versions.driver:<14} CUDA Version: {versions.cuda:<9}|"


def _rows(gpu: GpuReading) -> list[str]:
    model = gpu.model
    if gpu.lost:
        temperature, power, memory, utilisation, ecc = "ERR!", "ERR!", "GPU is lost", "ERR!", "ERR!"
    else:
        temperature = f"{gpu.temperature_celsius}C"
        power = f"{gpu.power_draw_watts:.0f}W"
        memory = f"{gpu.memory_used_mib:>7}MiB / {model.memory_total_mib:>6}MiB"
        utilisation, ecc = f"{gpu.utilisation_percent}%", str(gpu.ecc_uncorrected)
    usage = f"{power:>13} / {model.power_limit_watts:>4}W"
    state = f"N/A  {temperature:>4}    {gpu.performance_state:<2}"
    mig = "N/A" if not model.nvlinks else "Disabled"
    return [
        f"| {gpu.index:>3}  {model.name:<27} {'On':>5}  |   {gpu.bus_id} Off | {ecc:>20} |",
        f"| {state} {usage:>23} | {memory:<22} | {utilisation:>7} {'Default':>12} |",
        f"| {'':<39} | {'':<22} | {mig:>20} |",
        RULE,
    ]


def _process_head(versions: Versions) -> list[str]:
    if versions.new_layout:
        head = "  GPU   GI   CI              PID   Type   Process name                        GPU Memory "
    else:
        head = "  GPU   GI   CI        PID   Type   Process name                              GPU Memory "
    second = "        ID   ID" + " " * 63 + "Usage      "
    return [f"| {'Processes:':<88}|", f"|{head:<89}|", f"|{second:<89}|"]


def process_rows(readings: list[GpuReading], processes: list[Process], versions: Versions) -> list[str]:
    """Return one row for each process on a GPU."""
    rows = []
    by_index = {gpu.index: gpu for gpu in readings}
    width, pid_width = (32, 15) if versions.new_layout else (38, 9)
    for process in processes:
        gpu = by_index.get(process.gpu if process.gpu is not None else -1)
        if gpu is None or gpu.lost:
            continue
        name = process_name(process)
        if len(name) > width:
            name = "..." + name[3 - width :]
        memory = f"{used_memory_mib(gpu)}MiB"
        rows.append(f"|{gpu.index:>5}   N/A  N/A {process.pid:>{pid_width}}      C   {name:<{width}} {memory:>13} |")
    return rows


def process_name(process: Process) -> str:
    """Return the program of a process, as nvidia-smi shows it."""
    return process.command.split(" ", 1)[0]


def used_memory_mib(gpu: GpuReading) -> int:
    """Return what the process on a GPU holds: all that is used but the driver's share."""
    return max(0, gpu.memory_used_mib - 12)
