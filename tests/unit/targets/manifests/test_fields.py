"""What may be chosen about a service in Kubernetes."""

from __future__ import annotations

import pytest

from console.model.field import Field
from console.model.launch import Service
from console.targets.manifests import fields


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (fields.SELECTOR, "nvidia.com/gpu.product=NVIDIA-H100-80GB-HBM3,a="),
        (fields.TOLERATIONS, "nvidia.com/gpu:NoSchedule,dedicated=ai:NoExecute"),
        (fields.RESOURCE, "nvidia.com/mig-1g.10gb"),
        (fields.CPU, "1.5"),
        (fields.STORAGE, "200Gi"),
        (fields.KUBECONFIG, "~/.kube/my config"),
    ],
)
def test_what_people_write_is_taken(field: Field, value: str) -> None:
    service = Service("demo", "Demo", "/srv/demo", "/srv", 1, options=((field.name, value),))
    assert service.chosen(field) == value


def test_what_nobody_chose_is_the_default() -> None:
    assert Service("demo", "Demo", "/srv/demo", "/srv", 1).chosen(fields.NAMESPACE) == "default"
