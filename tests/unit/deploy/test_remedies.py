"""What is proposed really fits, and says what it is."""

from __future__ import annotations

from hypothesis import assume, given
from hypothesis import strategies as st
from msgspec.structs import replace

from console.deploy.estimate import estimate, fits
from console.deploy.remedies import differences, explained, share_left
from console.model.fit import Demand, Limit
from tests.unit.deploy.subjects import GIB, gpus, subject
from tests.unit.knowledge.books import books

ALL = ("bf16", "fp16", "fp8", "int8", "mxfp4", "int4")


def proposed(model: str, demand: Demand, count: int, *, engine: str = "vllm", used: float = 0.0) -> list[str]:
    found = explained(subject(model, engine), demand, gpus(count, used=used), ALL)
    return [", ".join(str(text) for text in change.texts) for change in found.changes]


@given(
    st.sampled_from([model.id for model in books().models.model]),
    st.sampled_from([engine.id for engine in books().engines.engine]),
    st.integers(512, 131072),
    st.integers(1, 64),
    st.sampled_from([1, 2, 3, 4, 8]),
    st.floats(16, 141),
    st.floats(0, 0.9),
    st.integers(1, 8),
)
def test_what_is_proposed_fits_and_is_something_else(
    model: str, engine: str, context: int, sequences: int, tensor: int, gib: float, used: float, count: int
) -> None:
    about, there = subject(model, engine), gpus(count, gib, used * gib)
    row = books().models.find(model)
    assert row is not None
    precisions = tuple(name for name in row.precisions if name in about.engine.precisions)
    assume(precisions)
    demand = Demand(precisions[0], context_tokens=context, sequences=sequences, tensor=tensor)
    found = explained(about, demand, there, precisions)
    assert not (found.fits and found.changes)
    for change in found.changes:
        assert fits(about, change.demand, there) and estimate(about, change.demand, there).fits
        assert change.texts == differences(found.demand, change.demand) and change.texts
        assert change.need_bytes > 0 and change.context_tokens >= change.demand.context_tokens
    said = [{str(text) for text in change.texts} for change in found.changes]
    assert not any(one <= other for one in said for other in said if one is not other)


def test_seventy_billions_on_one_gpu_of_eight() -> None:
    found = proposed("llama-3.3-70b", Demand("bf16", context_tokens=32768), 8)
    assert found[0] == "each layer over 4 GPUs"
    assert "weights in mxfp4" in found


def test_a_context_that_is_too_long_is_shortened_or_halved() -> None:
    found = proposed("llama-3.1-8b", Demand("bf16", context_tokens=131072, sequences=4), 1)
    assert "keys and values in fp8" in found and any("tokens of context" in text for text in found)
    assert any(text.endswith("at once") for text in found)


def test_heads_that_do_not_divide_lead_to_a_number_that_does() -> None:
    assert proposed("qwen2.5-7b", Demand("bf16", tensor=8), 8)[0] == "one GPU"
    assert proposed("llama-3.3-70b", Demand("bf16", tensor=3), 4)[0] == "each layer over 4 GPUs"


def test_what_others_hold_is_left_to_them() -> None:
    about, there = subject("llama-3.1-8b"), gpus(1, used=30)
    found = explained(about, Demand("bf16"), there, ALL)
    assert found.limit is Limit.OTHERS
    assert [str(text) for text in found.changes[0].texts] == ["61 % of each GPU for the engine"]
    assert share_left(about, Demand("bf16"), there) == 0.61


def test_gpus_that_others_leave_are_proposed_by_their_numbers() -> None:
    there = (*gpus(4, used=10), *(replace(gpu, index=gpu.index + 4) for gpu in gpus(4)))
    about = subject("llama-3.3-70b")
    found = explained(about, Demand("bf16", context_tokens=32768, tensor=4), there, ALL)
    assert found.limit is Limit.OTHERS and str(found.changes[0].texts[0]) == "GPUs 4, 5, 6, 7"
    assert found.changes[0].demand.gpus == (4, 5, 6, 7)
    alone = explained(about, Demand("bf16", context_tokens=32768), there, ALL).changes[0]
    assert [str(text) for text in alone.texts] == ["GPUs 4, 5, 6, 7", "each layer over 4 GPUs"]


def test_room_for_fewer_sequences_may_be_enough() -> None:
    assert "256 sequences in a batch at most" in proposed("qwen3-32b", Demand("bf16", context_tokens=32768), 1)


def test_what_takes_more_than_one_change() -> None:
    found = explained(subject("llama-3.1-405b"), Demand("bf16", context_tokens=131072, sequences=16), gpus(8), ALL)
    assert found.changes and all(len(change.texts) >= 2 for change in found.changes)


def test_what_cannot_be_helped_proposes_nothing() -> None:
    assert not explained(subject("deepseek-r1"), Demand("fp8"), gpus(1, gib=24), ("fp8", "int4")).changes
    assert not explained(subject("llama-3.1-8b"), Demand("bf16"), (), ALL).changes


def test_more_gpus_are_proposed_by_groups_where_heads_do_not_divide() -> None:
    # 9 heads and 3 of keys and values: three GPUs, or one after the other.
    found = explained(subject("smollm2-135m"), Demand("bf16", tensor=2), gpus(2, gib=24), ALL)
    assert found.limit is Limit.HEADS and found.changes[0].demand.world == 1
    assert found.changes[0].need_bytes < 3 * GIB
