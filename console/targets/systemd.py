"""A systemd unit, of the user or of the system: started with the node, restarted when it fails."""

from __future__ import annotations

import shlex

from msgspec import Struct

from console.model.errors import ConsoleError
from console.model.field import Field, Kind, Pairs
from console.model.job import Launch
from console.model.launch import NodeFacts, Service
from console.model.service import Rendering, Step, StepKind
from console.model.text import N_, Text
from console.model.weights import Packaging
from console.targets.common import listening
from console.targets.common.gpus import DEVICES, visible
from console.targets.common.ports import refused_where_taken
from console.targets.common.root import AS_ROOT
from console.targets.common.words import unit_quoted, unit_text

MEANING = Text(N_("Starts again by itself, its log is in the journal."))
SCOPE = Field(
    "scope",
    Text(N_("Scope")),
    Text(N_("“user” needs no root and lingering, “system” needs root, by sudo, and starts with the node.")),
    Kind.CHOICE,
    default="user",
    choices=("user", "system"),
    root_choices=("system",),
)
# A session without a login manager has no XDG_RUNTIME_DIR; systemctl finds its bus through it.
BUS = 'XDG_RUNTIME_DIR="${XDG_RUNTIME_DIR:-/run/user/$(id -u)}" '
# Of the user: what needs namespaces or filters is not granted there. With GPUs the driver's own helper
# (nvidia-modprobe, set-uid root) makes the device files that are not there yet, and must be able to.
USER_LIMITS = "NoNewPrivileges=yes\nUMask=0077\n"
GPU_USER_LIMITS = "UMask=0077\n"
# Of the system: no PrivateDevices, DevicePolicy or MemoryDenyWriteExecute: GPUs and compilers of kernels need these.
SYSTEM_LIMITS = """\
UMask=0077
NoNewPrivileges=yes
ProtectSystem=full
ProtectControlGroups=yes
ProtectKernelModules=yes
PrivateTmp=yes
RestrictSUIDSGID=yes
LockPersonality=yes
"""
# With the rights of root, and no failure where it is not there.
MAKE_DEVICES = "ExecStartPre=+-/usr/bin/nvidia-modprobe -u -c=0\n"


def is_system(service: Service) -> bool:
    """Say whether the unit is one of the system."""
    return service.option(SCOPE) == "system"


def unit(service: Service, gpus: int = 0) -> str:
    """Return the unit file of a service."""
    # StandardOutput takes no quotes: output goes to the log through the shell instead.
    script = 'exec sh "$1" >>"$2" 2>&1'
    words = ("/bin/sh", "-c", script, "sh", service.run_path, service.log_path)
    system = is_system(service)
    known = service.facts.containers
    limits = SYSTEM_LIMITS if system else GPU_USER_LIMITS if gpus else USER_LIMITS
    user = f"User={known.user_id}\nGroup={known.group_id}\n" if system and known.user_id is not None else ""
    variables = "".join(f"Environment={unit_quoted(f'{name}={value}')}\n" for name, value in visible(service))
    return f"""\
# Made by Leitstand. What belongs to the service lies in {unit_text(service.directory)}.
[Unit]
Description={unit_text(service.description)}
After={"network-online.target" if system else "network.target"}
StartLimitIntervalSec=60
StartLimitBurst=5

[Service]
{user}{variables}{MAKE_DEVICES if system and gpus else ""}\
ExecStart={" ".join(unit_quoted(word) for word in words)}
Restart=on-failure
RestartSec=1
TimeoutStopSec=20
{limits}
[Install]
WantedBy={"multi-user.target" if system else "default.target"}
"""


class Systemd(Struct, frozen=True):
    """A unit of systemd."""

    id: str = "systemd"
    title: str = N_("systemd user service")
    preference: int = 20
    meaning: Text = MEANING
    packagings: tuple[Packaging, ...] = (Packaging.WHEELS, Packaging.PROGRAM)
    fields: tuple[Field, ...] = (SCOPE, DEVICES, listening.LISTEN)
    in_image: bool = False

    def suits(self, facts: NodeFacts) -> bool:
        """Without lingering the unit would end with the last session, so ``auto`` leaves it."""
        return bool(facts.systemd_user and facts.linger)

    def _unit_path(self, service: Service) -> str:
        if is_system(service):
            return f"/etc/systemd/system/{service.name}.service"
        return f"{service.home}/.config/systemd/user/{service.name}.service"

    def _systemctl(self, arguments: str) -> str:
        return f"{BUS}systemctl --user {arguments}"

    def address(self, options: Pairs) -> str:
        """Return what was chosen: it shares the network of the node."""
        return listening.address(options)

    def inside(self, service: Service, launch: Launch, command: str) -> str:
        """Return the command: it runs on the node itself."""
        del service, launch
        return command

    def check(self, service: Service, launch: Launch) -> str:
        """Let systemd read the unit; what it says of others is not our business."""
        name = f"{service.name}.service"
        kind = "" if is_system(service) else "--user "
        return (
            "command -v systemd-analyze >/dev/null 2>&1 || exit 0\n"
            "folder=$(mktemp -d) || exit 1\ntrap 'rm -rf -- \"$folder\"' EXIT\n"
            f"cat >\"$folder\"/{shlex.quote(name)} <<'END_OF_UNIT'\n{unit(service, launch.gpus)}END_OF_UNIT\n"
            f'said=$(systemd-analyze verify {kind}"$folder"/{shlex.quote(name)} 2>&1) && exit 0\n'
            f'case $said in *{shlex.quote(name)}*) echo "$said" >&2; exit 65 ;; esac'
        )

    def rendering(self, service: Service, launch: Launch) -> Rendering:
        """Return the unit."""
        return Rendering(self.id, self.title, f"{service.name}.service", unit(service, launch.gpus))

    def preparation(self, service: Service, launch: Launch) -> tuple[Step, ...]:
        """Return nothing: the node is there already."""
        del service, launch
        return ()

    def steps(self, service: Service, launch: Launch) -> tuple[Step, ...]:
        """Write the unit, then enable and start it."""
        if is_system(service):
            return self._of_system(service, launch)
        path = shlex.quote(self._unit_path(service))
        folders = " ".join(
            shlex.quote(f"{service.home}/.config{folder}")
            for folder in ("/systemd/user/default.target.wants", "/systemd/user", "/systemd", "")
        )
        name = shlex.quote(f"{service.name}.service")
        return (
            Step(
                id="unit",
                title=Text(N_("Write the systemd unit")),
                kind=StepKind.WRITE,
                target=self._unit_path(service),
                content=unit(service, launch.gpus),
                undo=(
                    f"rm -f -- {path} {path}.part; {self._systemctl('daemon-reload')}; rmdir {folders} 2>/dev/null || :"
                ),
            ),
            Step(
                id="start",
                title=Text(N_("Start the service with systemd")),
                kind=StepKind.RUN,
                command=(
                    f"{self._port_is_free(service)}"
                    f"{self._systemctl('daemon-reload')} && {self._systemctl(f'enable --now {name}')}"
                ),
                undo=f"{self._systemctl(f'disable --now {name}')} || :",
                timeout_seconds=60.0,
            ),
        )

    def _of_system(self, service: Service, launch: Launch) -> tuple[Step, ...]:
        if service.facts.containers.user_id is None:
            raise ConsoleError(
                "deploy.no_user",
                N_("It is not known as whom the service would run."),
                N_("Run the preflight checks again."),
            )
        own = f"{service.directory}/{service.name}.service"
        source, path = shlex.quote(own), shlex.quote(self._unit_path(service))
        name, mark = shlex.quote(f"{service.name}.service"), shlex.quote(service.directory)
        taken = (
            f"if [ -e {path} ] && ! grep -qF -e {mark} {path}; then\n"
            f'  echo "something is there already:" {path} >&2\n  exit 73\nfi\n'
        )
        # What a link or another hand made of it is not ours.
        gone = f"[ -e {path} ] && grep -qF -e {mark} {path} || exit 0\n"
        return (
            Step(
                id="unit",
                title=Text(N_("Write the systemd unit")),
                kind=StepKind.WRITE,
                target=own,
                content=unit(service, launch.gpus),
                undo=f"rm -f -- {source}",
            ),
            Step(
                id="start",
                title=Text(N_("Put the unit among those of the system and start it")),
                kind=StepKind.RUN,
                command=(
                    f"{AS_ROOT}{taken}{self._port_is_free(service)}as_root install -m 644 -- {source} {path} &&\n"
                    f"as_root systemctl daemon-reload && as_root systemctl enable --now {name}"
                ),
                undo=(
                    f"{AS_ROOT}{gone}as_root systemctl disable --now {name} || :\n"
                    f"as_root rm -f -- {path} || exit 1\n"
                    f"as_root systemctl daemon-reload; as_root systemctl reset-failed {name} 2>/dev/null || :"
                ),
                timeout_seconds=60.0,
                risk=Text(N_("It acts as root, by sudo where the user is not root.")),
                as_root=True,
            ),
        )

    def _of_unit(self, service: Service, verb: str) -> str:
        name = shlex.quote(f"{service.name}.service")
        if is_system(service):
            return f"{'' if verb == 'is-active' else 'as_root '}systemctl {verb} {name}"
        return self._systemctl(f"{verb} {name}")

    def _port_is_free(self, service: Service) -> str:
        return f"if ! {self.status(service)} >/dev/null 2>&1; then\n{refused_where_taken(service.port)}fi\n"

    def start(self, service: Service) -> str:
        """Start the unit, also after it was given up."""
        head = (AS_ROOT if is_system(service) else "") + self._port_is_free(service)
        return f"{head}{self._of_unit(service, 'reset-failed')} 2>/dev/null; {self._of_unit(service, 'start')}"

    def stop(self, service: Service) -> str:
        """Stop the unit."""
        return (AS_ROOT if is_system(service) else "") + self._of_unit(service, "stop")

    def status(self, service: Service) -> str:
        """Ask whether the unit is active."""
        return self._of_unit(service, "is-active")

    def log(self, service: Service) -> str:
        """Print the end of the log file."""
        return f"tail -n 400 -- {shlex.quote(service.log_path)}"

    def door(self, service: Service) -> str:
        """Return nothing: it listens on the node's loopback."""
        del service
        return ""

    def scale(self, service: Service) -> str:
        """Return nothing: there is one."""
        del service
        return ""


TARGET = Systemd()
