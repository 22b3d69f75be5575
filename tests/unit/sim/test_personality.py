"""Personalities."""

from __future__ import annotations

from console.sim import personality


def test_each_file_is_a_whole_personality() -> None:
    found = {name: personality.load(name) for name in personality.names()}
    ids = {own.release("ID") for own in found.values()}
    assert ids == {"ubuntu", "debian", "rhel", "centos", "rocky", "ol", "amzn", "sles", "alpine"}
    assert found["alpine-3.22"].release("NOTHING") == ""
    assert "docker" in found["alpine-3.22"].absent
