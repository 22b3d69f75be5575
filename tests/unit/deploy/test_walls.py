"""Firewalls as real ones describe themselves, and the commands that open and close one of them for an address."""

from __future__ import annotations

import subprocess

import pytest

from console.deploy import walls
from console.deploy.walls import Wall

FIREWALLD = """\
from: 192.0.2.7
active: firewalld
zone: public
firewalld: public
firewalld:   target: {target}
firewalld:   services: dhcpv6-client ssh
firewalld:   ports: {ports}
firewalld:   rich rules: 
firewalld: \t{rule}
ufw: Status: inactive
"""  # noqa: W291 - as it prints it
UFW = """\
from: 192.0.2.7
active: ufw
ufw: Status: active
ufw: Default: {policy} (incoming), allow (outgoing), disabled (routed)
ufw: To                         Action      From
ufw: --                         ------      ----
ufw: {to}                   ALLOW IN    {source}                  # leitstand
"""
NFT = """\
from: 192.0.2.7
nft: type filter hook input priority filter; policy drop;
nft: ct state established,related accept
nft: {rule}
"""
RULE = 'rule priority="1" family="ipv4" source address="{}" port port="{}" protocol="tcp" accept'


def firewalld(target: str = "default", ports: str = "", rule: str = "") -> str:
    return FIREWALLD.format(target=target, ports=ports, rule=rule)


def ufw(to: str = "22/tcp", source: str = "Anywhere", policy: str = "deny") -> str:
    return UFW.format(to=to, source=source, policy=policy)


@pytest.mark.parametrize(
    ("output", "name", "lets"),
    [
        (firewalld(), "firewalld", False),
        (firewalld(ports="80/tcp 7999-8001/tcp"), "firewalld", True),
        (firewalld(ports="8000/udp 800/tcp"), "firewalld", False),
        (firewalld(target="ACCEPT"), "firewalld", True),
        (firewalld(rule=RULE.format("192.0.2.7", 8000)), "firewalld", True),
        (firewalld(rule=RULE.format("192.0.2.0/24", 8000)), "firewalld", True),
        (firewalld(rule=RULE.format("198.51.100.9", 8000)), "firewalld", False),
        (firewalld(rule=RULE.format("192.0.2.7", 8001)), "firewalld", False),
        ("from: 192.0.2.7\nactive: firewalld\n", "firewalld", None),
        (ufw(), "ufw", False),
        (ufw("8000/tcp"), "ufw", True),
        (ufw("8000:8010/tcp", "192.0.2.0/24"), "ufw", True),
        (ufw("8000", "198.51.100.9"), "ufw", False),
        (ufw("Anywhere", "192.0.2.7"), "ufw", True),
        (ufw(policy="allow"), "ufw", True),
        ("from: \nactive: ufw\n", "ufw", None),
        (NFT.format(rule="tcp dport { 22, 8000 } accept"), "nftables", True),
        (NFT.format(rule="ip saddr 198.51.100.9 tcp dport 8000 accept"), "nftables", None),
        ("active: nftables\nnft: type filter hook input priority 0; policy accept;\n", "nftables", True),
        ("active: iptables\n", "iptables", None),
    ],
)
def test_what_a_firewall_says_of_a_port(output: str, name: str, lets: bool | None) -> None:
    wall = walls.read(output)
    assert wall is not None and (wall.name, wall.lets(8000)) == (name, lets)


def test_where_none_filters_there_is_none() -> None:
    assert walls.read("from: 192.0.2.7\n") is None
    assert walls.read("nft: type filter hook input priority filter; policy accept;\n") is None


@pytest.mark.parametrize("name", ["firewalld", "ufw", "nftables", "iptables"])
@pytest.mark.parametrize("address", ["192.0.2.7", "2001:db8::7", ""])
def test_it_is_opened_for_one_address_and_never_for_all(name: str, address: str) -> None:
    wall = Wall(name, address, "internal", ())
    opens, closes = wall.opens(8000), wall.closes(8000)
    assert (address or walls.NOBODY) in opens and "8000" in opens
    # Where nobody is known, and where the rules of others are not told from this one, a person does it.
    assert bool(closes) == (bool(address) and name != "nftables")
    for command in filter(None, (opens, closes)):
        subprocess.run(["/bin/sh", "-n"], input=command.encode(), check=True)
        assert all(line.startswith(("sudo ", "# ")) for line in command.splitlines())


def test_what_leitstand_opened_is_told_from_what_others_opened() -> None:
    for name in ("firewalld", "ufw", "iptables"):
        closes = Wall(name, "192.0.2.7", "public", ()).closes(8000)
        assert walls.MARK in closes or 'priority="1"' in closes
    # A reload would drop what others have opened until the next one.
    assert "reload" not in Wall("firewalld", "192.0.2.7", "", ()).opens(8000)


def test_an_address_that_is_none_is_not_put_into_a_command() -> None:
    wall = walls.read("from: $(id)\nactive: ufw\n")
    assert wall is not None and wall.address == ""


def test_looking_reads_and_needs_no_root() -> None:
    done = subprocess.run(["/bin/sh", "-s"], input=walls.LOOK, capture_output=True, text=True, check=False, timeout=30)
    assert done.stdout.startswith("from: ") and done.stderr == ""
    assert "sudo" not in walls.LOOK
