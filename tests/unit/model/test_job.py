"""What was chosen, or what stands for it."""

from __future__ import annotations

from dataclasses import replace

from console.model.field import Field, Kind
from console.model.ids import NodeId
from console.model.job import Job
from console.model.launch import Service
from console.model.service import DeployRequest
from console.model.text import Text
from console.model.weights import Origin, Packaging, Weights

THREADS = Field("threads", Text("Threads"), Text("Cores."), Kind.INTEGER, default="1")
SERVICE = Service("demo", "Demo", "/srv/demo", "/home/ops", 18080)


def test_who_chose_nothing_gets_the_default() -> None:
    request = DeployRequest((NodeId("n"),), "m")
    job = Job(SERVICE, Weights("m", Origin.NODE, "/models/m"), request, Packaging.WHEELS, "/models/m")
    assert job.argument(THREADS) == "1"
    chosen = replace(job, request=replace(request, arguments=(("other", "9"), ("threads", "4"))))
    assert chosen.argument(THREADS) == "4"
