"""What was measured is kept, bounded and readable, and says how far estimates were off."""

from __future__ import annotations

import asyncio
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from console.deploy.estimate import estimate
from console.deploy.measured import (
    MANY,
    MOST,
    MeasuredBook,
    Measurement,
    entered,
    estimated_bytes,
    gpus_held,
    on_gpus,
    processes,
    question,
)
from console.model.fit import Band, Demand
from console.model.gpu import GpuProcess
from tests.unit.deploy.subjects import GIB, gpus, subject

AT = datetime(2026, 11, 28, 18, 0, tzinfo=UTC)


def row(deploy: str, ratio: float, *, model: str = "llama", engine: str = "vllm", on_gpu: bool = True) -> Measurement:
    return Measurement(
        deploy=deploy, at=AT, engine=engine, model=model, on_gpu=on_gpu,
        estimated_bytes=10 * GIB, measured_bytes=round(10 * GIB * ratio), demand=Demand("bf16"),
    )  # fmt: skip


@pytest.fixture
def book(tmp_path: Path) -> MeasuredBook:
    return MeasuredBook(tmp_path / "measured" / "default.jsonl")


def test_what_was_measured_outlives_the_program_and_can_be_read(book: MeasuredBook, tmp_path: Path) -> None:
    book.add(row("one", 1.1))
    book.add(row("two", 0.9))
    path = tmp_path / "measured/default.jsonl"
    again = MeasuredBook(path)
    assert again.rows() == (row("one", 1.1), row("two", 0.9))
    assert '"measured_bytes":' in path.read_text() and len(path.read_text().splitlines()) == 2
    again.add(row("one", 1.2))
    assert [(one.deploy, round(one.ratio, 2)) for one in MeasuredBook(path).rows()] == [("two", 0.9), ("one", 1.2)]


def test_it_stays_bounded_and_a_bad_line_costs_no_other(book: MeasuredBook, tmp_path: Path) -> None:
    for number in range(5):
        book.add(row(f"{number}", 1.0))
    path = tmp_path / "measured/default.jsonl"
    lines = path.read_text().splitlines()
    path.write_text("\n".join([*lines * (MOST // 2), "{half", lines[-1]]) + "\n")
    found = MeasuredBook(path)
    assert len(found.rows()) == MOST - 1
    found.add(row("new", 1.0))
    assert len(path.read_text().splitlines()) <= MOST
    assert MeasuredBook(tmp_path / "none.jsonl").rows() == ()


def test_the_band_is_of_the_model_once_there_are_enough(book: MeasuredBook) -> None:
    assert book.band("vllm", "llama", on_gpu=True) is None
    book.add(row("a", 1.2, model="other"))
    assert book.band("vllm", "llama", on_gpu=True) == Band(1, 1.2, 1.2)
    book.add(row("b", 0.9))
    book.add(row("c", 1.0))
    found = book.band("vllm", "llama", on_gpu=True)
    assert found == Band(3, 0.9, 1.2)
    book.add(row("d", 1.1))
    assert book.band("vllm", "llama", on_gpu=True) == Band(3, 0.9, 1.1, of_model=True)
    # Neither another engine nor the node's memory says anything of GPUs.
    assert book.band("sglang", "llama", on_gpu=True) is None and book.band("vllm", "llama", on_gpu=False) is None


def test_of_many_the_outermost_are_left_out(book: MeasuredBook) -> None:
    for number in range(MANY * 2):
        book.add(row(f"{number}", 5.0 if number == 0 else 1.0))
    found = book.band("vllm", "llama", on_gpu=True)
    assert found is not None and found.samples == MANY * 2 and found.high == 1.0


def test_what_is_expected_is_what_the_engine_takes() -> None:
    found = estimate(subject("llama-3.1-8b"), Demand("bf16", tensor=2), gpus(2))
    assert estimated_bytes(found) == sum(use.taken_bytes for use in found.gpus) > 140 * GIB


def test_only_the_services_own_processes_count_on_gpus() -> None:
    computing = (
        GpuProcess("GPU-0", 10, memory_used_bytes=5 * GIB),
        GpuProcess("GPU-1", 10, memory_used_bytes=4 * GIB),
        GpuProcess("GPU-0", 11, memory_used_bytes=7 * GIB),
        GpuProcess("GPU-1", 12),
    )
    assert on_gpus(computing, (10, 12)) == 9 * GIB
    assert on_gpus(computing, ()) == 0


async def test_a_service_is_found_by_its_folder(tmp_path: Path) -> None:
    """The real shell over the real /proc."""
    folder = tmp_path / "leitstand-x"
    folder.mkdir()
    script = folder / "run.py"
    script.write_text("import time\nprint('up', flush=True)\ntime.sleep(60)\n")
    service = await asyncio.create_subprocess_exec(sys.executable, str(script), stdout=asyncio.subprocess.PIPE)
    try:
        assert service.stdout is not None
        await service.stdout.readline()
        asked = await asyncio.create_subprocess_exec(
            "/bin/sh", "-s", stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
        )
        out, _ = await asked.communicate(question(str(folder), "leitstand-x").encode())
        found = processes(out.decode())
        assert list(found) == [service.pid] and 1_000_000 < found[service.pid] < 200_000_000
        assert os.getpid() not in found
        quiet = await asyncio.create_subprocess_exec(
            "/bin/sh", "-s", stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
        )
        out, _ = await quiet.communicate(question(str(tmp_path / "it's another"), "leitstand-y").encode())
        assert not processes(out.decode())
    finally:
        service.kill()
        await service.wait()


def test_what_is_no_line_of_ours_is_passed_over() -> None:
    assert processes("Welcome!\n12 2048\n12 x\n-1 5\n") == {12: 2048 * 1024}


def tool(folder: Path, name: str, script: str) -> None:
    (folder / name).write_text(f"#!/bin/sh\n{script}\n")
    (folder / name).chmod(0o755)


async def said(script: str, **variables: str) -> str:
    made = await asyncio.create_subprocess_exec(
        "/bin/sh", "-s", stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        env={**os.environ, **variables},
    )  # fmt: skip
    out, _ = await made.communicate(script.encode())
    return out.decode()


async def test_of_a_container_whose_processes_are_not_seen_its_engine_is_asked(tmp_path: Path) -> None:
    tool(tmp_path, "docker", 'case $1 in ps) echo 0123abcdef ;; stats) echo "1.5GiB / 31GiB" ;; esac')
    path = f"{tmp_path}:{os.environ['PATH']}"
    assert processes(await said(question("/srv/none-of-this-name", "leitstand-x"), PATH=path)) == {0: 3 * GIB // 2}
    tool(tmp_path, "docker", 'case $1 in ps) echo 0123abcdef ;; stats) echo "-- / --" ;; esac')
    assert processes(await said(question("/srv/none-of-this-name", "leitstand-x"), PATH=path)) == {}


async def test_in_a_job_of_slurm_its_own_processes_count_and_not_those_who_ask(tmp_path: Path) -> None:
    job = str(os.getpid())
    tool(tmp_path, "nvidia-smi", 'case $1 in *apps*) printf "%s, 2048\\n1, 512\\n" "$SERVER" ;; esac')
    server = await asyncio.create_subprocess_exec(
        sys.executable, "-c", "print(flush=True); import time; time.sleep(60)", stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "SLURM_JOB_ID": job, "SLURM_STEP_ID": "batch"},
    )  # fmt: skip
    assert server.stdout is not None
    await server.stdout.readline()
    try:
        step = f"SLURM_JOB_ID={job} SLURM_STEP_ID=7 SERVER={server.pid} PATH={tmp_path}:$PATH sh"
        answer = await said(entered(step))
        assert list(processes(answer)) == [server.pid] and gpus_held(answer) == 2 * GIB
    finally:
        server.kill()
        await server.wait()


async def test_all_that_is_in_a_pod_is_the_services(tmp_path: Path) -> None:
    tool(tmp_path, "nvidia-smi", 'case $1 in *gpu=*) printf "2048\\n1024\\n" ;; esac')
    answer = await said(entered(f"PATH={tmp_path}:$PATH sh"))
    assert os.getpid() in processes(answer) and gpus_held(answer) == 3 * GIB
