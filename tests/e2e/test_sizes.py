"""Pictures of the demo in every size, theme and language that people have; they are kept to be looked at."""

from __future__ import annotations

import numpy as np
import pytest

from tests.e2e.program import program, wait_open
from tests.e2e.screen import screen

pytestmark = [pytest.mark.xvfb, pytest.mark.slow, pytest.mark.timeout(120)]


@pytest.mark.parametrize(
    ("name", "size", "environment"),
    [
        ("720", (1280, 720), {}),
        ("1080-de", (1920, 1080), {"LANGUAGE": "de"}),
        ("2160", (3840, 2160), {"QT_SCALE_FACTOR": "1.5"}),
    ],
)
def test_the_demo_fits(name: str, size: tuple[int, int], environment: dict[str, str]) -> None:
    with screen(*size) as glass, program(glass, ["demo"], "demo") as app:
        app.environment.update(environment)
        app.start()
        app.go("gpu-b04")
        with app.look() as client:
            wait_open(client, 1, "$")
        app.run("nvidia-smi")
        glass.picture(f"size-{name}")
        assert len(np.unique(glass.rgb().reshape(-1, 3), axis=0)) > 100, "something is painted"
        glass.keys("ctrl+shift+o")
        glass.picture(f"size-{name}-wizard")
        assert "Traceback" not in app.log.read_text()
