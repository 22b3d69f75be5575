from __future__ import annotations

import tomllib

from console.app import paths
from console.model import gpu_concern
from console.model.gpu import Xid


def test_an_xid_names_itself_and_where() -> None:
    problem = gpu_concern.of_gpu(gpu_concern.xid(79, "0000:1b:00"), 3)
    assert (problem.text(), problem.params["bus_id"]) == ("GPU 3: the driver reported XID 79.", "0000:1b:00")


def test_a_power_cap_is_no_concern() -> None:
    assert "power_cap" not in gpu_concern.BRAKES


def test_grave_are_those_that_the_knowledge_lays_at_the_door_of_gpu_or_node() -> None:
    known = tomllib.loads((paths.resources() / "knowledge" / "xid.toml").read_text("utf-8"))
    codes = {
        number
        for code, entry in known["xid"].items()
        if entry["concerns"] in {"gpu", "node"}
        for number in (int(code), *entry.get("also", ()))
    }
    assert codes == gpu_concern.GRAVE_XIDS


def test_what_a_gpu_needs_is_grave_until_it_needs_nothing() -> None:
    needed = Xid(154, "0000:1b:00", 1.0, "GPU recovery action changed from 0x0 (None) to 0x2 (Node Reboot Required)")
    settled = Xid(154, "0000:1b:00", 2.0, "GPU recovery action changed from 0x2 (Node Reboot Required) to 0x0 (None)")
    assert (gpu_concern.is_grave(needed), gpu_concern.is_grave(settled)) == (True, False)
    assert not gpu_concern.is_grave(Xid(13, "0000:1b:00", 3.0))
