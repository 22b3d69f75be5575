from __future__ import annotations

import time

import pytest

from console.model.places import addresses, host_names, names
from tests.addresses import ipv4


def found(line: str) -> list[tuple[str, str]]:
    return [(kind.value, line[start:end]) for places in (addresses(line), names(line)) for kind, start, end in places]


@pytest.mark.parametrize(
    ("line", "kind", "value"),
    [
        (f"ping {ipv4(10, 1, 2, 3)}: 64 bytes", "ipv4", ipv4(10, 1, 2, 3)),
        (f"listen on {ipv4(10, 1, 2, 3)}:8080", "ipv4", ipv4(10, 1, 2, 3)),
        (f"from ({ipv4(10, 1, 2, 3)}).", "ipv4", ipv4(10, 1, 2, 3)),
        ("inet6 fe80::5054:ff:fe12:3456/64 scope link", "ipv6", "fe80::5054:ff:fe12:3456"),
        ("[2a00:1450:4001:81b::200e]:443", "ipv6", "2a00:1450:4001:81b::200e"),
        ("link/ether 52:54:00:12:34:56 brd", "mac", "52:54:00:12:34:56"),
        ("vlan 12 5254.0012.3456 dynamic", "mac", "5254.0012.3456"),
        ("gpu-5f3a1b2c-1111-2222-3333-444455556666,", "uuid", "5f3a1b2c-1111-2222-3333-444455556666"),
        ("serial number                         : 1650921009123", "serial", "1650921009123"),
        ('"serial": "pq-17-1234"', "serial", "pq-17-1234"),
        ("node guid: 0x506b4b0300c0ff01", "serial", "0x506b4b0300c0ff01"),
        ("drwx------ /home/anna/.ssh", "user", "anna"),
        ("c:\\users\\anna\\desktop", "user", "anna"),
        ("uid=1000(anna) gid=1000(anna)", "user", "anna"),
        ("accepted publickey for anna from", "user", "anna"),
        ("mail to anna.b@corp.lan", "user", "anna.b"),
        ("mail to anna.b@corp.lan", "host", "corp.lan"),
        ("scp x anna@gpu17:/tmp", "host", "gpu17"),
        (f"ssh anna@{ipv4(10, 1, 2, 3)}", "user", "anna"),
        ("curl http://gpu17:8000/v1", "host", "gpu17"),
        ("https://anna:pw@gpu17/", "user", "anna"),
        ("connect to gpu17.dc1.corp.lan port 22", "host", "gpu17.dc1.corp.lan"),
        ("ip-10-1-2-3 kernel: nvrm", "host", "ip-10-1-2-3"),
    ],
)
def test_what_tells_whose_it_is_is_found(line: str, kind: str, value: str) -> None:
    assert (kind, value) in found(line)


@pytest.mark.parametrize(
    "line",
    [
        "driver version: 570.86.10   cuda version: 12.8",
        "0.0.0.0:22 127.0.0.1:631 255.255.255.0 192.0.2.1 1.2.3.4.5",
        "10:38:21 std::vector<int>::size 00000000:3b:00.0 ::1",
        "main.py libcudart.so.12 torch.nn.functional logger.info(x) df.at[0] README.md",
        "pip install torch@2.5.1 getty@tty1.service image@sha256:12ab",
        "git clone ssh://git@localhost/x.git",
        "/home/ubuntu /root /users",
        "serial: n/a serial port settings",
        "user: root",
        "see www.example.com",
        "00:00:00:00:00:00 ff:ff:ff:ff:ff:ff",
    ],
)
def test_what_tells_nothing_of_anybody_is_left_alone(line: str) -> None:
    assert found(line) == []


def test_a_host_has_a_full_and_a_short_name() -> None:
    assert host_names("GPU17.dc1.corp.lan") == ("gpu17.dc1.corp.lan", "gpu17")
    assert host_names("localhost") == host_names(ipv4(10, 1, 2, 3)) == host_names("www.example.com") == ()


@pytest.mark.parametrize("piece", ["a.lan.-", "serial:", "a@", "7.7.7", "::1", "-ab12", "ip-1-", "x://", "uid=1("])
def test_a_long_line_takes_no_longer_than_its_length(piece: str) -> None:
    line = piece * (40_000 // len(piece))
    start = time.thread_time()
    found(line)
    assert time.thread_time() - start < 2.0
