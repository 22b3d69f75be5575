from __future__ import annotations

from datetime import UTC, datetime

import pytest

from console.fleet.assembly import held, snapshot
from console.model import gpu_concern
from console.model.gpu import Gpu, GpuProcess, Xid
from console.model.probe import Facts
from console.model.release import ReleaseFiles

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def test_what_was_read_once_stays_and_what_was_read_now_wins() -> None:
    survey: Facts = {
        "kernel": "6.1",
        "release": ReleaseFiles(os_release="ID=debian\nVERSION_ID=12\n", libc="glibc 2.36"),
    }
    survey["uptime_seconds"] = 1.0
    made = snapshot(7, NOW, {**survey, "uptime_seconds": 9.0, "gpus": (Gpu(0),)})
    assert (made.sequence, made.taken_at, made.kernel, made.uptime_seconds) == (7, NOW, "6.1", 9.0)
    assert made.distro is not None
    assert (made.distro.family, made.distro.version, made.distro.libc) == ("debian", "12", "glibc 2.36")
    assert made.gpus == (Gpu(0),)


def test_nothing_known_is_none_and_not_zero() -> None:
    made = snapshot(1, NOW, {})
    assert (made.distro, made.load_1m, made.memory_total_bytes, made.gpu_problem, made.gpus) == (None,) * 4 + ((),)


def test_who_computes_on_gpus_that_are_gone_is_not_known() -> None:
    said: Facts = {"gpu_processes": (GpuProcess("GPU-1", 7),)}
    assert snapshot(1, NOW, {**said, "gpus": (Gpu(0, uuid="GPU-1"),)}).gpu_processes == (GpuProcess("GPU-1", 7),)
    assert snapshot(1, NOW, said).gpu_processes is None


UPTIME = 100_000.0
GPU = Gpu(3, uuid="GPU-3", bus_id="00000000:9A:00.0")


def concerns(facts: Facts) -> list[tuple[str, str]]:
    """Return the codes of what is wrong with the one GPU, with the XID where it is one."""
    sample: Facts = {"gpus": (GPU,), "uptime_seconds": UPTIME}
    (gpu,) = snapshot(1, NOW, {**facts, **sample}).gpus
    assert all(problem.params["index"] == "3" for problem in gpu.concerns)
    return [(problem.code, problem.params.get("code", "")) for problem in gpu.concerns]


def test_what_ails_a_gpu_stands_with_it() -> None:
    said: Facts = {"gpu_concerns": {"GPU-3": (gpu_concern.REMAP_PENDING,), "GPU-4": (gpu_concern.REMAP_FAILED,)}}
    assert concerns(said) == [("gpu.remap_pending", "")]


@pytest.mark.parametrize(
    ("xid", "found"),
    [
        (Xid(79, "0000:9a:00", UPTIME - 60), [("gpu.xid", "79")]),
        (Xid(79, "0000:9a:00", None), [("gpu.xid", "79")]),
        (Xid(79, "0000:1b:00", UPTIME - 60), []),
        (Xid(79, "0000:9a:00", UPTIME - 90_000), []),
        (Xid(13, "0000:9a:00", UPTIME - 60), []),
    ],
)
def test_an_xid_of_the_last_day_that_no_program_can_cause_is_a_concern(xid: Xid, found: list[tuple[str, str]]) -> None:
    assert concerns({"xids": (xid, xid)}) == found


def test_what_is_asked_seldom_holds_in_between() -> None:
    kept = held({"gpu_source": "amd-smi", "gpus": (GPU,), "xids": (), "uptime_seconds": 3.0})
    assert kept == {"gpu_source": "amd-smi", "gpus": (GPU,), "xids": ()}
    assert held({"gpu_source": "nvml", "gpus": (GPU,)}) == {}
