"""What services really took, beside what was estimated: a file of JSON lines, newest last, and what follows from it."""

from __future__ import annotations

import logging
import re
import shlex
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from statistics import quantiles

import msgspec

from console.model.fit import Band, Demand, Estimate
from console.model.gpu import GpuProcess
from console.settings.store import write_atomic

log = logging.getLogger("leitstand.deploy")

MOST = 500
"""So many are kept: a band of what is years old would be of other releases."""
ENOUGH = 3
"""From so many deploys of a model on, its own band is shown."""
MANY = 10
"""From so many on, the outermost tenth on each side is left out."""


class Measurement(msgspec.Struct, frozen=True, kw_only=True):
    """One deploy: what was estimated and what was measured, in bytes over all its GPUs or in the node's memory."""

    deploy: str
    at: datetime
    engine: str
    model: str
    target: str = ""
    node: str = ""
    on_gpu: bool = False
    estimated_bytes: int
    measured_bytes: int
    demand: Demand

    @property
    def ratio(self) -> float:
        """Return how many bytes were measured for each estimated one."""
        return self.measured_bytes / self.estimated_bytes


_encoder = msgspec.json.Encoder()
_decoder: msgspec.json.Decoder[Measurement] = msgspec.json.Decoder(Measurement)


class MeasuredBook:
    """The file. It is read once; what is added is written at once."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._rows: list[Measurement] | None = None

    def rows(self) -> tuple[Measurement, ...]:
        """Return all that is kept, oldest first; a line that cannot be read costs no other."""
        if self._rows is None:
            self._rows = list(_read(self._path))
        return tuple(self._rows)

    def add(self, row: Measurement) -> None:
        """Keep a measurement; one of the same deploy takes the place of the one before. OSError: it was not written."""
        kept = [*(one for one in self.rows() if one.deploy != row.deploy), row][-MOST:]
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_atomic(self._path, "".join(f"{_encoder.encode(one).decode()}\n" for one in kept))
        self._rows = kept

    def band(self, engine: str, model: str, *, on_gpu: bool) -> Band | None:
        """Return how far estimates were off: of this model where there are enough deploys, else of the engine."""
        alike = [row for row in self.rows() if row.engine == engine and row.on_gpu is on_gpu and row.estimated_bytes]
        own = [row.ratio for row in alike if row.model == model]
        if len(own) >= ENOUGH:
            return _band(own, of_model=True)
        return _band([row.ratio for row in alike]) if alike else None


def _read(path: Path) -> Iterable[Measurement]:
    try:
        lines = path.read_bytes().splitlines()
    except FileNotFoundError:
        return
    except OSError as error:
        log.warning("%s cannot be read: %s", path, error)
        return
    for line in lines[-MOST:]:
        try:
            yield _decoder.decode(line)
        except (msgspec.DecodeError, msgspec.ValidationError) as error:
            log.info("%s: a line that cannot be read is skipped: %s", path.name, error)


def _band(ratios: list[float], *, of_model: bool = False) -> Band:
    low, high = min(ratios), max(ratios)
    if len(ratios) >= MANY:
        tenths = quantiles(ratios, n=10, method="inclusive")
        low, high = tenths[0], tenths[-1]
    return Band(len(ratios), low, high, of_model=of_model)


# ---- measuring ---------------------------------------------------------------------------------------------------


def estimated_bytes(found: Estimate) -> int:
    """Return what a service is expected to take over all its GPUs, or in the memory of the node."""
    return sum(use.taken_bytes for use in found.gpus)


_HELD = (
    '  kib=$(sed -n "s/^VmRSS:[[:space:]]*\\([0-9]*\\) kB/\\1/p" "$place/status" 2>/dev/null)\n'
    '  [ -z "$kib" ] || echo "$pid $kib"\n'
)


def question(directory: str, name: str) -> str:
    """Return POSIX sh that prints ``PID KiB`` for each process of a service on this very node.

    They are told by its folder in their command line, by its unit in their control group, or by the container of its
    name, whatever target runs it. Of a container whose processes are not to be seen its engine is asked: ``0 KiB``.
    """
    return (
        f"folder={shlex.quote(directory.rstrip('/') + '/')} unit={shlex.quote(name)}\n"
        'id=\nfor engine in docker podman; do\n  [ -n "$id" ] || id=$(command -v "$engine" >/dev/null 2>&1 && '
        '"$engine" ps --quiet --no-trunc --filter "name=$unit" 2>/dev/null | head -n 1)\n'
        '  [ -z "$id" ] || break\ndone\n'
        'found=$(for place in /proc/[0-9]*; do\n  pid=${place#/proc/}\n  [ "$pid" != "$$" ] || continue\n'
        '  said="$(tr "\\0" " " <"$place/cmdline" 2>/dev/null) $(cat "$place/cgroup" 2>/dev/null)"\n'
        '  case "$said" in\n    *"$folder"*|*"/$unit.service"*) ;;\n    *) [ -n "$id" ] || continue\n'
        '      case "$said" in *"$id"*) ;; *) continue ;; esac ;;\n  esac\n'
        f"{_HELD}done)\n"
        '[ -z "$found" ] || echo "$found"\n[ -z "$found" ] && [ -n "$id" ] || exit 0\n'
        '"$engine" stats --no-stream --format "{{.MemUsage}}" "$id" 2>/dev/null | '
        'awk \'{ factor["k"] = 1; factor["M"] = 1024; factor["G"] = 1048576; factor["T"] = 1073741824\n'
        '  unit = $1; gsub(/[0-9.]/, "", unit); letter = substr(unit, 1, 1); if (letter == "K") letter = "k"\n'
        '  if (letter in factor) printf "0 %d\\n", $1 * factor[letter] }\'\n'
    )


def entered(enter: str) -> str:
    """Return POSIX sh that asks where a cluster runs the server: ``PID KiB`` a process, ``gpu MiB`` a GPU or process.

    ``enter`` is that of the plan. In a job of Slurm its processes are told by their environment; all that is in a
    pod is the service's, and so are the GPUs that it sees.
    """
    inside = (
        "own=$$ pids=' '\n"
        'for place in /proc/[0-9]*; do\n  pid=${place#/proc/}\n  [ "$pid" != "$own" ] || continue\n'
        '  if [ -n "$SLURM_JOB_ID" ]; then\n'
        '    said=" $(tr "\\0" " " <"$place/environ" 2>/dev/null) "\n'
        '    case "$said" in *" SLURM_JOB_ID=$SLURM_JOB_ID "*) ;; *) continue ;; esac\n'
        '    case "$said" in *" SLURM_STEP_ID=$SLURM_STEP_ID "*) continue ;; esac\n'
        '  elif grep -q "^PPid:[[:space:]]*$own$" "$place/status" 2>/dev/null; then\n    continue\n  fi\n'
        '  pids="$pids$pid "\n'
        f"{_HELD}done\n"
        "command -v nvidia-smi >/dev/null 2>&1 || exit 0\n"
        'if [ -z "$SLURM_JOB_ID" ]; then\n'
        '  nvidia-smi --query-gpu=memory.used --format=csv,noheader,nounits | sed "s/^/gpu /"\n  exit 0\nfi\n'
        "nvidia-smi --query-compute-apps=pid,used_memory --format=csv,noheader,nounits | "
        'while IFS=", " read -r pid mib; do\n  case "$pids" in *" $pid "*) echo "gpu $mib" ;; esac\ndone\n'
    )
    return f"{enter} <<'LEITSTAND_MEASURES'\n{inside}LEITSTAND_MEASURES\n"


def gpus_held(answer: str) -> int:
    """Return the bytes of GPU memory in what ``entered`` printed."""
    return sum(int(mib) << 20 for mib in re.findall(r"^gpu (\d{1,9})$", answer, re.MULTILINE | re.ASCII))


def processes(answer: str) -> Mapping[int, int]:
    """Return what each process of a service holds of the node's memory, in bytes, by its number."""
    found = re.findall(r"^(\d{1,10}) (\d{1,15})$", answer, re.MULTILINE | re.ASCII)
    return {int(pid): int(kib) * 1024 for pid, kib in found}


def on_gpus(computing: Iterable[GpuProcess], pids: Iterable[int]) -> int:
    """Return what these processes hold of all GPUs; 0: nothing."""
    wanted = frozenset(pids)
    return sum(process.memory_used_bytes or 0 for process in computing if process.pid in wanted)
