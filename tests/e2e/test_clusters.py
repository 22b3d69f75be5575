"""The pages of clusters in the real window over real systems: seen, read and acted on, by keyboard.

``pytest -m deploys tests/e2e/test_clusters.py`` runs them; the pictures are kept to be looked at.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contract.clusters.bed import TESTBED, run, system
from tests.contract.clusters.test_slurm import can_log_in, shell
from tests.e2e import test_screenreader
from tests.e2e.screen import wait_for
from tests.e2e.test_pages import Pages, pages

pytestmark = [
    *test_screenreader.pytestmark[:2],
    *test_screenreader.pytestmark[3:],
    pytest.mark.testbed,
    pytest.mark.deploys,
    pytest.mark.timeout(240),
    pytest.mark.skipif(
        not TESTBED.exists() or os.getuid() != 0, reason="needs the test bed beside the checkout, and root"
    ),
]

SIZES = [(1280, 720), (1440, 900), (2560, 1440)]
LOOKS = [("dark", "en"), ("light", "de"), ("high_contrast", "en")]
"""A theme and a language for each size; the walk itself is in English."""


def looks(name: str, *arguments: str, files: dict[str, str], action: str, words: tuple[str, ...]) -> None:
    """Keep a picture of a page in every size."""
    for size, (theme, language) in zip(SIZES, LOOKS, strict=True):
        settings = {"settings.toml": f'[window]\ntheme = "{theme}"\n'}
        with pages(
            *arguments, profile="fleet", size=size, files=files | settings, environment={"LANGUAGE": language}
        ) as here:
            here.app.go(action)
            here.wait(*words)
            here.app.screen.picture(f"{name}-{size[0]}-{theme}-{language}")


# ---- Slurm ---------------------------------------------------------------------------------------


RIGHTS = ("sacctmgr", "-i", "modify", "user", "gpu", "set")


@pytest.fixture
def slurm() -> Iterator[dict[str, str]]:
    """A Slurm cluster whose user may drain nodes: that takes more than an operator."""
    with system("slurm", is_well=can_log_in) as bed:
        run("slurm", "exec", "sacctmgr", "-i", "add", "user", "gpu", "account=root")
        run("slurm", "exec", *RIGHTS, "adminlevel=admin")
        try:
            yield bed
        finally:
            run("slurm", "exec", "scontrol", "update", "nodename=gpu02", "state=resume")
            run("slurm", "exec", "scancel", "--user", "gpu")
            run("slurm", "exec", *RIGHTS, "adminlevel=none")


def state_of(node: str) -> str:
    said = run("slurm", "exec", "scontrol", "show", "node", node).stdout
    return next(word for word in said.split() if word.startswith("State=")).removeprefix("State=")


def submit(bed: dict[str, str], name: str, *options: str) -> str:
    script = "#!/bin/sh\\necho leitstand was here\\nsleep 600"
    command = f"printf '{script}' | sbatch --parsable -J {name} -t 30 -o /tmp/{name}-%j.out {' '.join(options)}"
    return shell(bed, command).strip()


def choose(here: Pages, section: str, row: int, deed: str) -> None:
    """Go to a table of the page and do something to one of its rows."""
    here.press(section)
    here.app.screen.keys("ctrl+Home", *["Down"] * row)
    here.press(deed)


def test_slurm_from_a_login_node(slurm: dict[str, str]) -> None:
    source = '[[source]]\nkind = "slurm"\nplace = "login"\n'
    with pages("--ssh-config", slurm["SSH_CONFIG"], profile="fleet", files={"inventory.toml": source}) as here:
        app, glass = here.app, here.app.screen
        here.wait("gpu04", "h100")  # the nodes of the cluster stand in the tree
        app.go("slurm: queue")
        here.wait("Add cluster…")
        glass.keys("Return")
        glass.type("bed")
        glass.keys("Tab")
        glass.type("login\n")
        here.wait("Partitions 2", "Queue 0", "Nodes 4")
        number = submit(slurm, "nightly", "--gres=gpu:4")
        waiting = submit(slurm, "waits", "--gres=gpu:8", "-N", "4")
        here.wait("Queue 2")  # what somebody else submits appears by itself
        choose(here, "Partitions", 0, "Show its queue")
        here.wait(f"Job: {waiting}", "Waits for: Resources", "State: RUNNING")
        glass.picture("clusters-slurm-queue")
        choose(here, "Queue", 1, "Output")
        here.wait(f"nightly-{number}.out")
        glass.picture("clusters-slurm-output")
        choose(here, "Nodes 4", 1, "Drain…")
        here.wait("Drain 1 node?")
        glass.type("fan is loud")
        glass.picture("clusters-slurm-drain")
        here.press("Drain")
        wait_for(lambda: "DRAIN" in state_of("gpu02"), 20, "the node is drained")
        here.wait("Reason: fan is loud", "Set by: gpu")
        glass.picture("clusters-slurm-drained")
        choose(here, "Nodes 4", 1, "Resume…")
        here.wait("Resume 1 node?")
        here.press("Resume")
        wait_for(lambda: "DRAIN" not in state_of("gpu02"), 20, "the node is back")
        choose(here, "Queue", 0, "Cancel…")
        here.wait("Cancel 1 job?")
        here.press("Cancel job")
        here.wait("Queue 1")
        assert len(shell(slurm, "squeue -h -o %i").split()) == 1
        assert "Traceback" not in app.log.read_text()


def test_slurm_in_every_look(slurm: dict[str, str]) -> None:
    submit(slurm, "nightly", "--gres=gpu:4")
    submit(slurm, "waits", "--gres=gpu:8", "-N", "4")
    files = {"clusters.toml": '[[cluster]]\nname = "bed"\nkind = "slurm"\nlogin = "login"\n'}
    arguments = ("--ssh-config", slurm["SSH_CONFIG"])
    looks("clusters-slurm", *arguments, files=files, action="slurm", words=("h100 *",))


# ---- Kubernetes ----------------------------------------------------------------------------------

POD = "leitstand-window"


class Kube:
    """kubectl, as somebody else uses it."""

    def __init__(self, bed: dict[str, str]) -> None:
        self.file = bed["KUBECONFIG"]

    def __call__(self, *words: str, stdin: str = "") -> str:
        command = ["kubectl", f"--kubeconfig={self.file}", *words]
        return subprocess.run(command, input=stdin, capture_output=True, text=True, check=True, timeout=60).stdout

    def make(self) -> None:
        """Start a deployment of one pod with two GPUs, which counts in its log."""
        loop = "i=0; while true; do i=$((i+1)); echo step $i; sleep 1; done"
        container = {
            "name": "c", "image": "leitstand/base", "imagePullPolicy": "Never", "command": ["sh", "-c", loop],
            "resources": {"limits": {"nvidia.com/gpu": "2"}},
        }  # fmt: skip
        spec = {
            "containers": [container],
            "nodeSelector": {"kubernetes.io/hostname": "gpu01"},
            "terminationGracePeriodSeconds": 0,
        }
        labels = {"app": POD}
        template = {"metadata": {"labels": labels}, "spec": spec}
        wanted = {"replicas": 1, "selector": {"matchLabels": labels}, "template": template}
        body = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": POD}, "spec": wanted}
        self("apply", "-f", "-", stdin=json.dumps(body))
        self("rollout", "status", f"deployment/{POD}", "--timeout=40s")

    def is_cordoned(self) -> bool:
        return self("get", "node", "gpu01", "-o", "jsonpath={.spec.unschedulable}") == "true"


@pytest.fixture
def kube() -> Iterator[Kube]:
    with system("kubernetes") as bed:
        made = Kube(bed)
        made("delete", "deployment", POD, "--ignore-not-found")
        made("uncordon", "gpu01")
        try:
            yield made
        finally:
            made("delete", "deployment", POD, "--ignore-not-found")
            made("uncordon", "gpu01")


def test_kubernetes_by_its_kubeconfig(kube: Kube) -> None:
    source = f'[[source]]\nkind = "kubernetes"\nplace = "current"\nkubeconfig = "{kube.file}"\n'
    with pages("--ssh-config", "/dev/null", profile="fleet", files={"inventory.toml": source}) as here:
        app, glass = here.app, here.app.screen
        here.wait("Kubernetes, ", "gpu01")  # its nodes stand in the tree
        app.go("kubernetes: nodes")
        here.wait("Add cluster…")
        glass.keys("Return")
        glass.type("bed")
        glass.keys("Tab")
        glass.type(f"{kube.file}\n")
        here.wait("Node: gpu01", "GPUs asked: 0/8")
        kube.make()
        here.wait("GPUs asked: 2/8")
        glass.picture("clusters-kubernetes-nodes")
        choose(here, "Pods", 0, "Log")
        here.wait(f"Log of {POD}")
        glass.picture("clusters-kubernetes-log")
        choose(here, "Pods", 0, "Shell")
        app.wait_open()
        app.run("hostname; nproc")
        app.wait_open(text=POD)
        glass.picture("clusters-kubernetes-shell")
        app.go("kubernetes: nodes")
        choose(here, "Nodes 1", 0, "Cordon…")
        here.wait("Cordon gpu01?")
        here.press("Cordon")
        wait_for(kube.is_cordoned, 20, "the node is cordoned")
        here.press("Take back…")
        here.wait("Uncordon gpu01?")
        here.press("Uncordon")
        wait_for(lambda: not kube.is_cordoned(), 20, "the node is back")
        choose(here, "Nodes 1", 0, "Drain…")
        here.wait("Drain gpu01?", "Write the reason first.")
        glass.type("fan is loud")
        glass.picture("clusters-kubernetes-drain")
        here.press("Drain")
        wait_for(kube.is_cordoned, 20, "the node is cordoned")
        here.wait("has ended")
        glass.picture("clusters-kubernetes-drained")
        assert kube("get", "pods", "-o", "jsonpath={.items[*].spec.nodeName}") == ""
        assert "Traceback" not in app.log.read_text()


def test_kubernetes_in_every_look(kube: Kube) -> None:
    kube.make()
    files = {"clusters.toml": f'[[cluster]]\nname = "bed"\nkind = "kubernetes"\nkubeconfig = "{kube.file}"\n'}
    looks("clusters-kubernetes", "--ssh-config", "/dev/null", files=files, action="kubernetes", words=("2/8",))


# ---- Prometheus ----------------------------------------------------------------------------------


def test_prometheus_fills_the_tree_and_the_panels() -> None:
    with system("prometheus") as bed:
        overrides = Path(bed["OVERRIDES"])
        before = overrides.read_text()
        try:
            with pages("--ssh-config", "/dev/null", profile="fleet") as here:
                app, glass = here.app, here.app.screen
                app.go("prometheus: nodes")
                here.wait("Add cluster…")
                glass.keys("Return")
                glass.type("bed")
                glass.keys("Tab")
                glass.type(f"{bed['PROMETHEUS_URL']}\n")
                here.wait("Node: gpu01", "GPUs: 8", "Targets 3")
                here.wait("bed, 2 of 2 reachable")  # the nodes stand in the tree, with their values
                overrides.write_text(before + "gpu01 3 DCGM_FI_DEV_XID_ERRORS 79\n")
                here.wait("XID: 79", "Alerts 1")
                glass.picture("clusters-prometheus-nodes")
                choose(here, "Alerts", 0, "Details")
                glass.picture("clusters-prometheus-alert")
                here.app.go("history of the fleet")
                here.wait("Power and energy", "Nodes that answer", "Fleet 3")
                glass.picture("clusters-prometheus-history")
                glass.keys("Escape")
                wait_for(
                    lambda: not any("Total: unknown" in name for name in here.read()), 20, "the panels have values"
                )
                glass.picture("clusters-prometheus-panels")
                assert "Traceback" not in app.log.read_text()
            files = {
                "clusters.toml": f'[[cluster]]\nname = "bed"\nkind = "prometheus"\nurl = "{bed["PROMETHEUS_URL"]}"\n'
            }
            looks(
                "clusters-prometheus", "--ssh-config", "/dev/null", files=files, action="prometheus", words=("gpu01",)
            )
        finally:
            overrides.write_text(before)
