"""What docker does on a simulated node: it pulls, runs, stops and removes, and reads compose files."""

from __future__ import annotations

import asyncio
import json
import posixpath
import re
from collections.abc import Awaitable, Callable, Mapping

from console.sim.command import Call
from console.sim.containers import Container, PortTakenError, Wanted
from console.sim.dockerwords import Asked, composed, taken
from console.sim.gotemplate import render
from console.sim.noise import hexadecimal, pick
from console.sim.workload import REGISTRY

FAILED, DAEMON = 1, 125
PULL_SECONDS = 0.3
"""For each layer: a demo does not wait for 20 GB."""
_IMAGE = re.compile(r"[a-z0-9][a-z0-9.-]*(:\d+)?(/[a-z0-9._-]+)+(:[\w][\w.-]*)?(@sha256:[0-9a-f]{64})?\Z")
_SHORT = re.compile(r"[a-z0-9][a-z0-9._-]*(:[\w][\w.-]*)?\Z")
NAMES = ("brave_curie", "calm_noether", "eager_hopper", "keen_turing", "quiet_lovelace", "wise_knuth")

Deed = Callable[[Call, list[str]], Awaitable[int]]


def _whole(image: str) -> str:
    """Return a name with its tag, as it is listed."""
    last = image.rsplit("/", 1)[-1]
    return image if ":" in last or "@" in last else f"{image}:latest"


def _is_there(c: Call, image: str) -> bool:
    own = {f"{REGISTRY}/{workload.kind.image}" for workload in c.node.workloads}
    return _whole(image) in own | c.node.containers.images


async def _pull(c: Call, words: list[str]) -> int:
    names = [word for word in words if not word.startswith("-")]
    if not names:
        await c.err("docker: 'docker pull' requires 1 argument\n")
        return FAILED
    image = _whole(names[0])
    if not (_IMAGE.match(image) or _SHORT.match(image)):
        await c.err("invalid reference format\n")
        return FAILED
    name, _colon, tag = image.rpartition(":")
    await c.out(f"{tag}: Pulling from {name}\n")
    for number in range(pick(3, 5, image)):
        layer = hexadecimal(12, image, number)
        await asyncio.sleep(PULL_SECONDS)
        await c.out(f"{layer}: Pull complete\n")
    c.node.containers.images.add(image)
    await c.out(f"Digest: sha256:{hexadecimal(64, image)}\nStatus: Downloaded newer image for {image}\n{image}\n")
    return 0


async def _inspect_image(c: Call, words: list[str]) -> int:
    words, formats = taken(words, "-f", "--format")
    names = [word for word in words if not word.startswith("-")]
    there = [_whole(name) for name in names if _is_there(c, name)]
    facts = [{"Id": f"sha256:{hexadecimal(64, image)}", "RepoTags": [image]} for image in there]
    if formats:
        await c.out("".join(render(formats[-1], each) + "\n" for each in facts))
    else:
        await c.out(json.dumps(facts, indent=4) + "\n")
    missing = [_whole(name) for name in names if not _is_there(c, name)]
    await c.err("".join(f"Error response from daemon: No such image: {name}\n" for name in missing))
    return FAILED if missing or not names else 0


async def _remove_image(c: Call, words: list[str]) -> int:
    for word in words:
        image = _whole(word)
        if word.startswith("-"):
            continue
        if image not in c.node.containers.images:
            await c.err(f"Error response from daemon: No such image: {image}\n")
            return FAILED
        user = next((one for one in c.node.containers.all() if _whole(one.wanted.image) == image), None)
        if user is not None:
            await c.err(
                "Error response from daemon: conflict: unable to remove repository reference: "
                f"container {user.id[:12]} is using its referenced image\n"
            )
            return FAILED
        c.node.containers.images.discard(image)
        await c.out(f"Untagged: {image}\n")
    return 0


async def _run(c: Call, words: list[str]) -> int:
    asked = Asked(words)
    if asked.unknown or not asked.image:
        await c.err(f"docker: unknown flag: {asked.unknown}\n" if asked.unknown else "docker: an image is required\n")
        return DAEMON
    if not _is_there(c, asked.image):
        if asked.pull == "never":
            await c.err(f"docker: Error response from daemon: No such image: {_whole(asked.image)}\n")
            return DAEMON
        await c.err(f"Unable to find image '{_whole(asked.image)}' locally\n")
        if await _pull(c, [asked.image]):
            return DAEMON
    wanted = asked.wanted(NAMES[pick(0, len(NAMES) - 1, c.node.story.moment())])
    if not await _is_free(c, wanted.name):
        return DAEMON
    if not asked.is_detached:
        container = c.node.containers.create(wanted)
        try:
            return await c.node.containers.run(container, c.user, c.out, c.write_error)
        finally:
            c.node.containers.remove(container)
    return await _begin(c, wanted)


async def _is_free(c: Call, name: str) -> bool:
    taken_by = c.node.containers.find(name)
    is_workload = any(workload.name == name for workload in c.node.workloads)
    if (taken_by is None or taken_by.wanted.name != name) and not is_workload:
        return True
    await c.err(
        f'docker: Error response from daemon: Conflict. The container name "/{name}" is already in use by container '
        f'"{taken_by.id if taken_by else hexadecimal(64, name)}".\n'
    )
    return False


async def _begin(c: Call, wanted: Wanted) -> int:
    """Start a container behind the command."""
    gpus = c.node.spec.nvidia_gpus
    odd = [number for number in wanted.gpus if number.isdigit() and int(number) >= gpus]
    if odd or (wanted.gpus and (not gpus or c.node.spec.driver_missing)):
        await c.err(
            'docker: Error response from daemon: could not select device driver "" with capabilities: [[gpu]]\n'
            if not odd
            else f"docker: Error response from daemon: nvidia-container-cli: device error: {odd[0]}: unknown device\n"
        )
        return DAEMON
    container = c.node.containers.create(wanted)
    status = await _started(c, container)
    if status:
        return status
    await c.out(f"{container.id}\n")
    return 0


async def _started(c: Call, container: Container) -> int:
    try:
        c.node.containers.start(container, c.user)
    except PortTakenError as error:
        await c.err(
            f"docker: Error response from daemon: driver failed programming external connectivity on endpoint "
            f"{container.wanted.name}: Bind for 127.0.0.1:{error.args[0]} failed: port is already allocated\n"
        )
        return DAEMON
    return 0


def _named(words: list[str], *options: str) -> list[str]:
    rest, _values = taken(words, *options)
    return [word for word in rest if not word.startswith("-")]


async def _each(c: Call, names: list[str], act: Callable[[Container], Awaitable[int]]) -> int:
    status = 0
    for name in names:
        container = c.node.containers.find(name)
        if container is not None:
            status = max(status, await act(container))
            if not status:
                await c.out(f"{name}\n")
        elif any(workload.name == name or workload.container_id.startswith(name) for workload in c.node.workloads):
            await c.err(f"Error response from daemon: {name} belongs to the simulated data centre and stays\n")
            status = FAILED
        else:
            await c.err(f"Error response from daemon: No such container: {name}\n")
            status = FAILED
    return status


async def _start(c: Call, words: list[str]) -> int:
    async def start(container: Container) -> int:
        return await _started(c, container)

    return await _each(c, _named(words), start)


async def _stop(c: Call, words: list[str]) -> int:
    async def stop(container: Container) -> int:
        c.node.containers.stop(container)
        return 0

    return await _each(c, _named(words, "-t", "--time", "--timeout", "-s"), stop)


async def _restart(c: Call, words: list[str]) -> int:
    async def restart(container: Container) -> int:
        c.node.containers.stop(container)
        await asyncio.sleep(0.1)
        return await _started(c, container)

    return await _each(c, _named(words, "-t", "--time", "--timeout"), restart)


async def _remove(c: Call, words: list[str]) -> int:
    is_forced = any(word in {"-f", "--force"} or re.fullmatch(r"-[a-z]*f[a-z]*", word) for word in words)

    async def remove(container: Container) -> int:
        if container.is_running and not is_forced:
            await c.err(
                f'Error response from daemon: cannot remove container "/{container.wanted.name}": '
                "container is running: stop the container before removing or force remove\n"
            )
            return FAILED
        c.node.containers.remove(container)
        return 0

    return await _each(c, _named(words), remove)


async def _compose(c: Call, words: list[str]) -> int:
    """Read a compose file, start what it names, or remove that."""
    words, files = taken(words, "-f", "--file")
    words, _projects = taken(words, "-p", "--project-name")
    action = words[0] if words else "help"
    if action == "version":
        await c.out("2.40.0\n" if "--short" in words else "Docker Compose version v2.40.0\n")
        return 0
    path = files[-1] if files else posixpath.join(c.cwd, "compose.yaml")
    data = await c.stdin() if path == "-" else b""
    if path != "-" and not c.node.files.exists(c.path(path)):
        await c.err(f"open {c.path(path)}: no such file or directory\n")
        return 14
    text = data.decode(errors="replace") if path == "-" else c.node.files.text(c.path(path))
    try:
        services = composed(text)
    except ValueError as error:
        await c.err(f"validating {path}: {error}\n")
        return 15
    if action == "config":
        await c.out("" if "-q" in words else text)
        return 0
    if action == "up":
        return max([await _up(c, wanted) for wanted in services], default=0)
    if action in {"down", "stop"}:
        return await (_remove if action == "down" else _stop)(c, ["-f", *(wanted.name for wanted in services)])
    await c.err(f"docker compose {action} is not available on a simulated node\n")
    return FAILED


async def _up(c: Call, wanted: Wanted) -> int:
    if not _is_there(c, wanted.image) and await _pull(c, [wanted.image]):
        return FAILED
    known = c.node.containers.find(wanted.name)
    if known is not None and known.wanted == wanted:
        return await _started(c, known)
    if known is not None:
        c.node.containers.remove(known)
    return await _begin(c, wanted)


async def _login(c: Call, words: list[str]) -> int:
    del words
    await c.stdin()
    await c.out("Login Succeeded\n")
    return 0


DEEDS: Mapping[str, Deed] = {
    "pull": _pull,
    "inspect-image": _inspect_image,
    "rmi": _remove_image,
    "run": _run,
    "start": _start,
    "stop": _stop,
    "restart": _restart,
    "rm": _remove,
    "compose": _compose,
    "login": _login,
}
