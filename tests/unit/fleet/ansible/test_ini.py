from __future__ import annotations

from pathlib import Path

from console.fleet.ansible.book import Book
from console.fleet.ansible.ini import read_ini

PATH = Path("hosts")


def read(text: str) -> Book:
    book = Book()
    read_ini(book, PATH, text)
    return book


def said(book: Book) -> list[str]:
    return [problem.text() for problem in book.problems]


def test_hosts_groups_children_and_variables() -> None:
    book = read(
        "bastion ansible_host=192.0.2.1  # the door\n"
        "; an old comment\n"
        "[gpu]\n"
        'gpu-a[01:02] ansible_user=ops note="two words"\n'
        "gpu-b01:2222\n"
        "[gpu:vars]\n"
        "ansible_ssh_common_args='-o ProxyJump=bastion'\n"
        "path = /data # where\n"
        "[fra1:children]\n"
        "gpu\n"
    )
    assert not said(book)
    assert list(book.hosts) == ["bastion", "gpu-a01", "gpu-a02", "gpu-b01"]
    assert list(book.groups["gpu"].hosts) == ["gpu-a01", "gpu-a02", "gpu-b01"]
    assert list(book.groups["ungrouped"].hosts) == ["bastion"]
    assert {name: value.text for name, value in book.hosts["gpu-a02"].items()} == {
        "ansible_user": "ops",
        "note": "two words",
    }
    assert (book.hosts["gpu-b01"]["ansible_port"].text, book.hosts["gpu-b01"]["ansible_port"].place) == (
        "2222",
        "hosts:5",
    )
    assert {name: value.text for name, value in book.groups["gpu"].variables.items()} == {
        "ansible_ssh_common_args": "-o ProxyJump=bastion",
        "path": "/data",
    }
    assert book.groups["fra1"].children == {"gpu": "hosts:10"}


def test_mistakes_cost_their_line_and_have_their_place() -> None:
    book = read(
        "[gpu]\nok\nn[5:1]\nbad word\nquote x='\n[gpu:kids]\nlost\n"
        "[open\nlost-too\n[a:vars]\nnothing\n[b:children]\nx y\n"
    )
    assert list(book.hosts) == ["ok"]
    assert said(book) == [
        "hosts:3: the first end of a range comes before the last; it is left out.",
        "hosts:4: word is no name=value; it is left out.",
        "hosts:5: no closing quotation; it is left out.",
        "hosts:6: [gpu:kids] is no kind of section: there are :children and :vars; it is left out.",
        "hosts:8: the bracket of the group is not closed; it is left out.",
        "hosts:11: a line of :vars is written name=value; it is left out.",
        "hosts:13: a line of :children is the name of one group; it is left out.",
    ]


def test_addresses() -> None:
    book = read("[2001:db8::1]:2222\n2001:db8::2\n192.0.2.7:22\n")
    assert list(book.hosts) == ["2001:db8::1", "2001:db8::2", "192.0.2.7"]
    assert book.hosts["2001:db8::1"]["ansible_port"].text == "2222"
