from __future__ import annotations

import pytest

from console.ui.linktargets import destination_of, folder_argument, meaning, shown_target, way_to
from console.ui.terminal.links import Found, LinkKind, recognise


def found(text: str) -> Found:
    return recognise(text)[0]


def test_what_addresses_stand_for() -> None:
    assert meaning(found("file:///etc/my%20hosts")).target == "/etc/my hosts"
    host = meaning(found("ssh://ops@db.example.com:2222"))
    assert (host.kind, destination_of(host)) == (LinkKind.HOST, "ops@db.example.com:2222")
    assert meaning(found("https://example.com")).kind is LinkKind.URL
    assert meaning(found("https://[::1")).kind is LinkKind.URL


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("/var/log/a.txt", "cd -- /var/log"),
        ("/var/log/syslog", "cd -- /var/log/syslog || cd -- /var/log"),
        ("/var/log/", "cd -- /var/log/"),
        ("~/x/.config", "cd -- ~/x/.config || cd -- ~/x"),
        ("./x/y.py:3", ""),
    ],
)
def test_the_way_to_a_path(text: str, command: str) -> None:
    assert way_to(found(text)) == command


def test_no_path_can_run_a_command() -> None:
    assert folder_argument("/tmp/$(reboot); x") == "'/tmp/$(reboot); x'"
    assert folder_argument("~/a b") == "~/'a b'"
    assert folder_argument("~") == "~"


def test_destinations() -> None:
    assert destination_of(found("192.0.2.1:8080")) == "192.0.2.1"
    assert destination_of(found("root@192.0.2.1:22")) == "root@192.0.2.1:22"
    assert destination_of(found("[2001:db8::1]:443")) == "[2001:db8::1]"


def test_targets_are_shown_in_full() -> None:
    for text in ("https://example.com/" + "x" * 900, "/srv/a.py:3:7", "root@db.example.com:22"):
        assert shown_target(found(text)) == text
