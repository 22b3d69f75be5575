from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.model.node import NodeState
from console.probes import prometheus as api

NOW = 1_800_000_000.0
GPU = {
    "gpu": "3",
    "UUID": "GPU-3",
    "modelName": "NVIDIA H100 80GB HBM3",
    "Hostname": "gpu01",
    "pci_bus_id": "00000000:1B:00.0",
}


def vector(*rows: tuple[str, Mapping[str, str], str]) -> bytes:
    result: list[dict[str, object]] = [
        {"metric": {**labels, "__name__": name}, "value": [NOW, value]} for name, labels, value in rows
    ]
    return json.dumps({"status": "success", "data": {"resultType": "vector", "result": result}}).encode()


def test_a_gpu_is_put_together_of_its_metrics() -> None:
    found = api.samples(
        vector(
            ("DCGM_FI_DEV_GPU_UTIL", {**GPU, "DCGM_FI_DRIVER_VERSION": "550.163.01"}, "87"),
            ("DCGM_FI_DEV_GPU_TEMP", GPU, "61"),
            ("DCGM_FI_DEV_POWER_USAGE", GPU, "512.5"),
            ("DCGM_FI_DEV_FB_USED", GPU, "1000"),
            ("DCGM_FI_DEV_FB_FREE", GPU, "80000"),
            ("DCGM_FI_DEV_FB_RESERVED", GPU, "559"),
            ("DCGM_FI_DEV_ECC_DBE_VOL_TOTAL", GPU, "2"),
            ("DCGM_FI_DEV_XID_ERRORS", GPU, "79"),
        ),
        NOW,
    )
    facts = found["gpu01"]
    (gpu,) = facts["gpus"]
    assert (gpu.index, gpu.uuid, gpu.name, gpu.utilization_percent) == (3, "GPU-3", "NVIDIA H100 80GB HBM3", 87.0)
    assert (gpu.temperature_celsius, gpu.power_draw_watts, gpu.ecc_uncorrected) == (61.0, 512.5, 2)
    assert (gpu.memory_used_bytes, gpu.memory_total_bytes) == (1000 << 20, 81559 << 20)
    assert [(xid.code, xid.bus_id) for xid in facts["xids"]] == [(79, "0000:1b:00")]
    assert (facts["driver_version"], facts["gpu_source"]) == ("550.163.01", "prometheus")


def test_what_dcgm_leaves_blank_is_unknown_and_a_share_stands_for_the_load() -> None:
    rows = vector(
        ("DCGM_FI_DEV_GPU_TEMP", GPU, "9223372036854775794"),
        ("DCGM_FI_DEV_POWER_USAGE", GPU, "NaN"),
        ("DCGM_FI_PROF_GR_ENGINE_ACTIVE", GPU, "0.25"),
        ("DCGM_FI_DEV_GPU_UTIL", {**GPU, "GPU_I_ID": "1"}, "99"),
    )
    (gpu,) = api.samples(rows, NOW)["gpu01"]["gpus"]
    assert (gpu.temperature_celsius, gpu.power_draw_watts, gpu.utilization_percent) == (None, None, 25.0)


def test_a_node_exporter_is_joined_by_the_name_that_its_kernel_has() -> None:
    at = {"instance": "192.0.2.7:9100"}
    facts = api.samples(
        vector(
            ("node_uname_info", {**at, "nodename": "gpu01", "release": "6.8.0", "machine": "x86_64"}, "1"),
            ("node_load1", at, "12.5"),
            ("node_memory_MemTotal_bytes", at, "2.16e12"),
            ("node_memory_MemAvailable_bytes", at, "1e12"),
            ("node_boot_time_seconds", at, str(NOW - 3600)),
            ("node_filesystem_size_bytes", {**at, "mountpoint": "/"}, "1000"),
            ("node_filesystem_avail_bytes", {**at, "mountpoint": "/"}, "400"),
            ("DCGM_FI_DEV_GPU_UTIL", GPU, "1"),
        ),
        NOW,
    )["gpu01"]
    assert (facts["load_1m"], facts["memory_total_bytes"], facts["uptime_seconds"]) == (12.5, 2_160_000_000_000, 3600.0)
    assert (facts["disk_total_bytes"], facts["disk_free_bytes"]) == (1000, 400)
    assert (facts["kernel"], facts["architecture"]) == ("6.8.0", "x86_64")
    assert len(facts["gpus"]) == 1


@pytest.mark.parametrize(
    ("labels", "wanted", "name"),
    [
        ({"Hostname": "gpu01", "instance": "192.0.2.7:9400"}, "", "gpu01"),
        ({"instance": "gpu02.example.com:9400"}, "", "gpu02.example.com"),
        ({"instance": "[2001:db8::7]:9400"}, "", "2001:db8::7"),
        ({"instance": "gpu03"}, "", "gpu03"),
        ({"Hostname": "pod-7", "k8s_node": "gpu04"}, "k8s_node", "gpu04"),
        ({"job": "x"}, "", ""),
    ],
)
def test_labels_say_which_node_it_is(labels: dict[str, str], wanted: str, name: str) -> None:
    assert api.node_of(labels, wanted) == name


def test_targets_and_alerts_are_read() -> None:
    target = {
        "labels": {"job": "dcgm", "instance": "gpu01:9400"},
        "scrapeUrl": "http://gpu01:9400/metrics",
        "lastError": "connection refused",
        "lastScrape": "2026-11-28T15:31:49.435044365Z",
        "health": "down",
    }
    (found,) = api.targets(json.dumps({"data": {"activeTargets": [target]}}).encode())
    assert (found.node, found.health, found.error, found.state) == (
        "gpu01", "down", "connection refused", NodeState.UNREACHABLE,
    )  # fmt: skip
    assert found.scraped_at == 1795879909.0
    alert: dict[str, Any] = {
        "labels": {"alertname": "GpuXid", "severity": "critical", "node": "gpu01", "gpu": "3"},
        "annotations": {"summary": "XID 79"},
        "state": "firing",
        "value": "7.9e+01",
        "activeAt": "2026-11-28T15:31:49+00:00",
    }
    (fires,) = api.alerts(json.dumps({"data": {"alerts": [alert]}}).encode())
    assert (fires.name, fires.node, fires.is_firing, fires.state) == ("GpuXid", "gpu01", True, NodeState.FAILED)
    assert (fires.labels, fires.summary) == ("gpu=3, node=gpu01", "XID 79")
    assert fires.value == "79"
    assert api.alerts(json.dumps({"data": {"alerts": [alert | {"state": "pending"}]}}).encode())[0].is_firing is False


@given(
    st.lists(
        st.tuples(
            st.sampled_from(api.NAMES),
            st.dictionaries(
                st.sampled_from([*api.LABELS, "gpu", "UUID", "pci_bus_id"]), st.text(max_size=12), max_size=4
            ),
            st.sampled_from(["NaN", "+Inf", "-1", "0", "1e300", "x", "", "42"]),
        ),
        max_size=12,
    )
)
def test_no_sample_breaks_the_reader(rows: list[tuple[str, dict[str, str], str]]) -> None:
    for name, facts in api.samples(vector(*rows), NOW).items():
        assert name
        for gpu in facts.get("gpus", ()):
            assert gpu.index >= 0
            assert gpu.utilization_percent is None or 0 <= gpu.utilization_percent <= 100


@pytest.mark.parametrize("data", [b"", b"<html>", b"[]", b'{"data": {"result": 3}}', b'{"data": {"result": [{}]}}'])
def test_what_is_no_answer_is_said_to_be_none(data: bytes) -> None:
    with pytest.raises(msgspec.DecodeError):
        api.samples(data, NOW)
