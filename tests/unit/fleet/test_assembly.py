from __future__ import annotations

from datetime import UTC, datetime

from console.fleet.assembly import snapshot
from console.model.gpu import Gpu, GpuProcess
from console.model.probe import Facts
from console.model.release import ReleaseFiles

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def test_what_was_read_once_stays_and_what_was_read_now_wins() -> None:
    survey: Facts = {
        "kernel": "6.1",
        "release": ReleaseFiles(os_release="ID=debian\nVERSION_ID=12\n", libc="glibc 2.36"),
    }
    survey["uptime_seconds"] = 1.0
    made = snapshot(7, NOW, survey, {"uptime_seconds": 9.0, "gpus": (Gpu(0),)})
    assert (made.sequence, made.taken_at, made.kernel, made.uptime_seconds) == (7, NOW, "6.1", 9.0)
    assert made.distro is not None
    assert (made.distro.family, made.distro.version, made.distro.libc) == ("debian", "12", "glibc 2.36")
    assert made.gpus == (Gpu(0),)


def test_nothing_known_is_none_and_not_zero() -> None:
    made = snapshot(1, NOW, {}, {})
    assert (made.distro, made.load_1m, made.memory_total_bytes, made.gpu_problem, made.gpus) == (None,) * 4 + ((),)


def test_who_computes_on_gpus_that_are_gone_is_not_known() -> None:
    said: Facts = {"gpu_processes": (GpuProcess("GPU-1", 7),)}
    assert snapshot(1, NOW, said, {"gpus": (Gpu(0, uuid="GPU-1"),)}).gpu_processes == (GpuProcess("GPU-1", 7),)
    assert snapshot(1, NOW, said, {}).gpu_processes is None
