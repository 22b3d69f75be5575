from __future__ import annotations

from console.fleet.marks import with_marks
from console.fleet.merge import Merged, Said, merge
from console.model.ids import NodeId
from console.model.marks import Mark
from console.model.node import Environment, Node, Source

OWN, ANSIBLE = "inventory:/own.toml", "ansible:/hosts"
PRODUCTION, STAGING = Environment.PRODUCTION, Environment.STAGING


def merged(*, own: tuple[Node, ...] = ()) -> Merged:
    path = ("FRA1", "gpu")
    theirs = (
        Node(NodeId("a:1"), "gpu-a01", path, "192.0.2.1", Source.ANSIBLE, environment=STAGING, tags=("theirs",)),
        Node(NodeId("a:2"), "gpu-a02", path, "192.0.2.2", Source.ANSIBLE),
        Node(NodeId("a:3"), "login", ("MUC2",), "192.0.2.3", Source.ANSIBLE),
    )
    return merge([Said(OWN, Source.INVENTORY, own), Said(ANSIBLE, Source.ANSIBLE, theirs)])


def test_a_mark_of_a_node_is_stronger_than_its_source_and_says_so() -> None:
    mark = Mark("GPU-A01", environment=PRODUCTION, color="#2fa48c", tags=("llm",), notes="loud")
    first, second, _login = (found := with_marks(merged(), {OWN: (mark,)})).nodes
    assert (first.environment, first.color, first.notes) == (PRODUCTION, "#2fa48c", "loud")
    assert first.tags == ("theirs", "llm")
    assert (first.known_by, first.source) == ((ANSIBLE,), Source.ANSIBLE)
    assert second == merged().nodes[1]
    ours, theirs = found.told(first.id)
    assert (ours.source_id, ours.wins) == (OWN, ("environment", "color", "tags", "notes"))
    assert dict(ours.says)["tags"] == "llm"
    assert ("environment" in theirs.wins, "tags" in theirs.wins, "host" in theirs.wins) == (False, True, True)


def test_a_group_marks_all_that_stand_in_it_and_the_inner_group_is_stronger() -> None:
    marks = (
        Mark(group=("FRA1",), environment=PRODUCTION, notes="moves in May", tags=("fra",)),
        Mark(group=("FRA1", "gpu"), environment=STAGING, notes="loud"),
        Mark("gpu-a02", notes="mine"),
    )
    first, second, login = with_marks(merged(), {OWN: marks}).nodes
    assert (first.environment, first.tags) == (STAGING, ("theirs", "fra"))
    assert (first.notes, second.notes) == ("loud\nmoves in May", "mine\nloud\nmoves in May")
    assert login == merged().nodes[2]


def test_what_ones_own_file_says_of_a_node_is_stronger_than_the_mark_of_its_group() -> None:
    own = Node(NodeId("own"), "gpu-a01", (), "gpu-a01", Source.INVENTORY, environment=Environment.DEVELOPMENT)
    first, second, _login = with_marks(
        merged(own=(own,)), {OWN: (Mark(group=("FRA1",), environment=PRODUCTION),)}
    ).nodes
    assert (first.environment, second.environment) == (Environment.DEVELOPMENT, PRODUCTION)


def test_where_two_nodes_have_a_name_the_group_says_which_is_meant() -> None:
    twins = [Node(NodeId(site), "gpu", (site,), f"192.0.2.{n}", Source.ANSIBLE) for n, site in enumerate(("A", "B"))]
    both = merge([Said(ANSIBLE, Source.ANSIBLE, twins)])
    found = with_marks(both, {OWN: (Mark("gpu", group=("B",), tags=("prod",)),)})
    assert [node.tags for node in found.nodes] == [(), ("prod",)]
