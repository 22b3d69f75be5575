"""Names in values, each replaced in every place, and what comes back of them."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from console.app.disguise import Disguise
from console.model.ids import NodeId


class Colour(StrEnum):
    ANNA = "anna"


class Leaf(msgspec.Struct, frozen=True):
    name: str
    colour: Colour = Colour.ANNA
    note: str | None = None


class Tree(msgspec.Struct, frozen=True):
    id: NodeId
    leaves: tuple[Leaf, ...] = ()
    words: dict[str, str] = msgspec.field(default_factory=dict)
    height: int = 3


class Secret(msgspec.Struct, frozen=True):
    name: str


def disguise() -> Disguise:
    return Disguise(lambda text: text.replace("anna", "user"), kept=(Secret,))


def test_names_are_replaced_wherever_they_stand_but_not_in_identifiers_and_words_of_ours() -> None:
    tree = Tree(NodeId("anna"), (Leaf("anna", note="of anna"), Leaf("bert")), {"anna": "anna"})
    shown = disguise().of(tree)
    assert shown == Tree(NodeId("anna"), (Leaf("user", note="of user"), Leaf("bert")), {"anna": "user"})
    assert shown.leaves[1] is tree.leaves[1], "what has no name in it is not made anew"
    assert disguise().of(Secret("anna")) == Secret("anna")


def test_what_comes_back_whole_means_what_it_stood_for() -> None:
    one = disguise()
    one.of(Leaf("of anna"))
    assert one.back(Leaf("of user")) == Leaf("of anna")
    assert one.back(Leaf("of user too")) == Leaf("of user too")


class Process(msgspec.Struct, frozen=True):
    command: str
    user: str | None = None


def test_whoever_a_value_names_as_its_user_is_hidden_from_then_on() -> None:
    hidden: set[str] = set()

    def meets(user: str) -> bool:
        hidden.add(user)
        return True

    one = Disguise(lambda text: "****" if text in hidden else text, meets=meets)
    assert one.of(Leaf("bert")) == Leaf("bert")
    assert one.of(Process("train", "bert")) == Process("train", "****")
    assert one.of((Process("train"), Leaf("bert"))) == (Process("train"), Leaf("****"))
    assert hidden == {"bert"}


def test_texts_are_redacted_anew_when_other_names_are_known() -> None:
    hidden = {"anna"}
    one = Disguise(lambda text: "****" if text in hidden else text)
    assert one.of(Leaf("bert")) == Leaf("bert")
    hidden.add("bert")
    one.forget()
    assert one.of(Leaf("bert")) == Leaf("****")
