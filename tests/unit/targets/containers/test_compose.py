"""The compose file: what it says, and that its strings survive compose's own substitution."""

from __future__ import annotations

import json
import re

import pytest

from console.targets.containers.compose import compose_file, project_of, text_of
from console.targets.containers.spec import container_of
from tests.unit.targets.containers.services import IMAGE, WHEELS, service


def made(*, has_cdi: bool = False, pull: str = "missing") -> str:
    return compose_file(container_of(service(), IMAGE, "docker"), "Large", "/x", pull=pull, has_cdi=has_cdi)


def test_it_listens_on_loopback_only_and_leaves_no_network() -> None:
    text = made()
    assert '- "127.0.0.1:18080:8000"' in text and "network_mode: bridge" in text
    assert 'leitstand.service": "chat"' in text and "shm_size: 17179869184" in text
    assert "read_only: true" in text


def test_gpus_by_number_or_by_name() -> None:
    assert 'device_ids: ["0", "1"]' in made() and "capabilities: [gpu]" in made()
    assert '- "nvidia.com/gpu=0"' in made(has_cdi=True) and "capabilities" not in made(has_cdi=True)
    assert "gpu" not in compose_file(container_of(service(), WHEELS, "docker"), "", "/x", pull="never", has_cdi=False)


def test_never_means_never() -> None:
    assert "pull_policy: never" in made(pull="never") and "pull_policy: if_not_present" in made()


@pytest.mark.parametrize("text", ["$HOME ${X} $$", 'it\'s "so"', "back\\slash", "ä\t\n", "- : #", ""])
def test_strings_come_out_as_they_went_in(text: str) -> None:
    assert json.loads(text_of(text)).replace("$$", "$") == text


@pytest.mark.parametrize("name", ["chat", "Chat", "a.b", "a-b", "A.B"])
def test_projects_have_plain_names_that_do_not_collide(name: str) -> None:
    assert re.fullmatch(r"[a-z0-9][a-z0-9_-]*", project_of(name))
    assert len({project_of(each) for each in ("chat", "Chat", "a.b", "a-b", "A.B")}) == 5
