"""The steps to Kubernetes, and what is refused before anything is done."""

from __future__ import annotations

import subprocess

import pytest
from msgspec.structs import replace

from console.model.errors import ConsoleError
from console.model.field import Pairs
from console.model.job import Launch
from console.model.launch import Service
from console.model.weights import Packaging
from console.targets.kubernetes import TARGET, mark

LAUNCH = Launch(("--port", "8000"), packaging=Packaging.IMAGE, image="vllm:1", port=8000, health_path="/health")
SERVICE = Service("demo", "Demo", "/home/ops/leitstand/demo", "/home/ops", 8000)


def script(options: Pairs) -> str:
    return TARGET.steps(replace(SERVICE, options=options), LAUNCH)[0].content


def test_what_is_called_how_stands_at_the_head_of_the_script() -> None:
    text = script((("namespace", "ai"), ("kubeconfig", "~/my config"), ("context", "it's"), ("replicas", "3")))
    assert "namespace=ai\n" in text and "replicas=3\n" in text
    assert "kubeconfig=\"$HOME\"/'my config'\n" in text and "context='it'\"'\"'s'\n" in text
    subprocess.run(["/bin/sh", "-n"], input=text.encode(), check=True)


def test_two_services_of_one_name_are_told_apart() -> None:
    assert mark(SERVICE) != mark(replace(SERVICE, directory="/home/other/leitstand/demo"))
    assert mark(SERVICE) == mark(replace(SERVICE, port=1))


def test_a_token_is_handed_over_as_a_file_and_in_no_argument() -> None:
    gated = replace(LAUNCH, environment=(("HF_TOKEN_PATH", f"{SERVICE.directory}/hub-token"),))
    steps = {step.id: step for step in TARGET.steps(SERVICE, gated)}
    assert steps["hub-token"].command.endswith("token-up") and steps["hub-token"].undo.endswith("remove")
    assert "--from-file=hub-token=hub-token" in steps["control"].content
    assert 'secretName: "demo-hub"' in steps["manifest"].content
    assert "hub-token" not in {step.id for step in TARGET.steps(SERVICE, LAUNCH)}


@pytest.mark.parametrize("name", ["Demo", "1demo", "de_mo", "demo-", "x" * 56])
def test_a_name_that_no_service_may_have_is_refused(name: str) -> None:
    with pytest.raises(ConsoleError, match="cannot be the name"):
        TARGET.steps(replace(SERVICE, name=name), LAUNCH)


def test_weights_that_pods_do_not_see_are_refused() -> None:
    carried = replace(LAUNCH, arguments=("--model", f"{SERVICE.directory}/weights/model.gguf"))
    with pytest.raises(ConsoleError, match="do not see the weights"):
        TARGET.steps(SERVICE, carried)


def test_the_number_of_pods_is_the_first_argument() -> None:
    assert TARGET.scale(SERVICE) == 'sh /home/ops/leitstand/demo/control scale "$1"'
