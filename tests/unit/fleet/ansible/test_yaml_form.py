from __future__ import annotations

from pathlib import Path

import pytest

from console.fleet.ansible.book import Book, Unreadable
from console.fleet.ansible.yaml_form import read_variables, read_yaml

PATH = Path("hosts.yml")


def read(text: str) -> Book:
    book = Book()
    read_yaml(book, PATH, text)
    return book


def said(book: Book) -> list[str]:
    return [problem.text() for problem in book.problems]


GOOD = """
all:
  hosts:
    bastion: {ansible_host: 192.0.2.1}
  vars:
    ansible_user: ops
  children:
    fra1:
      children:
        gpu:
          hosts:
            gpu-a[01:02]:
              ansible_port: 2222
              roles: [train, serve]
              nested: {a: {b: c}}
            gpu-b01:
          vars: &shared
            ansible_password: !vault |
              $ANSIBLE_VAULT;1.1;AES256
              6162
        login:
          hosts: login01
          vars:
            <<: *shared
            empty:
"""


def test_groups_hosts_and_variables() -> None:
    book = read(GOOD)
    assert not said(book)
    assert list(book.hosts) == ["bastion", "gpu-a01", "gpu-a02", "gpu-b01", "login01"]
    assert book.groups["all"].children == {"fra1": "hosts.yml:8"}
    assert list(book.groups["fra1"].children) == ["gpu", "login"]
    a02 = book.hosts["gpu-a02"]
    assert {name: value.text for name, value in a02.items()} == {"ansible_port": "2222", "roles": "train,serve"}
    assert a02["ansible_port"].place == "hosts.yml:13"
    for group in ("gpu", "login"):
        assert book.groups[group].variables["ansible_password"].is_encrypted
    assert book.groups["login"].variables["empty"].text == ""


def test_what_ansible_inventory_lists() -> None:
    book = read(
        '{"_meta": {"hostvars": {"a": {"ansible_host": "192.0.2.1", "ansible_port": 22}}},'
        ' "all": {"children": ["ungrouped", "gpu"]}, "gpu": {"hosts": ["a", "b"]}}'
    )
    assert not said(book)
    assert {name: value.text for name, value in book.hosts["a"].items()} == {
        "ansible_host": "192.0.2.1",
        "ansible_port": "22",
    }
    assert (list(book.groups["gpu"].hosts), list(book.groups["all"].children)) == (["a", "b"], ["ungrouped", "gpu"])


def test_mistakes_have_their_line() -> None:
    book = read(
        "gpu:\n  hosts:\n    - a\n  kids:\n    x:\n  vars: 3\n"
        "other:\n  hosts:\n    n[3:1]:\n    ok:\n    ? [a]\n    : b\n"
    )
    assert list(book.hosts) == ["ok"]
    assert said(book) == [
        "hosts.yml:3: hosts must be keys, each with a colon, not a list; it is left out.",
        "hosts.yml:4: kids is not known in a group: there are hosts, children and vars; it is left out.",
        "hosts.yml:6: variables must be keys with values; it is left out.",
        "hosts.yml:9: the first end of a range comes before the last; it is left out.",
        "hosts.yml:11: a key must be a text; it is left out.",
    ]


@pytest.mark.parametrize(
    ("text", "line"), [("a:\n  b: [\n", 3), ("a: 'x\n\n", 3), ("a:\n\tb: c\n", 2), ("a: *nobody\n", 1)]
)
def test_what_is_no_yaml_names_the_line(text: str, line: int) -> None:
    with pytest.raises(Unreadable) as caught:
        read(text)
    assert caught.value.line == line


def test_an_alias_that_holds_itself_ends(tmp_path: Path) -> None:
    del tmp_path
    book = read("a: &a\n  children:\n    b: *a\n")
    assert any("more than 30 groups" in text for text in said(book))
    bomb = "a: &a {children: {x: , y: }}\n" + "".join(
        f"g{n}: &g{n} {{children: {{p: *{'a' if n == 0 else f'g{n - 1}'}, q: *{'a' if n == 0 else f'g{n - 1}'}}}}}\n"
        for n in range(28)
    )
    with pytest.raises(Unreadable, match="too large"):
        read(bomb)


def test_variables_of_a_file() -> None:
    book = Book()
    assert read_variables(book, PATH, "") == {}
    found = read_variables(book, PATH, "---\nansible_user: ops\nflag: yes\n")
    assert {name: value.text for name, value in found.items()} == {"ansible_user": "ops", "flag": "yes"}
