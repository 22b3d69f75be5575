"""python3: not a Python, but what a deploy needs of one: environments, pip, the model server and its client."""

from __future__ import annotations

import asyncio
import json
import posixpath

from console.sim.command import Call, Command
from console.sim.http import Request, Service
from console.sim.modelserver import ModelServer

NOT_READY, PORT_TAKEN, NO_MODEL, UNKNOWN = 75, 98, 66, 127
LOAD_SECONDS = 1.5
SERVER_RSS_KIB = 412_000
NOT_HERE = "Python on a simulated node only makes environments, installs carried wheels and runs the model server.\n"


async def python(c: Call) -> int:
    """Answer as Python does to what is known here."""
    argv, folder = list(c.argv), ""
    version = c.node.personality.python
    if c.name == "__venv_python":
        folder = argv.pop(0)
    elif c.name != "python3":
        version = c.node.personality.python_extra
        if not version.startswith(c.name.removeprefix("python") + "."):
            await c.err(f"bash: {c.name}: command not found\n")
            return UNKNOWN
    if folder:
        version = c.node.files.text(f"{folder}/pyvenv.cfg").partition("version = ")[2].split("\n")[0] or version
    executable = f"{folder}/bin/python" if folder else f"/usr/bin/{c.name}"
    while argv and argv[0] in {"-u", "-S", "-s", "-E", "-I", "-B", "-q"}:
        argv.pop(0)
    if argv[:1] in (["--version"], ["-V"]):
        await c.out(f"Python {version}\n")
        return 0
    if argv[:1] == ["-c"] and len(argv) > 1:
        return await _expression(c, argv[1], version, executable)
    if argv[:2] == ["-m", "venv"]:
        return await _environment(c, argv[2:], version)
    if argv[:2] == ["-m", "pip"] or (argv and argv[0].endswith((".whl/pip", "/bin/pip"))):
        return await _pip(c, argv[2:] if argv[0] == "-m" else argv[1:], folder, version)
    if argv and argv[0].endswith("/server.py"):
        return await _serve(c, argv, folder, executable)
    if argv and argv[0].endswith("/client.py"):
        return await _client(c, argv[1:])
    await c.err(NOT_HERE)
    return UNKNOWN


async def _expression(c: Call, text: str, version: str, executable: str) -> int:
    if "sys.version_info" in text:
        major, minor = version.split(".")[:2]
        await c.out(f"{major}.{minor} {executable}\n" if "sys.executable" in text else f"{major}.{minor}\n")
        return 0
    if "cuInit(0)" in text:
        if not c.node.spec.nvidia_gpus or c.node.spec.driver_missing:
            await c.err("OSError: libcuda.so.1: cannot open shared object file: No such file or directory\n")
            return 1
        await c.out("0\n")
        return 0
    if text.startswith("import ") and "(" not in text:
        return 0
    await c.err(NOT_HERE)
    return UNKNOWN


async def _environment(c: Call, words: list[str], version: str) -> int:
    names = [word for word in words if not word.startswith("-")]
    if not names:
        await c.err("usage: venv [-h] ENV_DIR\n")
        return 2
    folder = c.path(names[0])
    await asyncio.sleep(0.4)
    packages = f"{folder}/lib/python{'.'.join(version.split('.')[:2])}/site-packages"
    c.node.files.mount.mkdir(packages, recursive=True)
    c.node.files.seed(
        f"{folder}/pyvenv.cfg", f"home = /usr/bin\ninclude-system-site-packages = false\nversion = {version}\n"
    )
    script = f'#!/bin/sh\n__venv_python {folder} "$@"\n'
    for name in ("python", "python3"):
        c.node.files.seed(f"{folder}/bin/{name}", script, mode=0o755)
    if "--without-pip" not in words:
        c.node.files.seed(f"{folder}/bin/pip", f'#!/bin/sh\n__venv_python {folder} -m pip "$@"\n', mode=0o755)
    return 0


def _site_packages(c: Call, folder: str, version: str) -> str:
    return f"{folder}/lib/python{'.'.join(version.split('.')[:2])}/site-packages"


async def _pip(c: Call, words: list[str], folder: str, version: str) -> int:
    files = c.node.files
    if words[:1] == ["--version"]:
        await c.out(f"pip 25.3 (python {'.'.join(version.split('.')[:2])})\n")
        return 0
    if words[:1] != ["install"] or not folder:
        await c.err("error: externally-managed-environment\n")
        return 1
    wheelhouse = words[words.index("--find-links") + 1] if "--find-links" in words[:-1] else ""
    asked = [word for word in words[1:] if not word.startswith("-") and word not in {wheelhouse, "off"}]
    installed = []
    for word in asked:
        path = c.path(word) if word.endswith(".whl") else _in_wheelhouse(c, wheelhouse, word)
        if not path or not files.exists(path):
            await c.err(
                f"ERROR: Could not find a version that satisfies the requirement {word} (from versions: none)\n"
            )
            await c.err(f"ERROR: No matching distribution found for {word}\n")
            return 1
        await c.out(f"Processing {path}\n")
        await asyncio.sleep(0.3)
        installed.append(path)
    names = [posixpath.basename(path).split("-")[:2] for path in installed]
    await c.out(f"Installing collected packages: {', '.join(name.replace('_', '-') for name, _ in names)}\n")
    for name, number in names:
        place = _site_packages(c, folder, version)
        files.seed(f"{place}/{name}-{number}.dist-info/METADATA", f"Name: {name}\nVersion: {number}\n")
        files.seed(f"{place}/{name}/__init__.py", "")
    await asyncio.sleep(0.5)
    await c.out(
        "Successfully installed " + " ".join(f"{name.replace('_', '-')}-{number}" for name, number in names) + "\n"
    )
    return 0


def _in_wheelhouse(c: Call, wheelhouse: str, requirement: str) -> str:
    name = requirement.split("=", maxsplit=1)[0].replace("-", "_").lower()
    if not wheelhouse or not c.node.files.is_folder(c.path(wheelhouse)):
        return ""
    found = [entry.name for entry in c.node.files.list(c.path(wheelhouse)) if entry.name.lower().startswith(name + "-")]
    return posixpath.join(c.path(wheelhouse), found[0]) if found else ""


def _option(argv: list[str], name: str, default: str) -> str:
    return argv[argv.index(name) + 1] if name in argv[:-1] else default


async def _serve(c: Call, argv: list[str], folder: str, executable: str) -> int:
    port = int(_option(argv, "--port", "8080"))
    model = _option(argv, "--alias", "example-model")
    version = c.node.files.text(f"{folder}/pyvenv.cfg").partition("version = ")[2].split("\n")[0]
    package = f"{_site_packages(c, folder, version)}/xllamacpp" if version else ""
    if not c.node.files.exists(c.path(argv[0])) or not package or not c.node.files.exists(package):
        await c.err("ModuleNotFoundError: No module named 'xllamacpp'\n")
        return 1
    if port in c.node.services:
        await c.err(f"leitstand: address 127.0.0.1:{port} already in use\n")
        return PORT_TAKEN
    c.process.command = " ".join([executable, *argv])
    c.process.rss_kib, c.process.cpu_percent = SERVER_RSS_KIB, 3.0
    server = ModelServer(c.node.story, c.node.spec.name, model, ready_after_seconds=LOAD_SECONDS)
    c.node.listen(port, Service(model, server.answer, c.process.pid))
    await c.err(
        f"llama_model_loader: loaded meta data from {model} (simulated)\nmain: server is listening on http://127.0.0.1:{port}\n"
    )
    try:
        await asyncio.Event().wait()
    finally:
        c.node.close(port)
    return 0


async def _client(c: Call, argv: list[str]) -> int:
    if len(argv) != 4 or not argv[1].isdigit():
        await c.err(NOT_HERE)
        return UNKNOWN
    action, port, path, rest = argv
    if action == "wait":
        for _ in range(int(rest) * 4):
            service = c.node.services.get(int(port))
            if service is not None and (await service.answer(Request("GET", path))).status == 200:
                await c.out("ready\n")
                return 0
            await asyncio.sleep(0.25)
        await c.err(f"not ready after {rest} s\n")
        return NOT_READY
    service = c.node.services.get(int(port))
    if service is None:
        await c.err("<urlopen error [Errno 111] Connection refused>\n")
        return NOT_READY
    answer = await service.answer(Request("POST", path, rest.encode()))
    if answer.status != 200:
        await c.err(answer.body.decode() + "\n")
        return 1
    await c.out(json.loads(answer.body)["choices"][0]["message"]["content"] + "\n")
    return 0


COMMANDS = (
    Command("python3", python, aliases=("python3.12",)),
    Command("__venv_python", python),
)
