"""Commands that ``docker`` and ``podman`` both understand, as POSIX sh."""

from __future__ import annotations

import shlex
from collections.abc import Sequence

from console.model.job import Launch, Mount
from console.model.launch import Service
from console.model.service import Step, StepKind
from console.model.serving import KEY_FILE
from console.model.text import N_, Text
from console.targets.containers import fields
from console.targets.containers.spec import PORT, SHELL, Container, labels_of, owner_of, user_of

PULL_SECONDS = 4 * 3600.0
"""Images of model servers have 10 to 25 GB."""
TAKEN = 73
"""The exit status where something is there already."""
STOP_SECONDS = 20
OTHER_OWNER = '{{index .Config.Labels "leitstand.directory"}}'


def mark(service: Service) -> str:
    """Return the file that says that the engine has answered, and whether its image came by this deploy."""
    return shlex.quote(f"{service.directory}/containers")


def mount(each: Mount) -> str:
    """Return the value of ``--mount``: it is CSV."""
    parts = ["type=bind", f"source={each.source}", f"target={each.target}", *(["readonly"] if each.read_only else [])]
    return ",".join('"' + part.replace('"', '""') + '"' if set(part) & set(',"') else part for part in parts)


def words(container: Container, own: Sequence[str]) -> str:
    """Return what follows ``docker run``: what both engines take, then what only this one does."""
    listed = [f"--name={container.name}", f"--restart={container.restart}"]
    listed += [f"--publish={container.address}:{container.port}:{container.inner_port}"]
    listed += [f"--user={container.user}"] if container.user else []
    listed += [f"--label={name}={value}" for name, value in container.labels]
    listed += [f"--mount={mount(each)}" for each in container.mounts]
    listed += [f"--env={name}={value}" for name, value in container.environment]
    listed += [f"--shm-size={container.shared_memory_bytes}"] if container.shared_memory_bytes else []
    listed += ["--security-opt=no-new-privileges", *own]
    listed += [f"--entrypoint={container.entrypoint}"] if container.entrypoint else []
    return shlex.join([*listed, container.image, *container.arguments])


def inside(tool: str, service: Service, launch: Launch, command: str, own: Sequence[str] = ()) -> str:
    """Return sh that runs ``command`` in the image of the server, in the folder of the service, without a network."""
    listed = ["--rm", "--pull=never", "--network=none"]
    listed += [f"--user={user}"] if (user := user_of(service, tool)) else []
    # Not its port: what is made here is the same wherever the server will listen.
    listed += [f"--label={name}={value}" for name, value in labels_of(service) if name != PORT]
    listed += [f"--mount={mount(Mount(service.directory, service.directory, read_only=False))}"]
    listed += [f"--env=HOME={service.directory}", *own, f"--entrypoint={SHELL}", launch.image, "-c", command]
    return f"{tool} run {shlex.join(listed)}"


def unless_taken(tool: str, service: Service) -> str:
    """Return sh that ends where somebody else's container has the name, and removes an older one of this service."""
    name = shlex.quote(service.name)
    return (
        f"if found=$({tool} container inspect -f {shlex.quote(OTHER_OWNER)} {name} 2>/dev/null); then\n"
        f'  if [ "$found" != {shlex.quote(service.directory)} ]; then\n'
        f'    echo "something is there already: a container named" {name} >&2\n    exit {TAKEN}\n  fi\n'
        f"  {tool} rm -f -v {name} >/dev/null || exit 1\n"
        "fi\n"
    )


def remove_containers(tool: str, service: Service, launch: Launch) -> str:
    """Return sh that removes every container of this service with its volumes, also one that was cut off."""
    label = shlex.quote(f"label=leitstand.directory={service.directory}")
    return (
        f"[ -f {mark(service)} ] || exit 0\n"
        # Who was cut off in the middle of it may still be at it: the engine refuses to remove one twice at a time.
        f'tries=0\nwhile found=$({tool} ps -aq --filter {label}) || exit 1; [ -n "$found" ]; do\n'
        '  [ "$tries" -lt 10 ] || { printf \'%s\\n\' "$said" >&2; exit 1; }\n  tries=$((tries + 1))\n'
        f"  said=$({tool} rm -f -v $found 2>&1) || sleep 1\ndone\n"
        f"{_give_back(tool, service, launch)}"
    )


def _give_back(tool: str, service: Service, launch: Launch) -> str:
    """Return sh that gives what the image's own user wrote to the user of the node, who may not remove it."""
    owner = owner_of(service, tool)
    if user_of(service, tool) or not owner:
        return ""
    folder = mount(Mount(service.directory, service.directory, read_only=False))
    listed = ["--rm", "--pull=never", "--network=none", "--user=0:0", "--security-opt=label=disable"]
    listed += [f"--mount={folder}", "--entrypoint=chown"]
    return f"{tool} run {shlex.join([*listed, launch.image, '-R', owner, service.directory])} || :\n"


def start(tool: str, service: Service) -> str:
    """Return sh that starts the container."""
    return f"{tool} start {shlex.quote(service.name)}"


def stop(tool: str, service: Service) -> str:
    """Return sh that stops the container: TERM, patience, KILL."""
    return f"{tool} stop -t {STOP_SECONDS} {shlex.quote(service.name)}"


def status(tool: str, service: Service) -> str:
    """Return sh that ends with 0 while it runs. One that was restarted is looked at twice: it may do nothing else."""
    look = f"{tool} container inspect -f '{{{{.State.Status}}}} {{{{.RestartCount}}}}' {shlex.quote(service.name)}"
    return (
        f'first=$({look}) || exit 1\necho "$first"\n'
        'case $first in "running 0") exit 0 ;; "running "*) ;; *) exit 1 ;; esac\n'
        f'sleep 3\n[ "$({look})" = "$first" ]'
    )


def log(tool: str, service: Service) -> str:
    """Return sh that prints how the container ended, where it did, and its last lines."""
    name = shlex.quote(service.name)
    template = (
        '{{if ne .State.Status "running"}}container {{.State.Status}}, exit status {{.State.ExitCode}}'
        "{{if .State.OOMKilled}}, out of memory{{end}} {{.State.Error}}{{end}}"
    )
    return f"{tool} container inspect -f {shlex.quote(template)} {name} && {tool} logs --tail 400 {name} 2>&1"


def image_steps(tool: str, service: Service, launch: Launch) -> tuple[Step, ...]:
    """Return the steps after which the node has the image; their undo removes it only where they brought it."""
    file = service.option(fields.IMAGE_FILE)
    if file:
        return (_carry(service, file), _load(tool, service, launch))
    return (_pull(tool, service, launch),)


def _begin(tool: str, service: Service, launch: Launch) -> str:
    """Return sh that goes on only where the engine answers and the image is not there."""
    return (
        f"{tool} version >/dev/null || exit 1\n"
        f"[ -s {mark(service)} ] || : >{mark(service)}\n"
        f"if {tool} image inspect {shlex.quote(launch.image)} >/dev/null 2>&1; then\n"
        f'  echo "the image is there already:" {shlex.quote(launch.image)}\n  exit 0\nfi\n'
    )


def _remove_image(tool: str, service: Service, launch: Launch) -> str:
    return (
        f"{remove_containers(tool, service, launch)}"
        "while read -r image; do\n"
        f'  {tool} image inspect "$image" >/dev/null 2>&1 || continue\n'
        f'  {tool} rmi "$image" >/dev/null || echo "the image stays, other containers use it: $image"\n'
        f"done <{mark(service)}"
    )


def _note(service: Service, image: str) -> str:
    """Return sh that writes down which image comes by this deploy; not by the shell, which cannot name a full disk."""
    return f"echo {image} | cat >{mark(service)} || exit 1\n"


def _pull(tool: str, service: Service, launch: Launch) -> Step:
    image = shlex.quote(launch.image)
    never = f'echo "the image is not on the node, and it is not to be pulled:" {image} >&2\nexit 66'
    # Written down before, so that what comes is known to be ours also when the connection is lost.
    pull = f"{_note(service, image)}{_with_key(tool, service, launch) or f'{tool} pull {image}'}"
    return Step(
        id="image",
        title=Text(N_("See to it that the node has the image {image}"), {"image": launch.image}),
        kind=StepKind.RUN,
        command=_begin(tool, service, launch) + (never if service.option(fields.PULL) == "never" else pull),
        undo=_remove_image(tool, service, launch),
        timeout_seconds=PULL_SECONDS,
        risk=Text(N_("An image that has to be pulled takes disk space of the container engine, often 10 GB and more.")),
    )


def _with_key(tool: str, service: Service, launch: Launch) -> str:
    """Return sh that pulls as who has the key of the registry, where it is that which has the image.

    The login lies in a folder of its own and goes with the shell: those of the user stay as they are.
    """
    host, registry = launch.image.partition("/")[0], launch.registry
    if not registry or host != registry:
        return ""
    key, image = shlex.quote(f"{service.directory}/{KEY_FILE}"), shlex.quote(launch.image)
    login, pull = (
        ('--config "$login" login', '--config "$login" pull')
        if tool == "docker"
        else ('login --authfile "$login/auth.json"', 'pull --authfile "$login/auth.json"')
    )
    return (
        f"login=$(mktemp -d {shlex.quote(service.directory)}/login.XXXXXX) || exit 73\n"
        "trap 'rm -rf -- \"$login\"' EXIT\ntrap 'exit 143' HUP INT TERM\n"
        f"{tool} {login} --username '$oauthtoken' --password-stdin {shlex.quote(registry)} <{key} || exit 77\n"
        f"{tool} {pull} {image}"
    )


def _carry(service: Service, file: str) -> Step:
    target = f"{service.directory}/image.tar"
    return Step(
        id="carry-image",
        title=Text(N_("Carry {file} to the node"), {"file": file.replace("\\", "/").rsplit("/", 1)[-1]}),
        kind=StepKind.UPLOAD,
        source=file,
        target=target,
        undo=f"rm -f -- {shlex.quote(target)} {shlex.quote(f'{target}.part')}",
        is_checked=True,
        timeout_seconds=PULL_SECONDS,
    )


def _load(tool: str, service: Service, launch: Launch) -> Step:
    image, tar = shlex.quote(launch.image), shlex.quote(f"{service.directory}/image.tar")
    return Step(
        id="image",
        title=Text(N_("Load the image {image} from the file"), {"image": launch.image}),
        kind=StepKind.RUN,
        command=(
            f"(\n{_begin(tool, service, launch)}"
            f"before=$({tool} image ls --format '{{{{.Repository}}}}:{{{{.Tag}}}}') || exit 1\n"
            f"{_note(service, image)}"
            f"loaded=$({tool} load -i {tar}) || exit 1\n"
            # A file may hold more than the one that is wanted: what it brought goes with it.
            "echo \"$loaded\" | sed -n 's/^Loaded image[^:]*: *//p' | tr , '\\n' | while read -r each; do\n"
            f'  echo "$before" | grep -qxF -e "$each" || echo "$each" >>{mark(service)}\n'
            "done\n"
            f"{tool} image inspect {image} >/dev/null 2>&1 ||\n"
            f'  {{ echo "the file holds other images, not" {image} >&2; exit 66; }}\n'
            # Only then: whoever goes on after a failure loads it once more.
            f") && rm -f -- {tar}"
        ),
        undo=_remove_image(tool, service, launch),
        timeout_seconds=3600.0,
    )
