"""What an engineer asks of a whole fleet in the real window: is this host ready, and which of 8,000 GPUs is busy."""

from __future__ import annotations

import subprocess
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage

from tests.e2e import test_screenreader
from tests.e2e.program import COLORS, program
from tests.e2e.screen import screen, wait_for
from tests.e2e.test_pages import pages
from tests.faults.bed import SCRIPTS, hosts, needs_bed
from tests.perf.test_thousand import nodes

pytestmark = [*test_screenreader.pytestmark[:2], pytest.mark.timeout(300), *test_screenreader.pytestmark[3:]]
RELEASES = SCRIPTS.parents[1] / "data" / "os-release"
KINDS = {
    "gpu01": ("ubuntu_2004", "Ubuntu 20.04", ["8 x NVIDIA H100"], ["nvidia-smi has no driver"]),
    "gpu02": ("rocky_9", "Rocky Linux 9.3", ["sudo dnf install -y nvidia-open", "NVIDIA-SMI has failed"], []),
    "gpu03": ("sles_15", "SUSE Linux Enterprise", ["There is no GPU of NVIDIA"], ["nvidia-open"]),
}
"""What the hosts say they are, how the report calls it, and what it tells of their GPUs and what not."""


@pytest.mark.testbed
@needs_bed
def test_three_hosts_of_three_kinds_are_each_told_what_they_lack(tmp_path: Path) -> None:
    releases = [word for file, *_ in KINDS.values() for word in ("--os-release", str(RELEASES / file))]
    with hosts(3, *releases) as bed:
        try:
            nvml("up", "--smi")
            nvml("attach", "gpu01")
            nvml("attach", "gpu02", "--no-driver")
            inventory = bed.inventory(tmp_path / "inventory.toml", list(KINDS))
            arguments = ("--inventory", str(inventory), "--ssh-config", str(bed.ssh_config))
            with pages(*arguments, profile="fleet") as here:
                for name, (_, system, told, untold) in KINDS.items():
                    here.app.go(name)
                    here.app.wait_open()
                    here.app.go("readiness of the node")
                    names = here.wait(f"Readiness of {name}", "Knowledge of: ", system, *told, within=90)
                    here.app.screen.picture(f"readiness-{name}")
                    assert not [name for name in names if any(words in name for words in untold)]
                assert "Traceback" not in here.app.log.read_text()
        finally:
            nvml("down")


def nvml(*arguments: str) -> None:
    subprocess.run([str(SCRIPTS / "nvml"), *arguments], check=True, capture_output=True, timeout=120)


def test_eight_thousand_gpus_are_seen_at_once(tmp_path: Path) -> None:
    arguments = ["--inventory", str(tmp_path / "nodes" / "inventory.toml")]
    with nodes(tmp_path / "nodes") as served, screen(1920, 1080) as glass, program(glass, arguments, "fleet") as app:
        app.start()
        served.all_heard()
        app.go("heat map of the fleet")
        wait_for(lambda: 8000 <= cells(glass.picture("heat-8000")) < 9000, 60, "as many cells as GPUs")


def cells(picture: Path) -> float:
    """Return about how many rectangles are in the page: N of them have N w h pixels, N h left edges, N w upper ones."""
    image = QImage(str(picture)).convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), image.width())[140:1000, 450:1910]
    drawn = (pixels & 0xFFFFFF) != (QColor(COLORS["panel"]).rgb() & 0xFFFFFF)
    left = int((drawn[:, 1:] & ~drawn[:, :-1]).sum())
    upper = int((drawn[1:] & ~drawn[:-1]).sum())
    return left * upper / max(int(drawn.sum()), 1)
