"""What listens from the beginning."""

from __future__ import annotations

from console.sim.http import Request
from console.sim.startup import start_services
from tests.sim import node


async def test_workloads_serve_and_the_exporter_exports() -> None:
    own = node()
    start_services(own)
    assert set(own.services) == {8000, 9400}
    assert (await own.services[9400].answer(Request("GET", "/"))).status == 404
    assert (await own.services[9400].answer(Request("GET", "/metrics"))).status == 200
