"""The script for a person: it runs in a real sh, takes everything back, and is clean."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from msgspec.structs import replace

from console.deploy.script import script
from console.model.ids import NodeId
from console.model.node import Node, Source
from tests.unit.deploy.conftest import Desk
from tests.unit.deploy.plans import AS_OPS, REQUEST, make_plan

REMOTE = Node(
    NodeId("fra1/gpu-a01"),
    "gpu-a01",
    ("FRA1",),
    "gpu-a01.example.com",
    Source.INVENTORY,
    port=2222,
    user="ops",
    identity_files=("/keys/it's mine",),
)


def run(path: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["/bin/sh", str(path), *arguments],
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
        timeout=60,
        check=False,
    )


async def test_it_deploys_stops_starts_and_undoes_in_a_real_sh(desk: Desk) -> None:
    text = (await desk.deploys.make_plans(desk.request)).script
    path = desk.folder / "deploy.sh"
    path.write_text(text)
    done = run(path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("You asked: What is the capital of France?\n")
    assert "Make a virtual environment" in done.stderr
    assert "stopped" in run(path, "stop").stdout
    assert "started" in run(path, "start").stdout
    assert run(path).returncode == 0, "every step may be run again"
    undone = run(path, "undo")
    assert undone.returncode == 0, undone.stderr
    assert desk.left() == []
    assert run(path, "undo").returncode == 0, "there is nothing left to undo"
    assert run(path, "dance").returncode == 64


async def test_it_ends_at_the_first_step_that_fails(desk: Desk) -> None:
    text = (await desk.deploys.make_plans(desk.request)).script
    path = desk.folder / "deploy.sh"
    path.write_text(text.replace("--without-pip", "--no-such-option"))
    done = run(path)
    assert done.returncode != 0 and "Install" not in done.stderr
    assert run(path, "undo").returncode == 0
    assert desk.left() == []


def test_a_node_elsewhere_is_reached_with_ssh_and_scp(tmp_path: Path) -> None:
    plan = make_plan()
    path = tmp_path / "deploy.sh"
    path.write_text(script((plan,), {REMOTE.id: REMOTE}))
    fakes = tmp_path / "bin"
    fakes.mkdir()
    for name in ("ssh", "scp"):
        (fakes / name).write_text(
            f'#!/bin/sh\nprintf "{name}:%s\\n" "$*" >>"$LOG"\n[ {name} = scp ] || cat >/dev/null\n'
        )
        (fakes / name).chmod(0o755)
    log = tmp_path / "log"
    done = run(path, PATH=f"{fakes}:{os.environ['PATH']}", LOG=str(log))
    assert done.returncode == 0, done.stderr
    calls = log.read_text().splitlines()
    assert calls[0] == "ssh:-q -o Port=2222 -i /keys/it's mine -- ops@gpu-a01.example.com exec /bin/sh -s"
    assert any(call.startswith("scp:") and call.endswith("/wheels/pip-25.3-py3-none-any.whl") for call in calls)


def test_several_nodes_follow_one_another() -> None:
    text = script((make_plan(), make_plan()), {})
    assert text.count('"$action"\n') == 2
    subprocess.run(["/bin/sh", "-n"], input=text.encode(), check=True)


@pytest.mark.skipif(shutil.which("shellcheck") is None, reason="needs shellcheck")
def test_shellcheck_finds_nothing(tmp_path: Path) -> None:
    path = tmp_path / "deploy.sh"
    path.write_text(script((make_plan(), make_plan(target="systemd")), {REMOTE.id: REMOTE}))
    folder = Path(__file__).parents[3] / "console/targets/on_node"
    checked = subprocess.run(
        # Functions that "$action" calls look as if nobody called them.
        ["shellcheck", "-s", "sh", "-e", "SC2329,SC2317", str(path), *map(str, folder.glob("*.sh"))],
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout


def test_what_acts_as_root_gets_the_password_over_standard_input(tmp_path: Path) -> None:
    request = replace(REQUEST, options=(("scope", "system"),))
    text = script((make_plan(request, AS_OPS, target="systemd"),), {})
    assert "stty -echo" in text and "stty" not in script((make_plan(target="systemd"),), {})
    path = tmp_path / "deploy.sh"
    path.write_text(f"{text.rpartition(chr(10) + 'deploy()')[0]}\nword=open\nas_root_on_node\n")
    done = subprocess.run(
        ["/bin/sh", str(path)],
        input='echo "$leitstand_word"; env | grep -c "^leitstand_word"',
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.split() == ["open", "0"], done.stderr
