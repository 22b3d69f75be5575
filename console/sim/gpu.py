"""The GPU models of the simulated data centre, and what one GPU reads at one moment."""

from __future__ import annotations

from msgspec import Struct


class GpuModel(Struct, frozen=True):
    """What is the same for every GPU of one model."""

    name: str
    architecture: str
    compute_capability: str
    memory_total_mib: int
    memory_reserved_mib: int
    power_limit_watts: int
    power_idle_watts: int
    temperature_idle_celsius: int
    temperature_full_celsius: int
    clock_idle_mhz: int
    clock_max_mhz: int
    memory_clock_mhz: int
    device_id: str
    subsystem_id: str
    lspci_name: str
    vbios: str
    board_part: str
    pcie_generation: int
    nvlinks: int
    nvlink_gbytes_per_second: float

    @property
    def is_nvidia(self) -> bool:
        """Return whether NVIDIA's driver runs it."""
        return self.name.startswith("NVIDIA")


MODELS = {
    "h100": GpuModel(
        "NVIDIA H100 80GB HBM3", "Hopper", "9.0", 81559, 551, 700, 71, 29, 66, 345, 1980, 2619,
        "0x233010DE", "0x16C110DE", "3D controller: NVIDIA Corporation GH100 [H100 SXM5 80GB] (rev a1)",
        "96.00.99.00.01", "692-2G520-0200-000", 5, 18, 26.562,
    ),
    "h200": GpuModel(
        "NVIDIA H200", "Hopper", "9.0", 143771, 604, 700, 76, 28, 65, 345, 1980, 3201,
        "0x233510DE", "0x18BE10DE", "3D controller: NVIDIA Corporation GH100 [H200 SXM 141GB] (rev a1)",
        "96.00.CF.00.01", "692-2G520-0280-001", 5, 18, 26.562,
    ),
    "a100": GpuModel(
        "NVIDIA A100-SXM4-80GB", "Ampere", "8.0", 81920, 667, 400, 62, 30, 62, 210, 1410, 1593,
        "0x20B210DE", "0x147F10DE", "3D controller: NVIDIA Corporation GA100 [A100 SXM4 80GB] (rev a1)",
        "92.00.45.00.03", "692-2G506-0210-002", 4, 12, 25.0,
    ),
    "l40s": GpuModel(
        "NVIDIA L40S", "Ada Lovelace", "8.9", 46068, 597, 350, 34, 31, 71, 210, 2520, 9001,
        "0x26B910DE", "0x185110DE", "3D controller: NVIDIA Corporation AD102GL [L40S] (rev a1)",
        "95.02.66.00.02", "900-2G133-0080-000", 4, 0, 0.0,
    ),
    "mi300x": GpuModel(
        "AMD Instinct MI300X", "CDNA 3", "gfx942", 196592, 283, 750, 138, 35, 68, 132, 2100, 1300,
        "0x1002", "0x74A1", "Processing accelerators: Advanced Micro Devices, Inc. [AMD/ATI] Aqua Vanjaram [MI300X]",
        "022.040.003.043", "102-G30218-00", 5, 0, 0.0,
    ),
}  # fmt: skip

MIG_PROFILES = {"1g.10gb": (9728, 16), "2g.20gb": (19968, 32), "3g.40gb": (40448, 60)}
"""Memory in MiB and multiprocessors of the slices of an H100."""

BUS_NUMBERS = (0x18, 0x2A, 0x3A, 0x5D, 0x9A, 0xAB, 0xBA, 0xDB)


class MigSlice(Struct, frozen=True):
    """A part of a GPU that looks like a GPU of its own."""

    profile: str
    uuid: str
    instance: int

    @property
    def memory_mib(self) -> int:
        """Return its memory."""
        return MIG_PROFILES[self.profile][0]

    @property
    def multiprocessors(self) -> int:
        """Return its multiprocessors."""
        return MIG_PROFILES[self.profile][1]


class GpuReading(Struct, frozen=True):
    """One GPU at one moment; everything that is printed about it comes from here."""

    index: int
    model: GpuModel
    uuid: str
    serial: str
    lost: bool
    utilisation_percent: int
    memory_utilisation_percent: int
    memory_used_mib: int
    temperature_celsius: int
    memory_temperature_celsius: int
    power_draw_watts: float
    clock_mhz: int
    ecc_uncorrected: int
    remapped: int = 0
    """Rows of memory that were replaced after an uncorrectable error."""
    link_errors: int = 0
    """Replays on its third link."""
    mig: tuple[MigSlice, ...] = ()

    @property
    def pcie_sent_kib(self) -> int:
        """Return the rate to the host in KiB/s."""
        return self.utilisation_percent * 5210

    @property
    def pcie_received_kib(self) -> int:
        """Return the rate from the host in KiB/s."""
        return self.utilisation_percent * 14350

    @property
    def bus_id(self) -> str:
        """Return the PCI address as nvidia-smi writes it."""
        return f"00000000:{BUS_NUMBERS[self.index % len(BUS_NUMBERS)]:02X}:00.0"

    @property
    def memory_free_mib(self) -> int:
        """Return what is neither used nor reserved."""
        return self.model.memory_total_mib - self.model.memory_reserved_mib - self.memory_used_mib

    @property
    def performance_state(self) -> str:
        """Return P0: data-centre GPUs stay there with persistence mode on."""
        return "P0" if self.model.name != "NVIDIA L40S" or self.utilisation_percent else "P8"
