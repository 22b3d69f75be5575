"""The quantisations of GGML: how many bytes a block of values takes (ggml.h, ggml-common.h, llama.h)."""

from __future__ import annotations

from typing import NamedTuple


class Quantisation(NamedTuple):
    """A way to keep values: ``block`` of them take ``size_bytes``."""

    name: str
    block: int
    size_bytes: int


TYPES = {
    0: Quantisation("f32", 1, 4),
    1: Quantisation("f16", 1, 2),
    2: Quantisation("q4_0", 32, 18),
    3: Quantisation("q4_1", 32, 20),
    6: Quantisation("q5_0", 32, 22),
    7: Quantisation("q5_1", 32, 24),
    8: Quantisation("q8_0", 32, 34),
    9: Quantisation("q8_1", 32, 36),
    10: Quantisation("q2_k", 256, 84),
    11: Quantisation("q3_k", 256, 110),
    12: Quantisation("q4_k", 256, 144),
    13: Quantisation("q5_k", 256, 176),
    14: Quantisation("q6_k", 256, 210),
    15: Quantisation("q8_k", 256, 292),
    16: Quantisation("iq2_xxs", 256, 66),
    17: Quantisation("iq2_xs", 256, 74),
    18: Quantisation("iq3_xxs", 256, 98),
    19: Quantisation("iq1_s", 256, 50),
    20: Quantisation("iq4_nl", 32, 18),
    21: Quantisation("iq3_s", 256, 110),
    22: Quantisation("iq2_s", 256, 82),
    23: Quantisation("iq4_xs", 256, 136),
    24: Quantisation("i8", 1, 1),
    25: Quantisation("i16", 1, 2),
    26: Quantisation("i32", 1, 4),
    27: Quantisation("i64", 1, 8),
    28: Quantisation("f64", 1, 8),
    29: Quantisation("iq1_m", 256, 56),
    30: Quantisation("bf16", 1, 2),
    34: Quantisation("tq1_0", 256, 54),
    35: Quantisation("tq2_0", 256, 66),
    39: Quantisation("mxfp4", 32, 17),
    40: Quantisation("nvfp4", 64, 36),
    41: Quantisation("q1_0", 128, 18),
}
"""By ``ggml_type``."""

FILE_TYPES = {
    0: "f32", 1: "f16", 2: "q4_0", 3: "q4_1", 7: "q8_0", 8: "q5_0", 9: "q5_1", 10: "q2_k", 11: "q3_k_s", 12: "q3_k_m",
    13: "q3_k_l", 14: "q4_k_s", 15: "q4_k_m", 16: "q5_k_s", 17: "q5_k_m", 18: "q6_k", 19: "iq2_xxs", 20: "iq2_xs",
    21: "q2_k_s", 22: "iq3_xs", 23: "iq3_xxs", 24: "iq1_s", 25: "iq4_nl", 26: "iq3_s", 27: "iq3_m", 28: "iq2_s",
    29: "iq2_m", 30: "iq4_xs", 31: "iq1_m", 32: "bf16", 36: "tq1_0", 37: "tq2_0", 38: "mxfp4", 39: "nvfp4",
    40: "q1_0",
}  # fmt: skip
"""By ``llama_ftype``: what a file as a whole is called."""
