"""The page of a node in the real program, opened and copied by keyboard alone."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.e2e.program import COLORS, program
from tests.e2e.screen import Screen, screen, wait_for
from tests.e2e.test_copying import clipboard

pytestmark = [pytest.mark.xvfb, pytest.mark.slow, pytest.mark.timeout(150)]


def copied(glass: Screen) -> dict[str, Any]:
    """Return the page as it was copied; nothing while it is not whole."""
    text = clipboard(glass)
    found: dict[str, Any] = json.loads(text) if text.startswith("{") else {}
    return found if found.get("containers") and found.get("environments") else {}


def test_a_node_with_a_lost_gpu_tells_all_it_knows() -> None:
    with screen(1440, 900) as glass, program(glass, ["demo"], "demo") as app:
        app.start()
        wait_for(lambda: glass.count(COLORS["fail"]) > 100, 60, "the failed nodes are seen")
        glass.keys("ctrl+shift+s")
        glass.type("gpu-b04")
        glass.keys("ctrl+shift+l", "Home", "Down", "Down")
        glass.keys("ctrl+alt+shift+n")
        wait_for(lambda: glass.count(COLORS["fail"]) > 600, 30, "the row of the lost GPU")
        glass.picture("node-details")

        def asked() -> bool:
            glass.keys("Escape", "ctrl+shift+F5", "Tab", "Tab", "space", "Down", "Down", "Return")
            return bool(copied(glass))

        wait_for(asked, 60, "the whole page on the clipboard", lambda: clipboard(glass)[:300])
        page = copied(glass)
    lost = [gpu["index"] for gpu in page["gpus"] if gpu["fault"]]
    assert (page["node"], lost) == ("gpu-b04", [5])
    assert page["gpus"][5]["absent"]["power_draw_watts"] == "lost"
    assert page["gpus"][0]["absent"]["fan_percent"] == "unsupported"
    assert page["findings"][0]["finding"] == "lost"
    assert page["containers"][0]["system"].startswith("Ubuntu")
    assert page["environments"][0]["packages"]["vllm"]
    assert page["processes"][0]["container"]
