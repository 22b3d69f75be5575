from __future__ import annotations

import pytest

from console.app import paths
from console.model.node_detail import GpuDetail, NodeDetail
from console.ui.healthbook import HealthBook
from console.ui.nodeview import contents
from console.ui.nodeview.cells import Table, Tone
from console.ui.xids import XidBook
from tests.gui.fleet import NOW
from tests.gui.nodeview.nodes import DETAIL, HEALTHY, LOST, SICK, SNAPSHOT

KNOWLEDGE = paths.resources() / "knowledge"


def column(table: Table, name: str) -> list[str]:
    place = table.names.index(name)
    return [row[place].text for row in table.rows]


def verdict(cuda: str) -> tuple[Tone, str]:
    return (Tone.FAIL, "too old") if cuda.startswith("13") else (Tone.PLAIN, "runs")


def test_one_row_for_each_device_with_the_chosen_columns() -> None:
    table = contents.gpu_table(DETAIL, ("name", "utilization_percent", "fan_percent", "serial", "pcie_width"))
    assert table.names == ("index", "name", "utilization_percent", "fan_percent", "serial", "pcie_width")
    assert [cell.text for cell in table.rows[0]] == [
        "0", "NVIDIA H100", "97 %", "not supported", "no permission", "x16",
    ]  # fmt: skip
    assert table.rows[2][0].tone is Tone.FAIL
    assert {cell.text for cell in table.rows[2][1:]} == {"lost"}


def test_the_four_reasons_look_different() -> None:
    cells = {row[1].value: row[2] for row in contents.field_table(HEALTHY).rows}
    lost = contents.field_table(LOST).rows[0][2]
    found = [cells["fan_percent"], cells["serial"], cells["energy_joules"], lost, cells["vbios"]]
    assert [cell.text for cell in found] == ["not supported", "no permission", "error", "lost", "-"]
    assert [cell.tone for cell in found] == [Tone.QUIET, Tone.WARN, Tone.FAIL, Tone.FAIL, Tone.QUIET]
    assert all(cell.value is None and cell.tip for cell in found)


def test_units_follow_from_the_names() -> None:
    cells = {row[1].value: row[2].text for row in contents.field_table(HEALTHY).rows}
    assert cells["memory_used_bytes"] == "70.0 GiB"
    assert cells["power_draw_watts"] == "612 W"
    assert cells["persistence"] == "on"
    assert cells["throttle_reasons"] == "the power limit"


def test_what_is_wrong_is_coloured() -> None:
    cells = {row[1].value: row[2] for row in contents.field_table(SICK).rows}
    assert cells["ecc_uncorrected_volatile"].tone is Tone.FAIL
    assert cells["remap_pending"].tone is Tone.WARN
    assert cells["pcie_width"].tone is Tone.WARN
    assert cells["throttle_reasons"].tone is Tone.FAIL


def test_each_finding_is_explained_with_its_source() -> None:
    table = contents.finding_table(DETAIL, HealthBook(KNOWLEDGE / "gpu_health.toml"))
    found = [(row[0].text, row[1].value) for row in table.rows]
    assert found == [
        ("0", "link_errors"), ("1", "ecc_uncorrected_volatile"), ("1", "remap_pending"), ("1", "hardware_thermal"),
        ("1", "link_down"), ("1", "pcie_width"), ("2", "lost"),
    ]  # fmt: skip
    assert all(all(cell.text for cell in row[3:]) for row in table.rows)
    assert all(source.startswith("https://docs.nvidia.com/") for source in column(table, "source"))


def test_links_and_slices() -> None:
    links = contents.link_table(HEALTHY)
    assert column(links, "speed_bytes_per_second") == ["26.6 GB/s", "-"]
    assert [row[4].tone for row in links.rows] == [Tone.PLAIN, Tone.WARN]
    assert contents.link_table(SICK).rows[0][1].tone is Tone.FAIL
    (slice_,) = contents.mig_table(HEALTHY).rows
    assert [cell.text for cell in slice_] == ["0", "1g.10gb", "9", "0", "37.0 MiB", "9.5 GiB", "16", "MIG-1"]
    assert contents.mig_table(SICK).empty


def test_a_process_is_placed_by_gpu_container_and_job() -> None:
    table = contents.process_table(SNAPSHOT, DETAIL)
    assert [cell.text for cell in table.rows[0]] == [
        "0", "9950", "ops", "40.0 GiB", "chat", "4711", "-", "python3 -m vllm",
    ]  # fmt: skip
    assert [cell.text for cell in table.rows[1]] == ["1", "9957", "-", "-", "-", "-", "-", "no permission"]


def test_containers_tell_the_distribution_inside_and_judge_their_cuda() -> None:
    table = contents.container_table(DETAIL, verdict)
    assert column(table, "system") == ["Ubuntu 22.04.5 LTS", "no permission"]
    assert column(table, "gpus") == ["all", "none"]
    assert table.rows[0][4].tip == "runs"


def test_who_may_not_ask_an_engine_is_told() -> None:
    denied = NodeDetail(containers=(), engines_denied=("docker",))
    assert "docker" in contents.container_table(denied, verdict).empty


def test_an_environment_tells_what_its_torch_was_built_for() -> None:
    (row,) = contents.environment_table(DETAIL, verdict).rows
    assert [cell.text for cell in row][:4] == ["vllm 0.11.2, torch 2.9.0+cu130", "13.0", "3.12", "chat"]
    assert (row[1].tone, row[1].tip) == (Tone.FAIL, "too old")


def test_xids_come_newest_first_with_meaning_and_next_step() -> None:
    table = contents.xid_table(SNAPSHOT, XidBook(KNOWLEDGE / "xid.toml"), NOW)
    assert column(table, "xid") == ["79", "13"]
    assert column(table, "at") == ["62 s", "60 min"]
    assert column(table, "gpu") == ["0000:3a:00", "0"]
    assert [row[1].tone for row in table.rows] == [Tone.FAIL, Tone.WARN]
    assert all(column(table, "next_step"))
    assert column(table, "concerns") == ["the node", "the program"], "how grave it is stands there in words"
    assert all(source.startswith("https://") for source in column(table, "source"))


def test_the_head_tells_system_and_driver() -> None:
    assert contents.head_lines(SNAPSHOT, DETAIL) == [
        "Rocky Linux 9.4 (Blue Onyx) · 5.14.0 · x86_64 · glibc 2.34",
        (
            "Driver 535.261.03 · proprietary kernel module · CUDA ≤ 12.2 · persistence mode on · "
            "fabric manager runs · asked through nvml"
        ),
    ]


@pytest.mark.parametrize("detail", [NodeDetail(), NodeDetail(gpus=())])
def test_no_devices_say_why(detail: NodeDetail) -> None:
    table = contents.gpu_table(detail, ("name",))
    assert not table.rows
    assert table.empty


def test_an_unknown_gpu_has_an_empty_sheet() -> None:
    assert {row[2].text for row in contents.field_table(GpuDetail(9)).rows} == {"-"}
