"""The GPUs of one node: utilisation, memory, temperature, power and clocks follow one load curve."""

from __future__ import annotations

from console.sim.gpu import MODELS, GpuModel, GpuReading, MigSlice
from console.sim.inventory import NodeSpec
from console.sim.noise import fraction, hexadecimal, pick
from console.sim.story import Story
from console.sim.workload import Workload


class Devices:
    """Answers what every GPU of a node reads now."""

    def __init__(self, spec: NodeSpec, story: Story, workloads: tuple[Workload, ...]) -> None:
        self._spec = spec
        self._story = story
        self._workloads = workloads

    @property
    def model(self) -> GpuModel | None:
        """Return the model of the GPUs, None on a node without any."""
        return MODELS.get(self._spec.gpu)

    def workload(self, gpu: int) -> Workload | None:
        """Return what runs on ``gpu``."""
        return next((w for w in self._workloads if gpu in w.spec.gpus), None)

    def uuid(self, gpu: int) -> str:
        """Return the UUID of ``gpu``: the same for a seed, whatever the time."""
        return "GPU-" + self.uuid_from(hexadecimal(32, self._story.seed, self._spec.name, gpu, "uuid"))

    @staticmethod
    def uuid_from(digits: str) -> str:
        """Return 32 digits in the groups of a UUID."""
        return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))

    def readings(self) -> list[GpuReading]:
        """Return all GPUs as they are now; lost ones too, marked."""
        model = self.model
        if model is None or self._spec.driver_missing:
            return []
        moment = self._story.moment()
        return [self._read(model, gpu, moment) for gpu in range(self._spec.gpus)]

    def _read(self, model: GpuModel, gpu: int, moment: float) -> GpuReading:
        seed, name = self._story.seed, self._spec.name
        workload = self.workload(gpu)
        load = slow = memory = 0.0
        if workload is not None:
            load = workload.load(gpu, moment)
            slow = sum(workload.load(gpu, moment - back) for back in (0, 15, 30, 45)) / 4
            memory = workload.memory(gpu)
        span = model.power_limit_watts - model.power_idle_watts
        cooling = fraction(seed, name, gpu, "cooling") * 6 - 3
        temperature = (
            model.temperature_idle_celsius
            + cooling / 2
            + slow * (model.temperature_full_celsius - model.temperature_idle_celsius + cooling)
        )
        clocks = model.clock_max_mhz - int(load * 0.12 * model.clock_max_mhz) // 15 * 15
        return GpuReading(
            index=gpu,
            model=model,
            uuid=self.uuid(gpu),
            serial=str(1_650_000_000_000 + pick(0, 9_999_999_99, seed, name, gpu, "serial")),
            lost=gpu == self._spec.lost_gpu,
            utilisation_percent=round(load * 100),
            memory_utilisation_percent=round(load * 58),
            memory_used_mib=int(memory * model.memory_total_mib),
            temperature_celsius=round(temperature),
            memory_temperature_celsius=round(temperature + 4 + 8 * slow),
            power_draw_watts=round(model.power_idle_watts + span * (0.9 * load**1.15) + cooling, 2),
            clock_mhz=clocks if load else model.clock_idle_mhz,
            ecc_uncorrected=0,
            remapped=2 if gpu == self._spec.remapped_gpu else 0,
            link_errors=int(moment - self._story.booted(name).timestamp()) // 40 if self._has_bad_link(gpu) else 0,
            mig=self._slices(gpu) if gpu == self._spec.mig_gpu else (),
        )

    def _has_bad_link(self, gpu: int) -> bool:
        return gpu == self._spec.link_errors_gpu

    def _slices(self, gpu: int) -> tuple[MigSlice, ...]:
        name, seed = self._spec.name, self._story.seed
        return tuple(
            MigSlice(profile, "MIG-" + self.uuid_from(hexadecimal(32, seed, name, gpu, "mig", place)), place + 1)
            for place, profile in enumerate(self._spec.mig)
        )
