"""What ssh_config says about a host, compared with what OpenSSH itself makes of the same files."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from console.ssh.configvalues import Values, values_for

requires_ssh = pytest.mark.skipif(shutil.which("ssh") is None, reason="needs OpenSSH's ssh")

FILES = {
    "plain": """
        Host one two
            HostName %h.example.com
            User "me"
            Port=2222
            IdentityFile ~/.ssh/first
        Host one
            User second
            IdentityFile ~/.ssh/first
            IdentityFile ~/.ssh/second
        Host t* !two
            Port 23   # a comment
        Host *
            User everybody
            ServerAliveInterval 1m
            ServerAliveCountMax 7
            ForwardAgent yes
    """,
    "matches": """
        Host alias
            HostName real.example.com
        Match host real.example.com
            Port 24
        Match originalhost alias
            ProxyJump hop
            ProxyCommand none
        Match user nobody
            Port 25
        Match exec "test %h = real.example.com"
            User ran
        Match exec "test %n = one" user *
            User first
        Match !host *.example.com,one
            User other
        Match localuser *
            ConnectTimeout 5
        Match final host real.*
            IdentityFile /final
            ServerAliveInterval 9
        Match all
            IdentityFile /all
    """,
    "included": """
        Host one
            Include {folder}/inner-*.conf
            Port 30
        Include {folder}/outer.conf
        Host *
            User last
    """,
    "inner-b.conf": "User from-b\nHost two\n  Port 31\n",
    "inner-a.conf": "User from-a\n",
    "outer.conf": "CertificateFile /cert\nHost t*\n  HostName 192.0.2.9\n",
    "proxies": """
        Host one
            ProxyCommand nc -X 5 "%h" %p # not a comment
        Host one two
            ProxyJump user@hop:2200,second
        Host *
            SetEnv A=1 B="two words"
            SetEnv C=3
            SendEnv LANG LC_*
            SendEnv EXTRA
            UserKnownHostsFile /srv/a /srv/b
            LocalForward 8080 localhost:80
            LocalForward [::1]:8081 [2001:db8::1]:81
            LocalForward 8080 localhost:80
            RemoteForward 9090 localhost:90
            DynamicForward 1080
            HostKeyAlias cluster
            IdentitiesOnly yes
            HashKnownHosts yes
    """,
}
CASES = [
    (name, host) for name in ("plain", "matches", "included", "proxies") for host in ("one", "two", "three", "alias")
]


def folder_with_files(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text.replace("{folder}", str(tmp_path)))
    return tmp_path


def openssh(path: Path, host: str) -> dict[str, list[str]]:
    """Return what ``ssh -G`` prints: option to values, in its order."""
    done = subprocess.run(["ssh", "-F", str(path), "-G", host], check=True, capture_output=True, text=True)
    found: dict[str, list[str]] = {}
    for line in done.stdout.splitlines():
        option, _, value = line.partition(" ")
        found.setdefault(option, []).append(value)
    return found


@requires_ssh
@pytest.mark.parametrize(("name", "host"), CASES)
def test_openssh_says_the_same(tmp_path: Path, name: str, host: str) -> None:
    path = folder_with_files(tmp_path) / name
    theirs, ours = openssh(path, host), values_for([path], host)
    assert [ours.hostname] == theirs["hostname"]
    assert [ours.login] == theirs["user"]
    assert [str(ours.port_number())] == theirs["port"]
    for option in ("proxyjump", "proxycommand", "hostkeyalias"):
        value = ours.text(option)
        assert ([] if value in {"", "none"} else [value]) == theirs.get(option, []), option
    interval, count = ours.seconds("serveraliveinterval"), ours.number("serveralivecountmax")
    assert [f"{interval or 0:g}"] == theirs["serveraliveinterval"]
    assert [str(count or 3)] == theirs["serveralivecountmax"]
    assert [f"{ours.seconds('connecttimeout'):g}" if ours.seconds("connecttimeout") else "none"] == theirs[
        "connecttimeout"
    ]
    for option in ("forwardagent", "identitiesonly", "hashknownhosts"):
        assert ["yes" if ours.flag(option) else "no"] == theirs[option], option
    if ours.every("identityfile"):
        assert [line.value for line in ours.every("identityfile")] == theirs["identityfile"]
    assert [line.value for line in ours.every("certificatefile")] == theirs.get("certificatefile", [])
    assert list(ours.words("setenv")) == theirs.get("setenv", [])
    assert [word for line in ours.every("sendenv") for word in line.arguments] == theirs.get("sendenv", [])
    if ours.words("userknownhostsfile"):
        assert [" ".join(map(str, ours.words("userknownhostsfile")))] == theirs["userknownhostsfile"]
    for option in ("localforward", "remoteforward", "dynamicforward"):
        assert len(ours.every(option)) == len(theirs.get(option, [])), option


def values(tmp_path: Path, text: str, host: str = "node") -> Values:
    path = tmp_path / "config"
    path.write_text(text)
    return values_for([path], host)


def test_what_was_typed_counts_for_matches_too(tmp_path: Path) -> None:
    path = tmp_path / "config"
    path.write_text("User configured\nMatch user typed\n Port 2222\n")
    assert values_for([path], "node", user="typed").port_number() == 2222
    assert values_for([path], "node", user="typed", port=22).port_number() == 22


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("ServerAliveInterval soon", "is not a time"),
        ("ServerAliveCountMax many", "is not a number"),
        ("Match nonsense x", "is not known"),
        ('User "me', "closing quote"),
        ("Port 70000", "65535"),
    ],
)
def test_nonsense_is_told_with_its_line(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=rf"config:2: .*{reason}"):
        read_all(values(tmp_path, f"# one\n{text}\n"))


def read_all(found: Values) -> None:
    found.seconds("serveraliveinterval")
    found.number("serveralivecountmax")
    found.port_number()


def test_what_concerns_other_hosts_costs_this_one_nothing(tmp_path: Path) -> None:
    found = values(tmp_path, 'Host other\n Port x\n User "me\nHost node\n Port 23\n')
    assert found.port_number() == 23


def test_what_stands_for_something(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLACE", "here")
    found = values(tmp_path, "HostName 192.0.2.1\nUser me\nPort 23\n")
    assert found.expand("%%/%h/%n/%p/%r/${PLACE}") == "%/192.0.2.1/node/23/me/here"
    assert found.expand("~/x") == str(Path.home() / "x")
    assert len(found.expand("%C")) == 40
    with pytest.raises(ValueError, match="%x"):
        found.expand("%x")
    with pytest.raises(ValueError, match="NOWHERE"):
        found.expand("${NOWHERE}")


def test_short_names_become_full_ones(tmp_path: Path) -> None:
    text = "CanonicalizeHostname yes\nCanonicalDomains invalid\nMatch canonical host short\n Port 23\n"
    assert values(tmp_path, text, "short").port_number() == 23
    text += "CanonicalizeFallbackLocal no\n"
    assert values(tmp_path, "CanonicalizeHostname no\n", "short").hostname == "short"
    with pytest.raises(ValueError, match="CanonicalDomains"):
        values(tmp_path, "CanonicalizeFallbackLocal no\n" + text, "short")


def test_files_that_include_each_other_end(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="include each other"):
        values(tmp_path, f"Include {tmp_path}/config\n")
