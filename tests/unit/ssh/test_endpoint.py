"""What a person may type to name a host."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.ssh import endpoint
from console.ssh.endpoint import Endpoint, default_config_paths, parse_command, parse_destination
from console.ssh.errors import DestinationInvalid


@pytest.mark.parametrize(
    ("text", "user", "host", "port"),
    [
        ("node1", None, "node1", None),
        ("  node1.example.com ", None, "node1.example.com", None),
        ("root@192.0.2.7:2222", "root", "192.0.2.7", 2222),
        ("[2001:db8::7]:22", None, "2001:db8::7", 22),
        ("2001:db8::7", None, "2001:db8::7", None),
        ("me@[2001:db8::7]", "me", "2001:db8::7", None),
        ("ssh://me@example.com:22/", "me", "example.com", 22),
        ("SSH://me%40corp@example.com", "me@corp", "example.com", None),
        ("me@corp@example.com", "me@corp", "example.com", None),
        ("bücher.example.com", None, "xn--bcher-kva.example.com", None),
    ],
)
def test_destinations(text: str, user: str | None, host: str, port: int | None) -> None:
    endpoint = parse_destination(text)
    assert (endpoint.user, endpoint.host, endpoint.port) == (user, host, port)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "host"),
        ("@", "host"),
        ("@host", "@"),
        ("host:", ":"),
        ("host:0", ":0"),
        ("host:65536", ":65536"),
        ("host:٢٢", ":٢٢"),
        ("host:99999999999999999999", ":99999999999999999999"),
        ("[2001:db8::7", "[2001:db8::7"),
        ("[2001:db8::7]22", "22"),
        ("[no:v6]", "no:v6"),
        ("http://example.com", "http://"),
        ("-oProxyCommand=x", "-oProxyCommand=x"),
        ("-l@host", "-l@"),
        ("ho st", "ho st"),
        ("host;id", "host;id"),
        ("a" * 254, "a" * 254),
    ],
)
def test_what_is_wrong_is_named(text: str, part: str) -> None:
    with pytest.raises(DestinationInvalid) as caught:
        parse_destination(text)
    assert caught.value.problem.params["part"] == part


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("me@node1:2222 -J gate", "me@node1:2222 -J gate"),
        ("-J ops@gate:22,inner node1", "node1 -J ops@gate:22,inner"),
        ("ssh -Jgate -p 2222 -l me node1.example.com", "me@node1.example.com:2222 -J gate"),
        ("ssh node1", "node1"),
        ("ssh", "ssh"),
        ("ssh://me@node1:22", "me@node1:22"),
    ],
)
def test_a_way_is_written_as_for_ssh(text: str, shown: str) -> None:
    assert str(parse_command(text)) == shown


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("node1 -J", "-J"),
        ("node1 -p x", ":x"),
        ("node1 -J gate node2", "node2"),
        ("node1 -J -oProxyCommand=x", "-oProxyCommand=x"),
        ("node1 -oProxyCommand=x", "-oProxyCommand=x"),
        ("-D 1080 node1", "-D"),
        ("", "host"),
    ],
)
def test_a_way_that_is_none_names_what_is_wrong(text: str, part: str) -> None:
    with pytest.raises(DestinationInvalid) as caught:
        parse_command(text)
    assert caught.value.problem.params["part"] == part


@given(st.text(max_size=40))
def test_any_text_is_a_destination_or_an_error(text: str) -> None:
    try:
        endpoint = parse_command(text)
    except DestinationInvalid:
        return
    assert endpoint.host
    assert not endpoint.host.startswith("-")
    assert not (endpoint.user or "").startswith("-")


def test_an_endpoint_is_shown_as_it_is_typed() -> None:
    for text in ("me@example.com:22", "me@[2001:db8::7]:22", "example.com"):
        assert str(parse_destination(text)) == text


def test_the_default_configuration_is_used_where_it_exists(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    system = tmp_path / "ssh_config"
    monkeypatch.setattr(endpoint, "SYSTEM_CONFIG", system)
    assert default_config_paths() == ()
    (tmp_path / ".ssh").mkdir()
    (tmp_path / ".ssh/config").touch()
    assert Endpoint("host").config_paths == (tmp_path / ".ssh/config",)
    system.touch()
    assert Endpoint("host").config_paths == (tmp_path / ".ssh/config", system)
