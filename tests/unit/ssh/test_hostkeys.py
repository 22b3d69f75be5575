"""What a line of known_hosts means."""

from __future__ import annotations

import base64
import hmac
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.ssh import hostkeys
from console.ssh.hostkeys import HostName, KnownHosts, Standing, fingerprint, read_known_hosts


def blob(kind: str = "ssh-ed25519", seed: int = 1) -> bytes:
    return len(kind).to_bytes(4, "big") + kind.encode() + (32).to_bytes(4, "big") + bytes([seed]) * 32


def line(names: str, kind: str = "ssh-ed25519", seed: int = 1, marker: str = "") -> str:
    return f"{marker} {names} {kind} {base64.b64encode(blob(kind, seed)).decode()} comment".strip()


def hashed(name: str) -> str:
    salt = b"s" * 20
    digest = hmac.digest(salt, name.encode(), "sha1")
    return f"|1|{base64.b64encode(salt).decode()}|{base64.b64encode(digest).decode()}"


def read(tmp_path: Path, *lines: str) -> KnownHosts:
    path = tmp_path / "known_hosts"
    path.write_text("\n".join(lines) + "\n")
    return read_known_hosts([path])


NODE = HostName("Node.example.com", 22)
OTHER_PORT = HostName("node.example.com", 2222)


@pytest.mark.parametrize(
    ("names", "name", "standing"),
    [
        ("node.example.com", NODE, Standing.TRUSTED),
        ("other.example.com,NODE.example.com", NODE, Standing.TRUSTED),
        ("*.example.com", NODE, Standing.TRUSTED),
        ("node?example.com", NODE, Standing.TRUSTED),
        ("*.example.com,!node.example.com", NODE, Standing.UNKNOWN),
        ("*.example.org", NODE, Standing.UNKNOWN),
        ("nodeXexample.com", NODE, Standing.UNKNOWN),
        (hashed("node.example.com"), NODE, Standing.TRUSTED),
        (hashed("other.example.com"), NODE, Standing.UNKNOWN),
        ("[node.example.com]:2222", OTHER_PORT, Standing.TRUSTED),
        (hashed("[node.example.com]:2222"), OTHER_PORT, Standing.TRUSTED),
        ("[node.example.com]:2222", NODE, Standing.UNKNOWN),
        ("node.example.com", OTHER_PORT, Standing.TRUSTED),
        ("cluster", HostName("node.example.com", 2222, "Cluster"), Standing.TRUSTED),
        ("192.0.2.7", NODE, Standing.UNKNOWN),
    ],
)
def test_names(tmp_path: Path, names: str, name: HostName, standing: Standing) -> None:
    assert read(tmp_path, line(names)).judge(name, "192.0.2.7", blob()).standing is standing


def test_another_key_is_a_changed_one_only_for_the_same_port(tmp_path: Path) -> None:
    known = read(tmp_path, "# comment", "", line("node.example.com"))
    verdict = known.judge(NODE, "", blob(seed=2))
    assert verdict.standing is Standing.CHANGED
    assert [entry.place for entry in verdict.entries] == [f"{tmp_path}/known_hosts:3"]
    assert known.judge(OTHER_PORT, "", blob(seed=2)).standing is Standing.UNKNOWN, "as OpenSSH: another service"


@pytest.mark.parametrize(
    "names", ["node.example.com", "[node.example.com]:2222", "*", "192.0.2.7", hashed("192.0.2.7")]
)
def test_a_revocation_counts_under_every_name(tmp_path: Path, names: str) -> None:
    known = read(tmp_path, line("[node.example.com]:2222"), line(names, marker="@revoked"))
    assert known.judge(OTHER_PORT, "192.0.2.7", blob()).standing is Standing.REVOKED
    assert known.judge(OTHER_PORT, "192.0.2.7", blob(seed=2)).standing is Standing.CHANGED


def test_an_authority_vouches_for_no_plain_key(tmp_path: Path) -> None:
    known = read(tmp_path, line("*.example.com", marker="@cert-authority"))
    assert known.judge(NODE, "", blob()).standing is Standing.UNKNOWN
    assert len(known.authorities(NODE)) == 1
    assert known.algorithms(NODE)[0] == "ssh-ed25519-cert-v01@openssh.com"


def test_the_types_of_known_keys_are_asked_for_first(tmp_path: Path) -> None:
    assert KnownHosts().algorithms(NODE)[0] == "ssh-ed25519"
    known = read(tmp_path, line("node.example.com", "ssh-rsa"))
    assert known.algorithms(NODE)[:3] == ["rsa-sha2-512", "rsa-sha2-256", "ssh-ed25519"]
    assert "ssh-rsa" not in known.algorithms(NODE), "SHA-1 signatures"


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ("one", "are expected"),
        ("host ssh-ed25519", "are expected"),
        ("@nonsense host ssh-ed25519 AAAA", "@nonsense"),
        ("@revoked host ssh-ed25519", "are expected"),
        ("host ssh-ed25519 AAA!", "damaged"),
        (line("host").removesuffix(" comment")[:-12], "damaged"),
        ("host ssh-rsa " + base64.b64encode(blob()).decode(), "not a ssh-rsa key"),
        ("host 1024 35 123456", "version 1"),
        ("|1|abc " + line("x"), "hashed host name"),
        ("|2|YQ==|YQ== " + line("x"), "hashed host name"),
        ("\x00\x01\x02", "are expected"),
    ],
)
def test_a_broken_line_is_named_and_the_good_ones_count(tmp_path: Path, bad: str, reason: str) -> None:
    known = read(tmp_path, line("node.example.com"), bad, line("node2.example.com"))
    assert [problem.params["place"] for problem in known.problems] == [f"{tmp_path}/known_hosts:2"]
    assert reason in known.problems[0].params["reason"]
    assert known.find("node.example.com")
    assert known.find("node2.example.com")


def test_files_that_are_missing_or_unreadable(tmp_path: Path) -> None:
    known = read_known_hosts([tmp_path / "missing", tmp_path])
    assert [problem.params["place"] for problem in known.problems] == [str(tmp_path)]


def test_a_file_is_read_again_when_it_has_changed(tmp_path: Path) -> None:
    assert not read(tmp_path, line("one")).find("node.example.com")
    assert read(tmp_path, line("node.example.com")).find("node.example.com")


@given(st.binary(max_size=400))
def test_any_bytes_are_read(data: bytes) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "known_hosts"
        path.write_bytes(data)
        known = read_known_hosts([path])
        assert known.judge(NODE, "192.0.2.7", blob()).standing is Standing.UNKNOWN


def test_ten_thousand_lines(tmp_path: Path) -> None:
    lines = [line(hashed(f"node{n}.example.com") if n % 2 else f"node{n}.example.com") for n in range(10_000)]
    started = time.perf_counter()
    known = read(tmp_path, *lines)
    read_at = time.perf_counter()
    assert known.judge(HostName("node9999.example.com", 22), "192.0.2.7", blob()).standing is Standing.TRUSTED
    print(f"read {read_at - started:.3f} s, judged {time.perf_counter() - read_at:.3f} s")


def test_the_fingerprint_is_openssh_s() -> None:
    key = "AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl"
    assert fingerprint(base64.b64decode(key)) == "SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU"


def test_a_fleet_shares_what_was_read_until_a_file_changes_and_hashes_once_a_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "known_hosts"
    first = read(tmp_path, line(hashed("node.example.com")), line(hashed("other.example.com")))
    assert read_known_hosts([path]) is first
    assert first.judge(NODE, "", blob()).standing is Standing.TRUSTED
    hashes: list[str] = []
    monkeypatch.setattr(hostkeys, "_matches_hashed", lambda _names, name: hashes.append(name))
    assert first.judge(NODE, "", blob()).standing is Standing.TRUSTED
    assert first.algorithms(NODE)[0] == "ssh-ed25519"
    assert hashes == []
    monkeypatch.undo()
    later = read(tmp_path, line("node.example.com", seed=3))
    assert later.judge(NODE, "", blob()).standing is Standing.CHANGED
    beside = read_known_hosts([path, tmp_path])
    assert len(beside.problems) == 1
    assert beside.judge(NODE, "", blob(seed=3)).standing is Standing.TRUSTED
    assert read_known_hosts([path]).problems == ()
