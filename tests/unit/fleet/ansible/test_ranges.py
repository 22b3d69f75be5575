from __future__ import annotations

import pytest

from console.fleet.ansible.ranges import RangeWrong, expand, split_port


@pytest.mark.parametrize(
    ("pattern", "names"),
    [
        ("gpu", ["gpu"]),
        ("n[1:3]", ["n1", "n2", "n3"]),
        ("n[08:11].example.com", ["n08.example.com", "n09.example.com", "n10.example.com", "n11.example.com"]),
        ("n[:2]", ["n0", "n1", "n2"]),
        ("n[00:06:3]", ["n00", "n03", "n06"]),
        ("db-[a:d:2]", ["db-a", "db-c"]),
        ("r[1:2]n[a:b]", ["r1na", "r1nb", "r2na", "r2nb"]),
        ("[9:10]", ["9", "10"]),
    ],
)
def test_both_ends_belong_to_a_range(pattern: str, names: list[str]) -> None:
    assert expand(pattern) == names


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("n[1-3]", r"written \[01:20\]"),
        ("n[1:3", r"written \[01:20\]"),
        ("n[3:1]", "the first end"),
        ("n[1:c]", "two numbers or two letters"),
        ("n[01:100]", "one length"),
        ("n[1:9:0]", "at least 1"),
        ("n[1:999999999]", "more than 10000"),
        ("n[1:101]x[1:101]", "more than 10000"),
    ],
)
def test_what_is_no_range_says_why(pattern: str, reason: str) -> None:
    with pytest.raises(RangeWrong, match=reason):
        expand(pattern)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a.example.com:2222", ("a.example.com", "2222")),
        ("n[01:20]:2222", ("n[01:20]", "2222")),
        ("n[01:20]", ("n[01:20]", "")),
        ("2001:db8::1", ("2001:db8::1", "")),
        ("[2001:db8::1]:2222", ("2001:db8::1", "2222")),
        ("[gpu:vars]", ("[gpu:vars]", "")),
    ],
)
def test_ports(text: str, parts: tuple[str, str]) -> None:
    assert split_port(text) == parts
