"""The person's file keeps its comments and its layout, and what is written is what is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from console.app.markfile import Target, changed, marks_of
from console.fleet.inventory_file import read
from console.model.errors import ConsoleError
from console.model.marks import Mark, MarkChange
from console.model.node import Environment

FILE = Path("inventory.toml")
TEXT = """# my fleet
[defaults]
user = "ops"   # everywhere

[[datacenter]]   # the big one
name = "FRA1"
environment = "staging" # for now

  [[datacenter.group]]
  name = "A01"

    [[datacenter.group.node]]
    name = "gpu-a01"  # first
    tags = [
      "llm",   # large
      "h100",
    ]

    [[datacenter.group.node]]
    name = "gpu-a[02-04]"

[[source]]
kind = "ansible"
place = "hosts.yml" # theirs"""

A01 = ("FRA1", "A01")
NODE, RANGED, SITE, FOREIGN = Target("gpu-a01", (), A01), Target("gpu-a02", (), A01), Target("", A01[:1]), Target("db1")
PRODUCTION = MarkChange(Environment.PRODUCTION, "#2fa48c", "one\ntwo", ("prod",), ("llm",))


def test_a_node_with_a_table_of_its_own_is_marked_there_and_all_else_stays(tmp_path: Path) -> None:
    after = changed(FILE, TEXT, [NODE], PRODUCTION)
    gone = [line for line in TEXT.splitlines() if line not in after.splitlines()]
    assert [line.strip() for line in gone] == ['"llm",   # large']
    (tmp_path / "i.toml").write_text(after)
    node = read(tmp_path / "i.toml").nodes[0]
    assert (node.environment, node.color, node.notes) == (Environment.PRODUCTION, "#2fa48c", "one\ntwo")
    assert node.tags == ("h100", "prod")


def test_a_group_of_the_file_is_marked_there_and_keeps_its_comment() -> None:
    after = changed(FILE, TEXT, [SITE], MarkChange(Environment.PRODUCTION))
    assert after == TEXT.replace('environment = "staging" #', 'environment = "production" #')


def test_what_others_know_gets_marks_that_make_no_node(tmp_path: Path) -> None:
    after = changed(FILE, TEXT, [RANGED, FOREIGN, Target("", ("slurm", "gpu"))], PRODUCTION)
    assert after.startswith(TEXT)
    (tmp_path / "i.toml").write_text(after)
    found = read(tmp_path / "i.toml")
    assert not found.problems
    assert [(mark.node, mark.group) for mark in found.marks][1:] == [
        ("gpu-a02", ()),
        ("db1", ()),
        ("", ("slurm", "gpu")),
    ]
    assert len(found.nodes) == 4
    assert marks_of(FILE, after, [FOREIGN]) == (
        Mark("db1", (), Environment.PRODUCTION, "#2fa48c", ("prod",), "one\ntwo"),
    )


def test_what_is_taken_away_again_leaves_nothing_behind() -> None:
    nothing = MarkChange(Environment.UNKNOWN, "", "", (), ("prod",))
    after = changed(FILE, changed(FILE, TEXT, [RANGED, FOREIGN], PRODUCTION), [RANGED, FOREIGN], nothing)
    assert after.rstrip() == TEXT
    assert changed(FILE, TEXT, [FOREIGN], nothing) == TEXT
    assert marks_of(FILE, after, [FOREIGN]) == (Mark("db1"),)


def test_line_ends_of_windows_stay() -> None:
    text = TEXT.replace("\n", "\r\n") + "\r\n"
    after = changed(FILE, text, [NODE, FOREIGN], PRODUCTION)
    assert after.count("\n") == after.count("\r\n")


def test_a_broken_file_is_not_touched() -> None:
    with pytest.raises(ConsoleError) as caught:
        changed(FILE, "[[node\n", [FOREIGN], PRODUCTION)
    assert caught.value.code == "inventory.not_written"
