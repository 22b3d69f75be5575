"""Jobs in the background."""

from __future__ import annotations

from pathlib import Path

from tests.sim import connected, run, running

START = 'X=there; setsid nohup sh -c "sleep 500; echo $X" >/tmp/log 2>&1 </dev/null & echo $! >/tmp/pid; cat /tmp/pid'


async def test_a_job_outlives_its_session_until_it_is_killed(tmp_path: Path) -> None:
    async with running(tmp_path, "gpu-a01") as sim:
        async with connected(sim, "gpu-a01") as connection:
            pid = (await run(connection, START))[1].strip()
        async with connected(sim, "gpu-a01") as connection:
            assert (await run(connection, f"kill -0 {pid} && ps -o args= -p {pid}"))[0] == 0
            assert (await run(connection, f"kill {pid}; kill -0 {pid}"))[0] == 1


async def test_a_script_waits_for_its_job(tmp_path: Path) -> None:
    async with running(tmp_path, "gpu-a01") as sim, connected(sim, "gpu-a01") as connection:
        script = "sh -c 'sleep 0.1; exit 4' & child=$!; wait $child; echo status $?"
        assert (await run(connection, script))[1] == "status 4\n"


async def test_a_job_calls_the_functions_of_its_script_and_is_heard_when_it_is_waited_for(tmp_path: Path) -> None:
    async with running(tmp_path, "gpu-a01") as sim, connected(sim, "gpu-a01") as connection:
        script = 'ask() {\n  echo "asked $1"\n}\nask one &\nask two &\nwait\necho done'
        assert (await run(connection, script))[1] == "asked one\nasked two\ndone\n"
