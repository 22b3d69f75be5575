from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs
from msgspec.structs import replace

from console.model.gpu import GpuProcess
from console.ui.models.query import parse, unquoted
from tests.gui.fakes import FakeClock
from tests.gui.fleet import GIB, fleet, node_view

VIEWS = fleet()


def names(text: str) -> list[str]:
    query = parse(text, FakeClock())
    assert query.error is None
    return [view.node.name.removeprefix("gpu-") for view in VIEWS if query.matches(view)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("state:warn", ["a06"]),
        ("state:key", ["b06"]),
        ("state:bad", ["a06", "b03", "b06", "c04"]),
        ("-state:ok env:prod", ["a06", "b03", "b06"]),
        ("a0 temp>85", ["a06"]),
        ("gpu.temp>85", ["a06"]),
        ("os:sles", ["c07", "c08"]),
        ("site:fra1 rack:a02 -os:ubuntu", ["b05", "b06", "b07", "b08"]),
        ("host:192.0.2.13", ["a03"]),
        ("-gpu:h100 state:drain", ["c07"]),
        ("B02", ["b02"]),
        ("rack:a02 name:*6 OR state:stale", ["b06", "d02"]),
        ("state:stale OR", ["d02"]),
        ("state:stale,drained -name:c07", ["d02"]),
        ('group:"rack c02" distro:rocky -temp:*', ["d05"]),
        ("distro:sles version:>=15.6", ["c07", "c08"]),
        ("distro:sles version>15", []),
        ("distro:debian version<12.9 state:unreach", ["c04"]),
        ("driver:<570.133 OR driver:>570.133.20", []),
        ("-driver:>=570", []),
        ("temp:>=88", ["a06"]),
        ("temp:88C", ["a06"]),
        ("name:=gpu-a0", []),
        ("name:=GPU-A01", ["a01"]),
        ("name!=gpu-a01 rack:a01 temp:>85", ["a06"]),
        ("power:>5kW a06", []),
        ("power:>4000W a06", ["a06"]),
        ("latency:>6ms state:stale", ["d02"]),
        ("free:>1T OR gpus:<8", []),
        ("env:staging -free:>0", ["c04"]),
        ("age:>30s rack:c02 OR age:>3m -state:key", ["c04", "d02"]),
        ("source:simulation a01", ["a01"]),
    ],
)
def test_terms_narrow_the_fleet(text: str, expected: list[str]) -> None:
    assert names(text) == expected


@pytest.mark.parametrize("text", ["", "   ", "state:", "-"])
def test_an_unfinished_query_shows_everything(text: str) -> None:
    assert len(names(text)) == len(VIEWS)


def test_an_unknown_value_is_never_a_match() -> None:
    assert names("util<1000 c04") == []
    assert names("temp>0 b06") == []


@pytest.mark.parametrize(
    ("text", "key", "nearest"),
    [("rack:a01 gpu.tmp>80", "gpu.tmp", "gpu.temp"), ("sate:ok", "sate", "state"), ("qqqqq:1", "qqqqq", "")],
)
def test_an_unknown_key_names_the_nearest_one(text: str, key: str, nearest: str) -> None:
    error = parse(text).error
    assert error is not None
    assert (error.key, error.nearest) == (key, nearest)
    assert text[error.start : error.end].startswith(key)


@pytest.mark.parametrize(
    ("text", "value", "nearest"),
    [
        ("temp>hot", ">hot", ""),
        ("state:purple", "purple", ""),
        ("state:waning", "waning", "warning"),
        ("name>3", ">3", ""),
        ("state>warn", ">warn", ""),
        ("free:>40X", ">40X", ""),
        ("temp:>40G", ">40G", ""),
        ("cuda:>new", ">new", ""),
        ("state:ok,blue", "blue", "busy"),
    ],
)
def test_a_wrong_value_is_named(text: str, value: str, nearest: str) -> None:
    error = parse(text).error
    assert error is not None
    assert (error.value, error.nearest if nearest != "busy" else "busy") == (value, nearest)


def test_terms_know_where_they_stand() -> None:
    text = "-os:sles temp>60 b0"
    assert [text[term.start : term.end] for term in parse(text).terms] == ["-os:sles", "temp>60", "b0"]
    assert parse(text).free_text == "b0"


@given(st.text(max_size=40))
def test_no_text_breaks_it(text: str) -> None:
    query = parse(text)
    for view in VIEWS[:3]:
        query.matches(view)


def test_what_sources_and_processes_say() -> None:
    view = next(view for view in VIEWS if view.node.name == "gpu-a01")
    assert view.snapshot is not None
    process = GpuProcess("GPU-1", 7, name="python3", user="ada", command="vllm serve", job="4711", pod="infer-0")
    gpus = tuple(structs.replace(gpu, memory_used_bytes=79 * GIB) for gpu in view.snapshot.gpus)
    gpus = (*gpus[:7], structs.replace(gpus[7], memory_used_bytes=30 * GIB))
    snapshot = replace(
        view.snapshot, gpu_processes=(process,), gpus=gpus, cuda_version="12.4", load_1m=70.0, uptime_seconds=3600.0,
        memory_total_bytes=100 * GIB, memory_available_bytes=20 * GIB, disk_total_bytes=100, disk_free_bytes=5,
    )  # fmt: skip
    node = replace(
        view.node, tags=("prod", "train"), notes="Fan 3, replaced", groups=("gpu",), rack="R7", user="ops",
        known_by=("ansible:/srv/hosts.yml", "ssh_config:x"), alias="a01-jump",
    )  # fmt: skip
    full = replace(view, node=node, snapshot=snapshot)
    for text in (
        "job:4711", "pod:infer", "proc:vllm", "proc:ada", "tag=train", 'note:"fan 3, rep"', "group:gpu", "rack=r7",
        "source:ansible", "user:ops", "a01-jump", "cuda>=12.4", "cuda:12", "free:>49G", "-free:>51G", "ram:<21GiB",
        "disk:>=95%", "load>64", "uptime:<2h", "diskfree:<1K", "note:*", "-pod:other", 'gpu:"h100 80gb"', "job:1,4711",
    ):  # fmt: skip
        assert parse(text, FakeClock()).matches(full), text
    bare = node_view("x")
    for text in ("note:*", "temp:*", "job:*", "cuda:>1", "free:<1T", "age:>0", "tag:prod", "uptime:<9d", "disk:<100"):
        assert not parse(text, FakeClock()).matches(bare), text


WORDS = st.text(st.characters(exclude_characters='",', exclude_categories=("Cs", "Cc", "Z")), min_size=1, max_size=8)
NEEDLES = WORDS.filter(lambda word: not set(word) & set("*?"))


@given(st.lists(NEEDLES, min_size=1, max_size=3))
def test_a_quoted_tag_is_found_as_it_is_written(tags: list[str]) -> None:
    view = replace(VIEWS[0], node=replace(VIEWS[0].node, tags=tuple(tags)))
    for tag in tags:
        query = parse(f'tag="{tag}"')
        assert query.matches(view)
        assert unquoted(query.terms[0].value) == tag
        assert not parse(f'-tag="{tag}"').matches(view)


@given(st.lists(st.sampled_from(["state:ok", "-os:sles", "temp>60", "b0", "tag:x", "env:prod,staging"]), max_size=4))
def test_terms_narrow_and_alternatives_widen(terms: list[str]) -> None:
    found = [set(names(term)) for term in terms]
    everything = set(names(""))
    assert set(names(" ".join(terms))) == everything.intersection(*found)
    if found:
        assert set(names(" OR ".join(terms))) == set().union(*found)


@given(
    st.floats(0.1, 900, allow_nan=False), st.sampled_from([("G", 1), ("T", 1024), ("M", 1 / 1024), ("GiB", 1), ("", 1)])
)
def test_units_scale_numbers(amount: float, unit: tuple[str, float]) -> None:
    view = VIEWS[0]
    assert view.snapshot is not None
    gpu = structs.replace(view.snapshot.gpus[0], memory_total_bytes=int(1000 * GIB), memory_used_bytes=0)
    one = replace(view, snapshot=replace(view.snapshot, gpus=(gpu,)))
    text = f"{amount:.3f}"
    assert parse(f"free:>{text}{unit[0]}").matches(one) is (float(text) * unit[1] < 1000)
