"""The lines of known_hosts and the nodes that they speak of."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from console.model.hostkey import HostKeyLine
from console.ssh.endpoint import Endpoint
from console.ssh.hostkeylist import Files, host_key_lines, known_node
from console.ssh.hostkeys import HostName
from console.ssh.pinning import pin
from tests.sshd import make_key, public, requires_sshd

pytestmark = requires_sshd


@pytest.fixture
def key(tmp_path: Path) -> str:
    return public(make_key(tmp_path / "key"))


def listed(tmp_path: Path, text: str, *endpoints: tuple[str, Endpoint]) -> list[HostKeyLine]:
    path = tmp_path / "known_hosts"
    path.write_text(text)
    files = Files()
    for name, endpoint in endpoints:
        files.add(known_node(name, endpoint))
    return [line for line in host_key_lines(files)[0] if line.path == str(path)]


def endpoint(tmp_path: Path, host: str, port: int | None = None, config: str = "") -> Endpoint:
    path = tmp_path / "config"
    path.write_text(config)
    return Endpoint(host, port, config_paths=(path,), known_hosts=tmp_path / "known_hosts")


def test_every_line_says_whose_it_is(tmp_path: Path, key: str) -> None:
    text = (
        f"# mine\n\ngpu1.example.com,192.0.2.1 {key} me@here now\n[gpu2.example.com]:2222 {key}\n"
        f"@cert-authority *.example.com {key}\n@revoked * {key}\nnobody.example.net {key}\nbroken\n"
    )
    lines = listed(
        tmp_path,
        text,
        ("one", endpoint(tmp_path, "gpu1.example.com")),
        ("two", endpoint(tmp_path, "gpu2.example.com", 2222)),
    )
    assert [(line.line_no, line.names, line.marker, line.nodes) for line in lines] == [
        (3, "gpu1.example.com,192.0.2.1", "", ("one",)),
        (4, "[gpu2.example.com]:2222", "", ("two",)),
        (5, "*.example.com", "cert-authority", ("one", "two")),
        (6, "*", "revoked", ("one", "two")),
        (7, "nobody.example.net", "", ()),
        (8, "broken", "", ()),
    ]
    assert lines[0].comment == "me@here now"
    assert (lines[0].key_type, lines[0].bits) == ("ssh-ed25519", 256)
    assert lines[-1].wrong


def test_hashed_names_and_aliases_are_found(tmp_path: Path, key: str) -> None:
    import base64

    path = tmp_path / "known_hosts"
    blob = base64.b64decode(key.split()[1])
    pin(path, HostName("gpu1.example.com", 2222), "ssh-ed25519", blob, hashed=True)
    config = "Host login\n HostName gpu1.example.com\n Port 2222\nHost other\n HostKeyAlias cluster\n"
    lines = listed(
        tmp_path,
        path.read_text() + f"cluster {key}\n",
        ("login", endpoint(tmp_path, "login", config=config)),
        ("other", endpoint(tmp_path, "other", config=config)),
    )
    assert [(line.is_hashed, line.names, line.nodes) for line in lines] == [
        (True, "", ("login",)),
        (False, "cluster", ("other",)),
    ]


def test_listing_runs_no_commands(tmp_path: Path, key: str) -> None:
    ran = tmp_path / "ran"
    config = f"Match exec 'touch {ran}'\n Port 2222\n"
    lines = listed(tmp_path, f"gpu1 {key}\n", ("one", endpoint(tmp_path, "gpu1", config=config)))
    assert lines[0].nodes == ("one",)
    assert not ran.exists()


@pytest.mark.parametrize("kind", ["ed25519", "rsa", "ecdsa"])
def test_the_size_and_the_fingerprint_are_those_of_openssh(tmp_path: Path, kind: str) -> None:
    made = make_key(tmp_path / "made", kind)
    said = subprocess.run(
        ["ssh-keygen", "-l", "-f", f"{made}.pub"], check=True, capture_output=True, text=True
    ).stdout.split()
    (line,) = listed(tmp_path, f"gpu1 {public(made)}\n", ("one", endpoint(tmp_path, "gpu1")))
    assert [str(line.bits), line.fingerprint] == said[:2]


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    files = Files({tmp_path: {}, tmp_path / "missing": {}})
    found, problems = host_key_lines(files)
    assert found == []
    assert [problem.params["place"] for problem in problems] == [str(tmp_path)]
