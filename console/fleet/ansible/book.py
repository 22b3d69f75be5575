"""What stands in an Ansible inventory: groups, their hosts and children, and variables with their places."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct, field

from console.model.errors import Problem
from console.model.text import N_

ALL, UNGROUPED = "all", "ungrouped"
MOST_PROBLEMS = 200
"""Who has more corrects the first ones first."""


class Value(Struct, frozen=True):
    """A variable and where it stands (``file:line``). Encrypted ones have no text."""

    text: str
    place: str
    is_encrypted: bool = False


Variables = dict[str, Value]


class Group(Struct):
    """A group by its name. Hosts and children keep their order."""

    name: str
    place: str
    hosts: dict[str, None] = field(default_factory=dict)
    children: dict[str, str] = field(default_factory=dict)
    """By name, with the place where it is named."""
    variables: Variables = field(default_factory=dict)
    from_files: Variables = field(default_factory=dict)
    """Of ``group_vars``."""


class Book(Struct):
    """An inventory while it is read: files add to it, and to what is wrong."""

    groups: dict[str, Group] = field(default_factory=dict)
    hosts: dict[str, Variables] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    """Of the hosts."""
    problems: list[Problem] = field(default_factory=list)
    files: dict[Path, None] = field(default_factory=dict)

    def group(self, name: str, place: str) -> Group:
        """Return a group; it is made where there is none."""
        return self.groups.setdefault(name, Group(name, place))

    def host(self, name: str, place: str) -> Variables:
        """Return the variables of a host; it is made where there is none."""
        self.places.setdefault(name, place)
        return self.hosts.setdefault(name, {})

    def wrong(self, place: str, reason: str) -> None:
        """Tell what is left out."""
        self._tell(
            Problem(
                "inventory.left_out",
                N_("{place}: {reason}; it is left out."),
                N_("Correct the line and reload the inventory."),
                {"place": place, "reason": reason},
            )
        )

    def encrypted(self, place: str, name: str) -> None:
        """Tell that a value or a file cannot be read without the password of its vault."""
        self._tell(
            Problem(
                "inventory.vault",
                N_("{place}: {name} is encrypted by Ansible Vault and is not read."),
                N_("Where Leitstand needs it, write it into your own inventory file."),
                {"place": place, "name": name},
            )
        )

    def template(self, value: Value, name: str) -> None:
        """Tell that a value is a template that cannot be filled here."""
        self._tell(
            Problem(
                "inventory.template",
                N_("{place}: {name} is a template that only Ansible can fill."),
                N_("ansible-inventory --list prints it filled; its output can be read in place of this file."),
                {"place": value.place, "name": name},
            )
        )

    def _tell(self, problem: Problem) -> None:
        if len(self.problems) < MOST_PROBLEMS and problem not in self.problems:
            self.problems.append(problem)


class Unreadable(ValueError):
    """A file of which nothing can be used; the text says why, ``line`` where (from 1)."""

    def __init__(self, reason: str, line: int = 1) -> None:
        super().__init__(reason)
        self.line = line
