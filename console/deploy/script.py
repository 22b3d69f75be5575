"""Plans as a shell script for a person: the same steps, to be read, changed and run by hand."""

from __future__ import annotations

from collections.abc import Mapping

from console.deploy.shell import SHELL_WITH_WORD, as_input, here_document, quoted, write_command
from console.deploy.supply import HUB_SECRET, as_command
from console.model.ids import NodeId
from console.model.node import Node, Source
from console.model.service import Plan, Step, StepKind
from console.model.text import fill
from console.targets.common.root import is_as_root

HEAD = """\
#!/bin/sh
# {title}
#
#   sh {name}              carry it out
#   sh {name} undo         take it back, the last step first
#   sh {name} stop|start   stop or start the service
#
# Every step may be run again. Nothing is changed outside of the folders that are named here.
set -eu
action=${1:-deploy}
case $action in
  deploy | undo | stop | start) ;;
  *)
    echo "usage: $0 [deploy|undo|stop|start]" >&2
    exit 64
    ;;
esac

say() { printf '%s\\n' "$*" >&2; }
"""

TOKEN = """
# The token for the hub of models; it is read from this file and shown to nobody.
token=${HF_TOKEN_PATH:-$HOME/.cache/huggingface/token}
"""
KEY = """
# The key for the registry; it is read from this file and shown to nobody.
key=${NGC_API_KEY_FILE:-$HOME/.ngc/api-key}
"""


ROOT = """
# Some parts act as root, by sudo. Where that wants a password, it is asked for here once; it goes over standard input.
word=
if [ -t 0 ]; then
  printf 'Password for sudo, empty where it wants none: ' >&2
  trap 'stty echo' EXIT
  stty -echo
  IFS= read -r word
  stty echo
  echo >&2
fi
"""


def _comment(text: str) -> str:
    return " ".join(text.split())


_WORD_FIRST = "{ printf '%s\\n' \"$word\"; cat; }"


def _part(command: str) -> str:
    delimiter, body = here_document(as_input(command))
    return f"  {'as_root_on_node' if is_as_root(command) else 'on_node'} <<'{delimiter}'\n{body}"


def _do(step: Step) -> str:
    lines = f"  say {quoted(_comment(step.title.english()))}\n"
    if step.kind is StepKind.UPLOAD:
        return f"{lines}  carry {quoted(step.source)} {quoted(step.target)}\n"
    if step.kind is StepKind.SECRET:
        file = "token" if step.source == HUB_SECRET else "key"
        return f'{lines}  give {quoted(as_command(step.command))} <"${file}"\n'
    return lines + _part(write_command(step) if step.kind is StepKind.WRITE else step.command)


def _undo(step: Step) -> str:
    title = quoted("Undo: " + _comment(step.title.english()))
    # A step that never ran has nothing to take back; its undo must not stop the others.
    return f"  say {title}\n" + _part(f"(\n{step.undo}\n) || :")


def _reach(node: Node | None) -> str:
    """Return how the parts of the script get to the node, as two functions."""
    if node is None or node.source is Source.LOCAL:
        return (
            f'on_node() {{ /bin/sh -s; }}\ncarry() {{ cp -- "$1" "$2"; }}\ngive() {{ /bin/sh -c "$1"; }}\n'
            f"as_root_on_node() {{ {_WORD_FIRST} | ({SHELL_WITH_WORD}); }}\n"
        )
    options = [f"-o Port={node.port}"] if node.port is not None else []
    options += [f"-i {quoted(path)}" for path in node.identity_files]
    if node.known_hosts is not None:
        options.append(f"-o {quoted(f'UserKnownHostsFile={node.known_hosts}')}")
    shown, host = " ".join(["-q", *options, "--"]), node.alias or node.host
    destination = quoted(f"{node.user}@{host}" if node.user else host)
    return (
        f"on_node() {{ ssh {shown} {destination} 'exec /bin/sh -s'; }}\n"
        f'carry() {{ scp {shown} "$1" {destination}:"$2"; }}\n'
        f'give() {{ ssh {shown} {destination} "$1"; }}\n'
        f"as_root_on_node() {{ {_WORD_FIRST} | ssh {shown} {destination} {quoted(SHELL_WITH_WORD)}; }}\n"
    )


def _for_node(plan: Plan, node: Node | None) -> str:
    done = "".join(_do(step) for step in plan.steps)
    undone = "".join(_undo(step) for step in reversed(plan.steps) if step.undo)
    name = node.name if node else plan.node_id
    return (
        f"\n# ---- {_comment(name)}: {plan.service_name} in {_comment(plan.directory)}, {plan.url} on the node\n"
        f"{_reach(node)}"
        f"deploy() {{\n{done}}}\n"
        f"undo() {{\n{undone}}}\n"
        f"stop() {{\n{_part(plan.stop)}}}\n"
        f"start() {{\n{_part(plan.start)}}}\n"
        '"$action"\n'
    )


def script(plans: tuple[Plan, ...], nodes: Mapping[NodeId, Node]) -> str:
    """Return the plans as a POSIX shell script; a plan whose node is not in ``nodes`` runs on the machine itself."""
    title = f"Deploy {plans[0].service_name} to {len(plans)} node(s)" if plans else "Nothing to deploy"
    parts = [fill(HEAD, {"title": _comment(title), "name": "deploy.sh"})]
    sources = {step.source for plan in plans for step in plan.steps if step.kind is StepKind.SECRET}
    parts += [TOKEN] if HUB_SECRET in sources else []
    parts += [KEY] if sources - {HUB_SECRET} else []
    if any(is_as_root(f"{step.command}{step.undo}") for plan in plans for step in plan.steps):
        parts.append(ROOT)
    return "".join([*parts, *(_for_node(plan, nodes.get(plan.node_id)) for plan in plans)])
