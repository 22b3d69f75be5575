from __future__ import annotations

import pytest

from console.model.node_detail import FIELDS, THROTTLE_REASONS, Section, Value
from console.ui.nodeview.fields import LABELS, REASONS, SECTIONS, described, rate_text, size_text, value_text


def test_every_value_has_a_name_and_every_section_too() -> None:
    assert LABELS.keys() == FIELDS.keys()
    assert SECTIONS.keys() == set(Section)
    assert REASONS.keys() == set(THROTTLE_REASONS.values())


def test_each_is_told_from_the_others_by_its_whole_name() -> None:
    assert len({described(name) for name in FIELDS}) == len(FIELDS)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("memory_total_bytes", 80 << 30, "80.0 GiB"),
        ("pcie_sent_bytes_per_second", 1_066_699_000, "1.1 GB/s"),
        ("fan_percent", 33.3, "33 %"),
        ("energy_joules", 7.2e6, "2.0 kWh"),
        ("clock_sm_mhz", 1980, "1,980 MHz"),
        ("pcie_width", 16, "x16"),
        ("pcie_replays", 12345, "12,345"),
        ("ecc_enabled", False, "off"),
        ("remap_pending", True, "yes"),
        ("throttle_reasons", (), "nothing"),
        ("throttle_reasons", ("idle", "unheard_of"), "idle, unheard_of"),
        ("performance_state", "P0", "P0"),
    ],
)
def test_values_in_words(name: str, value: Value, words: str) -> None:
    assert value_text(name, value) == words


def test_sizes_and_rates_from_small_to_large() -> None:
    assert [size_text(1 << power) for power in (0, 10, 20, 30, 40)] == [
        "1 B", "1.0 KiB", "1.0 MiB", "1.0 GiB", "1.0 TiB",
    ]  # fmt: skip
    assert [rate_text(10.0**power) for power in (0, 3, 6, 9)] == ["1 B/s", "1.0 kB/s", "1.0 MB/s", "1.0 GB/s"]
