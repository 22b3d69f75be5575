"""Conditions of alert rules: any text is one or is refused with a place, and logic holds where values do not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from console.fleet.alert_terms import NAMES, Kind, Subject, TermError, condition
from console.model.gpu import Gpu
from console.model.ids import NodeId
from console.model.node import Node, NodeState, NodeView, Snapshot, Source

NOW = datetime(2026, 1, 1, tzinfo=UTC)
NODE = Node(NodeId("n"), "gpu-a01", ("FRA1",), "h.example.com", Source.INVENTORY)

MAYBE = st.none() | st.floats(0, 200, allow_nan=False)
GPUS = st.builds(
    Gpu, index=st.integers(0, 7), temperature_celsius=MAYBE, utilization_percent=MAYBE, power_draw_watts=MAYBE
)
SUBJECTS = st.builds(
    lambda gpu, load: Subject(
        NodeView(NODE, NodeState.OK, snapshot=Snapshot(1, NOW, load_1m=load, gpus=(gpu,))), NOW, gpu
    ),
    GPUS,
    MAYBE,
)


@dataclass(frozen=True)
class Said:
    """A condition in words, and what it means, worked out in another way."""

    words: str
    meaning: object

    def of(self, subject: Subject) -> bool | None:
        assert callable(self.meaning)
        found = self.meaning(subject)
        assert found is None or isinstance(found, bool)
        return found


def compared(name: str, sign: str, number: float) -> Said:
    def meaning(subject: Subject) -> bool | None:
        value = NAMES[name].read(subject)
        if value is None:
            return None
        assert isinstance(value, float)
        return {"<": value < number, ">=": value >= number, "!=": value != number}[sign]

    return Said(f"{name} {sign} {number!r}", meaning)


def both(left: Said, right: Said, word: str) -> Said:
    def meaning(subject: Subject) -> bool | None:
        values = {left.of(subject), right.of(subject)}
        deciding = word == "or"
        return deciding if deciding in values else None if None in values else not deciding

    return Said(f"({left.words} {word} {right.words})", meaning)


def negated(part: Said) -> Said:
    return Said(f"(not {part.words})", lambda subject: None if (value := part.of(subject)) is None else not value)


NUMBERS = ["gpu.temperature_celsius", "gpu.utilization_percent", "gpu.power_draw_watts", "node.load_1m"]
CONDITIONS = st.recursive(
    st.builds(compared, st.sampled_from(NUMBERS), st.sampled_from(["<", ">=", "!="]), st.floats(0, 200)),
    lambda part: st.builds(both, part, part, st.sampled_from(["and", "or"])) | st.builds(negated, part),
    max_leaves=12,
)


@given(CONDITIONS, SUBJECTS)
def test_a_condition_says_what_its_parts_say(said: Said, subject: Subject) -> None:
    assert condition(said.words).holds(subject) == said.of(subject)


@given(CONDITIONS, SUBJECTS)
def test_who_is_not_and_who_is_not_not(said: Said, subject: Subject) -> None:
    value = condition(said.words).holds(subject)
    assert condition(f"not (not {said.words})").holds(subject) == value
    never, always = condition(f"{said.words} and not {said.words}"), condition(f"{said.words} or not {said.words}")
    assert never.holds(subject) is (None if value is None else False)
    assert always.holds(subject) is (None if value is None else True)


@given(st.text(max_size=80) | st.text("gpunode._<>=!+-*/()[]'\"0123456789 andortxylist,", max_size=60))
def test_any_text_is_a_condition_or_is_refused_with_its_place(text: str) -> None:
    subject = Subject(NodeView(NODE), NOW, Gpu(0))
    refused: TermError | None = None
    try:
        assert condition(text).holds(subject) in {True, False, None}
    except TermError as error:
        refused = error
    assert refused is None or (refused.column >= 1 and refused.reason)


@given(st.sampled_from(sorted(NAMES)), SUBJECTS)
def test_every_name_is_of_its_kind_or_unknown(name: str, subject: Subject) -> None:
    value = NAMES[name].read(subject)
    kinds = {Kind.NUMBER: int | float, Kind.TEXT: str, Kind.FLAG: bool}
    assert value is None or isinstance(value, kinds[NAMES[name].kind])
