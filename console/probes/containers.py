"""The containers of a node: image, the distribution inside, CUDA inside, GPUs given. Nothing is run inside them.

Docker and Podman are asked for the few fields that are shown; of a container's environment only the variables leave the
node that tell of CUDA and GPUs, for the others may be secrets. The distribution inside is read through
``/proc/PID/root`` where the user may, else the engine is asked for the file (``cp``), which works without a shell
in the image. A process counts as that of a container only if its control group names it. containerd is asked
through nerdctl and crictl, which mostly want root: who may not is told.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from msgspec import Struct, field

from console.model.gpu import Absence
from console.model.node_detail import Container
from console.model.probe import Facts, Probe, Reading, When, through_shell

SHELL = r"""
every=$((${pace:-1} * 3))
[ $((${n:-1} % every)) -eq $((1 % every)) ] || return 0
limit=
command -v timeout >/dev/null && limit='timeout 10'
wanted='^box |^env [0-9a-f]+ "(CUDA_VERSION|NVIDIA_VISIBLE_DEVICES|ROCM_VERSION)='
pod='{{json (index .Config.Labels "io.kubernetes.pod.name")}}'
space='{{json (index .Config.Labels "io.kubernetes.pod.namespace")}}'
common='"name":{{json .Name}},"state":{{json .State.Status}},"pid":{{json .State.Pid}}'
common="$common,\"started\":{{json .State.StartedAt}}"
common="$common,\"devices\":{{json .HostConfig.Devices}},\"pod\":$pod,\"namespace\":$space"
inside() {
  case ${known:-} in *" $2 "*) return 0 ;; esac
  root=/proc/$3/root
  case $3 in ''|0|null) root= ;; esac
  [ -n "$root" ] && grep -q "$2" "/proc/$3/cgroup" || root=
  text=
  if [ -n "$root" ]; then
    # An absolute link would lead out of the container, to the file of the node.
    for file in usr/lib/os-release etc/os-release; do
      case $(readlink "$root/$file") in /*) continue ;; esac
      [ -r "$root/$file" ] && text=$(cat "$root/$file") && break
    done
    for file in "$root"/usr/local/cuda-*/version.json; do
      [ -r "$file" ] && printf 'once %s cuda %s\n' "$2" "$(tr -d ' \n' <"$file" | head -c 400)" && break
    done
  fi
  if [ -z "$text" ]; then
    case $1 in docker|podman) text=$($limit "$1" cp "$2:/etc/os-release" - | tar -xO) ;; esac
    case $1$text in docker|podman) text=$($limit "$1" cp "$2:/usr/lib/os-release" - | tar -xO) ;; esac
  fi
  if [ -n "$text" ]; then
    printf '%s\n' "$text" | grep -E '^(ID|PRETTY_NAME)=' | while read -r line; do
      printf 'once %s os %s\n' "$2" "$line"
    done
  elif [ -z "$root" ] && [ "$1" != docker ] && [ "$1" != podman ]; then
    printf 'closed %s\n' "$2"
  else
    printf 'once %s plain\n' "$2"
  fi
}
boxes() {
  printf '%s\n' "$2" | grep -E "$wanted" | while IFS= read -r line; do printf '%s %s\n' "$1" "$line"; done
  printf '%s\n' "$2" | sed -n 's/^box {"id":"\([0-9a-f]*\)".*"pid":\([0-9]*\).*/\1 \2/p' | while read -r id pid; do
    inside "$1" "$id" "$pid"
  done
}
printf 'containers\n'
if command -v docker >/dev/null && ! docker --version | grep -qi podman; then
  if ids=$($limit docker ps -q --no-trunc 2>&1); then
    form="box {\"id\":{{json .Id}},\"image\":{{json .Config.Image}},$common"
    form="$form,\"requests\":{{json .HostConfig.DeviceRequests}}}"
    form="$form{{\$id := .Id}}{{range .Config.Env}}
env {{\$id}} {{json .}}{{end}}"
    [ -z "$ids" ] || boxes docker "$($limit docker inspect -f "$form" $ids)"
  else
    case $ids in *"permission denied"*) printf 'denied docker\n' ;; esac
  fi
fi
if command -v podman >/dev/null; then
  ids=$($limit podman ps -q --no-trunc)
  form="box {\"id\":{{json .ID}},\"image\":{{json .ImageName}},$common}{{\$id := .ID}}{{range .Config.Env}}
env {{\$id}} {{json .}}{{end}}"
  [ -z "$ids" ] || boxes podman "$($limit podman inspect -f "$form" $ids)"
fi
if command -v crictl >/dev/null; then
  if said=$($limit crictl ps -o json 2>&1); then
    printf 'crictl %s\n' "$(printf '%s' "$said" | tr -d '\n')"
    for id in $($limit crictl ps -q); do
      pid=$($limit crictl inspect --output go-template --template '{{.info.pid}}' "$id")
      printf 'pid %s %s\n' "$id" "$pid"
      tr '\0' '\n' <"/proc/$pid/environ" | grep -E '^(CUDA_VERSION|NVIDIA_VISIBLE_DEVICES)=' |
        while IFS= read -r line; do printf 'crictl env %s "%s"\n' "$id" "$line"; done
      inside crictl "$id" "$pid"
    done
  else
    case $said in *"permission denied"*) printf 'denied crictl\n' ;; esac
  fi
elif command -v nerdctl >/dev/null; then
  if said=$($limit nerdctl ps --no-trunc --format 'nerdctl {{json .}}' 2>&1); then
    printf '%s\n' "$said"
  else
    printf 'denied nerdctl\n'
  fi
fi
return 0
"""

_LINE = re.compile(r"(docker|podman|crictl) env ([0-9a-f]{12,64}) (\".*\")", re.ASCII)
_ONCE = re.compile(r"once ([0-9a-f]{12,64}) (os|cuda|plain) ?(.*)", re.ASCII)
_CUDA = re.compile(r'"cuda":\{[^{}]*"version":"(\d{1,3}(?:\.\d{1,3}){1,2})"')
_VERSION = re.compile(r"\d{1,3}(?:\.\d{1,3}){1,2}", re.ASCII)
_ENGINES = frozenset({"docker", "podman", "crictl", "nerdctl"})
_MOST = 512
_LONGEST = 300
_NONE = frozenset({"", "none", "void"})
"""Of NVIDIA_VISIBLE_DEVICES: no devices through the hook of the container toolkit."""


class _Inside(Struct):
    """What was found out about one container beside the engine's own words."""

    variables: dict[str, str] = field(default_factory=dict)
    release: dict[str, str] = field(default_factory=dict)
    cuda: str | None = None
    is_plain: bool = False
    is_closed: bool = False


def parse(reading: Reading) -> Facts:
    """Return the containers, and which engines this user may not ask; nothing where it was not looked."""
    lines = reading.text.splitlines()
    if "containers" not in lines:
        return {}
    inside: dict[str, _Inside] = {}
    said: list[tuple[str, Mapping[str, object]]] = []
    denied, pids = [], dict[str, int]()
    for line in lines:
        word, _, rest = line.partition(" ")
        if word == "denied" and rest in _ENGINES:
            denied.append(rest)
        elif word == "closed":
            inside.setdefault(rest[:64], _Inside()).is_closed = True
        elif word == "pid":
            identity, _, pid = rest.partition(" ")
            if pid.isdecimal() and len(pid) < 10:
                pids[identity] = int(pid)
        elif (found := _ONCE.fullmatch(line)) is not None:
            _take(inside.setdefault(found[1], _Inside()), found[2], found[3])
        elif (found := _LINE.fullmatch(line)) is not None:
            _take_variable(inside.setdefault(found[2], _Inside()), found[3])
        elif word in _ENGINES:
            said += [(word, row) for row in _rows(word, rest)]
    boxes = [box for engine, row in said[:_MOST] if (box := _container(engine, row, inside, pids)) is not None]
    return {"containers": tuple(boxes), "engines_denied": tuple(denied)}


def _take(inside: _Inside, word: str, rest: str) -> None:
    if word == "plain":
        inside.is_plain = True
    elif word == "cuda" and (found := _CUDA.search(rest)) is not None:
        inside.cuda = found[1]
    elif word == "os":
        name, _, value = rest.partition("=")
        inside.release[name] = value.strip().strip("\"'")[:120]


def _take_variable(inside: _Inside, quoted: str) -> None:
    try:
        variable = json.loads(quoted)
    except ValueError:
        return
    if isinstance(variable, str):
        name, _, value = variable.partition("=")
        inside.variables[name] = value[:_LONGEST]


def _rows(engine: str, rest: str) -> list[Mapping[str, object]]:
    try:
        value = json.loads(rest.removeprefix("box "))
    except (ValueError, RecursionError):
        return []
    if engine == "crictl" and isinstance(value, dict):
        value = value.get("containers")
        return [_of_cri(row) for row in value if isinstance(row, dict)] if isinstance(value, list) else []
    return [value] if isinstance(value, dict) else []


def _of_cri(row: Mapping[str, object]) -> Mapping[str, object]:
    """Return a container of the runtime interface of Kubernetes in the names used here."""
    labels, image, metadata = (_table(row.get(name)) for name in ("labels", "image", "metadata"))
    state = row.get("state")
    return {
        "id": row.get("id"),
        "name": metadata.get("name"),
        "image": image.get("userSpecifiedImage") or image.get("image"),
        "state": state.removeprefix("CONTAINER_").lower() if isinstance(state, str) else None,
        "pod": labels.get("io.kubernetes.pod.name"),
        "namespace": labels.get("io.kubernetes.pod.namespace"),
    }


def _container(
    engine: str, row: Mapping[str, object], inside: Mapping[str, _Inside], pids: Mapping[str, int]
) -> Container | None:
    identity = _text(row.get("id")) or _text(row.get("ID"))
    if identity is None or not re.fullmatch(r"[0-9a-f]{12,64}", identity):
        return None
    found = inside.get(identity, _Inside())
    pid = row.get("pid")
    release = found.release
    absence = None
    if not release:
        absence = Absence.UNSUPPORTED if found.is_plain else Absence.NO_PERMISSION if found.is_closed else None
    cuda = _VERSION.match(found.variables.get("CUDA_VERSION", ""))
    pod, namespace = _text(row.get("pod")), _text(row.get("namespace"))
    return Container(
        engine=engine,
        id=identity[:12],
        name=(_text(row.get("name")) or _text(row.get("Names")) or identity[:12]).lstrip("/"),
        image=_text(row.get("image")) or _text(row.get("Image")) or "",
        state=_text(row.get("state")) or _text(row.get("Status")) or "",
        pid=pid if isinstance(pid, int) and not isinstance(pid, bool) and 0 < pid < 1 << 31 else pids.get(identity),
        started=_text(row.get("started")),
        system=release.get("PRETTY_NAME") or release.get("ID"),
        system_id=release.get("ID"),
        system_absent=absence,
        cuda_version=found.cuda or (cuda[0] if cuda else None),
        gpus=_gpus(row, found.variables.get("NVIDIA_VISIBLE_DEVICES", "")),
        pod=f"{namespace}/{pod}" if pod and namespace else pod,
    )


def _gpus(row: Mapping[str, object], visible: str) -> tuple[str, ...]:
    """Return the devices that were given: asked for at the start, by the toolkit's variable, or as device files."""
    given: list[str] = []
    for request in _tables(row.get("requests")):
        wanted = request.get("DeviceIDs")
        if isinstance(wanted, list) and wanted:
            given += [each for each in wanted if isinstance(each, str)]
        elif request.get("Count") == -1:
            given.append("all")
        elif isinstance(count := request.get("Count"), int) and count > 0:
            given += [f"{count} x"]
    paths = [_text(device.get("PathInContainer")) or "" for device in _tables(row.get("devices"))]
    given += [path for path in paths if re.fullmatch(r"/dev/(nvidia\d+|kfd|dri/renderD\d+)", path)]
    if not given and visible not in _NONE:
        given += visible.split(",")
    return tuple(dict.fromkeys(each[:80] for each in given[:64]))


def _table(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}


def _tables(value: object) -> list[Mapping[str, object]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _text(value: object) -> str | None:
    return value[:_LONGEST] if isinstance(value, str) and value else None


PROBE = Probe(name="containers", when=When.DETAIL, parse=parse, shell=SHELL, python=through_shell(SHELL, 15.0))
