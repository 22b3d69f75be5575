"""Whether weights and the cache of what is asked for go into a node, held against worked values and by what is free."""

from __future__ import annotations

import re

import pytest
from msgspec.structs import replace

from console.app.hand import amended
from console.deploy.fit import Capacity
from console.deploy.preflight import Finding, Scope, Situation, checks
from console.deploy.sizing import Asked, asked_of, size
from console.engines import engines
from console.model.ids import NodeId
from console.model.launch import Needs, NodeFacts
from console.model.readiness import GpuFacts
from console.model.service import DeployRequest, Verdict
from console.model.text import Text
from tests.contract.preflight.situations import NOW
from tests.unit.knowledge.books import books

MIB, GIB = 1 << 20, 1 << 30
L4, H100 = ("NVIDIA L4", (8, 9), 23034), ("NVIDIA H100 80GB HBM3", (9, 0), 81559)


def facts(gpu: tuple[str, tuple[int, int], int] = H100, count: int = 1, *, cut: bool = False) -> NodeFacts:
    name, capability, mib = gpu
    made = tuple(GpuFacts(n, name, capability, mib * MIB, mib * MIB, cut) for n in range(count))
    return NodeFacts(has_nvidia=True, driver="580.95.05", gpus=made, architecture="x86_64")


def live(*free_mib: int, total: int = 81559) -> str:
    return "".join(f"{n}, GPU-0000000{n}, {total}, {free}\n" for n, free in enumerate(free_mib))


def wanted(model: str, engine: str = "vllm", gpus: int = 1, *arguments: tuple[str, str]) -> DeployRequest:
    target = "docker" if engine == "vllm" else "systemd"
    return DeployRequest((NodeId("n"),), model, engine, target=target, gpus=gpus, arguments=arguments)


def asked(request: DeployRequest) -> Asked | Text:
    return asked_of(request, books(), engines().get(request.engine), None, NodeFacts())


def judge(request: DeployRequest, output: str, node: NodeFacts | None = None) -> Finding:
    situation = Situation(node or facts(), books(), NOW, request, Needs(gpus=request.gpus), None, asked(request))
    check = "model_fit" if request.gpus else "memory"
    return next(each for each in checks(Scope.DEPLOY) if each.id == check).judge(output, 0, situation)


def available(gib: float) -> str:
    return f"MemTotal: 999999999 kB\nMemAvailable: {round(gib * (1 << 20))} kB\n"


def cache(found: Finding) -> float:
    told = re.search(r"cache ([\d.]+)", found.evidence)
    assert told is not None, found
    return float(told[1])


@pytest.mark.parametrize(
    ("model", "tokens", "gib"),
    [
        ("llama-3.1-8b", 8192, 1.0),
        ("llama-3.1-8b", 32768, 4.0),
        ("llama-3.1-8b", 131072, 16.0),
        ("qwen2.5-7b", 32768, 1.75),
        ("llama-3.1-70b", 32768, 10.0),
        ("llama-3.1-70b", 131072, 40.0),
    ],
)
def test_the_cache_takes_what_the_worked_values_say(model: str, tokens: int, gib: float) -> None:
    found = judge(wanted(model, "vllm", 1, ("max_model_len", str(tokens))), live(81079))
    assert cache(found) == pytest.approx(gib, abs=0.06)
    assert found.verdict is (Verdict.FAIL if model.endswith("70b") else Verdict.PASS)


def test_a_cache_that_cannot_fit_fails_with_what_would_fit() -> None:
    """15 GiB of weights go into 24 GB, and so do 1 GiB of cache; 16 GiB do not."""
    short, long = (wanted("llama-3.1-8b", "vllm", 1, ("max_model_len", each)) for each in ("8192", "131072"))
    output = live(22500, total=23034)
    assert judge(short, output, facts(L4)).verdict is Verdict.PASS
    found = judge(long, output, facts(L4))
    assert found.verdict is Verdict.FAIL and "Keys and values" in str(found.hint)
    told = [each for each in found.amendments if dict(each.arguments or ()).keys() == {"max_model_len"}]
    assert told, found.amendments
    assert judge(told[0].applied(long), output, facts(L4)).verdict is Verdict.PASS
    assert "[arguments]" in amended(told[0], long) and "max_model_len = " in amended(told[0], long)


def test_more_questions_at_a_time_take_more() -> None:
    request = wanted("llama-3.1-8b", "vllm", 1, ("max_model_len", "32768"))
    assert judge(request, live(81079)).verdict is Verdict.PASS
    found = judge(replace(request, sequences=32), live(81079))
    assert found.verdict is Verdict.FAIL and cache(found) == pytest.approx(128.0, abs=0.1)
    fewer = next(each for each in found.amendments if each.sequences < 32)
    assert "sequences = " in amended(fewer, replace(request, sequences=32))


def test_eight_bits_for_the_cache_take_half() -> None:
    usual = wanted("llama-3.1-70b", "vllm", 4, ("max_model_len", "131072"))
    eight = replace(usual, arguments=(*usual.arguments, ("kv_cache_dtype", "fp8")))
    output, node = live(*[81079] * 4), facts(count=4)
    assert cache(judge(usual, output, node)) == pytest.approx(2 * cache(judge(eight, output, node)), abs=0.1)


def test_memory_of_others_is_theirs() -> None:
    request = wanted("llama-3.1-8b", "vllm", 1, ("max_model_len", "8192"))
    found = judge(request, live(30000))
    assert found.verdict is Verdict.FAIL and "held by others" in found.evidence
    share = next(each for each in found.amendments if dict(each.arguments or ()).get("gpu_memory_utilization"))
    assert judge(share.applied(request), live(30000)).verdict is Verdict.PASS, "it takes what is there"


SMI = """=== devices
<?xml version="1.0" ?>
<nvidia_smi_log><gpu id="00000000:1B:00.0"><product_name>NVIDIA A100-SXM4-80GB</product_name><mig_devices>
<mig_device><index>0</index><gpu_instance_id>1</gpu_instance_id><compute_instance_id>0</compute_instance_id>
<fb_memory_usage><total>40192 MiB</total><used>25 MiB</used></fb_memory_usage></mig_device>
<mig_device><index>1</index><gpu_instance_id>5</gpu_instance_id><compute_instance_id>0</compute_instance_id>
<fb_memory_usage><total>9728 MiB</total><used>12 MiB</used></fb_memory_usage></mig_device>
</mig_devices></gpu></nvidia_smi_log>
=== list
GPU 0: NVIDIA A100-SXM4-80GB (UUID: GPU-00000000)
  MIG 3g.40gb     Device  0: (UUID: MIG-aaaaaaaa-0000-0000-0000-000000000000)
  MIG 1g.10gb     Device  1: (UUID: MIG-bbbbbbbb-0000-0000-0000-000000000000)
"""


def test_a_slice_is_as_large_as_it_is() -> None:
    def on(uuid: str) -> Finding:
        pairs = (("max_model_len", "8192"), ("devices", f"MIG-{uuid}-0000-0000-0000-000000000000"))
        return judge(wanted("llama-3.1-8b", "vllm", 1, *pairs), live(80000) + SMI, facts(cut=True))

    assert on("aaaaaaaa").verdict is Verdict.PASS
    assert on("bbbbbbbb").verdict is Verdict.FAIL
    assert "no slice" in str(on("cccccccc").hint)


def test_on_processors_the_whole_cache_is_in_the_memory_of_the_node() -> None:
    """llama.cpp keeps a whole context for each of those that it answers at a time."""
    pairs = (("context", "32768"), ("parallel", "8"))
    many, one = wanted("llama-3.1-8b", "llama_cpp", 0, *pairs), wanted("llama-3.1-8b", "llama_cpp", 0, pairs[0])
    assert judge(one, available(24)).verdict is Verdict.PASS
    found = judge(many, available(24))
    assert found.verdict is Verdict.FAIL and cache(found) == pytest.approx(32.0, abs=0.1)
    assert any(dict(each.arguments or ()).get("context") for each in found.amendments)
    few_bits = replace(many, arguments=(*pairs, ("cache_type_k", "q4_0")))
    assert cache(judge(few_bits, available(24))) == pytest.approx(9.0, abs=0.1)


@pytest.mark.parametrize(
    ("request_", "hint"),
    [
        (wanted("hf:somebody/else"), "shape of this model is not known"),
        (wanted("llama-3.1-8b", "command"), "How this engine uses memory is not known"),
        (wanted("llama-3.1-8b", "ollama", 1, ("tag", "llama3.3:70b")), "shape of this model is not known"),
    ],
    ids=["model", "engine", "another model"],
)
def test_what_is_not_known_does_not_pass(request_: DeployRequest, hint: str) -> None:
    found = judge(request_, live(81079))
    assert found.verdict is Verdict.UNKNOWN and hint in str(found.hint)
    many = replace(request_, gpus=0, arguments=(*request_.arguments, ("parallel", "9")))
    assert judge(many, available(900)).verdict is Verdict.UNKNOWN


def test_what_nobody_can_tell_only_warns() -> None:
    """Where the person leaves weights to the processor, the estimate is of low confidence, and says so."""
    request = wanted("llama-3.1-8b", "vllm", 1, ("max_model_len", "131072"), ("cpu_offload_gb", "12"))
    found = judge(request, live(22500, total=23034), facts(L4))
    assert found.verdict is Verdict.WARN
    fits = judge(replace(request, arguments=(("max_model_len", "8192"), ("extra", "--swap-space 4"))), live(81079))
    assert fits.verdict is Verdict.WARN and "low confidence" in fits.evidence and "further" in str(fits.hint)


def test_gpus_that_do_not_answer_promise_nothing() -> None:
    assert judge(wanted("llama-3.1-8b"), "Unable to determine\n", NodeFacts()).verdict is Verdict.UNKNOWN


def test_the_page_with_the_fit_says_the_same() -> None:
    for tokens in (8192, 16384, 65536, 131072):
        request = wanted("llama-3.1-8b", "vllm", 1, ("max_model_len", str(tokens)))
        known = asked(request)
        assert isinstance(known, Asked)
        node = replace(facts(L4).gpus[0], memory_free_bytes=22500 * MIB)
        told = size(known, Capacity((node,), None, None, None, None, None), books())
        found = judge(request, live(22500, total=23034), facts(L4))
        assert told.fits is (found.verdict is Verdict.PASS)
        assert [each.texts for each in told.changes] == [each.texts for each in found.amendments]
