"""Forwards as ssh_config asks for them."""

from __future__ import annotations

from pathlib import Path

import pytest

from console.model.forward import Forward, ForwardKind
from console.ssh.configforwards import configured
from console.ssh.configvalues import values_for

LOCAL, REMOTE, DYNAMIC = ForwardKind.LOCAL, ForwardKind.REMOTE, ForwardKind.DYNAMIC


def read(tmp_path: Path, text: str) -> tuple[Forward, ...]:
    path = tmp_path / "config"
    path.write_text(text)
    return configured(values_for([path], "node"))


@pytest.mark.parametrize(
    ("text", "kind", "listens", "leads"),
    [
        ("LocalForward 8080 localhost:80", LOCAL, "127.0.0.1:8080", "localhost:80"),
        ("LocalForward localhost:8080 web:80", LOCAL, "127.0.0.1:8080", "web:80"),
        ("LocalForward *:8080 web:80", LOCAL, "*:8080", "web:80"),
        ("LocalForward 192.0.2.1:8080 web:80", LOCAL, "192.0.2.1:8080", "web:80"),
        ("LocalForward [::1]:8080 [2001:db8::1]:80", LOCAL, "[::1]:8080", "[2001:db8::1]:80"),
        ("LocalForward 8080 /run/x.sock", LOCAL, "127.0.0.1:8080", "/run/x.sock"),
        ("LocalForward /tmp/%n.sock web:80", LOCAL, "/tmp/node.sock", "web:80"),
        ("GatewayPorts yes\nLocalForward 8080 web:80", LOCAL, "*:8080", "web:80"),
        ("RemoteForward 9090 localhost:90", REMOTE, "localhost:9090", "localhost:90"),
        ("RemoteForward *:9090 localhost:90", REMOTE, "*:9090", "localhost:90"),
        ("DynamicForward 1080", DYNAMIC, "127.0.0.1:1080", ""),
    ],
)
def test_what_is_asked_for(tmp_path: Path, text: str, kind: ForwardKind, listens: str, leads: str) -> None:
    (forward,) = read(tmp_path, text + "\n")
    assert (forward.kind, forward.listens, forward.leads) == (kind, listens, leads)
    assert forward.place.startswith(f"{tmp_path}/config:")


def test_all_can_be_switched_off(tmp_path: Path) -> None:
    assert read(tmp_path, "ClearAllForwardings yes\nLocalForward 8080 web:80\n") == ()


@pytest.mark.parametrize(
    "text",
    ["LocalForward 8080", "LocalForward x web:80", "LocalForward 8080 web", "LocalForward 8080 web:0",
     "RemoteForward 99", "DynamicForward 70000", "LocalForward ::1:8080 web:80", "LocalForward [::1 web:80"],
)  # fmt: skip
def test_nonsense_is_told_with_its_line(tmp_path: Path, text: str) -> None:
    with pytest.raises(ValueError, match=r"config:1: "):
        read(tmp_path, text + "\n")
