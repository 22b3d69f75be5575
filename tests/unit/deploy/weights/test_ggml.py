"""The table of quantisations holds together."""

from __future__ import annotations

import pytest

from console.deploy.weights.ggml import FILE_TYPES, TYPES


@pytest.mark.parametrize(
    ("name", "bits"),
    [("f16", 16.0), ("q8_0", 8.5), ("q6_k", 6.5625), ("q5_k", 5.5), ("q4_k", 4.5), ("q4_0", 4.5), ("iq4_xs", 4.25),
     ("q3_k", 3.4375), ("q2_k", 2.625), ("iq2_xxs", 2.0625), ("mxfp4", 4.25)],
)  # fmt: skip
def test_bits_of_a_value_are_those_that_llama_cpp_publishes(name: str, bits: float) -> None:
    (found,) = [row for row in TYPES.values() if row.name == name]
    assert found.size_bytes * 8 / found.block == bits


def test_each_name_is_there_once() -> None:
    assert len({row.name for row in TYPES.values()}) == len(TYPES)
    assert len(set(FILE_TYPES.values())) == len(FILE_TYPES)
