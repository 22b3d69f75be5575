from __future__ import annotations

from console.model.marks import Mark
from console.model.node import Environment


def test_a_mark_knows_what_it_says() -> None:
    assert Mark("gpu-a01").fields == ()
    assert Mark("gpu-a01", environment=Environment.STAGING, tags=("llm",)).fields == ("environment", "tags")
