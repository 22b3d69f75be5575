"""The process that carries: it asks nobody and says why it cannot."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from console.app import carry
from console.ssh.carrier import Errand
from console.ssh.endpoint import Endpoint
from tests.sshd import HOST, Sshd, free_port, requires_sshd


def words(capture: pytest.CaptureFixture[bytes]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capture.readouterr().out.splitlines()]


def errand(endpoint: Endpoint, folder: Path) -> Errand:
    (folder / "source").write_bytes(b"weights")
    return Errand(endpoint=endpoint, source=str(folder / "source"), target=str(folder / "there"), sha256="", mode=0o600)


@requires_sshd
async def test_a_host_that_is_not_known_is_not_trusted(
    tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    with Sshd(tmp_path / "sshd") as server:
        to = Endpoint(HOST, server.port, server.user, (), server.known_hosts, (server.client_key,))
        await carry.run(errand(to, tmp_path))
        (word,) = words(capsysbinary)
        assert word["has_no_way"] and not word["carried"]
        server.trust()
        await carry.run(errand(to, tmp_path))
    assert words(capsysbinary)[-1]["carried"]
    assert (tmp_path / "there").read_bytes() == b"weights"


async def test_a_host_that_does_not_answer_may_later(
    tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    await carry.run(errand(Endpoint(HOST, free_port(), "ops", (), tmp_path / "known", ()), tmp_path))
    (word,) = words(capsysbinary)
    assert word["is_retryable"] and not word["has_no_way"]
