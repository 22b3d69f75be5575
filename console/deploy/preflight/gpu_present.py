"""GPUs on the bus, and whose they are."""

from __future__ import annotations

import re
from collections import Counter

from msgspec.structs import replace

from console.deploy.preflight import Check, Finding, Scope, Situation, unclear, with_gpus
from console.model.service import Verdict
from console.model.text import N_, Text

VENDORS = {"10de": "NVIDIA", "1002": "AMD", "8086": "Intel"}


def command(_situation: Situation) -> str:
    """Print vendor, device and class of the graphics and compute devices; the bus needs no tool."""
    return (
        "for device in /sys/bus/pci/devices/*; do\n"
        '  [ -r "$device/class" ] || continue\n'
        '  class=$(cat "$device/class")\n'
        "  case $class in 0x0300*|0x0302*|0x0380*|0x1200*)\n"
        '    echo "gpu $(cat "$device/vendor") $(cat "$device/device") $class ${device##*/}";;\n'
        "  esac\n"
        "done\n"
        'for found in /dev/nvidia[0-9]* /proc/driver/nvidia/version; do [ -e "$found" ] && echo "have $found"; done\n'
        "command -v nvidia-smi\n"
        'echo "looked"'
    )


def judge(output: str, _rc: int | None, situation: Situation) -> Finding:
    """Pass with a GPU that computes; a node without one is fit for other things."""
    if not re.search(r"^looked$", output, re.MULTILINE):
        return unclear(output)
    rows = re.findall(r"^gpu 0x([0-9a-f]{4}) 0x([0-9a-f]{4}) 0x\d{6}", output, re.MULTILINE)
    devices = Counter((vendor, device) for vendor, device in rows)
    driver = re.search(r"^have /", output, re.MULTILINE) is not None
    program = re.search(r"/nvidia-smi$", output, re.MULTILINE) is not None
    nvidia = any(vendor == "10de" for vendor, _ in devices) or driver or program
    facts = replace(situation.facts, has_nvidia=nvidia)
    mine = {key: count for key, count in devices.items() if key[0] in VENDORS}
    shown = ", ".join(f"{count} x {vendor}:{device} ({VENDORS[vendor]})" for (vendor, device), count in mine.items())
    if nvidia and (mine or driver):
        return Finding(Verdict.PASS, shown or first_of(output), None, facts)
    if nvidia:
        hint = Text(N_("Neither the bus nor the driver shows a GPU; only the driver's program is installed."))
        return Finding(Verdict.UNKNOWN, "no GPU on the PCI bus, nvidia-smi is installed", hint, facts)
    if any(vendor == "1002" for vendor, _ in devices):
        hint = Text(N_("GPUs of AMD are seen, but their driver and their engines are not judged here yet."))
        return Finding(Verdict.WARN, shown, hint, facts)
    hint = Text(N_("There is no GPU of NVIDIA: small models run on the processor, others need another node."))
    return Finding(Verdict.WARN, shown or "no GPU on the PCI bus", hint, facts)


def first_of(output: str) -> str:
    """Return what stands for a GPU that the bus does not show, as in a container."""
    return next((line for line in output.splitlines() if "nvidia" in line), "")


CHECK = Check("gpu_present", Text(N_("GPU on the bus")), 140, command, judge, Scope.BOTH, matters=with_gpus)
