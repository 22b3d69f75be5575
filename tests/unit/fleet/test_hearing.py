from __future__ import annotations

from console.fleet.framing import RawSample
from console.fleet.hearing import Hearing
from console.model.gpu import Gpu, GpuProcess
from console.model.probe import Facts, Probe, Reading, When

WORK = (GpuProcess("GPU-1", 7),)


class Parts:
    """Three parts of a probe, which count how often they are read."""

    def __init__(self) -> None:
        self.read: list[str] = []
        self.probes = {
            name: Probe(name, When.SAMPLE, parse)
            for name, parse in {"load": self._load, "work": self._work, "amd": self._amd}.items()
        }

    def _load(self, reading: Reading) -> Facts:
        self.read.append("load")
        return {"load_1m": float(reading.text)}

    def _work(self, reading: Reading) -> Facts:
        self.read.append("work")
        return {"gpu_processes": WORK if reading.text == "apps" else ()} if reading.text else {}

    def _amd(self, reading: Reading) -> Facts:
        self.read.append("amd")
        return {"gpu_source": "amd-smi", "gpus": (Gpu(int(reading.text)),)} if reading.text else {}


def sample(**texts: str) -> RawSample:
    return RawSample(1, 0.0, {name: Reading(text) for name, text in texts.items()})


def test_only_what_is_new_is_read_and_the_rest_holds() -> None:
    parts = Parts()
    hearing = Hearing(parts.probes, {"kernel": "6.1"})
    assert hearing.take(sample(load="1", work="none", other="?")) == {
        "kernel": "6.1",
        "load_1m": 1,
        "gpu_processes": (),
    }
    assert hearing.take(sample(load="2"))["load_1m"] == 2
    assert hearing.take(sample()) == {"kernel": "6.1", "load_1m": 2, "gpu_processes": ()}
    hearing.take(sample(load="2", work="none"))
    assert parts.read == ["load", "work", "load"], "a whole sample says much that is known"


def test_what_is_not_asked_each_time_holds_as_it_was_said_last() -> None:
    parts = Parts()
    hearing = Hearing(parts.probes)
    hearing.take(sample(load="1", work="none", amd="0"))
    hearing.take(sample(work="apps"))
    assert hearing.take(sample(work="", amd="")) == {
        "load_1m": 1, "gpu_processes": WORK, "gpu_source": "amd-smi", "gpus": (Gpu(0),)
    }  # fmt: skip


def test_what_is_said_no_more_is_not_known_any_more() -> None:
    parts = Parts()
    parts.probes["load"] = Probe("load", When.SAMPLE, lambda r: {"load_1m": float(r.text)} if r.text else {})
    hearing = Hearing(parts.probes)
    hearing.take(sample(load="1"))
    assert hearing.take(sample(load="")) == {}


def test_where_two_parts_say_the_same_thing_the_later_one_counts() -> None:
    parts = Parts()
    parts.probes["nvml"] = Probe("nvml", When.SAMPLE, lambda r: {"gpus": (Gpu(int(r.text)),)})
    hearing = Hearing(parts.probes)
    hearing.take(sample(nvml="1", amd="2"))
    assert hearing.take(sample(nvml="3"))["gpus"] == (Gpu(2),)
    assert hearing.take(sample(amd="4"))["gpus"] == (Gpu(4),)
