"""The batch script, and what its control script makes of Slurm's answers."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from msgspec.structs import replace

from console.model.errors import ConsoleError
from console.model.field import Pairs
from console.model.job import Launch, Mount
from console.model.launch import Service
from console.model.service import StepKind
from console.model.weights import Packaging
from console.targets.slurm import TARGET, batch

LAUNCH = Launch(("/srv/it's/python", "server.py", "--port", "18080", "--context", "18080"), port=18080, gpus=2)
IMAGE = Launch(
    ("--port", "8000"),
    packaging=Packaging.IMAGE,
    image="nvcr.io/nim/meta/llama:1.2",
    environment=(("NIM_HTTP_API_PORT", "8000"), ("NOTE", "it's 8000")),
    mounts=(Mount("/srv/models", "/models"),),
    gpus=1,
    port=8000,
)


def service(options: Pairs = (), directory: str = "/srv/demo") -> Service:
    return Service("demo", "Demo\n(llama.cpp)", directory, "/home/ops", 18080, options=options)


def test_what_was_chosen_stands_where_slurm_reads_it() -> None:
    options = (
        ("partition", "h100"),
        ("account", "ml"),
        ("qos", "high"),
        ("gpu_type", "h100"),
        ("memory", "64G"),
        ("time_limit", "2-00:00"),
        ("requeue", "time"),
    )
    lines = [line[8:] for line in batch(service(options), LAUNCH).splitlines() if line.startswith("#SBATCH")]
    assert {
        "--partition=h100",
        "--account=ml",
        "--qos=high",
        "--gres=gpu:h100:2",
        "--mem=64G",
        "--time=2-00:00",
        "--cpus-per-task=4",
        "--requeue",
        "--signal=B:USR1@60",
    } <= set(lines)
    plain = batch(service((("requeue", "never"),)), replace(LAUNCH, gpus=0))
    assert "--no-requeue" in plain and "gres" not in plain and "--time" not in plain and "scontrol requeue" not in plain


@pytest.mark.parametrize("value", ["h100\n#SBATCH --uid=0", "a b", "$(id)", "`id`"])
def test_what_slurm_could_misread_is_refused(value: str) -> None:
    with pytest.raises(ConsoleError, match="cannot be the Partition"):
        batch(service((("partition", value),)), LAUNCH)


def test_the_port_that_is_free_takes_the_place_of_the_port_and_of_nothing_else() -> None:
    text = batch(service(), LAUNCH)
    assert '--port "$port" --context 18080 &' in text and "'/srv/it'\"'\"'s/python' server.py" in text
    text = batch(service(), IMAGE)
    assert 'export NIM_HTTP_API_PORT="$port"\n' in text and "export NOTE='it'\"'\"'s 8000'\n" in text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--host", "0.0.0.0", "--port", "18080"), '--host "$address" --port "$port"'),
        (("--listen=0.0.0.0:18080", "10.0.0.0.0"), '--listen="$address":"$port" 10.0.0.0.0'),
        (("--model", "", "it's 0.0.0.0"), "--model '' 'it'\"'\"'s '\"$address\""),
    ],
)
def test_the_address_of_the_node_takes_the_place_of_all_addresses(words: tuple[str, ...], said: str) -> None:
    assert f"{said} &\n" in batch(service(), replace(LAUNCH, arguments=words))


@pytest.mark.parametrize(
    ("says", "address"),
    [
        ("NodeName=n1 NodeAddr=127.0.0.1 NodeHostName=n1", "127.0.0.1"),
        ("NodeName=n1 NodeAddr=OWN NodeHostName=n1", "OWN"),
        # Behind a translated address, and where nothing is said, the server would not start on it.
        ("NodeName=n1 NodeAddr=192.0.2.77 NodeHostName=n1", "0.0.0.0"),
        ("NodeName=n1 NodeAddr=no-such.example.com NodeHostName=n1", "0.0.0.0"),
        ("slurm_load_node error", "0.0.0.0"),
    ],
)
def test_a_job_listens_where_slurm_reaches_its_node(tmp_path: Path, says: str, address: str) -> None:
    own = next(iter(subprocess.run(["hostname", "-I"], capture_output=True, text=True, check=True).stdout.split()), "")
    if not own or ":" in own:
        pytest.skip("this machine has no address of its own")
    (tmp_path / "scontrol").write_text(f"#!/bin/sh\necho '{says.replace('OWN', own)}'\n")
    (tmp_path / "scontrol").chmod(0o755)
    launch = Launch(("/bin/echo", "--host", "0.0.0.0"), port=18080)
    done = subprocess.run(
        ["bash", "-c", batch(service(), launch)],
        cwd=tmp_path,
        env={"PATH": f"{tmp_path}:{os.environ['PATH']}", "SLURM_JOB_ID": "7", "SLURMD_NODENAME": "no-such"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == f"--host {address.replace('OWN', own)}\n"


def test_an_image_is_run_by_whatever_the_node_has() -> None:
    text = batch(service(), IMAGE)
    assert (
        "--container-image=nvcr.io#nim/meta/llama:1.2" in text and "--container-mounts=/srv/models:/models:ro" in text
    )
    assert '"$apptainer" run --nv --bind /srv/models:/models:ro docker://nvcr.io/nim/meta/llama:1.2' in text
    only = batch(service((("containers", "apptainer"),)), IMAGE)
    assert "--container-image" not in only and "apptainer is there" in only


def test_a_port_that_is_taken_is_passed_over(tmp_path: Path) -> None:
    """The script itself, with a server that says where it would listen."""
    import socket

    with socket.socket() as taken:
        taken.bind(("0.0.0.0", 0))
        taken.listen()
        port = taken.getsockname()[1]
        launch = Launch(("/bin/echo", "--port", str(port)), port=port)
        done = subprocess.run(
            ["bash", "-c", batch(service(), launch)],
            cwd=tmp_path,
            env={"PATH": os.environ["PATH"], "SLURM_JOB_ID": "7", "SLURMD_NODENAME": "n1"},
            capture_output=True,
            text=True,
            check=True,
        )
    chosen = int(done.stdout.split()[1])
    assert chosen > port
    assert (tmp_path / "endpoint").read_text() == f"7 n1 {chosen}\n"


class Cluster:
    """Stands in for Slurm's commands: what each prints is a file."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.bin = folder / "it's $x", folder / "bin"
        for path in (self.folder, self.bin):
            path.mkdir()
        control = TARGET.steps(service(directory=str(self.folder)), LAUNCH)[0]
        assert control.kind is StepKind.WRITE
        Path(control.target).write_text(control.content)
        for name in ("squeue", "sbatch", "scontrol", "scancel", "sacct"):
            self.program(name, "exit 0")

    def program(self, name: str, text: str) -> None:
        (self.bin / name).write_text(f'#!/bin/sh\necho "{name} $*" >>"{self.bin}/log"\n{text}\n')
        (self.bin / name).chmod(0o755)

    def run(self, command: str) -> subprocess.CompletedProcess[str]:
        path = f"{self.bin}:{os.environ['PATH']}"
        return subprocess.run(
            ["/bin/sh", "-c", command], capture_output=True, text=True, check=False, env={"PATH": path}, timeout=30
        )

    def queue(self, line: str) -> None:
        """Let squeue say this of the one job in the folder."""
        (self.bin / "folder").write_text(str(self.folder))
        answers = f'*%Z*) echo "12|$(cat {self.bin}/folder)";; *--start*) echo 2026-12-01T10:00:00;; *) echo "{line}";;'
        self.program("squeue", f'case "$*" in {answers} esac')


@pytest.fixture
def cluster(tmp_path: Path) -> Cluster:
    return Cluster(tmp_path)


@pytest.mark.parametrize(
    ("line", "rc", "words"),
    [
        ("RUNNING|None|x|gpu01|2026-12-02T10:00:00", 0, "runs on gpu01; its time ends at 2026-12-02T10:00:00"),
        ("PENDING|Resources|N/A||N/A", 75, "is pending: Resources, expected start 2026-12-01T10:00:00"),
        ("SUSPENDED|None|x|gpu01|x", 75, "is SUSPENDED"),
        ("COMPLETING|NonZeroExitCode|x|gpu01|x", 1, "is COMPLETING: NonZeroExitCode"),
    ],
)
def test_a_state_of_slurm_is_told_with_its_reason(cluster: Cluster, line: str, rc: int, words: str) -> None:
    cluster.queue(line)
    done = cluster.run(TARGET.status(service(directory=str(cluster.folder))))
    assert done.returncode == rc and words in done.stdout


def test_a_job_that_has_ended_and_one_that_never_was(cluster: Cluster) -> None:
    status = TARGET.status(service(directory=str(cluster.folder)))
    assert cluster.run(status).stdout == "no Slurm job has been submitted\n"
    (cluster.folder / "job").write_text("12\n")
    cluster.program("scontrol", "echo 'JobId=12 JobState=TIMEOUT Reason=TimeLimit ExitCode=0:1'")
    done = cluster.run(status)
    assert done.returncode == 1 and "job 12 has ended: JobState=TIMEOUT Reason=TimeLimit" in done.stdout


def test_what_is_in_the_queue_is_not_submitted_twice(cluster: Cluster) -> None:
    start = TARGET.start(service(directory=str(cluster.folder)))
    cluster.program("sbatch", "echo '12;bed'")
    assert cluster.run(start).stdout == "Slurm job 12 is submitted\n"
    assert (cluster.folder / "job").read_text() == "12\n"
    cluster.queue("PENDING|Priority|N/A||N/A")
    assert "is there already" in cluster.run(start).stdout
    assert (cluster.bin / "log").read_text().count("sbatch --parsable") == 1


def test_a_controller_that_does_not_answer_stops_nothing_by_mistake(cluster: Cluster) -> None:
    cluster.program("squeue", "echo 'slurm_load_jobs error: Unable to contact slurm controller' >&2; exit 1")
    for command in (TARGET.start, TARGET.stop, TARGET.status, TARGET.door):
        done = cluster.run(command(service(directory=str(cluster.folder))))
        assert done.returncode == 75 and "Unable to contact" in done.stderr
    assert not (cluster.folder / "job").exists()
    assert "sbatch" not in (cluster.bin / "log").read_text()
