"""A Deployment, a Service and a volume in a namespace of Kubernetes, told by ``kubectl`` from a node where it works.

The folder of the service on that node keeps the manifest; in the pod the same path is a volume of its own.
"""

from __future__ import annotations

import hashlib
import re
import shlex
from importlib import resources

from msgspec import Struct

from console.model.errors import ConsoleError
from console.model.field import Field, Pairs
from console.model.job import Launch
from console.model.launch import NodeFacts, Service
from console.model.service import Plan, Rendering, Step, StepKind
from console.model.text import N_, Text
from console.model.weights import Packaging
from console.targets.manifests import fields
from console.targets.manifests.manifest import TOKEN, manifest

MEANING = Text(N_("Pods that the cluster keeps up and places on nodes with GPUs. Choose a node where kubectl works."))
NAME = re.compile(r"[a-z]([-a-z0-9]{0,53}[a-z0-9])?")
PULL_SECONDS = 20.0


def _script() -> str:
    return (resources.files(__package__) / "on_node" / "kubernetes.sh").read_text("utf-8")


def mark(service: Service) -> str:
    """Return the label by which what this service made is told from what others made under the same name."""
    return hashlib.sha256(f"{service.directory}\n{service.name}".encode()).hexdigest()[:12]


def _path(path: str) -> str:
    """Return a path as a word of sh; ``~/`` is the home folder there."""
    return f'"$HOME"/{shlex.quote(path[2:])}' if path.startswith("~/") else shlex.quote(path)


def head(service: Service) -> str:
    """Return the lines that say what is called how."""
    return f"""\
#!/bin/sh
# control namespace-up|namespace-down|token-up|key-up REGISTRY|apply|take NAME|give-back NAME|remove
# control start|stop|scale N|status|log|door|enter
name={shlex.quote(service.name)}
namespace={shlex.quote(service.chosen(fields.NAMESPACE))}
mark={mark(service)}
selector="leitstand.service=$name,leitstand.mark=$mark"
replicas={service.chosen(fields.REPLICAS)}
port={service.port}
kubeconfig={_path(service.chosen(fields.KUBECONFIG))}
context={shlex.quote(service.chosen(fields.CONTEXT))}
"""


def _kubectl(kubeconfig: str, context: str) -> str:
    words = "kubectl --request-timeout=20s"
    words += f" --kubeconfig={_path(kubeconfig)}" if kubeconfig else ""
    return words + (f" --context={shlex.quote(context)}" if context else "")


NODES = (
    "{{range .items}}node|{{.metadata.name}}|{{if .spec.unschedulable}}cordoned{{end}}|"
    '{{range .status.conditions}}{{if eq .type "Ready"}}{{.status}}{{end}}{{end}}|'
    "{{range $name, $many := .status.allocatable}}{{$name}}={{$many}} {{end}}|"
    "{{range .spec.taints}}{{.key}}{{if .value}}={{.value}}{{end}}:{{.effect}} {{end}}|"
    '{{range $name, $value := .metadata.labels}}{{$name}}={{$value}} {{end}}{{"\\n"}}{{end}}'
)
"""A line a node: its name, whether it takes pods, whether it is ready, what it offers, its taints, its labels."""
PODS = (
    "{{range .items}}{{$node := .spec.nodeName}}{{if $node}}{{range .spec.containers}}{{if .resources.limits}}"
    '{{range $name, $many := .resources.limits}}pod|{{$node}}|{{$name}}={{$many}}{{"\\n"}}'
    "{{end}}{{end}}{{end}}{{end}}{{end}}"
)
"""A line for each thing that a container has for itself."""
DRY_RUN = """\
PATH=$PATH:/usr/local/bin:/snap/bin:/var/lib/rancher/rke2/bin:$HOME/bin
manifest=$(cat <<'END_OF_MANIFEST'
{manifest}END_OF_MANIFEST
)
if ! found=$({kubectl} get namespace {namespace} --ignore-not-found -o name 2>&1); then
  printf '%s\\n' "$found" >&2
  echo "the API is not reached: only the form of the manifest is checked" >&2
  printf '%s\\n' "$manifest" | {kubectl} apply --dry-run=client --validate=false -f -
  exit
fi
if [ -z "$found" ]; then
  echo "there is no namespace {namespace} yet: checked as if it were default" >&2
  manifest=$(printf '%s\\n' "$manifest" | sed 's/^  namespace: .*/  namespace: default/')
else
  # The API would only say of what others made that some field of it cannot be changed.
  for thing in deployment service persistentvolumeclaim secret; do
    owner=$({kubectl} get "$thing" {name} -n {namespace} --ignore-not-found \\
      -o 'jsonpath={{.metadata.name}}={{.metadata.labels.leitstand\\.mark}}') || exit
    case $owner in
      "" | {name}={mark}) ;;
      *) echo "something is there already: $thing {name} in the namespace {namespace}" >&2; exit 73 ;;
    esac
  done
fi
printf '%s\\n' "$manifest" | {kubectl} apply --dry-run=server -f -
"""


class Kubernetes(Struct, frozen=True):
    """A Deployment behind a Service."""

    id: str = "kubernetes"
    title: str = "Kubernetes"
    preference: int = 1
    meaning: Text = MEANING
    packagings: tuple[Packaging, ...] = (Packaging.IMAGE,)
    fields: tuple[Field, ...] = fields.FIELDS
    in_image: bool = False

    def suits(self, facts: NodeFacts) -> bool:
        """Never by itself: a cluster is for a person to choose."""
        del facts
        return False

    def tools(self, options: Pairs) -> str:
        """Ask the API, and whether it lets this user make a Deployment."""
        chosen = dict(options)
        kubectl = _kubectl(chosen.get("kubeconfig", ""), chosen.get("context", ""))
        namespace = shlex.quote(chosen.get("namespace", "") or fields.NAMESPACE.default)
        return (
            "PATH=$PATH:/usr/local/bin:/snap/bin:/var/lib/rancher/rke2/bin:$HOME/bin\n"
            f"{kubectl} version >/dev/null || exit\n"
            f"may=$({kubectl} auth can-i create deployments.apps -n {namespace}) || "
            f'{{ echo "this user may not create deployments in the namespace" {namespace}": $may" >&2; exit 1; }}\n'
            f"{kubectl} cluster-info | head -n 1 | sed 's/\\x1b\\[[0-9;]*m//g'"
        )

    def address(self, options: Pairs) -> str:
        """Return every address: a pod has a network of its own."""
        del options
        return "0.0.0.0"  # noqa: S104 - inside the pod

    def inside(self, service: Service, launch: Launch, command: str) -> str:
        """Return the command: the image is complete, nothing is made for it before."""
        del service, launch
        return command

    def check(self, service: Service, launch: Launch) -> str:
        """Let the API judge the manifest without keeping it; where it is not reached only its form is checked."""
        return DRY_RUN.format(
            manifest=manifest(service, launch, mark(service)),
            kubectl=_kubectl(service.chosen(fields.KUBECONFIG), service.chosen(fields.CONTEXT)),
            namespace=shlex.quote(service.chosen(fields.NAMESPACE)),
            name=shlex.quote(service.name),
            mark=mark(service),
        )

    def rendering(self, service: Service, launch: Launch) -> Rendering:
        """Return the manifest."""
        return Rendering(self.id, self.title, "manifest.yaml", manifest(service, launch, mark(service)))

    def _control(self, service: Service, action: str) -> str:
        return f"sh {shlex.quote(f'{service.directory}/control')} {action}"

    def preparation(self, service: Service, launch: Launch) -> tuple[Step, ...]:
        """Return nothing: the nodes of the cluster fetch the image themselves."""
        del service, launch
        return ()

    def steps(self, service: Service, launch: Launch) -> tuple[Step, ...]:
        """Write the manifest and the script that asks about it, then hand both to the cluster."""
        _check(service, launch)
        control, path = f"{service.directory}/control", f"{service.directory}/manifest.yaml"
        token = dict(launch.environment).get(TOKEN)
        return (
            Step(
                id="control",
                title=Text(N_("Write the script that starts and stops the service")),
                kind=StepKind.WRITE,
                target=control,
                content=head(service) + _script(),
                mode=0o755,
                undo=f"rm -f -- {shlex.quote(control)}",
            ),
            Step(
                id="manifest",
                title=Text(N_("Write the manifest")),
                kind=StepKind.WRITE,
                target=path,
                content=manifest(service, launch, mark(service)),
                undo=f"rm -f -- {shlex.quote(path)}",
            ),
            self._step(
                service,
                ("namespace", "namespace-up", "namespace-down"),
                Text(N_("Make the namespace where there is none")),
                why=Text(N_("Undo removes it again when this made it and nobody else is in it.")),
            ),
            *(
                (self._step(service, ("hub-token", "token-up", "remove"), Text(N_("Give the cluster the token"))),)
                if token
                else ()
            ),
            *(
                (
                    self._step(
                        service,
                        ("registry-key", f"key-up {shlex.quote(launch.registry)}", "remove"),
                        Text(N_("Give the cluster the key for {registry}"), {"registry": launch.registry}),
                        why=Text(
                            N_("Two Secrets: the server fetches its weights with one, nodes its image with the other.")
                        ),
                        risk=Text(N_("Whoever may read Secrets of the namespace can read the key.")),
                    ),
                )
                if launch.registry
                else ()
            ),
            self._step(
                service,
                ("apply", "apply", "remove"),
                Text(N_("Hand the manifest to Kubernetes")),
                why=Text(N_("The cluster places the pods, fetches the image and keeps them up.")),
                risk=Text(N_("The Service can be reached by every pod of the cluster.")),
            ),
        )

    def _step(
        self,
        service: Service,
        words: tuple[str, str, str],
        title: Text,
        *,
        why: Text | None = None,
        risk: Text | None = None,
    ) -> Step:
        name, action, undo = words
        control = shlex.quote(f"{service.directory}/control")
        return Step(
            id=name,
            title=title,
            kind=StepKind.RUN,
            command=self._control(service, action),
            undo=f"[ ! -f {control} ] || {self._control(service, undo)}",
            timeout_seconds=60.0,
            expected_seconds=1.0,
            why=why,
            risk=risk,
        )

    def start(self, service: Service) -> str:
        """Scale the Deployment to what was wanted last."""
        return self._control(service, "start")

    def stop(self, service: Service) -> str:
        """Scale the Deployment to nothing and wait until its pods are gone."""
        return self._control(service, "stop")

    def status(self, service: Service) -> str:
        """Ask the API; 75 while the pods wait."""
        return self._control(service, "status")

    def log(self, service: Service) -> str:
        """Print the end of a pod's log, or what the cluster says of it."""
        return self._control(service, "log")

    def door(self, service: Service) -> str:
        """Forward a port of the node's loopback to a pod."""
        return f"exec {self._control(service, 'door')}"

    def gpus(self, options: Pairs) -> str:
        """Ask for all nodes, and for all pods where this user may."""
        chosen = dict(options)
        kubectl = _kubectl(chosen.get("kubeconfig", ""), chosen.get("context", ""))
        running = "--field-selector=status.phase!=Succeeded,status.phase!=Failed"
        return (
            "PATH=$PATH:/usr/local/bin:/snap/bin:/var/lib/rancher/rke2/bin:$HOME/bin\n"
            f"{kubectl} get nodes -o go-template={shlex.quote(NODES)} || exit\n"
            f"if taken=$({kubectl} get pods -A {running} -o go-template={shlex.quote(PODS)} 2>/dev/null)\n"
            'then echo "pods|all"; printf \'%s\\n\' "$taken" | grep "|[^|]*/"; fi\n'
            "exit 0"
        )

    def enter(self, service: Service) -> str:
        """Run a shell in the pod of the server."""
        return self._control(service, "enter")

    def hand_over(self, trial: Plan, name: str, before: Plan) -> tuple[Step, ...] | None:
        """Let the Service that people know choose the pods of the new version; undo gives it back."""
        if before.target != trial.target or _where(before) != _where(trial):
            return None
        control = shlex.quote(f"{trial.directory}/control")
        return (
            Step(
                id="hand-over",
                title=Text(N_("Lead the Service {name} to the new pods"), {"name": name}),
                kind=StepKind.RUN,
                command=f"sh {control} take {shlex.quote(name)}",
                undo=f"[ ! -f {control} ] || sh {control} give-back {shlex.quote(name)}",
                timeout_seconds=180.0,
                expected_seconds=3.0,
                why=Text(N_("Both versions are ready meanwhile: nobody who asks is refused.")),
            ),
        )

    def scale(self, service: Service) -> str:
        """Return sh that changes how many pods there are."""
        return self._control(service, 'scale "$1"')


def _where(plan: Plan) -> tuple[str, ...]:
    """Return in which namespace of which cluster a plan acts."""
    chosen = dict(plan.request.options) if plan.request is not None else {}
    return tuple(
        chosen.get(each.name, "") or each.default for each in (fields.NAMESPACE, fields.KUBECONFIG, fields.CONTEXT)
    )


def _check(service: Service, launch: Launch) -> None:
    """Refuse what no cluster could carry out."""
    if not NAME.fullmatch(service.name):
        raise ConsoleError(
            "deploy.name",
            N_("{name} cannot be the name of a service."),
            N_("For Kubernetes use small letters, digits and hyphens, 55 at most, a letter first."),
            name=service.name,
        )
    carried = f"{service.directory}/weights"
    if any(word == carried or word.startswith(f"{carried}/") for word in launch.arguments):
        raise ConsoleError(
            "deploy.weights_elsewhere",
            N_("Pods do not see the weights that are carried to {node}."),
            N_("Choose a model of the hub, an image that holds it, or a path that the nodes of the cluster have."),
            node=service.directory,
        )


TARGET = Kubernetes()
