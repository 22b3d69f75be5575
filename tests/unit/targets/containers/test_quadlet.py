"""The quadlet: a file that Podman 4.4 and later makes a unit of."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from console.model.launch import Service
from console.targets.containers.quadlet import quadlet
from console.targets.containers.spec import container_of
from tests.unit.targets.containers.services import IMAGE, WHEELS, service

GENERATOR = shutil.which("quadlet", path="/usr/libexec/podman:/usr/lib/podman")


def made(given: Service) -> str:
    return quadlet(container_of(given, IMAGE, "podman"), "50% Large", given.directory, ("--pull=never",))


def test_it_says_what_podman_run_would_be_told() -> None:
    lines = made(service()).splitlines()
    assert {
        "ContainerName=chat",
        "Image=registry.example.com/acme/server:v1",
        "PublishPort=127.0.0.1:18080:8000",
        "AddDevice=nvidia.com/gpu=0",
        "AddDevice=nvidia.com/gpu=1",
        'PodmanArgs="--pull=never"',
        'PodmanArgs="--user=1000:100"',
        'Environment="TOKEN_FILE=/run/x"',
        'Label="leitstand.service=chat"',
        "Restart=always",
        "WantedBy=default.target",
        "Description=50%% Large",
    } <= set(lines)
    assert 'Exec="serve" "--model" "acme/large $$5" "it\'s"' in lines


def test_wheels_start_the_script_of_the_service() -> None:
    text = quadlet(container_of(service(), WHEELS, "podman"), "Small", "/x", ())
    assert 'PodmanArgs="--entrypoint=/bin/sh"' in text and 'Exec="/home/ops/x/chat/run"' in text
    assert "AddDevice" not in text


@pytest.mark.skipif(GENERATOR is None, reason="needs Podman 4.4 with its generator")
def test_the_generator_of_podman_makes_a_unit_of_it(tmp_path: Path) -> None:
    (tmp_path / "chat.container").write_text(made(service()))
    command = [str(GENERATOR), "-user", "-dryrun"]
    done = subprocess.run(
        command, env={"QUADLET_UNIT_DIRS": str(tmp_path)}, capture_output=True, text=True, check=False
    )
    assert "---chat.service---" in done.stdout and "127.0.0.1:18080:8000" in done.stdout, done.stderr
