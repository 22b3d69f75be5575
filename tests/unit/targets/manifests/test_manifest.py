"""The manifest says what was chosen, and nothing that was chosen can break out of it."""

from __future__ import annotations

import re

import pytest
from msgspec.structs import replace

from console.model.errors import ConsoleError
from console.model.job import Launch, Mount
from console.model.launch import Service
from console.model.weights import Packaging
from console.targets.manifests.manifest import manifest

LAUNCH = Launch(
    ("--model", 'a "b" #c: {d}', "--port", "8000"),
    packaging=Packaging.IMAGE,
    image="nvcr.io/nim/llama:1",
    environment=(("HF_TOKEN_PATH", "/srv/demo/hub-token"), ("NOTE", "yes")),
    mounts=(Mount("/data/models", "/data/models"),),
    gpus=2,
    port=8000,
    health_path="/health",
    start_seconds=601,
)
OPTIONS = (
    ("namespace", "ai"),
    ("replicas", "2"),
    ("node_selector", "nvidia.com/gpu.product=H100,zone=a"),
    ("tolerations", "dedicated=ai:NoSchedule,slow:NoExecute"),
    ("cpu", "500m"),
    ("memory", "64Gi"),
    ("storage", "200Gi"),
    ("storage_class", "fast"),
    ("pull_policy", "Always"),
    ("pull_secret", "registry"),
)
SERVICE = Service("demo", "It's\na demo", "/srv/demo", "/srv", 18080, options=OPTIONS)


def test_everything_that_was_chosen_is_in_it() -> None:
    text = manifest(SERVICE, LAUNCH, "0123456789ab")
    for expected in (
        'namespace: "ai"',
        "replicas: 2",
        '"nvidia.com/gpu.product": "H100"',
        '- key: "dedicated"\n          value: "ai"\n          effect: NoSchedule',
        '- key: "slow"\n          operator: Exists\n          effect: NoExecute',
        '- key: "nvidia.com/gpu"\n          operator: Exists',
        "nvidia.com/gpu: 2",
        'cpu: "500m"',
        'storageClassName: "fast"',
        "- ReadWriteMany",
        "medium: Memory",
        "imagePullPolicy: Always",
        "failureThreshold: 121",
        'path: "/data/models"',
        'secretName: "demo-hub"',
        "enableServiceLinks: false",
    ):
        assert expected in text, expected
    assert text.startswith("# It's a demo\n")
    assert text.count('leitstand.mark: "0123456789ab"') == 6


def test_a_small_service_asks_for_nothing() -> None:
    text = manifest(replace(SERVICE, options=()), replace(LAUNCH, gpus=0, mounts=(), environment=()), "m")
    assert not re.search("nvidia|PersistentVolumeClaim|toleration|Memory|hostPath|secret|resources", text)
    assert 'namespace: "default"' in text and "emptyDir: {}" in text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("namespace", "a\nb"),
        ("node_selector", "a=b\n"),
        ("tolerations", "a:Never"),
        ("memory", "lots"),
        ("replicas", "0"),
    ],
)
def test_what_kubernetes_could_misread_is_refused(field: str, value: str) -> None:
    with pytest.raises(ConsoleError) as refused:
        manifest(replace(SERVICE, options=((field, value),)), LAUNCH, "m")
    assert refused.value.code == "deploy.option"
