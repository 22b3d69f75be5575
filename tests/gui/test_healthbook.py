from __future__ import annotations

import pytest

from console.app import paths
from console.model import gpu_concern
from console.model.node_detail import GpuDetail, NvLink, Value
from console.ui.healthbook import CONCERNS, HealthBook, findings

BOOK = HealthBook(paths.resources() / "knowledge" / "gpu_health.toml")


@pytest.mark.parametrize(
    ("values", "codes"),
    [
        ({"ecc_uncorrected_volatile": 0, "remap_pending": False, "throttle_reasons": ("idle", "power_cap")}, []),
        ({"ecc_uncorrected_volatile": 2, "remap_failed": True}, ["ecc_uncorrected_volatile", "remap_failed"]),
        ({"throttle_reasons": ("power_brake",)}, ["power_brake"]),
        ({"pcie_width": 8, "pcie_width_max": 16}, ["pcie_width"]),
        ({"pcie_width": 0, "pcie_width_max": 16}, []),
    ],
)
def test_what_is_to_be_explained(values: dict[str, Value], codes: list[str]) -> None:
    assert [code for code, _ in findings(GpuDetail(0, values))] == codes


def test_links_that_are_all_down_are_not_wired() -> None:
    """A card whose bridge is not plugged in reports links that are down: that is no defect."""
    assert findings(GpuDetail(0, links=(NvLink(0, False), NvLink(1, False)))) == []
    assert findings(GpuDetail(0, links=(NvLink(0, False), NvLink(1, True)))) == [("link_down", "0")]


def test_everything_that_can_be_found_is_explained_in_both_languages() -> None:
    every: dict[str, Value] = {
        "ecc_uncorrected_volatile": 1, "ecc_uncorrected_aggregate": 1, "remap_failed": True, "remap_pending": True,
        "remapped_uncorrected": 1, "retired_pending": True, "retired_uncorrected": 1, "pcie_width": 1,
        "pcie_width_max": 2, "throttle_reasons": (*gpu_concern.BRAKES, "hardware_slowdown"),
    }  # fmt: skip
    sick = GpuDetail(0, every, links=(NvLink(0, False), NvLink(1, True, replay_errors=1)))
    codes = {code for code, _ in findings(sick)} | set(CONCERNS.values())
    for code in codes:
        entry = BOOK.find(code)
        assert entry is not None, code
        assert BOOK.source(entry).startswith("https://")
        for words in (entry.english, entry.german):
            assert all((words.name, words.meaning, words.cause, words.advice)), code


def test_every_concern_of_a_sample_is_explained() -> None:
    concerns = [gpu_concern.REMAP_FAILED, gpu_concern.REMAP_PENDING, gpu_concern.PAGES_PENDING]
    for problem in (*concerns, *gpu_concern.BRAKES.values()):
        assert BOOK.concern(problem.code) is not None, problem.code
