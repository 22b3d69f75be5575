"""A model that no GPU holds alone, planned on a simulated node with H100s: why it does not fit, and what helps."""

from __future__ import annotations

import pytest

from tests.e2e import test_screenreader
from tests.e2e.screen import wait_for
from tests.e2e.test_pages import pages

pytestmark = [
    *test_screenreader.pytestmark[:2],
    *test_screenreader.pytestmark[3:],
    pytest.mark.deploys,  # for its half a minute: it needs nothing but the simulated data centre
    pytest.mark.timeout(150),
]


def test_72_billion_parameters_on_four_free_gpus() -> None:
    with pages(size=(1440, 900)) as here:
        app, glass = here.app, here.app.screen
        here.wait("gpu-c03")
        app.go("gpu-c03")
        app.wait_open()
        glass.keys("ctrl+shift+o")
        wait_for(app.has_sheet, 20, "the wizard")
        app.forward()
        here.wait("Qwen2.5 72B Instruct")
        glass.keys("shift+Tab")
        glass.type("qwen2.5 72b")
        app.forward()
        here.wait("Does not fit: 152.3 GiB on the GPU needed, 51.9 GiB usable.", "others 27.7 GiB, weights 135.4 GiB")
        glass.picture("large-model-does-not-fit")
        here.press("Apply: GPUs 4, 5, 6, 7, each layer over 4 GPUs")
        here.wait("Fits: 43.6 of 72.3 GiB on each GPU. Up to 32,768 tokens of context.", "GPU 7, NVIDIA H100")
        here.press("Show the estimate")
        glass.picture("large-model-fits")
        app.forward()
        glass.still()
        glass.keys("Down")  # to Docker
        app.forward()
        found = here.wait("PASS: GPUs that are wanted", "WARN: Hubs for models and images", "Continue to plan")
        assert not any(name.startswith("FAIL") for name in found)
        glass.picture("large-model-preflight")
        app.forward()
        here.wait("1 node · 6 steps")
        glass.picture("large-model-plan")
        here.press("Side by side")
        here.wait("compose.yaml", "manifest.yaml", "job.sbatch", "leitstand-qwen2-5-72b.container", "supervise")
        glass.picture("large-model-renderings")
        assert app.deploys() == [], "a plan that is looked at has done nothing"
        assert "Traceback" not in app.log.read_text()
