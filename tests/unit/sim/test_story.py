"""The story's time."""

from __future__ import annotations

from tests.sim import BEGIN, story


def test_a_node_was_started_before_the_story_and_always_then() -> None:
    assert story().booted("gpu-a01") == story().booted("gpu-a01") < BEGIN
    assert story(7).booted("gpu-a01") != story(8).booted("gpu-a01")
    assert story().moment() == BEGIN.timestamp()
