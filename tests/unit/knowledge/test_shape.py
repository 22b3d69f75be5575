"""What a cache takes follows from the shape of a model."""

from __future__ import annotations

from msgspec.structs import replace

from console.knowledge.shape import Confidence, Shape
from console.model.text import Text

PLAIN = Shape(architecture="llama", layers=32, heads=32, kv_heads=8, head_size=128, value_size=128, full_layers=32)


def test_every_layer_keeps_keys_and_values_of_every_token() -> None:
    assert PLAIN.kept_values(1000) == 32 * 2 * 8 * 128 * 1000
    assert PLAIN.confidence is Confidence.HIGH


def test_a_window_is_kept_and_no_more() -> None:
    half = replace(PLAIN, full_layers=16, windowed_layers=16, window_tokens=100)
    assert half.kept_values(50) == PLAIN.kept_values(50)
    assert half.kept_values(1000) == 16 * 2048 * 1000 + 16 * 2048 * 100


def test_a_latent_stands_in_place_of_keys_and_values() -> None:
    assert replace(PLAIN, latent_size=512, rotary_size=64).kept_values(10) == 32 * 576 * 10


def test_a_doubt_lowers_the_confidence() -> None:
    assert replace(PLAIN, doubts=(Text("Why."),)).confidence is Confidence.LOW
