from __future__ import annotations

from pathlib import Path

from console.fleet.ansible.book import Book
from console.fleet.ansible.ini import read_ini
from console.fleet.ansible.nodes import nodes_of
from console.model.node import Environment, Node


def read(text: str) -> tuple[dict[str, Node], list[str]]:
    book = Book()
    read_ini(book, Path("hosts"), text)
    return {node.name: node for node in nodes_of(book)}, [problem.text() for problem in book.problems]


def test_the_way_to_a_host() -> None:
    nodes, problems = read(
        "[gpu]\na ansible_host=192.0.2.11 ansible_port=2222 ansible_user=ops "
        "ansible_ssh_private_key_file=~/.ssh/k ansible_ssh_common_args='-o ProxyJump=bastion'\n"
        "b ansible_ssh_host=192.0.2.12 ansible_ssh_port=23 ansible_ssh_user=me\n"
    )
    a, b = nodes["a"], nodes["b"]
    assert (a.id, a.host, a.port, a.user) == ("ansible:a", "192.0.2.11", 2222, "ops")
    assert (a.identity_files, a.jumps, a.path) == (("~/.ssh/k",), ("bastion",), ("gpu",))
    assert (b.host, b.port, b.user) == ("192.0.2.12", 23, "me")
    assert not problems


def test_the_innermost_group_counts_and_the_host_more() -> None:
    nodes, _ = read(
        "[gpu]\na\nb ansible_user=host\n[plain]\nc\n[fra1:children]\ngpu\n[all:vars]\nansible_user=all\n"
        "[fra1:vars]\nansible_user=site\nrack=R1\n[gpu:vars]\nansible_user=gpu\n"
    )
    assert [nodes[name].user for name in "abc"] == ["gpu", "host", "all"]
    assert (nodes["a"].path, nodes["a"].rack, nodes["a"].groups) == (("fra1", "gpu"), "R1", ("fra1", "gpu"))
    assert nodes["c"].path == ("plain",)


def test_of_two_groups_of_one_depth_the_later_name_counts_unless_a_priority_says_otherwise() -> None:
    text = "[a]\nh\n[b]\nh\n[a:vars]\nansible_user=a\n{}[b:vars]\nansible_user=b\n"
    assert read(text.format(""))[0]["h"].user == "b"
    assert read(text.format("ansible_group_priority=10\n"))[0]["h"].user == "a"


def test_simple_templates_are_filled_and_others_told() -> None:
    nodes, problems = read(
        '[gpu]\na.fra\nb ansible_host=\'{{ lookup("env", "X") }}\'\n[gpu:vars]\ndomain=example.com\n'
        "zone={{ domain }}\nansible_host={{ inventory_hostname_short }}.{{ zone }}\n"
    )
    assert (nodes["a.fra"].host, nodes["b"].host) == ("a.example.com", "b")
    assert problems == ["hosts:3: ansible_host is a template that only Ansible can fill."]


def test_a_template_that_names_itself_ends() -> None:
    nodes, problems = read("a ansible_host={{x}} x={{y}} y={{x}}\n")
    assert (nodes["a"].host, len(problems)) == ("a", 1)


def test_marks_by_variables_and_by_the_names_of_groups() -> None:
    nodes, problems = read(
        "[production]\na\nb leitstand_environment=staging leitstand_tags=x,y leitstand_color='#AABBCC'\n[dev]\nc "
        "leitstand_notes='fan replaced' leitstand_color=red\n"
    )
    assert [nodes[name].environment for name in "abc"] == [
        Environment.PRODUCTION,
        Environment.STAGING,
        Environment.DEVELOPMENT,
    ]
    assert (nodes["b"].tags, nodes["b"].color, nodes["c"].notes) == (("x", "y"), "#aabbcc", "fan replaced")
    assert problems == ["hosts:5: red is no colour such as #2fa48c; it is left out."]


def test_hosts_that_ssh_does_not_reach() -> None:
    nodes, problems = read(
        "localhost ansible_connection=local\nwin ansible_connection=winrm\nbad ansible_host='a b'\n"
        "p ansible_port=99999\nu ansible_user='-x'\nq ansible_ssh_common_args=\"-o 'x\"\n"
    )
    assert (list(nodes), nodes["p"].port, nodes["u"].user) == (["p", "u", "q"], None, None)
    assert [text.partition(": ")[2] for text in problems] == [
        "win is reached by winrm, not by SSH; it is left out.",
        "a b is no host name or address; it is left out.",
        "99999 is no port; it is left out.",
        "-x is no user name; it is left out.",
        "the arguments of ssh are wrong: no closing quotation; it is left out.",
    ]


def test_a_group_within_itself_is_told_and_the_hosts_are_there() -> None:
    nodes, problems = read("[a]\nh\n[a:children]\nb\n[b:children]\na\n")
    assert list(nodes) == ["h"]
    assert any("stands within itself" in text for text in problems)
