"""An image of a registry that wants a key, pulled by a real Docker: the login is gone when the pull is over."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from console.model.job import Launch
from console.model.launch import Service
from console.model.serving import KEY_FILE
from console.model.weights import Packaging
from console.targets.containers.commands import image_steps
from tests.contract.clusters.bed import needs_bed, system
from tests.contract.targets.node import UID, Node, node
from tests.sshd import free_port

pytestmark = [*needs_bed, pytest.mark.deploys]
KEY = "nvapi-the-key-of-the-test"
REGISTRY = """
import base64, gzip, hashlib, http.server, io, json, sys, tarfile
def digest(data): return "sha256:" + hashlib.sha256(data).hexdigest()
packed = io.BytesIO()
with tarfile.open(fileobj=packed, mode="w") as tar:
    entry = tarfile.TarInfo("hello"); entry.size = 3; tar.addfile(entry, io.BytesIO(b"hi\\n"))
layer = gzip.compress(packed.getvalue())
config = json.dumps({"architecture": "amd64", "os": "linux", "config": {},
                     "rootfs": {"type": "layers", "diff_ids": [digest(packed.getvalue())]}}).encode()
TYPE = "application/vnd.docker.distribution.manifest.v2+json"
def part(kind, data): return {"mediaType": kind, "size": len(data), "digest": digest(data)}
manifest = json.dumps({"schemaVersion": 2, "mediaType": TYPE,
    "config": part("application/vnd.docker.container.image.v1+json", config),
    "layers": [part("application/vnd.docker.image.rootfs.diff.tar.gzip", layer)]}).encode()
found = {"/v2/": ("application/json", b"{}")}
for data in (layer, config):
    found["/v2/nim/llm/blobs/" + digest(data)] = ("application/octet-stream", data)
for name in ("1", digest(manifest)):
    found["/v2/nim/llm/manifests/" + name] = (TYPE, manifest)
class Registry(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        word = "Basic " + base64.b64encode(("$oauthtoken:" + sys.argv[2]).encode()).decode()
        kind, data = found.get(self.path, ("text/plain", b""))
        status = 401 if self.headers.get("Authorization") != word else 200 if data else 404
        self.send_response(status)
        if status == 401:
            self.send_header("WWW-Authenticate", 'Basic realm="test"')
            data = b"{}"
        self.send_header("Content-Type", kind); self.send_header("Content-Length", str(len(data)))
        self.send_header("Docker-Content-Digest", digest(data))
        self.send_header("Docker-Distribution-Api-Version", "registry/2.0")
        self.end_headers()
        if self.command == "GET": self.wfile.write(data)
    do_HEAD = do_GET
    def log_message(self, *said): pass
http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Registry).serve_forever()
"""  # fmt: skip


@pytest.fixture
def docker() -> Iterator[Node]:
    with system("docker", "--python") as bed:
        socket = Path(bed["DOCKER_HOST"].removeprefix("unix://"))
        os.chown(socket, UID, -1)
        with node(socket.parent / "pids/node", bed["DOCKER_ADDRESS"], {"DOCKER_HOST": bed["DOCKER_HOST"]}) as made:
            yield made


def test_the_key_opens_the_registry_for_the_pull_alone(docker: Node) -> None:
    port, program = free_port(), docker.folder / "registry.py"
    program.write_text(REGISTRY)
    service = Service("keyed", "K", str(docker.home / "keyed"), str(docker.home), port)
    registry = f"127.0.0.1:{port}"
    image = f"{registry}/nim/llm:1"
    (step,) = image_steps("docker", service, Launch((), Packaging.IMAGE, image=image, registry=registry))
    docker.own(f"mkdir -p {service.directory}")
    process = docker.sh(f"setsid python3 {program} {port} {KEY} >/dev/null 2>&1 & echo $!").strip()
    try:
        docker.own(f"printf wrong >{service.directory}/{KEY_FILE}")
        script = docker.folder / "step.sh"
        script.write_text(step.command)
        script.chmod(0o755)
        said = docker.own(f"sh {script}; echo status=$?")
        assert "status=77" in said and "unauthorized" in said.lower()
        docker.own(f"printf {KEY} >{service.directory}/{KEY_FILE}")
        said = docker.own(f"sh {script}; echo status=$?")
        assert "status=0" in said and KEY not in said
        assert "there" in docker.own(f"docker image inspect {image} >/dev/null && echo there")
        assert not (docker.home / ".docker").exists() and not list(Path(service.directory).glob("login.*"))
        docker.own(f"rm -f {service.directory}/{KEY_FILE}; {step.undo}")
        assert "there" not in docker.own(f"docker image inspect {image} >/dev/null 2>&1 && echo there")
    finally:
        docker.sh(f"kill {process}; docker rmi -f {image}")
