"""Who computes on the NVIDIA GPUs: process, memory, user, command line, and the container, job or pod around it.

The kernel tells what is around a process in its control group (``/proc/PID/cgroup``): Docker, Podman and containerd
put the identity of the container there, Slurm the number of the job, Kubernetes that of the pod. Slurm without control
groups leaves ``SLURM_JOB_ID`` in the environment, which only the owner and root may read.

Asking the driver's library costs nothing; ``nvidia-smi`` is a program that takes a while, so the shell asks it every
ten seconds only and says nothing in between: what was said last holds until then.
"""

from __future__ import annotations

import csv
import re
from functools import lru_cache

from msgspec import Struct, field

from console.model.gpu import GpuProcess
from console.model.probe import Facts, Probe, Reading, When

SHELL = """
every=${pace:-1}
[ $((${n:-1} % every)) -eq $((1 % every)) ] || return 0
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
for pid in $(printf '%s' "$pids" | tr ',' '\\n' | sort -u); do
  group=$(grep -E 'job_[0-9]|kubepods|[0-9a-f]{64}' "/proc/$pid/cgroup" | head -n 1)
  [ -z "$group" ] || printf 'group %s %s\\n' "$pid" "$group"
  tr '\\0' '\\n' <"/proc/$pid/environ" | grep -E '^(SLURM_JOB_ID|HOSTNAME)=' | while read -r line; do
    printf 'env %s %s\\n' "$pid" "$line"
  done
done
return 0
"""

# Runs on the node, from Python 3.6 on.
PYTHON = """
import ctypes, os, pwd, re

TOLD = re.compile("job_[0-9]|kubepods|[0-9a-f]{64}")
state = {"nvml": None, "known": {}}

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

def around(pid):
    place = "/proc/%d" % pid
    try:
        number = os.stat(place).st_uid
        with open(place + "/cmdline", "rb") as line:
            command = line.read(400).replace(b"\\0", b" ").decode("utf-8", "replace").strip()
    except OSError:
        return []
    try:
        user = pwd.getpwuid(number).pw_name
    except KeyError:
        user = str(number)
    lines = ["own %d %s %s" % (pid, user, " ".join(command.split()))]
    try:
        with open(place + "/cgroup") as groups:
            found = [group.strip() for group in groups if TOLD.search(group)]
            lines += ["group %d %s" % (pid, group) for group in found[:1]]
        with open(place + "/environ", "rb") as variables:
            for variable in variables.read(1 << 17).split(b"\\0"):
                if variable.startswith((b"SLURM_JOB_ID=", b"HOSTNAME=")):
                    lines.append("env %d %s" % (pid, variable[:100].decode("ascii", "replace")))
    except OSError:
        pass
    return lines

def known(pid):
    # A command line may change once, when a launcher becomes the program: look again now and then.
    left, lines = state["known"].get(pid, (0, []))
    if not left:
        left, lines = 15, around(pid)
    state["known"][pid] = (left - 1, lines)
    return lines

def of_gpu(nvml, index):
    try:
        handle = nvml.nvmlDeviceGetHandleByIndex(index)
        uuid = text(nvml.nvmlDeviceGetUUID(handle))
        for process in nvml.nvmlDeviceGetComputeRunningProcesses(handle)[:64]:
            used = process.usedGpuMemory
            memory = "[N/A]" if used is None else str(used >> 20)
            yield "app %s, %d, %s, %s" % (uuid, process.pid, memory, name(nvml, process.pid))
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
    lines = ["apps"] + [line for index in range(count) for line in of_gpu(nvml, index)]
    there = sorted(set(int(line.split(", ")[1]) for line in lines[1:]))
    for pid in there:
        lines += known(pid)
    state["known"] = dict((pid, state["known"][pid]) for pid in there)
    return "\\n".join(lines), 0
"""

_OWNER = re.compile(r"own +(\d{1,9}) +(\S{1,64}) *(.*)", re.ASCII)
_GROUP = re.compile(r"group (\d{1,9}) (.*)", re.ASCII)
_VARIABLE = re.compile(r"env (\d{1,9}) (SLURM_JOB_ID|HOSTNAME)=([A-Za-z0-9_.-]{1,100})", re.ASCII)
_CONTAINER = re.compile(r"[0-9a-f]{64}")
_JOB = re.compile(r"/job_(\d{1,10})(?:/|$)", re.ASCII)
_POD = re.compile(r"pod([0-9a-f]{8}[-_][0-9a-f]{4}[-_][0-9a-f]{4}[-_][0-9a-f]{4}[-_][0-9a-f]{12})")
_MIB = 1 << 20
_MOST_PROCESSES = 1024
_MOST_CHARACTERS = 300


class _Around(Struct):
    """What was said of one process beside the GPU."""

    user: str = ""
    command: str = ""
    group: str = ""
    variables: dict[str, str] = field(default_factory=dict)


_NOBODY = _Around()


def parse(reading: Reading) -> Facts:
    """Return the processes; nothing where it was not looked."""
    lines = reading.text.splitlines()
    if reading.exit_status != 0 or "apps" not in lines:
        return {}
    around = _around(lines)
    apps = [process for line in lines if (process := _process(line, around)) is not None]
    return {"gpu_processes": tuple(apps[:_MOST_PROCESSES])}


def _around(lines: list[str]) -> dict[int, _Around]:
    said: dict[int, _Around] = {}
    for line in lines:
        word = line.partition(" ")[0]
        if word == "own" and (found := _OWNER.fullmatch(line)) is not None:
            of = said.setdefault(int(found[1]), _Around())
            of.user, of.command = found[2], found[3]
        elif word == "group" and (found := _GROUP.fullmatch(line)) is not None:
            said.setdefault(int(found[1]), _Around()).group = found[2]
        elif word == "env" and (found := _VARIABLE.fullmatch(line)) is not None:
            said.setdefault(int(found[1]), _Around()).variables[found[2]] = found[3]
    return said


@lru_cache(maxsize=8192)
def _placed(group: str) -> tuple[str | None, str | None, str | None]:
    """Return container, job and pod in a control group: the same for as long as a process lives."""
    container, job, pod = _CONTAINER.findall(group), _JOB.search(group), _POD.search(group)
    return (
        container[-1][:12] if container else None,
        job[1] if job else None,
        pod[1].replace("_", "-") if pod else None,
    )


def _process(line: str, around: dict[int, _Around]) -> GpuProcess | None:
    if not line.startswith("app "):
        return None
    try:
        cells = [cell.strip() for cell in next(csv.reader([line[4:]], skipinitialspace=True), [])]
    except csv.Error:
        return None
    if len(cells) < 4 or not cells[1].isdecimal() or len(cells[1]) > 9:
        return None
    uuid, pid, memory, *name = cells
    of = around.get(int(pid), _NOBODY)
    container, job, pod = _placed(of.group) if of.group else (None, None, None)
    return GpuProcess(
        gpu_uuid=uuid,
        pid=int(pid),
        name=_said(", ".join(name)),
        user=_said(of.user),
        command=_said(of.command),
        memory_used_bytes=int(memory) * _MIB if memory.isdecimal() and len(memory) < 12 else None,
        container=container,
        job=job or of.variables.get("SLURM_JOB_ID"),
        pod=of.variables.get("HOSTNAME", pod) if pod else None,
    )


def _said(text: str) -> str | None:
    return text[:_MOST_CHARACTERS] if text and not text.startswith("[") else None


PROBE = Probe(name="gpu_processes", when=When.SAMPLE, parse=parse, shell=SHELL, python=PYTHON)
