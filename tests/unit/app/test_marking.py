"""What a person marks in the window stands in their file, counts at once, and can be taken back."""

from __future__ import annotations

from pathlib import Path

from console.app.profile import Profile
from console.model.ids import NodeId
from console.model.marks import MarkChange, MarkTargets
from console.model.node import Environment, Node
from console.wire import messages as m
from tests.core import Client, core_in_thread

OWN = '# mine\n[[node]]\nname = "a" # the first\n[[source]]\nkind = "ansible"\nplace = "hosts.ini"\n'
PROD = MarkChange(Environment.PRODUCTION, add_tags=("prod",))


def profile(tmp_path: Path, name: str) -> Profile:
    (tmp_path / "ssh_config").write_text("")
    (tmp_path / "hosts.ini").write_text("[gpu]\nb\nc\n")
    (tmp_path / "inv.toml").write_text(OWN)
    return Profile(name=name, inventory=(str(tmp_path / "inv.toml"),), ssh_config=(str(tmp_path / "ssh_config"),))


def fleet(client: Client) -> dict[str, Node]:
    found: dict[str, Node] = {}
    for event in client.of(m.FleetChanged):
        found.update({view.node.name: view.node for view in event.changes.changed})
    return found


def change(client: Client, targets: MarkTargets, change: MarkChange) -> int:
    marks = client.ask(m.AskMarks(targets=targets))
    assert isinstance(marks, m.Marks)
    done = client.ask(m.ChangeMarks(targets=targets, change=change, version=marks.version))
    assert isinstance(done, m.MarksChanged)
    return done.number


def test_marks_are_written_count_at_once_and_are_taken_back(tmp_path: Path) -> None:
    file = tmp_path / "inv.toml"
    with core_in_thread(profile(tmp_path, "mark")) as client:
        client.welcome()
        client.send(m.WatchFleet(node_ids=()))
        client.until(lambda: {"a", "b", "c"} <= fleet(client).keys())
        both = MarkTargets((fleet(client)["a"].id, fleet(client)["b"].id), (("gpu",),))
        file.chmod(0o640)
        number = change(client, both, PROD)
        client.until(lambda: fleet(client)["c"].environment is Environment.PRODUCTION)
        assert [fleet(client)[name].tags for name in "abc"] == [("prod",)] * 3
        assert file.read_text().startswith('# mine\n[[node]]\nname = "a" # the first\n')
        assert file.stat().st_mode & 0o777 == 0o640
        marks = client.ask(m.AskMarks(targets=both))
        assert isinstance(marks, m.Marks)
        assert [mark.environment for mark in marks.marks] == [Environment.PRODUCTION] * 3
        assert change(client, both, PROD) == 0
        client.ask(m.UndoMarks(number=number))
        client.until(lambda: fleet(client)["c"].environment is Environment.UNKNOWN)
        assert file.read_text() == OWN
        assert client.refused(m.UndoMarks(number=number)) == "inventory.file_moved_on"


def test_what_somebody_else_has_written_is_never_overwritten(tmp_path: Path) -> None:
    file = tmp_path / "inv.toml"
    with core_in_thread(profile(tmp_path, "conflict")) as client:
        client.welcome()
        client.send(m.WatchFleet(node_ids=()))
        client.until(lambda: "b" in fleet(client))
        targets = MarkTargets((fleet(client)["b"].id,))
        marks = client.ask(m.AskMarks(targets=targets))
        assert isinstance(marks, m.Marks)
        file.write_text(OWN + "# theirs\n")
        wanted = m.ChangeMarks(targets=targets, change=PROD, version=marks.version)
        assert client.refused(wanted) == "inventory.file_moved_on"
        assert file.read_text() == OWN + "# theirs\n"
        number = change(client, targets, PROD)
        file.write_text(file.read_text() + "# theirs again\n")
        assert client.refused(m.UndoMarks(number=number)) == "inventory.file_moved_on"
        assert client.refused(m.AskMarks(targets=MarkTargets((NodeId("local"),)))) == "inventory.not_marked"
        long = MarkChange(notes="x" * 3000)
        assert client.refused(m.ChangeMarks(targets=targets, change=long, version="")) == "inventory.mark_refused"
