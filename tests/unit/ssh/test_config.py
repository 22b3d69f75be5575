"""The hosts of ssh_config, and what is wrong or without effect in it."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.ssh.config import hosts, problems


def config(tmp_path: Path, text: str, name: str = "config") -> Path:
    path = tmp_path / name
    path.write_text(text)
    return path


def test_concrete_hosts_in_the_order_of_the_files(tmp_path: Path) -> None:
    path = config(
        tmp_path,
        "User everybody\n"
        "Host login login2 !bad *.pattern node?\n  HostName %h.example.com\n  User=me\n  Port = 2222\n"
        'Host "quoted"\n\tHostName 192.0.2.7 # comment\n'
        "Match user x\n HostName 192.0.2.8\n"
        "Host login\n  User second\n",
    )
    found = hosts([path, tmp_path / "missing"])
    assert [(h.alias, h.hostname, h.user, h.port, h.line_no) for h in found] == [
        ("login", "login.example.com", "me", 2222, 2),
        ("login2", "login2.example.com", "me", 2222, 2),
        ("quoted", "192.0.2.7", None, None, 6),
    ]


def test_includes_are_followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    ssh = tmp_path / ".ssh"
    ssh.mkdir()
    config(ssh, "Host relative\n", "relative.conf")
    config(tmp_path, "Host b\n", "b.conf")
    config(tmp_path, "Host a\n", "a.conf")
    path = config(tmp_path, f"Include relative.conf {tmp_path}/[ab].conf nothing*\nHost last\n")
    assert [h.alias for h in hosts([path])] == ["relative", "a", "b", "last"]


def test_a_file_that_includes_itself(tmp_path: Path) -> None:
    path = config(tmp_path, f"Host one\nInclude {tmp_path}/config\n")
    assert [h.alias for h in hosts([path])] == ["one"]
    assert [p.params["place"] for p in problems([path])] == [f"{path}:2"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Port 99999", "ssh.config_line"),
        ("Port twenty", "ssh.config_line"),
        ("Match nonsense x", "ssh.config_line"),
        ("Match host", "ssh.config_line"),
        ("HostName", "ssh.config_line"),
        ('HostName "open', "ssh.config_line"),
        ("StrictHostKeyChecking no", "ssh.config_ignored"),
        ("UserKnownHostsFile /dev/null", "ssh.config_ignored"),
        ("NoSuchOption yes", "ssh.config_ignored"),
    ],
)
def test_what_is_wrong_or_ignored_has_a_place(tmp_path: Path, text: str, code: str) -> None:
    path = config(tmp_path, f"Host a\n  {text}\n")
    found = problems([path])
    assert [(p.code, p.params["place"]) for p in found] == [(code, f"{path}:2")]
    assert f"{path}:2" in found[0].text()


def test_an_ordinary_file_has_no_problems(tmp_path: Path) -> None:
    path = config(
        tmp_path,
        "# mine\nHost *\n  ServerAliveInterval 30\n  StrictHostKeyChecking ask\n  ControlMaster auto\n"
        "  IdentityFile ~/.ssh/id_ed25519\n  ProxyCommand nc -X 5 %h %p\n  Port 22\n"
        "Match host a,b exec \"test -f 'x'\"\n  User me\nMatch all\n",
    )
    assert problems([path]) == []
    assert [p.params["place"] for p in problems([tmp_path])] == [str(tmp_path)]


def test_what_is_ignored_everywhere_is_told_once(tmp_path: Path) -> None:
    text = "".join(f"Host n{n}\n  NoSuchOption {n}\n  StrictHostKeyChecking no\n" for n in range(1500))
    path = config(tmp_path, text)
    found = problems([path])
    assert [p.params["option"] for p in found] == ["nosuchoption", "stricthostkeychecking"]
    assert found[0].params["place"] == f"{path}:2 (+1499)"


def test_fifteen_hundred_hosts(tmp_path: Path) -> None:
    text = "".join(f"Host n{n}\n  HostName 198.51.100.{n % 255}\n  User me\n  Port 22\n" for n in range(1500))
    path = config(tmp_path, text)
    started = time.perf_counter()
    assert len(hosts([path])) == 1500
    print(f"1,500 hosts in {time.perf_counter() - started:.3f} s")


@given(st.binary(max_size=300))
def test_any_bytes_are_read(data: bytes) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "config"
        path.write_bytes(data)
        hosts([path])
        problems([path])
