"""What was chosen, or what stands for it."""

from __future__ import annotations

from msgspec.structs import replace

from console.model.field import Field, Kind
from console.model.ids import NodeId
from console.model.job import Job, Paths
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


def test_the_name_of_a_model_stands_in_a_path_as_one_step() -> None:
    paths = Paths(health="/health", ready="/v1/models/{model}")
    assert paths.ready_for("hf.co/example/m:Q4") == "/v1/models/hf.co%2Fexample%2Fm%3AQ4"
    assert Paths("/health", "/health").ready_for("m") == "/health"
