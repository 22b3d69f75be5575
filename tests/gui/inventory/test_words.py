from __future__ import annotations

from msgspec.structs import replace

from console.model.inventory import FIELDS
from console.model.node import Source
from console.ui.inventory.words import (
    change_words,
    failing,
    field_name,
    field_words,
    short_name,
    source_name,
    state_words,
    summary,
)
from tests.gui.inventory.inventories import ANSIBLE, CHANGES, OWN


def test_changes_in_words() -> None:
    assert summary(CHANGES) == "1 node added, 1 changed, 1 gone"
    assert summary(CHANGES[2:]) == "1 gone"
    assert summary(()) == "Nothing changes"
    assert [change_words(change) for change in CHANGES] == ["Added: gpu-new", "Changed: gpu-c01", "Gone: gpu-old"]
    assert [field_words(field) for field in CHANGES[1].fields] == ["Port: 22 → 2222", "Rack: R1 → not said"]
    assert field_words(CHANGES[0].fields[0]) == "Host: 192.0.2.9"


def test_each_field_has_its_word() -> None:
    assert all(field_name(field)[0].isupper() for field in FIELDS)


def test_sources_in_words() -> None:
    assert source_name("ansible:/srv/hosts.yml") == "Ansible inventory  /srv/hosts.yml"
    assert source_name("odd") == "odd"
    assert short_name("ansible:/srv/hosts.yml") == "Ansible inventory  hosts.yml"
    assert [state_words(state) for state in (OWN, ANSIBLE, replace(OWN, problems=ANSIBLE.problems))] == [
        "Read",
        "Cannot be read: the nodes of before are kept",
        "1 remark",
    ]
    never = replace(OWN, kind=Source.SLURM, loaded_at=None)
    assert state_words(never) == "Not read yet"
    assert state_words(replace(never, problems=ANSIBLE.problems)) == "Cannot be read"
    assert failing([OWN, ANSIBLE, never]) == [ANSIBLE]
