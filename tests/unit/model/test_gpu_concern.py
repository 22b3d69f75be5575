from __future__ import annotations

import tomllib

from console.app import paths
from console.model import gpu_concern


def test_an_xid_names_itself_and_where() -> None:
    problem = gpu_concern.of_gpu(gpu_concern.xid(79, "0000:1b:00"), 3)
    assert (problem.text(), problem.params["bus_id"]) == ("GPU 3: the driver reported XID 79.", "0000:1b:00")


def test_a_power_cap_is_no_concern() -> None:
    assert "power_cap" not in gpu_concern.BRAKES


def test_grave_are_those_that_the_knowledge_lays_at_the_door_of_gpu_or_node() -> None:
    known = tomllib.loads((paths.resources() / "knowledge" / "xid.toml").read_text("utf-8"))
    entries = {int(code): entry["concerns"] for code, entry in known.items() if code.isdecimal()}
    assert {code for code, concerns in entries.items() if concerns in {"gpu", "node"}} == gpu_concern.GRAVE_XIDS
