"""Metrics pages as servers print them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.deploy.figures import parse, rated
from console.model.talking import ServiceFigures

VLLM = """\
# HELP vllm:num_requests_running Number of requests in model execution batches.
# TYPE vllm:num_requests_running gauge
vllm:num_requests_running{engine="0",model_name="m"} 3.0
vllm:num_requests_running{engine="1",model_name="m"} 2.0
# TYPE vllm:num_requests_waiting gauge
vllm:num_requests_waiting{engine="0",model_name="m"} 0.0
# TYPE vllm:kv_cache_usage_perc gauge
vllm:kv_cache_usage_perc{engine="0",model_name="m"} 0.25
# TYPE vllm:generation_tokens counter
vllm:generation_tokens_total{engine="0",model_name="m"} 1200.0
# TYPE vllm:prompt_tokens counter
vllm:prompt_tokens_total{engine="0",model_name="m"} 80.0
"""
LLAMA = """\
# TYPE llamacpp:tokens_predicted_total counter
llamacpp:tokens_predicted_total 42
# TYPE llamacpp:requests_processing gauge
llamacpp:requests_processing 1
# TYPE llamacpp:requests_deferred gauge
llamacpp:requests_deferred 4
"""


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        (VLLM, ServiceFigures(5, 0, 0.25, 1200.0, 80.0)),
        (LLAMA, ServiceFigures(1, 4, None, 42.0, None)),
        ("", ServiceFigures()),
        (LLAMA + "what is{ this\n", ServiceFigures(1, 4, None, 42.0, None)),
        ("vllm:num_requests_running NaN\n", ServiceFigures()),
    ],
)
def test_what_servers_tell(text: str, figures: ServiceFigures) -> None:
    assert parse(text) == figures


def test_rates_and_a_server_that_began_anew() -> None:
    before = ServiceFigures(tokens_total=100.0, prompt_tokens_total=10.0)
    assert rated(ServiceFigures(tokens_total=160.0, prompt_tokens_total=10.0), before, 2.0).tokens_per_second == 30.0
    assert rated(ServiceFigures(tokens_total=8.0), before, 2.0).tokens_per_second == 4.0
    assert rated(ServiceFigures(tokens_total=8.0), None, 2.0).tokens_per_second is None


@given(st.text(max_size=200))
def test_any_page_is_figures(text: str) -> None:
    assert isinstance(parse(text), ServiceFigures)
