from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wcwidth import wcwidth

from console.model.pseudonyms import Kind, Pseudonyms, is_special_host, is_special_ipv4, is_special_ipv6, is_special_mac
from tests.addresses import ipv4

SHORT_TO_LONG = [
    ipv4(*octets)
    for octets in ((1, 2, 3, 4), (1, 2, 3, 44), (1, 2, 33, 44), (10, 0, 0, 117), (10, 0, 10, 117), (10, 10, 10, 117),
                   (10, 10, 110, 117), (10, 110, 110, 117), (192, 168, 110, 117))
]  # fmt: skip
LENGTHS = {
    Kind.IPV4: SHORT_TO_LONG,
    Kind.IPV6: ["a::b", "fd::1", "fd00::", "fe80::1", "fe80::12", "fe80::123", "fe80::1:2:3",
                "fe80::1ff:fe23:4567:890a", "2a00:1450:4001:81b:1:22:333:4444",
                "2a00:1450:4001:081b:1111:2222:3333:4444"],
    Kind.HOST: ["n1", "gpu", "gpu7", "gpu17", "gpu017", "gpu-017", "gpu-a-17", "gpu-node-17", "a.eu", "x.corp.eu",
                "gpu17.dc1.corp.lan", "node." * 20 + "corp.lan"],
    Kind.USER: ["jo", "bob", "anna", "alice", "ophelia", "a.very.long.name"],
    Kind.SERIAL: ["17", "1650921009123", "PQ-17-XY"],
    Kind.OWN: ["x", "Falke", "Projekt Falke"],
}  # fmt: skip


def pseudonyms() -> Pseudonyms:
    return Pseudonyms(lambda _word: False)


@pytest.mark.parametrize(("kind", "value"), [(kind, value) for kind, values in LENGTHS.items() for value in values])
def test_what_stands_in_is_as_long_and_another(kind: Kind, value: str) -> None:
    shown = pseudonyms().of(kind, value)
    assert len(shown) == len(value)
    assert shown != value


@pytest.mark.parametrize("value", LENGTHS[Kind.IPV4])
def test_an_ipv4_address_becomes_one_that_nobody_has(value: str) -> None:
    given_out = pseudonyms()
    for last in range(20):
        shown = given_out.of(Kind.IPV4, value[:-1] + chr(ord("a") + last))
        octets = [int(octet) for octet in shown.split(".")]
        assert max(octets) < 256
        assert is_special_ipv4(shown)
        assert octets != [0, 0, 0, 0]


@pytest.mark.parametrize("value", LENGTHS[Kind.IPV6])
def test_an_ipv6_address_becomes_one_that_nobody_has(value: str) -> None:
    shown = pseudonyms().of(Kind.IPV6, value)
    ipaddress.IPv6Address(shown)
    assert is_special_ipv6(shown)
    assert shown not in {"::", "::1"}


def test_the_ranges_of_documents_are_used_where_they_are_as_long() -> None:
    given_out = pseudonyms()
    assert given_out.of(Kind.IPV4, ipv4(10, 0, 0, 17)) == "192.0.2.1"
    assert given_out.of(Kind.IPV4, ipv4(192, 168, 100, 117)) == "192.000.002.001"
    assert given_out.of(Kind.IPV6, "fd00:1234:1::7").startswith("2001:db8::")
    assert given_out.of(Kind.HOST, "gpu-node-17").endswith(".example")
    assert given_out.of(Kind.HOST, "gpu17.dc1.corp.lan").endswith(".example.com")
    assert given_out.of(Kind.MAC, "aa-bb-cc-dd-ee-ff").startswith("00-00-5e-00-53-")


def test_a_hardware_address_is_the_same_however_it_is_written() -> None:
    given_out = pseudonyms()
    shown = given_out.of(Kind.MAC, "aa:bb:cc:dd:ee:ff")
    assert given_out.of(Kind.MAC, "AA-BB-CC-DD-EE-FF") == shown.replace(":", "-")
    assert is_special_mac(given_out.of(Kind.MAC, "aabb.ccdd.eeff"))


@pytest.mark.parametrize("kind", list(Kind))
def test_different_values_stay_different_and_the_same_stays_the_same(kind: Kind) -> None:
    values = {
        Kind.IPV4: [f"10.0.{a}.{b}" for a in range(10) for b in range(10, 100)],
        Kind.MAC: [f"aa:bb:cc:dd:{a:02x}:{b:02x}" for a in range(4) for b in range(200)],
        Kind.UUID: [f"5f3a1b2c-1111-2222-3333-{number:012x}" for number in range(700)],
    }.get(kind, [f"g{number:04d}" for number in range(700)])
    given_out = pseudonyms()
    shown = [given_out.of(kind, value) for value in values]
    assert len(set(shown)) == len(values)
    assert [given_out.of(kind, value) for value in values] == shown


def test_a_name_that_is_somebodys_stands_in_for_nothing() -> None:
    assert Pseudonyms(lambda word: word == "u001").of(Kind.USER, "anna") == "u002"


def test_where_all_are_given_away_the_length_stays() -> None:
    given_out = pseudonyms()
    shown = [given_out.of(Kind.SERIAL, chr(ord("a") + number)) for number in range(26)]
    assert {len(one) for one in shown} == {1}
    assert given_out.of(Kind.SERIAL, "z") == shown[-1]


@given(st.text(st.sampled_from("ab東京é❤\ufe0f\u0301"), min_size=1, max_size=12))
def test_wide_and_combining_characters_keep_their_width(value: str) -> None:
    shown = pseudonyms().of(Kind.OWN, value)
    assert len(shown) == len(value)
    for before, after, follows in zip(value, shown, [*value[1:], ""], strict=True):
        wide = wcwidth(before) and follows == "\ufe0f"
        assert wcwidth(after) == (0 if before == "\ufe0f" else 2 if wide else wcwidth(before))


def test_what_is_nobodys_is_known() -> None:
    assert is_special_ipv4("127.0.0.1")
    assert is_special_ipv4("255.255.252.0")
    assert not is_special_ipv4(ipv4(10, 0, 0, 1))
    assert is_special_ipv6("::1")
    assert not is_special_ipv6("fe80::1")
    assert is_special_host("www.example.com")
    assert is_special_host("localhost")
    assert not is_special_host("example.corp.lan")
    assert is_special_mac("ff:ff:ff:ff:ff:ff")
