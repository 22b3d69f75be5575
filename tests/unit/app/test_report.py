from __future__ import annotations

import json
from pathlib import Path

import pytest
from msgspec.structs import replace

from console.app.cli import main
from console.app.report import NOT_READY, READY, WITH_WARNINGS, exit_code
from console.model.service import Verdict
from tests.gui.readiness.reports import report, result
from tests.sshd import HOST, Sshd, requires_sshd


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read no inventory but that of the test."""
    monkeypatch.setenv("LEITSTAND_HOME", str(tmp_path / "home"))


@pytest.mark.parametrize(
    ("verdicts", "code"),
    [
        ((Verdict.PASS,), READY),
        ((Verdict.PASS, Verdict.WARN), WITH_WARNINGS),
        ((Verdict.PASS, Verdict.UNKNOWN), WITH_WARNINGS),
        ((Verdict.WARN, Verdict.FAIL), NOT_READY),
    ],
)
def test_what_a_script_learns(verdicts: tuple[Verdict, ...], code: int) -> None:
    assert exit_code(replace(report(), results=tuple(result("x", verdict) for verdict in verdicts))) == code


def test_this_machine(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["readiness", "local"]) in {READY, WITH_WARNINGS, NOT_READY}
    assert "Readiness of This computer" in capsys.readouterr().out
    target = tmp_path / "report.html"
    main(["readiness", "local", "--html", "--output", str(target)])
    assert capsys.readouterr().out == "" and "<!doctype html>" in target.read_text()


@requires_sshd
def test_a_node_of_ssh_config(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    with Sshd(tmp_path / "sshd") as sshd:
        sshd.trust()
        config = tmp_path / "config"
        config.write_text(
            f"Host gpu01\n  HostName {HOST}\n  Port {sshd.port}\n  User {sshd.user}\n"
            f"  IdentityFile {sshd.client_key}\n  UserKnownHostsFile {sshd.known_hosts}\n"
        )
        code = main(["--ssh-config", str(config), "readiness", "gpu01", "--json"])
        found = json.loads(capsys.readouterr().out)
        assert code in {READY, WITH_WARNINGS, NOT_READY} and found["node"]["name"] == "gpu01"
        assert found["checks"][0]["verdict"] == "pass"


@requires_sshd
def test_a_host_that_nobody_vouched_for_is_not_trusted(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    with Sshd(tmp_path / "sshd") as sshd:
        config = tmp_path / "config"
        config.write_text(
            f"Host gpu01\n  HostName {HOST}\n  Port {sshd.port}\n  IdentityFile {sshd.client_key}\n"
            f"  UserKnownHostsFile {tmp_path / 'none'}\n"
        )
        assert main(["--ssh-config", str(config), "readiness", "gpu01", "--json"]) == NOT_READY
        first = json.loads(capsys.readouterr().out)["checks"][0]
        assert first["verdict"] == "fail" and first["hint"]
