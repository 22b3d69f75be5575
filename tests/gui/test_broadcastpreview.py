from __future__ import annotations

from msgspec.structs import replace

from console.app import paths
from console.model.ids import LOCAL_NODE, TerminalId
from console.model.node import Distro, Environment, Node, NodeState, NodeView, Source
from console.settings.language import set_language
from console.ui.broadcastpreview import Member, differences, member_of, systems, worst
from console.ui.tabtext import tab_look
from console.wire import messages as m
from tests.gui.fleet import fleet


def members() -> list[Member]:
    views = {view.node.name: view for view in fleet()}
    names = ("gpu-a03", "gpu-b02", "gpu-c01")
    return [
        member_of(m.Tab(TerminalId(number), views[name].node.id, name, user="ops"), views[name])
        for number, name in enumerate(names, start=1)
    ]


def alike(member: Member, count: int) -> list[Member]:
    return [replace(member, terminal_id=TerminalId(number)) for number in range(count)]


def test_a_tab_says_who_it_is_and_what_it_runs_on() -> None:
    first = members()[0]
    assert first.account == "ops@gpu-a03"
    assert first.system.startswith("Ubuntu")
    assert first.group
    local = member_of(m.Tab(TerminalId(9), LOCAL_NODE, "local"), None)
    assert (local.account, local.system, local.environment) == ("local", "unknown system", Environment.UNKNOWN)


def test_systems_are_counted_most_frequent_first() -> None:
    one = members()[0]
    other = replace(one, distro=Distro("rhel", "rhel", "RHEL", "9.6", "RHEL 9.6"))
    assert systems([other, *alike(one, 3)]) == f"{one.system} (3), {other.system} (1)"


def test_what_differs_is_named() -> None:
    one = members()[0]
    assert differences(alike(one, 3)) == []
    assert differences([one, replace(one, user="root", environment=Environment.STAGING)]) == ["user", "environment"]
    assert differences([one, replace(one, distro=None, architecture="aarch64")]) == ["system", "architecture"]


def test_the_worst_place_is_where_a_mistake_costs_most() -> None:
    one = members()[0]
    both = [replace(one, environment=Environment.DEVELOPMENT), replace(one, environment=Environment.PRODUCTION)]
    assert worst(both) is Environment.PRODUCTION
    assert worst([]) is Environment.UNKNOWN


def test_this_computer_is_called_in_the_language_of_the_desk() -> None:
    own = NodeView(Node(LOCAL_NODE, "This computer", (), "localhost", Source.LOCAL), NodeState.OK)
    tab = m.Tab(TerminalId(9), LOCAL_NODE, "", user="ops")
    set_language("de", paths.resources() / "translations")
    try:
        assert member_of(tab, own).account == "ops@Dieser Rechner"
        assert tab_look(tab, own).name == "Dieser Rechner"
    finally:
        set_language("en", paths.resources() / "translations")
