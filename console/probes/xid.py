"""XIDs: what the NVIDIA driver wrote to the kernel log about GPUs that went wrong.

Python reads ``/dev/kmsg``, each record once, and where the user may not, takes the events that NVML hands to
everybody from then on. The shell asks ``dmesg``, or the journal, once a minute. What is said is all that is known so
far, and only when there is something new.
"""

from __future__ import annotations

import re

from console.model.gpu import Xid, place_of
from console.model.probe import Facts, Probe, Reading, When

SHELL = r"""
every=$((${pace:-1} * 6))
[ $((${n:-1} % every)) -eq $((1 % every)) ] || return 0
[ -e /dev/nvidiactl ] || [ -e /proc/driver/nvidia/version ] || return 0
log=$(dmesg) || log=$(journalctl -k -q -n 5000 -o short-monotonic) || return 4
[ -n "$log" ] || return 4
printf 'xids\n'
printf '%s\n' "$log" | grep 'NVRM: Xid' | tail -n 8
return 0
"""

# Runs on the node, from Python 3.6 on.
PYTHON = """
import os, time

state = {"fd": None, "events": None, "lines": [], "told": None}

def log():
    if state["fd"] is None:
        state["fd"] = os.open("/dev/kmsg", os.O_RDONLY | os.O_NONBLOCK)
    while True:
        try:
            record = os.read(state["fd"], 16384)
        except BlockingIOError:
            return
        except BrokenPipeError:
            # Overwritten before it was read: go on with what is there.
            continue
        head, _, text = record.partition(b";")
        if text.startswith(b"NVRM: Xid"):
            seconds = int(head.split(b",")[2]) / 1e6
            keep("[%.6f] %s" % (seconds, text.split(b"\\n")[0].decode("utf-8", "replace")))

def keep(line):
    state["lines"] = (state["lines"] + [line[:400]])[-8:]

def events():
    import ctypes
    if state["events"] is None:
        ctypes.CDLL("libnvidia-ml.so.1")
        nvml = load("pynvml")
        nvml.nvmlInit()
        made = nvml.nvmlEventSetCreate()
        for index in range(nvml.nvmlDeviceGetCount()):
            handle = nvml.nvmlDeviceGetHandleByIndex(index)
            nvml.nvmlDeviceRegisterEvents(handle, nvml.nvmlEventTypeXidCriticalError, made)
        state["events"] = (nvml, made)
    nvml, made = state["events"]
    while True:
        try:
            event = nvml.nvmlEventSetWait_v2(made, 0)
        except nvml.NVMLError:
            return
        bus = nvml.nvmlDeviceGetPciInfo(event.device).busId
        bus = bus.decode() if isinstance(bus, bytes) else bus
        with open("/proc/uptime") as up:
            seconds = float(up.read().split()[0])
        keep("[%.6f] NVRM: Xid (PCI:%s): %d" % (seconds, bus, event.eventData))

def read():
    if not os.path.exists("/proc/driver/nvidia/version") and not os.path.exists("/dev/nvidiactl"):
        return "", 0
    if state["fd"] != -1:
        try:
            log()
        except OSError:
            state["fd"] = -1
    if state["fd"] == -1:
        try:
            events()
        except Exception:
            return "", 4
    text = "\\n".join(["xids"] + state["lines"])
    if text == state["told"]:
        return "", 0
    state["told"] = text
    return text, 0
"""

_LINE = re.compile(
    r"(?:\[ *(\d{1,10}\.\d{1,6})\])?[^\[]{0,120}?"
    r"NVRM: Xid \((?:PCI:)?([0-9a-fA-F:.]{4,24})\): (\d{1,4})(?:, (.{0,300}))?",
    re.ASCII,
)
_MOST = 8


def parse(reading: Reading) -> Facts:
    """Return the newest; nothing where nothing new was said or nothing may be read."""
    lines = reading.text.splitlines()
    if reading.exit_status != 0 or not lines or lines[0] != "xids":
        return {}
    found = [Xid(int(m[3]), place_of(m[2]), _seconds(m[1]), m[4] or "") for line in lines if (m := _LINE.search(line))]
    return {"xids": tuple(found[-_MOST:])}


def _seconds(text: str | None) -> float | None:
    return None if text is None else float(text)


PROBE = Probe(name="xid", when=When.SAMPLE, parse=parse, shell=SHELL, python=PYTHON)
