"""The manifest of a service: Deployment, Service and, where it is wanted, a PersistentVolumeClaim.

JSON's scalars are YAML's too, so every value that a person chose is written as one.
"""

from __future__ import annotations

import json
from posixpath import basename

from console.model.job import Launch
from console.model.launch import Service
from console.model.serving import KEY_FILE
from console.targets.manifests import fields

TOKEN = "HF_TOKEN_PATH"
"""The variable that names the file with the hub's token, where the service needs one."""
PROBE_SECONDS = 5
GIB = 1 << 30


def _word(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)


def _block(lines: list[str], depth: int) -> str:
    return "".join(f"{' ' * depth}{line}\n" for line in lines)


def _metadata(service: Service, mark: str, name: str) -> str:
    return f"""\
metadata:
  name: {_word(name)}
  namespace: {_word(service.chosen(fields.NAMESPACE))}
  labels:
    app.kubernetes.io/name: {_word(service.name)}
    app.kubernetes.io/managed-by: leitstand
    leitstand.service: {_word(service.name)}
    leitstand.mark: {_word(mark)}
"""


def _probes(launch: Launch) -> list[str]:
    if not launch.health_path:
        return []
    ask = ["  httpGet:", f"    path: {_word(launch.health_path)}", f"    port: {launch.port}"]
    tries = max(1, -(-launch.start_seconds // PROBE_SECONDS))
    return [
        "# Loading the model may take this long; only then the other two begin.",
        "startupProbe:",
        *ask,
        f"  periodSeconds: {PROBE_SECONDS}",
        f"  failureThreshold: {tries}",
        "readinessProbe:",
        *ask,
        f"  periodSeconds: {PROBE_SECONDS}",
        "livenessProbe:",
        *ask,
        "  periodSeconds: 20",
        "  timeoutSeconds: 10",
        "  failureThreshold: 6",
    ]


def _resources(service: Service, launch: Launch) -> list[str]:
    cpu, memory = service.chosen(fields.CPU), service.chosen(fields.MEMORY)
    requests = [*([f"    cpu: {_word(cpu)}"] if cpu else []), *([f"    memory: {_word(memory)}"] if memory else [])]
    lines = ["resources:"] if requests or launch.gpus else []
    lines += ["  requests:", *requests] if requests else []
    if launch.gpus:
        lines += ["  limits:", f"    {service.chosen(fields.RESOURCE)}: {launch.gpus}"]
    return lines


def _environment(launch: Launch) -> list[str]:
    if not launch.environment:
        return []
    pairs = [(f"- name: {_word(name)}", f"  value: {_word(value)}") for name, value in launch.environment]
    return ["env:", *(f"  {line}" for pair in pairs for line in pair)]


def _volumes(service: Service, launch: Launch) -> tuple[list[str], list[str]]:
    """Return what the container mounts, and what the pod has."""
    claim = service.chosen(fields.STORAGE)
    mounts = ["# The folder of the service: paths mean the same as on the node where it was planned.", "- name: folder"]
    mounts += [f"  mountPath: {_word(service.directory)}"]
    volumes = ["- name: folder"]
    volumes += ["  persistentVolumeClaim:", f"    claimName: {_word(service.name)}"] if claim else ["  emptyDir: {}"]
    if launch.shared_memory_bytes or launch.gpus > 1:
        size = launch.shared_memory_bytes or 8 * GIB
        mounts += ["- name: shm", "  mountPath: /dev/shm"]
        volumes += ["# Workers share tensors there; a container has 64 MB of it by itself.", "- name: shm"]
        volumes += ["  emptyDir:", "    medium: Memory", f"    sizeLimit: {_word(str(size))}"]
    token = dict(launch.environment).get(TOKEN)
    if token:
        mounts += ["- name: hub-token", f"  mountPath: {_word(token)}", f"  subPath: {_word(basename(token))}"]
        mounts += ["  readOnly: true"]
        volumes += ["- name: hub-token", "  secret:", f"    secretName: {_word(f'{service.name}-hub')}"]
        volumes += ["    defaultMode: 0444"]
    if launch.registry:
        path = f"{service.directory}/{KEY_FILE}"
        mounts += ["- name: registry-key", f"  mountPath: {_word(path)}", f"  subPath: {KEY_FILE}", "  readOnly: true"]
        volumes += ["- name: registry-key", "  secret:", f"    secretName: {_word(f'{service.name}-key')}"]
        volumes += ["    defaultMode: 0444"]
    for number, each in enumerate(launch.mounts):
        mounts += [f"- name: host-{number}", f"  mountPath: {_word(each.target)}"]
        mounts += ["  readOnly: true"] if each.read_only else []
        volumes += [f"- name: host-{number}", "  hostPath:", f"    path: {_word(each.source)}"]
    return mounts, volumes


def _placing(service: Service, launch: Launch) -> list[str]:
    lines = []
    if selector := service.chosen(fields.SELECTOR):
        pairs = [pair.partition("=") for pair in selector.split(",")]
        lines += ["nodeSelector:", *(f"  {_word(name)}: {_word(value)}" for name, _, value in pairs)]
    taints = [taint for taint in service.chosen(fields.TOLERATIONS).split(",") if taint]
    tolerations = []
    if launch.gpus:
        resource = service.chosen(fields.RESOURCE)
        tolerations += [f"  - key: {_word(resource)}", "    operator: Exists", "    effect: NoSchedule"]
    for taint in taints:
        what, _, effect = taint.rpartition(":")
        key, equals, value = what.partition("=")
        tolerations.append(f"  - key: {_word(key)}")
        tolerations += [f"    value: {_word(value)}"] if equals else ["    operator: Exists"]
        tolerations.append(f"    effect: {effect}")
    if tolerations:
        lines += ["tolerations:", *tolerations]
    secrets = [service.chosen(fields.PULL_SECRET)]
    if launch.registry and launch.image.partition("/")[0] == launch.registry:
        secrets.append(f"{service.name}-pull")
    if any(secrets):
        lines += ["imagePullSecrets:", *(f"  - name: {_word(secret)}" for secret in secrets if secret)]
    return lines


def _container(service: Service, launch: Launch, mounts: list[str]) -> list[str]:
    lines = [f"- name: {_word(service.name)}", f"  image: {_word(launch.image)}"]
    rest = [f"imagePullPolicy: {service.chosen(fields.PULL)}"]
    if launch.entrypoint:
        rest += ["command:", *(f"  - {_word(word)}" for word in launch.entrypoint)]
    rest += ["args:", *(f"  - {_word(word)}" for word in launch.arguments)] if launch.arguments else []
    rest += [*_environment(launch), "ports:", "  - name: http", f"    containerPort: {launch.port}"]
    rest += [*_probes(launch), *_resources(service, launch), "volumeMounts:", *(f"  {line}" for line in mounts)]
    return lines + [f"  {line}" for line in rest]


def _deployment(service: Service, launch: Launch, mark: str) -> str:
    mounts, volumes = _volumes(service, launch)
    pod = [
        "# Variables about other Services would be taken for settings of the server (VLLM_PORT).",
        "enableServiceLinks: false",
        "automountServiceAccountToken: false",
        *_placing(service, launch),
        "containers:",
        *(f"  {line}" for line in _container(service, launch, mounts)),
        "volumes:",
        *(f"  {line}" for line in volumes),
    ]
    return f"""\
apiVersion: apps/v1
kind: Deployment
{_metadata(service, mark, service.name)}\
spec:
  replicas: {service.chosen(fields.REPLICAS)}
  # GPUs and volumes that the old pod holds are what the new one needs.
  strategy:
    type: Recreate
  selector:
    matchLabels:
      leitstand.service: {_word(service.name)}
      leitstand.mark: {_word(mark)}
  template:
    metadata:
      labels:
        app.kubernetes.io/name: {_word(service.name)}
        leitstand.service: {_word(service.name)}
        leitstand.mark: {_word(mark)}
    spec:
{_block(pod, 6)}"""


def _claim(service: Service, mark: str) -> str:
    size, kind = service.chosen(fields.STORAGE), service.chosen(fields.STORAGE_CLASS)
    shared = "ReadWriteMany" if int(service.chosen(fields.REPLICAS)) > 1 else "ReadWriteOnce"
    return f"""\
# What the server fetches from the hub outlives its pods.
apiVersion: v1
kind: PersistentVolumeClaim
{_metadata(service, mark, service.name)}\
spec:
  accessModes:
    - {shared}
{f"  storageClassName: {_word(kind)}{chr(10)}" if kind else ""}\
  resources:
    requests:
      storage: {_word(size)}
---
"""


def manifest(service: Service, launch: Launch, mark: str) -> str:
    """Return the manifest. It stands for itself: ``kubectl apply -f manifest.yaml`` starts the service."""
    return f"""\
# {" ".join(service.description.split())}
# Start it with "kubectl apply -f manifest.yaml"; "kubectl delete -f manifest.yaml" takes it away again.
{_claim(service, mark) if service.chosen(fields.STORAGE) else ""}\
{_deployment(service, launch, mark)}\
---
apiVersion: v1
kind: Service
{_metadata(service, mark, service.name)}\
spec:
  selector:
    leitstand.service: {_word(service.name)}
    leitstand.mark: {_word(mark)}
  ports:
    - name: http
      port: {service.port}
      targetPort: {launch.port}
"""
