"""Who computes on the NVIDIA GPUs: process, memory, user, command line.

Asking the driver's library costs nothing; ``nvidia-smi`` is a program that takes a while, so the shell asks it every
ten seconds only and says nothing in between: what was said last holds until then.
"""

from __future__ import annotations

import csv
import re

from console.model.gpu import GpuProcess
from console.model.probe import Facts, Probe, Reading, When

SHELL = """
pace=${pace:-1}
[ $((${n:-1} % pace)) -eq $((1 % pace)) ] || return 0
command -v nvidia-smi >/dev/null || return 127
limit=
command -v timeout >/dev/null && limit='timeout 10'
ask="$limit nvidia-smi --query-compute-apps=gpu_uuid,pid,used_gpu_memory,process_name --format=csv,noheader,nounits"
apps=$($ask)
status=$?
if [ "$status" = 15 ]; then
  apps=
  index=0
  while [ "$index" -lt 16 ]; do
    more=$($ask -i "$index")
    case $? in
      0) apps="$apps$more
" ;;
      15) ;;
      *) break ;;
    esac
    index=$((index + 1))
  done
elif [ "$status" != 0 ]; then
  return "$status"
fi
printf 'apps\\n'
[ -n "$apps" ] || return 0
printf '%s\\n' "$apps" | while IFS= read -r line; do printf 'app %s\\n' "$line"; done
pids=$(printf '%s\\n' "$apps" | while IFS=', ' read -r uuid pid rest; do
  case $pid in [0-9]*) printf '%s,' "$pid" ;; esac
done)
[ -n "$pids" ] || return 0
ps -o pid=,user:32=,args= -p "${pids%,}" | while read -r line; do printf 'own %s\\n' "$line"; done
return 0
"""

# Runs on the node, from Python 3.6 on.
PYTHON = """
import ctypes, os, pwd

state = {"nvml": None}

def text(value):
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)

def opened():
    if state["nvml"] is None:
        nvml = load("pynvml")
        nvml.nvmlInit()
        state["nvml"] = nvml
    return state["nvml"]

def name(nvml, pid):
    try:
        return text(nvml.nvmlSystemGetProcessName(pid))
    except nvml.NVMLError:
        return "[N/A]"

def owner(pid):
    place = "/proc/%d" % pid
    try:
        number = os.stat(place).st_uid
        with open(place + "/cmdline", "rb") as line:
            command = line.read(400).replace(b"\\0", b" ").decode("utf-8", "replace").strip()
    except OSError:
        return None
    try:
        user = pwd.getpwuid(number).pw_name
    except KeyError:
        user = str(number)
    return "own %d %s %s" % (pid, user, " ".join(command.split()))

def of_gpu(nvml, index):
    try:
        handle = nvml.nvmlDeviceGetHandleByIndex(index)
        uuid = text(nvml.nvmlDeviceGetUUID(handle))
        for process in nvml.nvmlDeviceGetComputeRunningProcesses(handle)[:64]:
            used = process.usedGpuMemory
            memory = "[N/A]" if used is None else str(used >> 20)
            yield "app %s, %d, %s, %s" % (uuid, process.pid, memory, name(nvml, process.pid))
            yield owner(process.pid)
    except nvml.NVMLError:
        return

def read():
    try:
        ctypes.CDLL("libnvidia-ml.so.1")
    except OSError:
        return "", 127
    try:
        nvml = opened()
        count = nvml.nvmlDeviceGetCount()
    except Exception as error:
        state["nvml"] = None
        return "", getattr(error, "value", 255)
    lines = ["apps"] + [line for index in range(count) for line in of_gpu(nvml, index) if line]
    return "\\n".join(lines), 0
"""

_OWNER = re.compile(r"own +(\d{1,9}) +(\S{1,64}) *(.*)", re.ASCII)
_MIB = 1 << 20
_MOST_PROCESSES = 1024
_MOST_CHARACTERS = 300


def parse(reading: Reading) -> Facts:
    """Return the processes; nothing where it was not looked."""
    lines = reading.text.splitlines()
    if reading.exit_status != 0 or "apps" not in lines:
        return {}
    owners = {int(found[1]): (found[2], found[3]) for line in lines if (found := _OWNER.fullmatch(line)) is not None}
    apps = [process for line in lines if (process := _process(line, owners)) is not None]
    return {"gpu_processes": tuple(apps[:_MOST_PROCESSES])}


def _process(line: str, owners: dict[int, tuple[str, str]]) -> GpuProcess | None:
    if not line.startswith("app "):
        return None
    try:
        cells = [cell.strip() for cell in next(csv.reader([line[4:]], skipinitialspace=True), [])]
    except csv.Error:
        return None
    if len(cells) < 4 or not cells[1].isdecimal() or len(cells[1]) > 9:
        return None
    uuid, pid, memory, *name = cells
    user, command = owners.get(int(pid), ("", ""))
    return GpuProcess(
        gpu_uuid=uuid,
        pid=int(pid),
        name=_said(", ".join(name)),
        user=_said(user),
        command=_said(command),
        memory_used_bytes=int(memory) * _MIB if memory.isdecimal() and len(memory) < 12 else None,
    )


def _said(text: str) -> str | None:
    return text[:_MOST_CHARACTERS] if text and not text.startswith("[") else None


PROBE = Probe(name="gpu_processes", when=When.SAMPLE, parse=parse, shell=SHELL, python=PYTHON)
