from __future__ import annotations

from console.ui.models.sortkeys import Backwards, natural


def test_backwards() -> None:
    names = ["gpu-9", "gpu-10", "a"]
    assert sorted(names, key=lambda name: Backwards(natural(name))) == ["gpu-10", "gpu-9", "a"]
