"""What the kinds of workload do to a GPU, and the processes and containers they show up as."""

from __future__ import annotations

from msgspec import Struct

from console.sim.inventory import WorkloadSpec
from console.sim.noise import fraction, hexadecimal, pick, wander

REGISTRY = "registry.example.com"


class Kind(Struct, frozen=True):
    """How one kind of workload loads its GPUs and what it is started with."""

    load: float
    swing: float
    memory: float
    image: str
    command: str
    worker: str
    port: int
    cpu_percent: float
    rss_gib: float


KINDS = {
    "serve": Kind(
        0.9, 0.1, 0.88, "vllm-openai:v0.11.2",
        "/usr/bin/python3 /usr/local/bin/vllm serve {model} --tensor-parallel-size {count} --port {port}",
        "VLLM::Worker_TP{rank}", 8000, 104.0, 9.5,
    ),
    "serve-rocm": Kind(
        0.9, 0.1, 0.88, "vllm-rocm:v0.11.2",
        "/usr/bin/python3 /usr/local/bin/vllm serve {model} --tensor-parallel-size {count} --port {port}",
        "VLLM::Worker_TP{rank}", 8000, 104.0, 9.5,
    ),
    "train": Kind(
        0.97, 0.03, 0.93, "pytorch:25.10-py3",
        "/usr/bin/python3 /usr/local/bin/torchrun --nproc-per-node {count} train.py --model {model}",
        "/usr/bin/python3 -u train.py --model {model}", 0, 101.0, 21.0,
    ),
    "embed": Kind(
        0.42, 0.3, 0.34, "text-embeddings:1.8",
        "text-embeddings-router --model-id {model} --port {port}",
        "text-embeddings-router --model-id {model}", 8080, 61.0, 3.2,
    ),
    "batch": Kind(
        0.74, 0.24, 0.62, "vllm-openai:v0.11.2",
        "/usr/bin/python3 eval.py --model {model} --gpus {count}",
        "/usr/bin/python3 eval.py --model {model}", 0, 88.0, 6.4,
    ),
}  # fmt: skip


class Inside(Struct, frozen=True):
    """What is in the image of a kind of workload."""

    system_id: str
    system: str
    cuda: str
    python: str
    packages: tuple[tuple[str, str], ...]
    torch_cuda: str


INSIDE = {
    "vllm-openai": Inside(
        "ubuntu", "Ubuntu 22.04.5 LTS", "12.9.1", "3.12",
        (("vllm", "0.11.2"), ("torch", "2.9.0+cu129"), ("transformers", "4.57.1")), "12.9",
    ),
    "pytorch": Inside(
        "ubuntu", "Ubuntu 24.04.3 LTS", "13.0.2", "3.12",
        (("torch", "2.9.0+cu130"), ("transformers", "4.57.1"), ("deepspeed", "0.18.2")), "13.0",
    ),
    "vllm-rocm": Inside(
        "ubuntu", "Ubuntu 22.04.5 LTS", "", "3.12", (("vllm", "0.11.2"), ("torch", "2.9.0+rocm6.4")), "",
    ),
    "text-embeddings": Inside("debian", "Debian GNU/Linux 12 (bookworm)", "12.2.0", "", (), ""),
}  # fmt: skip


class Workload(Struct, frozen=True):
    """One workload on one node."""

    spec: WorkloadSpec
    node: str
    seed: int
    number: int

    @property
    def kind(self) -> Kind:
        """Return what is common to its kind."""
        return KINDS[self.spec.kind]

    @property
    def port(self) -> int:
        """Return the port it serves on, 0 when it serves nothing."""
        return self.kind.port + self.number if self.kind.port else 0

    @property
    def name(self) -> str:
        """Return its name as a container."""
        return self.spec.model.removeprefix("example-")

    @property
    def inside(self) -> Inside:
        """Return what is in its image."""
        return INSIDE[self.kind.image.partition(":")[0]]

    @property
    def container_id(self) -> str:
        """Return the whole identity of its container."""
        return hexadecimal(64, self.seed, self.node, self.number, "container")

    @property
    def job(self) -> int | None:
        """Return the number of its Slurm job; a training has the same one on all its nodes."""
        if self.spec.kind == "train":
            return 4000 + pick(0, 900, self.seed, self.spec.model, "job")
        return 5000 + pick(0, 900, self.seed, self.node, "job") if self.spec.kind == "batch" else None

    @property
    def control_group(self) -> str:
        """Return where the kernel counts its processes."""
        parent = "/system.slice" if self.job is None else f"/system.slice/slurmstepd.scope/job_{self.job}/step_0/user"
        return f"{parent}/docker-{self.container_id}.scope"

    def command(self) -> str:
        """Return the command line of the leading process."""
        return self.kind.command.format(model=self.spec.model, count=len(self.spec.gpus), port=self.port)

    def worker(self, rank: int) -> str:
        """Return the command line of the process that holds GPU number ``rank`` of this workload."""
        return self.kind.worker.format(model=self.spec.model, rank=rank)

    def load(self, gpu: int, moment: float) -> float:
        """Return how busy ``gpu`` is, from 0 to 1."""
        kind = self.kind
        key = (self.seed, self.node, gpu, self.spec.kind)
        slow = wander(moment, 240, *key, "slow")
        fast = wander(moment, 11, *key, "fast")
        level = kind.load + kind.swing * (0.7 * slow + 0.3 * fast)
        if self.spec.kind == "train" and (moment + 60 * fraction(self.seed, self.spec.model)) % 900 < 9:
            level = 0.08  # every GPU of the job waits while the checkpoint is written
        return min(1.0, max(0.0, level))

    def memory(self, gpu: int) -> float:
        """Return the part of the memory of ``gpu`` it holds, from 0 to 1."""
        return self.kind.memory + 0.02 * (fraction(self.seed, self.node, gpu, "memory") - 0.5)
