"""A batch job of Slurm: it waits for its turn, runs on the node that it gets, and ends when its time is over.

The folder of the service has to be one that login and compute nodes share. The commands run on a login node.
"""

from __future__ import annotations

import re
import shlex
from importlib import resources

from msgspec import Struct

from console.model.field import Field, Kind, Pairs
from console.model.job import Launch
from console.model.launch import NodeFacts, Service
from console.model.service import Plan, Rendering, Step, StepKind
from console.model.text import N_, Text
from console.model.weights import Packaging

MEANING = Text(N_("A batch job on a node of the cluster; it ends with its time limit. Choose a login node."))
NAME = r"[\w.,@+-]+"
PARTITION = Field("partition", Text(N_("Partition")), Text(N_("Empty: the default one.")), pattern=NAME)
ACCOUNT = Field("account", Text(N_("Account")), Text(N_("Who is charged for the time.")), pattern=NAME)
QOS = Field("qos", Text(N_("Quality of service")), Text(N_("Sets priority and limits.")), pattern=NAME)
GPU_TYPE = Field(
    "gpu_type",
    Text(N_("Kind of GPU")),
    Text(N_("As Slurm calls it in its GRES, such as h100; empty: whichever is free.")),
    pattern=r"[\w.-]+",
)
CPUS = Field(
    "cpus", Text(N_("Processor cores")), Text(N_("How many cores the job gets.")), Kind.INTEGER, "4", low=1, high=1024
)
MEMORY = Field(
    "memory",
    Text(N_("Memory")),
    Text(N_("With its unit, such as 64G; empty: what the cluster gives by default.")),
    pattern=r"\d+[KMGT]?",
)
TIME_LIMIT = Field(
    "time_limit",
    Text(N_("Time limit")),
    Text(N_("Days-hours:minutes, such as 2-00:00; then the service ends. Empty: the limit of the partition.")),
    pattern=r"(\d+-)?\d+(:\d+){0,2}",
)
REQUEUE = Field(
    "requeue",
    Text(N_("Start again")),
    Text(N_("After a failure of the node, also when the time is over, or never.")),
    Kind.CHOICE,
    default="failure",
    choices=("failure", "time", "never"),
)
CONSTRAINT = Field(
    "constraint",
    Text(N_("Features of the node")),
    Text(N_("What the node must have, as Slurm calls it.")),
    pattern=r"[\w.,&|()\[\]*-]+",
    is_rare=True,
)
RESERVATION = Field("reservation", Text(N_("Reservation")), Text(N_("Use one.")), pattern=NAME, is_rare=True)
CONTAINERS = Field(
    "containers",
    Text(N_("Containers")),
    Text(N_("What runs an image on the compute node.")),
    Kind.CHOICE,
    default="auto",
    choices=("auto", "pyxis", "apptainer"),
    is_rare=True,
)
FIELDS = (
    PARTITION,
    ACCOUNT,
    QOS,
    GPU_TYPE,
    CPUS,
    MEMORY,
    TIME_LIMIT,
    REQUEUE,
    CONSTRAINT,
    RESERVATION,
    CONTAINERS,
)
PATHS = """\
PATH=$PATH:/opt/slurm/bin:/usr/local/slurm/bin:/usr/local/bin
command -v sbatch >/dev/null 2>&1 || [ ! -r /etc/profile ] || . /etc/profile >/dev/null 2>&1
"""
"""Where modules bring Slurm, a session without a login has to ask for it."""
PORTS_TRIED = 100
WARNING_SECONDS = 60
"""How long before the time limit the job is told of it."""
ALL = r"(?<![\d.])0\.0\.0\.0(?![\d.])"
ENDPOINT = """\
# The address by which Slurm knows this node, where that is its own: on no other network anybody reaches the server.
address=$(scontrol show node "$SLURMD_NODENAME" -o 2>/dev/null | tr ' ' '\\n' | sed -n 's/^NodeAddr=//p')
address=$(getent ahostsv4 "${address:-$SLURMD_NODENAME}" 2>/dev/null | awk 'NR == 1 { print $1 }')
case $address in
  127.*) ;;
  *) { [ -n "$address" ] && hostname -I 2>/dev/null | tr ' ' '\\n' | grep -qxF -e "$address"; } || address=0.0.0.0 ;;
esac
# Others may have taken the port on this node: the next free one is used and written down where the door looks.
taken() {
  awk -v port="$(printf ':%04X' "$1")" '$4 == "0A" && $2 ~ port "$" { found = 1 } END { exit !found }' \\
    /proc/net/tcp /proc/net/tcp6 2>/dev/null
}
"""


def _script(name: str) -> str:
    return (resources.files(__package__) / "on_node" / name).read_text("utf-8")


def directives(service: Service, launch: Launch) -> str:
    """Return the lines that Slurm reads."""
    wanted = [("job-name", service.name), ("output", "service.log"), ("open-mode", "append"), ("nodes", "1")]
    wanted += [("ntasks", "1"), ("cpus-per-task", service.chosen(CPUS))]
    named = {"partition": PARTITION, "account": ACCOUNT, "qos": QOS, "mem": MEMORY, "time": TIME_LIMIT}
    named |= {"constraint": CONSTRAINT, "reservation": RESERVATION}
    wanted += [(option, value) for option, field in named.items() if (value := service.chosen(field))]
    if launch.gpus:
        kind = service.chosen(GPU_TYPE)
        wanted.append(("gres", f"gpu:{kind}:{launch.gpus}" if kind else f"gpu:{launch.gpus}"))
    requeue = service.chosen(REQUEUE)
    lines = [f"#SBATCH --{option}={value}" for option, value in wanted]
    lines.append("#SBATCH --no-requeue" if requeue == "never" else "#SBATCH --requeue")
    if requeue == "time":
        lines.append(f"#SBATCH --signal=B:USR1@{WARNING_SECONDS}")
    return "".join(f"{line}\n" for line in lines)


def word(text: str, before: str, port: int) -> str:
    """Return a word of a command line for sh; what it says of the server's address and port the job finds out."""
    if text == str(port) and re.search("port", before, re.IGNORECASE):
        return '"$port"'
    found = re.split(rf"({ALL})|(?:(?<=:)|(?<=port=))({port})$", text, flags=re.IGNORECASE)
    # Before each of the two what is no part of it, and one of them None.
    plain, addresses, ports = found[::3], found[1::3], found[2::3]
    parts = [shlex.quote(plain[0]) if plain[0] or not addresses else ""]
    for address, number, rest in zip(addresses, ports, plain[1:], strict=True):
        parts += ['"$address"' if address else '"$port"' if number else "", shlex.quote(rest) if rest else ""]
    return "".join(parts)


def command_line(launch: Launch) -> str:
    """Return the words that start the server, with its port as ``$port``."""
    words = (*launch.entrypoint, *launch.arguments)
    return " ".join(word(text, last, launch.port) for text, last in zip(words, ("", *words), strict=False))


def variables(launch: Launch) -> str:
    """Return the lines that set the server's environment."""
    return "".join(f"export {name}={word(value, name, launch.port)}\n" for name, value in launch.environment)


def _enroot(image: str) -> str:
    registry, slash, rest = image.partition("/")
    return f"{registry}#{rest}" if slash and re.search("[.:]", registry) else image


def _pyxis(launch: Launch) -> str:
    options = [f"--container-image={_enroot(launch.image)}"]
    options += [] if launch.entrypoint else ["--container-entrypoint"]
    mounts = [f"{each.source}:{each.target}{':ro' if each.read_only else ''}" for each in launch.mounts]
    if mounts:
        options.append(f"--container-mounts={','.join(mounts)}")
    return f"srun {shlex.join(options)} {command_line(launch)}"


def _apptainer(launch: Launch) -> str:
    options = ["exec" if launch.entrypoint else "run", *(["--nv"] if launch.gpus else [])]
    for each in launch.mounts:
        options += ["--bind", f"{each.source}:{each.target}{':ro' if each.read_only else ''}"]
    return f'"$apptainer" {shlex.join([*options, f"docker://{launch.image}"])} {command_line(launch)}'


def server(service: Service, launch: Launch) -> str:
    """Return sh that runs the server until it ends."""
    if launch.packaging is not Packaging.IMAGE:
        return f"{command_line(launch)} &\n"
    wanted = service.chosen(CONTAINERS)
    find = "apptainer=$(command -v apptainer || command -v singularity)"
    none = 'echo "leitstand: this node runs no container images: neither pyxis nor apptainer is there" >&2\n  exit 69\n'
    if wanted == "pyxis":
        return f"{_pyxis(launch)} &\n"
    if wanted == "apptainer":
        return f"{find} || {{\n  {none}}}\n{_apptainer(launch)} &\n"
    return (
        f"if srun --help 2>/dev/null | grep -q -e --container-image; then\n  {_pyxis(launch)} &\n"
        f"elif {find}; then\n  {_apptainer(launch)} &\nelse\n  {none}fi\n"
    )


def batch(service: Service, launch: Launch) -> str:
    """Return the batch script. It stands for itself: ``sbatch job.sbatch`` in its folder starts the service."""
    again = ""
    if service.chosen(REQUEUE) == "time":
        again = (
            "# Its time is nearly over: it goes back into the queue and starts anew when its turn comes.\n"
            "trap 'scontrol requeue \"$SLURM_JOB_ID\"' USR1\n"
        )
    return f"""\
#!/bin/bash
# {" ".join(service.description.split())}
# Start it with "sbatch job.sbatch" in a folder that login and compute nodes share; "scancel" ends it.
{directives(service, launch)}
{ENDPOINT}port={launch.port}
tries=0
while taken "$port" && [ "$tries" -lt {PORTS_TRIED} ]; do
  port=$((port + 1))
  tries=$((tries + 1))
done
printf '%s %s %s\\n' "$SLURM_JOB_ID" "$SLURMD_NODENAME" "$port" >endpoint.part && mv -f endpoint.part endpoint

{variables(launch)}{server(service, launch)}server=$!
trap 'kill "$server" 2>/dev/null' TERM
{again}wait "$server"
status=$?
# A signal that is meant for this script ends the waiting, not the server.
while kill -0 "$server" 2>/dev/null; do
  wait "$server"
  status=$?
done
exit "$status"
"""


class Slurm(Struct, frozen=True):
    """A batch job."""

    id: str = "slurm"
    title: str = "Slurm"
    preference: int = 2
    meaning: Text = MEANING
    packagings: tuple[Packaging, ...] = (Packaging.WHEELS, Packaging.IMAGE, Packaging.PROGRAM)
    fields: tuple[Field, ...] = FIELDS
    in_image: bool = False

    def suits(self, facts: NodeFacts) -> bool:
        """Never by itself: whose time is spent is for a person to say."""
        del facts
        return False

    def tools(self, options: Pairs) -> str:
        """Ask the controller."""
        del options
        return f"{PATHS}sbatch --version && scontrol ping && sinfo -h -o '%P %a %D nodes, %G'"

    def address(self, options: Pairs) -> str:
        """Return all addresses, in whose place the job puts the one by which the login node reaches it."""
        del options
        return "0.0.0.0"  # noqa: S104 - there is no loopback between two nodes

    def inside(self, service: Service, launch: Launch, command: str) -> str:
        """Return the command: the folder is shared, so the login node makes the environment."""
        del service, launch
        return command

    def check(self, service: Service, launch: Launch) -> str:
        """Ask Slurm whether, when and where it would run the job."""
        return f"{PATHS}sbatch --test-only <<'END_OF_BATCH'\n{batch(service, launch)}END_OF_BATCH"

    def rendering(self, service: Service, launch: Launch) -> Rendering:
        """Return the batch script."""
        return Rendering(self.id, self.title, "job.sbatch", batch(service, launch))

    def _control(self, service: Service, action: str) -> str:
        return f"sh {shlex.quote(f'{service.directory}/control')} {action}"

    def preparation(self, service: Service, launch: Launch) -> tuple[Step, ...]:
        """Return nothing: the nodes of the cluster fetch the image themselves."""
        del service, launch
        return ()

    def steps(self, service: Service, launch: Launch) -> tuple[Step, ...]:
        """Write the batch script and the one that asks Slurm about it, then submit."""
        control, job = f"{service.directory}/control", f"{service.directory}/job.sbatch"
        return (
            Step(
                id="control",
                title=Text(N_("Write the script that starts and stops the service")),
                kind=StepKind.WRITE,
                target=control,
                content=_script("slurm.sh"),
                mode=0o755,
                undo=f"rm -f -- {shlex.quote(control)}",
            ),
            Step(
                id="batch",
                title=Text(N_("Write the batch script")),
                kind=StepKind.WRITE,
                target=job,
                content=batch(service, launch),
                undo=f"rm -f -- {shlex.quote(job)}",
            ),
            Step(
                id="submit",
                title=Text(N_("Submit the job to Slurm")),
                kind=StepKind.RUN,
                command=self.start(service),
                undo=f"[ ! -f {shlex.quote(control)} ] || {self._control(service, 'remove')}",
                timeout_seconds=60.0,
                expected_seconds=1.0,
                why=Text(N_("Slurm starts it as soon as what it asks for is free; until then it waits in the queue.")),
                risk=Text(
                    N_("It listens where Slurm reaches the node and wants no password: all of that network reach it.")
                ),
            ),
        )

    def start(self, service: Service) -> str:
        """Submit the job, unless it is in the queue."""
        return self._control(service, "start")

    def stop(self, service: Service) -> str:
        """Cancel the job and wait until it has ended."""
        return self._control(service, "stop")

    def status(self, service: Service) -> str:
        """Ask Slurm; 75 while the job waits."""
        return self._control(service, "status")

    def log(self, service: Service) -> str:
        """Print the end of the job's output."""
        return self._control(service, "log")

    def door(self, service: Service) -> str:
        """Ask Slurm for the node, and the job for its port."""
        return self._control(service, "door")

    def gpus(self, options: Pairs) -> str:
        """Return nothing: the dry run says whether the job can run."""
        del options
        return ""

    def enter(self, service: Service) -> str:
        """Run a shell in the job of the server."""
        return self._control(service, "enter")

    def hand_over(self, trial: Plan, name: str, before: Plan) -> tuple[Step, ...] | None:
        """Return nothing to do: a service is found by its job."""
        del name
        return () if before.target == trial.target else None

    def scale(self, service: Service) -> str:
        """Return nothing: a job is one server."""
        del service
        return ""


TARGET = Slurm()
