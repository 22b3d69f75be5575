"""All that ``nvidia-smi -q -x`` tells of each NVIDIA device, for a close look at a node without Python.

The XML has what the driver knows and leaves out what it does not, so that one question does for every driver; the
fields of ``--query-gpu`` are refused as a whole when one of them is unknown. Names changed between drivers: where one
value has several, they stand beside each other. Links and MIG identities have commands of their own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.etree import ElementTree as ET

from console.model import gpu_problem
from console.model.gpu import Absence
from console.model.node_detail import FIELDS, GpuDetail, Kind, MigInstance, NvLink, Value
from console.model.probe import Facts, Probe, Reading, When

SHELL = r"""
every=${pace:-1}
[ $((${n:-1} % every)) -eq $((1 % every)) ] || return 0
command -v nvidia-smi >/dev/null || return 127
limit=
command -v timeout >/dev/null && limit='timeout 20'
said=$($limit nvidia-smi -q -x)
status=$?
if [ "$status" = 15 ]; then
  index=0
  while [ "$index" -lt 16 ]; do
    said=$($limit nvidia-smi -q -x -i "$index")
    case $? in
      0) printf '=== device %s\n%s\n' "$index" "$said" ;;
      15) printf '=== lost %s\n' "$index" ;;
      *) break ;;
    esac
    index=$((index + 1))
  done
elif [ "$status" != 0 ]; then
  return "$status"
else
  printf '=== devices\n'
  printf '%s\n' "$said" | sed 's/^[[:space:]]*//'
fi
printf '=== links\n'
$limit nvidia-smi nvlink -s
printf '=== errors\n'
$limit nvidia-smi nvlink -e
printf '=== list\n'
$limit nvidia-smi -L
return 0
"""

_PATHS: Mapping[str, tuple[str, ...]] = {
    "name": ("product_name",),
    "uuid": ("uuid",),
    "bus_id": ("pci/pci_bus_id",),
    "serial": ("serial",),
    "vbios": ("vbios_version",),
    "architecture": ("product_architecture",),
    "persistence": ("persistence_mode",),
    "compute_mode": ("compute_mode",),
    "mig_enabled": ("mig_mode/current_mig",),
    "fabric_state": ("fabric/state",),
    "utilization_percent": ("utilization/gpu_util",),
    "memory_utilization_percent": ("utilization/memory_util",),
    "encoder_percent": ("utilization/encoder_util",),
    "decoder_percent": ("utilization/decoder_util",),
    "performance_state": ("performance_state",),
    "memory_total_bytes": ("fb_memory_usage/total",),
    "memory_used_bytes": ("fb_memory_usage/used",),
    "memory_reserved_bytes": ("fb_memory_usage/reserved",),
    "bar1_total_bytes": ("bar1_memory_usage/total",),
    "bar1_used_bytes": ("bar1_memory_usage/used",),
    "temperature_celsius": ("temperature/gpu_temp",),
    "memory_temperature_celsius": ("temperature/memory_temp",),
    "temperature_max_celsius": ("temperature/gpu_temp_max_gpu_threshold",),
    "temperature_slowdown_celsius": ("temperature/gpu_temp_slow_threshold",),
    "temperature_shutdown_celsius": ("temperature/gpu_temp_max_threshold",),
    "memory_temperature_max_celsius": ("temperature/gpu_temp_max_mem_threshold",),
    "fan_percent": ("fan_speed",),
    "power_draw_watts": (
        "gpu_power_readings/average_power_draw", "gpu_power_readings/power_draw", "power_readings/power_draw",
    ),
    "power_limit_watts": (
        "gpu_power_readings/current_power_limit", "power_readings/enforced_power_limit", "power_readings/power_limit",
    ),
    "power_default_watts": ("gpu_power_readings/default_power_limit", "power_readings/default_power_limit"),
    "power_max_watts": ("gpu_power_readings/max_power_limit", "power_readings/max_power_limit"),
    "clock_graphics_mhz": ("clocks/graphics_clock",),
    "clock_graphics_max_mhz": ("max_clocks/graphics_clock",),
    "clock_sm_mhz": ("clocks/sm_clock",),
    "clock_sm_max_mhz": ("max_clocks/sm_clock",),
    "clock_memory_mhz": ("clocks/mem_clock",),
    "clock_memory_max_mhz": ("max_clocks/mem_clock",),
    "clock_video_mhz": ("clocks/video_clock",),
    "pcie_generation": ("pci/pci_gpu_link_info/pcie_gen/current_link_gen",),
    "pcie_generation_max": ("pci/pci_gpu_link_info/pcie_gen/max_link_gen",),
    "pcie_width": ("pci/pci_gpu_link_info/link_widths/current_link_width",),
    "pcie_width_max": ("pci/pci_gpu_link_info/link_widths/max_link_width",),
    "pcie_sent_bytes_per_second": ("pci/tx_util",),
    "pcie_received_bytes_per_second": ("pci/rx_util",),
    "pcie_replays": ("pci/replay_counter",),
    "ecc_enabled": ("ecc_mode/current_ecc",),
    "remapped_corrected": ("remapped_rows/remapped_row_corr",),
    "remapped_uncorrected": ("remapped_rows/remapped_row_unc",),
    "remap_pending": ("remapped_rows/remapped_row_pending",),
    "remap_failed": ("remapped_rows/remapped_row_failure",),
    "retired_corrected": ("retired_pages/multiple_single_bit_retirement/retired_count",),
    "retired_uncorrected": ("retired_pages/double_bit_retirement/retired_count",),
    "retired_pending": ("retired_pages/pending_retirement", "retired_pages/pending_blacklist"),
}  # fmt: skip
_NOT_TOLD = frozenset({"compute_capability", "energy_joules"})
"""What the XML does not have, or sums up elsewhere."""
_THROTTLE = {
    "gpu_idle": "idle", "applications_clocks_setting": "clocks_setting", "sw_power_cap": "power_cap",
    "hw_slowdown": "hardware_slowdown", "sync_boost": "sync_boost", "sw_thermal_slowdown": "software_thermal",
    "hw_thermal_slowdown": "hardware_thermal", "hw_power_brake_slowdown": "power_brake",
    "display_clocks_setting": "display_clocks",
}  # fmt: skip
_SCALES = {"MiB": 1 << 20, "KiB": 1 << 10, "GiB": 1 << 30, "KB/s": 1000, "MB/s": 1_000_000, "GB/s": 1_000_000_000}
_ABSENT = {
    "N/A": Absence.UNSUPPORTED,
    "Not Supported": Absence.UNSUPPORTED,
    "Function Not Found": Absence.UNSUPPORTED,
    "Requested functionality has been deprecated": Absence.UNSUPPORTED,
    "Insufficient Permissions": Absence.NO_PERMISSION,
    "GPU is lost": Absence.LOST,
    "Unknown Error": Absence.FAILED,
    "ERR!": Absence.FAILED,
}
_HEAD = re.compile(r"=== (devices|device|lost|links|errors|list)(?: (\d{1,3}))?", re.ASCII)
_GPU = re.compile(r"GPU (\d{1,3}):", re.ASCII)
_SPEED = re.compile(r"\s*Link (\d{1,2}): (?:([\d.]{1,9}) GB/s|<inactive>)", re.ASCII)
_ERRORS = re.compile(r"\s*Link (\d{1,2}): (\w+)(?: FLIT)? Errors: (\d{1,18})", re.ASCII)
_SLICE = re.compile(r"\s*MIG (\S{1,40})\s+Device\s+(\d{1,3}): \(UUID: (\S{1,80})\)", re.ASCII)
_MOST_GPUS = 256


def parse(reading: Reading) -> Facts:
    """Return the devices; nothing where the tool does not answer, which the samples tell."""
    parts = _parts(reading.text)
    if reading.exit_status != 0 or not parts:
        return {}
    links, names = _links(parts), _slices(parts)
    gpus = []
    for (word, number), text in parts.items():
        if word == "lost":
            gpus.append(GpuDetail(number, fault=gpu_problem.device_problem(number, gpu_problem.GPU_IS_LOST)))
        elif word in {"devices", "device"}:
            gpus += [
                _gpu(number + place, gpu, links, names)
                for place, gpu in enumerate(_elements(text))
                if place < _MOST_GPUS
            ]
    return {"gpu_details": tuple(sorted(gpus, key=lambda gpu: gpu.index))}


def _parts(text: str) -> dict[tuple[str, int], str]:
    parts: dict[tuple[str, int], list[str]] = {}
    lines: list[str] = []
    for line in text.splitlines():
        head = _HEAD.fullmatch(line)
        if head is None:
            lines.append(line)
        else:
            lines = parts.setdefault((head[1], int(head[2] or 0)), [])
    return {key: "\n".join(lines) for key, lines in parts.items()}


def _elements(text: str) -> list[ET.Element]:
    start = text.find("<nvidia_smi_log")
    if start < 0 or "<!ENTITY" in text:
        return []
    try:
        # From the root element on: without a document type there are no entities to expand.
        return ET.fromstring(text[start:]).findall("gpu")  # noqa: S314 - no document type, see above
    except ET.ParseError:
        return []


def _gpu(
    index: int,
    gpu: ET.Element,
    links: Mapping[int, tuple[NvLink, ...]],
    names: Mapping[int, Mapping[int, MigInstance]],
) -> GpuDetail:
    values: dict[str, Value] = {}
    absent = dict.fromkeys(_NOT_TOLD, Absence.UNSUPPORTED)
    for name, paths in _PATHS.items():
        said = next((text for path in paths if (text := _text(gpu, path))), "")
        if (value := _value(FIELDS[name][1], said)) is not None:
            values[name] = value
        else:
            absent[name] = _ABSENT.get(said.strip("[]"), Absence.UNSUPPORTED)
    reasons = gpu.find("clocks_event_reasons")
    reasons = gpu.find("clocks_throttle_reasons") if reasons is None else reasons
    if reasons is not None:
        active = {part.tag.partition("_reason_")[2] for part in reasons if (part.text or "").strip() == "Active"}
        values["throttle_reasons"] = tuple(word for tag, word in _THROTTLE.items() if tag in active)
    for since in ("volatile", "aggregate"):
        for kind in ("correctable", "uncorrectable"):
            name = f"ecc_{kind.replace('able', 'ed')}_{since}"
            counts = [_text(gpu, part) for part in _error_paths(gpu, since, kind)]
            told = [int(count) for count in counts if count.isdecimal() and len(count) < 19]
            if told:
                values[name] = sum(told)
            else:
                absent[name] = _ABSENT.get(next(iter(counts), ""), Absence.UNSUPPORTED)
    return GpuDetail(index, values, absent, links.get(index, ()), _instances(gpu, names.get(index, {})))


def _error_paths(gpu: ET.Element, since: str, kind: str) -> list[str]:
    """Return where the counts of one kind stand: in SRAM and DRAM, some of them by how they were found."""
    place = f"ecc_errors/{since}"
    parts = gpu.find(place)
    return [f"{place}/{part.tag}" for part in (() if parts is None else parts) if part.tag[5:].startswith(kind)]


def _text(gpu: ET.Element, path: str) -> str:
    found = gpu.find(path)
    return "" if found is None else (found.text or "").strip()


def _value(kind: Kind, said: str) -> Value | None:
    if not said or said.strip("[]") in _ABSENT or len(said) > 200:
        return None
    if kind is Kind.FLAG:
        return {"Enabled": True, "Yes": True, "Active": True, "Disabled": False, "No": False}.get(said)
    if kind is Kind.TEXT:
        return said
    found = re.fullmatch(r"(\d{1,15}(?:\.\d{1,6})?) ?(\S*)", said, re.ASCII)
    if found is None:
        return None
    number = float(found[1]) * _SCALES.get(found[2], 1)
    return int(number) if kind is Kind.COUNT else number


def _instances(gpu: ET.Element, named: Mapping[int, MigInstance]) -> tuple[MigInstance, ...]:
    found = []
    for part in gpu.findall("mig_devices/mig_device")[:64]:
        index = _value(Kind.COUNT, _text(part, "index"))
        if not isinstance(index, int):
            continue
        known = named.get(index, MigInstance(index))
        numbers = [
            value if isinstance(value := _value(Kind.COUNT, _text(part, path)), int) else None
            for path in (
                "gpu_instance_id", "compute_instance_id", "fb_memory_usage/total", "fb_memory_usage/used",
                "device_attributes/shared/multiprocessor_count",
            )
        ]  # fmt: skip
        found.append(MigInstance(index, known.uuid, known.profile, *numbers))
    return tuple(found)


def _by_gpu(text: str) -> dict[int, list[str]]:
    lines: dict[int, list[str]] = {}
    of: list[str] = []
    for line in text.splitlines():
        if (head := _GPU.match(line)) is not None:
            of = lines.setdefault(int(head[1]), [])
        else:
            of.append(line)
    return lines


def _links(parts: Mapping[tuple[str, int], str]) -> dict[int, tuple[NvLink, ...]]:
    errors = {
        (gpu, int(found[1]), found[2].lower()): int(found[3])
        for gpu, lines in _by_gpu(parts.get(("errors", 0), "")).items()
        for line in lines
        if (found := _ERRORS.match(line)) is not None
    }
    links = {}
    for gpu, lines in _by_gpu(parts.get(("links", 0), "")).items():
        told = [match for line in lines[:64] if (match := _SPEED.match(line)) is not None]
        links[gpu] = tuple(
            NvLink(
                index := int(match[1]),
                active=match[2] is not None,
                speed_bytes_per_second=float(match[2]) * 1e9 if match[2] and match[2].count(".") < 2 else None,
                replay_errors=errors.get((gpu, index, "replay")),
                recovery_errors=errors.get((gpu, index, "recovery")),
                crc_errors=errors.get((gpu, index, "crc")),
            )
            for match in told
        )
    return links


def _slices(parts: Mapping[tuple[str, int], str]) -> dict[int, dict[int, MigInstance]]:
    return {
        gpu: {
            int(found[2]): MigInstance(int(found[2]), found[3], found[1])
            for line in lines
            if (found := _SLICE.match(line)) is not None
        }
        for gpu, lines in _by_gpu(parts.get(("list", 0), "")).items()
    }


PROBE = Probe(name="nvidia_detail", when=When.DETAIL, parse=parse, shell=SHELL)
