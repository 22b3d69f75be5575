"""The steps to Kubernetes, and what is refused before anything is done."""

from __future__ import annotations

import base64
import json
import os
import subprocess
from pathlib import Path

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


KEY = 'nvapi-it\'s "secret" \\\\ 1'
NIM = replace(LAUNCH, image="nvcr.io/nim/meta/llama:1", registry="nvcr.io")
LOGGING = """#!/bin/sh
echo "$*" >>"$KUBECTL_LOG"
case "$*" in *"create -f -"*) cat >>"$KUBECTL_LOG.made" ;; esac
"""


def test_a_key_becomes_two_secrets_and_is_in_no_argument(tmp_path: Path) -> None:
    held = replace(SERVICE, directory=str(tmp_path / "it's"), options=(("namespace", "ai"),))
    steps = {step.id: step for step in TARGET.steps(held, NIM)}
    ids = list(steps)
    assert ids.index("registry-key") < ids.index("apply") and "registry-key" not in {
        step.id for step in TARGET.steps(held, LAUNCH)
    }
    assert steps["registry-key"].undo.endswith("remove")
    control = Path(steps["control"].target)
    control.parent.mkdir()
    control.write_text(steps["control"].content)
    (control.parent / "ngc-key").write_text(f"{KEY}\n")
    (tmp_path / "kubectl").write_text(LOGGING)
    (tmp_path / "kubectl").chmod(0o755)
    log = tmp_path / "log"
    env = {"PATH": f"{tmp_path}:{os.environ['PATH']}", "KUBECTL_LOG": str(log)}
    done = subprocess.run(["/bin/sh", "-c", steps["registry-key"].command], env=env, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    made = {
        each["metadata"]["name"]: each for each in map(json.loads, (tmp_path / "log.made").read_text().splitlines())
    }
    assert base64.b64decode(made["demo-key"]["data"]["ngc-key"]).decode() == KEY
    login = json.loads(base64.b64decode(made["demo-pull"]["data"][".dockerconfigjson"]))
    assert base64.b64decode(login["auths"]["nvcr.io"]["auth"]).decode() == f"$oauthtoken:{KEY}"
    assert made["demo-pull"]["type"] == "kubernetes.io/dockerconfigjson"
    # What undo removes it finds by these.
    assert made["demo-key"]["metadata"]["labels"] == {"leitstand.service": "demo", "leitstand.mark": mark(held)}
    said = (
        log.read_text() + done.stdout.decode() + done.stderr.decode() + "".join(step.content for step in steps.values())
    )
    assert "nvapi" not in said and base64.b64encode(KEY.encode()).decode() not in said
    manifest = steps["manifest"].content
    assert 'secretName: "demo-key"' in manifest and 'imagePullSecrets:\n        - name: "demo-pull"' in manifest
    # Where another registry has the image, that key is not shown to it.
    other = {step.id: step for step in TARGET.steps(held, replace(NIM, image="registry.example.com/llama:1"))}
    assert "imagePullSecrets" not in other["manifest"].content and "demo-key" in other["manifest"].content


def test_without_a_key_nothing_is_made(tmp_path: Path) -> None:
    held = replace(SERVICE, directory=str(tmp_path))
    steps = {step.id: step for step in TARGET.steps(held, NIM)}
    (tmp_path / "control").write_text(steps["control"].content)
    done = subprocess.run(["/bin/sh", "-c", steps["registry-key"].command], capture_output=True, text=True, check=False)
    assert done.returncode == 66 and "no key" in done.stderr


@pytest.mark.parametrize("name", ["Demo", "1demo", "de_mo", "demo-", "x" * 56])
def test_a_name_that_no_service_may_have_is_refused(name: str) -> None:
    with pytest.raises(ConsoleError, match="cannot be the name"):
        TARGET.steps(replace(SERVICE, name=name), LAUNCH)


def test_weights_that_pods_do_not_see_are_refused() -> None:
    carried = replace(LAUNCH, arguments=("--model", f"{SERVICE.directory}/weights/model.gguf"))
    with pytest.raises(ConsoleError, match="do not see the weights"):
        TARGET.steps(SERVICE, carried)


KUBECTL = r"""#!/usr/bin/env python3
import json, os, sys
path = os.environ["CLUSTER"]
state = json.load(open(path))
words = [word for word in sys.argv[1:] if not word.startswith("--")]
words = words[: words.index("-n")] + words[words.index("-n") + 2 :]
service = state["services"].get(words[2], {})
if words[0] == "patch":
    told = json.loads(words[4])
    assert told["metadata"]["labels"] == told["spec"]["selector"], told
    (port,) = told["spec"]["ports"]
    name, mark = told["spec"]["selector"].values()
    service.update(name=name, mark=mark, port=port["port"], target=port["targetPort"])
    json.dump(state, open(path, "w"))
elif words[1] == "service":
    look = words[-1]
    print(*(service[key] for key in ("name", "mark", "port", "target") if key == "target" or "labels" in look))
elif words[1] == "deployment":
    print(state["marks"].get(words[2], ""), end="")
elif words[1] == "pods":
    print("True" if "Ready" in words[-1] else state["pods"].get(words[3], ""))
elif words[1] == "endpoints":
    print(state["pods"].get(f"leitstand.service={service['name']},leitstand.mark={service['mark']}", ""))
"""


def test_the_service_that_people_know_is_led_to_the_new_pods_and_back(tmp_path: Path) -> None:
    trial = replace(SERVICE, name="chat-2", directory=str(tmp_path), port=28080)
    new = mark(trial)
    (tmp_path / "control").write_text(TARGET.steps(trial, LAUNCH)[0].content)
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/kubectl").write_text(KUBECTL)
    (tmp_path / "bin/kubectl").chmod(0o755)
    cluster = tmp_path / "cluster.json"
    first = {"name": "chat", "mark": "aaa", "port": 18080, "target": 8000}
    services = {"chat": first, "chat-2": {"name": "chat-2", "mark": new, "port": 28080, "target": 9000}}
    pods = {"leitstand.service=chat,leitstand.mark=aaa": "192.0.2.1"}
    pods[f"leitstand.service=chat-2,leitstand.mark={new}"] = "192.0.2.2"

    def act(word: str, marks: dict[str, str]) -> dict[str, object]:
        cluster.write_text(json.dumps({"services": services, "marks": marks, "pods": pods}))
        environment = {"PATH": f"{tmp_path}/bin:{os.environ['PATH']}", "CLUSTER": str(cluster)}
        control = ["sh", str(tmp_path / "control"), word, "chat"]
        subprocess.run(control, env=environment, check=True, capture_output=True, timeout=100)
        services.update(json.loads(cluster.read_text())["services"])
        return dict(services["chat"])

    both = {"chat": "aaa", "chat-2": new}
    led = {"name": "chat-2", "mark": new, "port": 18080, "target": 9000}
    assert act("take", both) == led
    assert act("take", both) == led, "once more changes nothing, and does not forget the way back"
    assert act("give-back", both) == first
    assert act("take", both) == led
    assert act("give-back", {"chat-2": new}) == led, "where the version before is gone there is no way back"


CUT = r"""#!/usr/bin/env python3
import json, os, signal, sys
path = os.environ["CLUSTER"]
state = json.load(open(path))
words = sys.argv[1:]
words = words[: words.index("-n")] + words[words.index("-n") + 2 :]
plain = [word for word in words if not word.startswith("-")]
labels = dict(word.split("=", 1) for word in plain if word.startswith("leitstand."))
if words[0] == "get":
    found = state.get(f"{words[1]}/{words[2]}") if words[1] in {"namespace", "secret"} else None
    print("" if found is None else found.get("leitstand.mark", "") if "jsonpath" in words[-1] else words[2], end="")
elif words[0] == "label" and "--local" in words:
    thing = json.load(sys.stdin)
    thing["metadata"]["labels"] = labels
    print(json.dumps(thing))
elif "--dry-run=client" in words:
    print(json.dumps({"kind": "Secret", "metadata": {"name": words[3]}}))
else:
    if words[0] == "create" and "-f" in words:
        thing = json.load(sys.stdin)
        state[f"{thing['kind'].lower()}/{thing['metadata']['name']}"] = thing["metadata"].get("labels", {})
    elif words[0] == "create":
        state["/".join(plain[1:3]).replace("secret/generic", f"secret/{plain[-1]}")] = {}
    elif words[0] == "label":
        state[f"{plain[1]}/{plain[2]}"].update(labels)
    elif words[0] == "delete":
        del state[f"{words[1]}/{words[2]}"]
    json.dump(state, open(path, "w"))
    # The line is cut as soon as anything has changed, and what it had started is ended.
    os.kill(os.getppid(), signal.SIGKILL)
"""


@pytest.mark.parametrize(("up", "kind"), [("namespace-up", "namespace"), ("token-up", "secret")])
def test_what_is_made_is_known_to_be_ours_from_its_first_moment_on(tmp_path: Path, up: str, kind: str) -> None:
    service = replace(SERVICE, directory=str(tmp_path), options=(("namespace", "ai"),))
    (tmp_path / "control").write_text(TARGET.steps(service, LAUNCH)[0].content)
    (tmp_path / "hub-token").write_text("hf_example")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/kubectl").write_text(CUT)
    (tmp_path / "bin/kubectl").chmod(0o755)
    cluster = tmp_path / "cluster.json"
    cluster.write_text("{}")
    environment = {"PATH": f"{tmp_path}/bin:{os.environ['PATH']}", "CLUSTER": str(cluster)}
    control = ["sh", str(tmp_path / "control"), up]
    subprocess.run(control, env=environment, check=False, capture_output=True, timeout=30)
    (made,) = json.loads(cluster.read_text()).items()
    assert made[0].startswith(f"{kind}/") and made[1].get("leitstand.mark") == mark(service)


def test_the_number_of_pods_is_the_first_argument() -> None:
    assert TARGET.scale(SERVICE) == 'sh /home/ops/leitstand/demo/control scale "$1"'
