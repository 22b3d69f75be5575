"""Python environments that serve or train: what is installed in them and what their torch was built for.

Nothing is imported or run: names and versions stand in the names of ``dist-info`` folders, the build in torch's own
``version.py``. Environments are found through the processes that have torch mapped (``/proc/PID/maps``), inside
containers through ``/proc/PID/root``, and in the places where people keep them.
"""

from __future__ import annotations

import re

from msgspec import Struct, field

from console.model.node_detail import PythonEnvironment
from console.model.probe import Facts, Probe, Reading, When, through_shell

SHELL = r"""
every=$((${pace:-1} * 12))
[ $((${n:-1} % every)) -eq $((1 % every)) ] || return 0
printf 'environments\n'
names='torch vllm sglang tensorrt_llm lmdeploy text_generation_server llama_cpp_python xllamacpp transformers deepspeed'
names="$names accelerate flash_attn flashinfer_python xformers jax jaxlib tensorflow onnxruntime_gpu ray cupy_cuda12x"
seen=' '
tell() {
  # tell ROOT FOLDER CONTAINER PID: what is in a folder of packages; the same one is told once, then only its process.
  case $seen in
    *" $3:$2 "*) [ "$4" = - ] || printf 'also %s %s %s\n' "$3" "$4" "$2"; return ;;
  esac
  found=
  for name in $names; do
    for info in "$1$2/$name"-*.dist-info; do
      [ -d "$info" ] || continue
      info=${info##*/}
      found="$found ${info%.dist-info}"
    done
  done
  [ -n "$found" ] || return
  seen="$seen$3:$2 "
  printf 'env %s %s %s\n' "$3" "$4" "$2"
  printf 'has%s\n' "$found"
  if [ -r "$1$2/torch/version.py" ]; then
    grep -E '^(cuda|hip)[ :=]' "$1$2/torch/version.py" | while read -r line; do printf 'built %s\n' "$line"; done
  fi
}
places() {
  for folder in "$1"/usr/lib/python3*/dist-packages "$1"/usr/lib/python3*/site-packages \
    "$1"/usr/lib64/python3*/site-packages "$1"/usr/local/lib/python3*/dist-packages \
    "$1"/usr/local/lib/python3*/site-packages "$1"/opt/*/lib/python3*/site-packages \
    "$1"/opt/*/*/lib/python3*/site-packages "$1"/srv/*/lib/python3*/site-packages; do
    [ -d "$folder" ] && tell "$1" "${folder#"$1"}" "$2" "$3"
  done
}
count=0
boxes=' '
for comm in /proc/[0-9]*/comm; do
  [ -r "$comm" ] || continue
  read -r name <"$comm"
  case $name in
    python*|pt_main_thread|VLLM*|vllm*|torchrun|ray*|sglang*|tritonserver*|text-*|uvicorn|gunicorn) ;;
    *) continue ;;
  esac
  count=$((count + 1))
  [ "$count" -le 64 ] || break
  pid=${comm#/proc/}
  pid=${pid%/comm}
  box=$(grep -oE '[0-9a-f]{64}' "/proc/$pid/cgroup" | tail -n 1 | cut -c 1-12)
  root=
  [ -z "$box" ] || root=/proc/$pid/root
  folder=$(grep -oE '/[^ ]*/(site|dist)-packages/torch/' "/proc/$pid/maps" | head -n 1)
  [ -z "$folder" ] || tell "$root" "${folder%/torch/}" "${box:--}" "$pid"
  [ -n "$box" ] || continue
  case $boxes in *" $box "*) continue ;; esac
  [ -d "$root/usr" ] || continue
  boxes="$boxes$box "
  places "$root" "$box" "$pid"
done
places '' - -
for folder in /home/*/*/lib/python3*/site-packages /home/*/.*/lib/python3*/site-packages \
  /home/*/*/envs/*/lib/python3*/site-packages /home/*/*/.venv/lib/python3*/site-packages \
  "$HOME"/*/lib/python3*/site-packages "$HOME"/*/.venv/lib/python3*/site-packages; do
  [ -d "$folder" ] && tell '' "$folder" - -
done
return 0
"""

_ENV = re.compile(r"(env|also) ([0-9a-f]{12}|-) (\d{1,9}|-) (/.{1,300})", re.ASCII)
_PYTHON = re.compile(r"python(3\.\d{1,3})", re.ASCII)
_BUILT = re.compile(
    r"(cuda|hip)\b[^=]{0,40}= *(?:'([0-9.]{1,12})[^']{0,40}'|\"([0-9.]{1,12})[^\"]{0,40}\"|None)", re.ASCII
)
_MOST = 128
_SERVERS = ("vllm", "sglang", "tensorrt_llm", "lmdeploy", "text_generation_server", "torch")


class _Found(Struct):
    packages: list[tuple[str, str]] = field(default_factory=list)
    built: dict[str, str] = field(default_factory=dict)
    pids: list[int] = field(default_factory=list)


def parse(reading: Reading) -> Facts:
    """Return the environments, those that something runs from first; nothing where it was not looked."""
    lines = reading.text.splitlines()
    if "environments" not in lines:
        return {}
    found: dict[tuple[str, str], _Found] = {}
    current = _Found()
    for line in lines:
        if (head := _ENV.fullmatch(line)) is not None:
            of = found.setdefault((head[2], head[4]), _Found()) if len(found) < _MOST else _Found()
            if head[1] == "env":
                current = of
            if head[3] != "-":
                of.pids.append(int(head[3]))
        elif line.startswith("has "):
            current.packages = [_package(name) for name in line.split()[1:64]]
        elif line.startswith("built ") and (built := _BUILT.match(line[6:])) is not None:
            current.built[built[1]] = built[2] or built[3] or ""
    made = [_environment(box, path, what) for (box, path), what in found.items() if what.packages]
    return {"environments": tuple(sorted(made, key=lambda env: (not env.pids, env.container or "", env.path)))}


def _package(name: str) -> tuple[str, str]:
    words, _, version = name.rpartition("-")
    return words[:60].replace("_", "-"), version[:60]


def _environment(box: str, path: str, found: _Found) -> PythonEnvironment:
    build = None
    if "cuda" in found.built:
        hip = found.built.get("hip")
        build = found.built["cuda"] or (f"rocm{hip}" if hip else "cpu")
    version = _PYTHON.search(path)
    order = {name.replace("_", "-"): place for place, name in enumerate(_SERVERS)}
    return PythonEnvironment(
        path=path,
        python=version[1] if version else None,
        packages=tuple(sorted(found.packages, key=lambda package: order.get(package[0], len(order)))),
        cuda_build=build,
        container=None if box == "-" else box,
        pids=tuple(dict.fromkeys(found.pids)),
    )


PROBE = Probe(name="environments", when=When.DETAIL, parse=parse, shell=SHELL, python=through_shell(SHELL, 60.0))
