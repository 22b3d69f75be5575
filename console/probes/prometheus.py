"""Answers of the HTTP API of Prometheus: samples of dcgm-exporter and node-exporter, targets, alerts.

Sources: Prometheus' HTTP API v1; dcgm-exporter's default-counters.csv for names and units (memory in MiB, XID as the
code of the last one); node-exporter's collectors. What a sample belongs to is in its labels, which sites rewrite: those
in ``LABELS`` are tried in turn, one that a person names comes first.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import msgspec

from console.model.gpu import Gpu, Xid, place_of
from console.model.probe import Facts
from console.model.prometheus import Alert, Target

LABELS = ("Hostname", "node", "nodename", "kubernetes_node", "exported_hostname", "host", "hostname", "instance")
GPU_LABELS = ("gpu", "minor_number", "index")

_DCGM = (
    "DCGM_FI_DEV_GPU_UTIL",
    "DCGM_FI_DEV_GPU_TEMP",
    "DCGM_FI_DEV_POWER_USAGE",
    "DCGM_FI_DEV_POWER_MGMT_LIMIT",
    "DCGM_FI_DEV_ECC_DBE_VOL_TOTAL",
    "DCGM_FI_DEV_FB_USED",
    "DCGM_FI_DEV_FB_FREE",
    "DCGM_FI_DEV_FB_RESERVED",
    "DCGM_FI_DEV_FB_TOTAL",
    "DCGM_FI_DEV_XID_ERRORS",
)
_PROFILED = "DCGM_FI_PROF_GR_ENGINE_ACTIVE"
"""A share of 1: what MIG and newer settings export in place of the utilisation."""
_NODE = (
    "node_load1",
    "node_memory_MemTotal_bytes",
    "node_memory_MemAvailable_bytes",
    "node_boot_time_seconds",
    "node_uname_info",
    "node_filesystem_size_bytes",
    "node_filesystem_avail_bytes",
)
NAMES = (*_DCGM, _PROFILED, *_NODE)

WINDOW_SECONDS = 60
"""Older samples are none: the server itself would hand them out for five minutes."""

QUERY = f'last_over_time({{__name__=~"{"|".join(NAMES)}",mountpoint!~"/.+"}}[{WINDOW_SECONDS}s])'
"""One question for all nodes; of file systems only the root's."""


class _Sample(msgspec.Struct):
    metric: dict[str, str]
    value: tuple[float, str]


class _Vector(msgspec.Struct):
    result: list[_Sample] = []


class _Answer(msgspec.Struct):
    data: _Vector


class _Target(msgspec.Struct, rename="camel"):
    labels: dict[str, str] = {}
    scrape_url: str = ""
    last_error: str = ""
    last_scrape: str = ""
    health: str = ""


class _Targets(msgspec.Struct, rename="camel"):
    active_targets: list[_Target] = []


class _TargetAnswer(msgspec.Struct):
    data: _Targets


class _Alert(msgspec.Struct, rename="camel"):
    labels: dict[str, str] = {}
    annotations: dict[str, str] = {}
    state: str = ""
    active_at: str = ""
    value: str = ""


class _Alerts(msgspec.Struct):
    alerts: list[_Alert] = []


class _AlertAnswer(msgspec.Struct):
    data: _Alerts


def node_of(labels: Mapping[str, str], wanted: str = "") -> str:
    """Return the node that labels name: a port at its end goes, an address stays as it is."""
    for label in (wanted, *LABELS):
        value = labels.get(label, "").strip() if label else ""
        if value:
            head, colon, port = value.rpartition(":")
            return head.strip("[]") if colon and port.isascii() and port.isdigit() and head else value
    return ""


def samples(data: bytes, now: float, labels: Mapping[str, str] | None = None) -> dict[str, Facts]:
    """Return what the answer to QUERY says of each node; raises msgspec.DecodeError for what is no answer."""
    wanted = labels or {}
    found = msgspec.json.decode(data, type=_Answer).data.result
    names = {
        one.metric.get("instance", ""): one.metric["nodename"]
        for one in found
        if one.metric.get("__name__") == "node_uname_info" and one.metric.get("nodename")
    }
    gpus: dict[str, dict[str, dict[str, str]]] = {}
    nodes: dict[str, dict[str, str]] = {}
    systems: dict[str, Mapping[str, str]] = {}
    for one in found:
        metric, value = one.metric, one.value[1]
        name = metric.get("__name__", "")
        if name in _DCGM or name == _PROFILED:
            node = node_of(metric, wanted.get("node", ""))
            place = metric.get("UUID") or next((metric[key] for key in GPU_LABELS if metric.get(key)), "")
            if node and place and not metric.get("GPU_I_ID"):
                row = gpus.setdefault(node, {}).setdefault(place, {})
                row.update({f"label:{key}": text for key, text in metric.items()})
                row[name] = value
        elif name in _NODE:
            # What runs on a node knows its own name; its address may be that of an exporter on a port.
            node = node_of(metric, wanted.get("node", "")) if wanted.get("node") in metric else ""
            node = node or names.get(metric.get("instance", "")) or node_of(metric)
            if name == "node_uname_info":
                systems[node] = metric
            else:
                nodes.setdefault(node, {})[name] = value
    return {
        node: _facts(node, gpus.get(node, {}), nodes.get(node, {}), systems.get(node, {}), now, wanted.get("gpu", ""))
        for node in dict.fromkeys([*gpus, *nodes])
        if node
    }


def targets(data: bytes, labels: Mapping[str, str] | None = None) -> tuple[Target, ...]:
    """Return what is scraped; raises msgspec.DecodeError for what is no answer."""
    wanted = (labels or {}).get("node", "")
    return tuple(
        Target(
            one.scrape_url,
            one.labels.get("job", ""),
            one.labels.get("instance", ""),
            node_of(one.labels, wanted),
            one.health,
            one.last_error,
            _moment(one.last_scrape),
        )
        for one in msgspec.json.decode(data, type=_TargetAnswer).data.active_targets
    )


def alerts(data: bytes, labels: Mapping[str, str] | None = None) -> tuple[Alert, ...]:
    """Return the alerts that are pending or fire; raises msgspec.DecodeError for what is no answer."""
    wanted = (labels or {}).get("node", "")
    found = []
    for one in msgspec.json.decode(data, type=_AlertAnswer).data.alerts:
        rest = {key: value for key, value in one.labels.items() if key not in {"alertname", "severity"}}
        text = ", ".join(f"{key}={value}" for key, value in sorted(rest.items()))
        name = one.labels.get("alertname", "")
        summary = one.annotations.get("summary") or one.annotations.get("description") or ""
        found.append(
            Alert(
                f"{name}{{{text}}}",
                name,
                node_of(one.labels, wanted),
                one.labels.get("severity", ""),
                one.state == "firing",
                _short(one.value),
                text,
                summary,
                _moment(one.active_at),
            )
        )
    return tuple(found)


def _facts(
    node: str,
    gpus: Mapping[str, Mapping[str, str]],
    values: Mapping[str, str],
    system: Mapping[str, str],
    now: float,
    gpu_label: str,
) -> Facts:
    facts: Facts = {"hostname": node}
    if gpus:
        rows = [_gpu(row, gpu_label) for row in gpus.values()]
        facts["gpus"] = tuple(sorted((gpu for gpu, _ in rows), key=lambda gpu: gpu.index))
        facts["gpu_source"] = "prometheus"
        facts["xids"] = tuple(xid for _, xid in rows if xid is not None)
        drivers = {row.get("label:DCGM_FI_DRIVER_VERSION", "") for row in gpus.values()} - {""}
        if drivers:
            facts["driver_version"] = min(drivers)
    if (load := _number(values.get("node_load1"))) is not None:
        facts["load_1m"] = load
    if (memory := _number(values.get("node_memory_MemTotal_bytes"))) is not None:
        facts["memory_total_bytes"] = int(memory)
    if (memory := _number(values.get("node_memory_MemAvailable_bytes"))) is not None:
        facts["memory_available_bytes"] = int(memory)
    if (disk := _number(values.get("node_filesystem_size_bytes"))) is not None:
        facts["disk_total_bytes"] = int(disk)
    if (disk := _number(values.get("node_filesystem_avail_bytes"))) is not None:
        facts["disk_free_bytes"] = int(disk)
    if (boot := _number(values.get("node_boot_time_seconds"))) is not None and boot <= now:
        facts["uptime_seconds"] = now - boot
    if system.get("release"):
        facts["kernel"] = system["release"]
    if system.get("machine"):
        facts["architecture"] = system["machine"]
    return facts


def _gpu(row: Mapping[str, str], gpu_label: str) -> tuple[Gpu, Xid | None]:
    def label(*names: str) -> str:
        return next((row[f"label:{name}"] for name in names if row.get(f"label:{name}")), "")

    index = label(*([gpu_label] if gpu_label else []), *GPU_LABELS)
    bus = label("pci_bus_id", "bus_id")
    used, free = _mebibytes(row.get("DCGM_FI_DEV_FB_USED")), _mebibytes(row.get("DCGM_FI_DEV_FB_FREE"))
    total = _mebibytes(row.get("DCGM_FI_DEV_FB_TOTAL"))
    if total is None and used is not None and free is not None:
        total = used + free + (_mebibytes(row.get("DCGM_FI_DEV_FB_RESERVED")) or 0)
    load = _number(row.get("DCGM_FI_DEV_GPU_UTIL"))
    if load is None and (share := _number(row.get(_PROFILED))) is not None:
        load = share * 100
    errors = _number(row.get("DCGM_FI_DEV_ECC_DBE_VOL_TOTAL"))
    code = int(_number(row.get("DCGM_FI_DEV_XID_ERRORS")) or 0)
    gpu = Gpu(
        int(index) if index.isascii() and index.isdigit() and len(index) < 6 else 0,
        uuid=label("UUID") or None,
        name=label("modelName") or None,
        bus_id=bus or None,
        memory_total_bytes=total,
        memory_used_bytes=used,
        utilization_percent=None if load is None else min(100.0, load),
        temperature_celsius=_number(row.get("DCGM_FI_DEV_GPU_TEMP")),
        power_draw_watts=_number(row.get("DCGM_FI_DEV_POWER_USAGE")),
        power_limit_watts=_number(row.get("DCGM_FI_DEV_POWER_MGMT_LIMIT")),
        ecc_uncorrected=None if errors is None else int(errors),
    )
    return gpu, Xid(code, place_of(bus), None) if code and bus else None


def _short(text: str) -> str:
    """Return a value as a person writes it; Prometheus tells of an alert in powers of ten, ``7.9e+01``."""
    try:
        return f"{float(text):g}"
    except ValueError:
        return text


def _number(text: str | None) -> float | None:
    """Return a sample; NaN and infinity are none, and so is what DCGM writes for a blank (more than 1e15)."""
    try:
        value = float(text) if text is not None else None
    except ValueError:
        return None
    return value if value is not None and 0 <= value < 1e15 else None


def _mebibytes(text: str | None) -> int | None:
    value = _number(text)
    return None if value is None or value > 1e9 else int(value) << 20


def _moment(text: str) -> float | None:
    try:
        # Nine digits of a second are more than the library reads.
        head, dot, rest = text.partition(".")
        zone = rest.lstrip("0123456789")
        return datetime.fromisoformat(head + (zone if dot else "")).timestamp() if text else None
    except (ValueError, OverflowError):
        return None
