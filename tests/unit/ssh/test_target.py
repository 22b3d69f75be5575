"""What ssh_config makes of an endpoint."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from console.ssh.endpoint import Endpoint
from console.ssh.errors import ConfigBroken
from console.ssh.target import Target, resolve


@pytest.fixture(autouse=True)
async def _executor() -> AsyncIterator[None]:
    yield
    await asyncio.get_running_loop().shutdown_default_executor()


async def resolved(tmp_path: Path, text: str, host: str = "node", **parts: object) -> Target:
    path = tmp_path / "config"
    path.write_text(text)
    return await resolve(replace(Endpoint(host, config_paths=(path,)), **parts))


async def test_without_a_configuration() -> None:
    target = await resolve(Endpoint("node.example.com", config_paths=()))
    assert (target.host, target.port) == ("node.example.com", 22)
    assert target.user
    assert target.known_hosts_path == Path("~/.ssh/known_hosts").expanduser()
    assert target.identity_paths[0].name == "id_ed25519"
    assert target.agent_path == ""


async def test_the_values_of_a_host(tmp_path: Path) -> None:
    target = await resolved(
        tmp_path,
        "Host node\n HostName 192.0.2.7\n User me\n Port 2222\n IdentityFile /one\n IdentityFile /two\n"
        " IdentitiesOnly yes\n HostKeyAlias cluster\n UserKnownHostsFile /a /b\n ConnectTimeout 3\n"
        " ServerAliveInterval 30\n SetEnv LC_X=1 LC_Y=2\n ProxyJump a,b\n CertificateFile /cert\nHost *\n User other\n",
    )
    assert (target.host, target.port, target.user, target.login) == ("192.0.2.7", 2222, "me", "me@192.0.2.7:2222")
    assert target.identity_paths == (Path("/one"), Path("/two"))
    assert target.is_agent_restricted
    assert target.name.written == "cluster"
    assert target.known_hosts_paths[:2] == (Path("/a"), Path("/b"))
    assert (target.connect_seconds, target.keepalive_seconds) == (3, 30)
    assert target.environment == {"LC_X": "1", "LC_Y": "2"}
    assert target.jumps == ("a", "b")
    assert target.certificate_paths == (Path("/cert"),)


async def test_what_was_typed_wins(tmp_path: Path) -> None:
    config = "Host node\n User me\n Port 2222\n ProxyJump configured\n"
    target = await resolved(tmp_path, config, user="you", port=22, jumps=("typed",))
    assert (target.user, target.port) == ("you", 22)
    target = await resolved(tmp_path, "Host short\n User me\n", host="192.0.2.7", alias="short")
    assert (target.host, target.user) == ("192.0.2.7", "me")


async def test_the_agent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(os.environ, "SSH_AUTH_SOCK", "/sock")
    monkeypatch.setitem(os.environ, "OTHER", "/other")
    for text, path in [
        ("", "/sock"),
        ("IdentityAgent none", ""),
        ("IdentityAgent SSH_AUTH_SOCK", "/sock"),
        ("IdentityAgent $OTHER", "/other"),
        ("IdentityAgent /mine", "/mine"),
    ]:
        assert (await resolved(tmp_path, text + "\n")).agent_path == path, text


@pytest.mark.parametrize("text", ["Port twenty", "Match nonsense x", "AddressFamily seven"])
async def test_a_broken_configuration_names_the_line(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConfigBroken) as caught:
        await resolved(tmp_path, f"# one\n{text}\n")
    assert f"{tmp_path}/config:2:" in str(caught.value)


async def test_match_exec_and_final(tmp_path: Path) -> None:
    text = (
        "Match exec true\n User yes\nHost node\n HostName %h.example.com\n"
        "Match final host node.example.com\n Port 2222\n"
    )
    target = await resolved(tmp_path, text)
    assert (target.user, target.port) == ("yes", 2222)


async def test_the_check_of_host_keys_cannot_be_switched_off(tmp_path: Path) -> None:
    target = await resolved(tmp_path, "UserKnownHostsFile /dev/null\n")
    assert target.known_hosts_path == Path("~/.ssh/known_hosts").expanduser()
    target = await resolved(tmp_path, "UserKnownHostsFile none\n")
    assert target.known_hosts_path == Path("~/.ssh/known_hosts").expanduser()


async def test_what_openssh_takes_and_the_library_would_not(tmp_path: Path) -> None:
    target = await resolved(
        tmp_path,
        "Host node\n Port 2222 # behind the firewall\n ServerAliveInterval 1m30s\n ServerAliveCountMax 4\n"
        " ConnectTimeout none\n Ciphers aes256-gcm@openssh.com,rijndael-cbc@lysator.liu.se\n"
        " IdentityFile %d/.ssh/%n-%r\n IdentityFile none\n UserKnownHostsFile ${HOME}/hosts\n User me\n",
    )
    assert (target.port, target.keepalive_seconds, target.keepalive_count) == (2222, 90, 4)
    assert target.connect_seconds is None
    assert target.ciphers == "aes256-gcm@openssh.com"
    assert target.identity_paths == (Path.home() / ".ssh" / "node-me",)
    assert target.known_hosts_path == Path.home() / "hosts"


async def test_the_environment_that_is_sent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LC_ONE", "LC_TWO", "OTHER"):
        monkeypatch.setenv(name, name.lower())
    target = await resolved(tmp_path, "SendEnv LC_O* LC_T*\nSendEnv -LC_T*\nSetEnv X=a#b LC_ONE=set\n")
    assert target.environment == {"LC_ONE": "set", "X": "a#b"}


async def test_the_agent_is_forwarded_only_where_it_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSH_AUTH_SOCK", "/sock")
    monkeypatch.setenv("OTHER", "/other")
    for text, path in [
        ("", None),
        ("ForwardAgent no", None),
        ("ForwardAgent yes", "/sock"),
        ("ForwardAgent yes\nIdentityAgent none", None),
        ("ForwardAgent $OTHER", "/other"),
        ("ForwardAgent /mine", "/mine"),
    ]:
        assert (await resolved(tmp_path, text + "\n")).options.agent_forward_path == path, text


async def test_keys_that_a_host_proves_are_followed_unless_told_otherwise(tmp_path: Path) -> None:
    assert (await resolved(tmp_path, "")).is_rotation_followed
    assert not (await resolved(tmp_path, "UpdateHostKeys no\n")).is_rotation_followed
