"""A network that is parted and heals, in the real window on real hosts: what a person sees of it, and is told of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e import test_screenreader
from tests.e2e.test_pages import pages
from tests.faults.bed import hosts, needs_bed

pytestmark = [
    pytest.mark.faults,
    pytest.mark.testbed,
    pytest.mark.xvfb,
    pytest.mark.slow,
    pytest.mark.timeout(400),
    needs_bed,
    *test_screenreader.pytestmark[3:],
]


def test_a_partition_is_one_alert_and_the_terminal_comes_back_by_itself(tmp_path: Path) -> None:
    with hosts(3) as bed:
        inventory = bed.inventory(tmp_path / "inventory.toml", ["gpu02", "gpu03"])
        arguments = ("--inventory", str(inventory), "--ssh-config", str(bed.ssh_config), "--open", "gpu02")
        with pages(*arguments, profile="fleet") as here:
            app = here.app
            app.wait_open()
            app.run("echo still here")
            bed.do("partition", "gpu02")
            here.wait("1 alert", within=120)
            app.screen.picture("partition")
            app.go("alerts")
            here.wait("gpu02 does not answer.", "Open: 1")
            app.screen.picture("partition-alert")
            bed.do("heal", "gpu02")
            here.wait("Open: 0", within=150)
            app.screen.keys("Escape")
            app.screen.picture("partition-healed")
            marker = tmp_path / "typed"
            app.run(f"touch {marker.name}")
            app.screen.still()
            bed.on("gpu02", f"test -e /home/{bed.user}/{marker.name}")
            log = app.log.read_text()
            assert "Traceback" not in log, log
