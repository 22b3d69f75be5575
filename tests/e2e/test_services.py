"""Services on real systems in the real window: seen, asked, measured, upgraded to what is broken, removed.

``pytest -m deploys tests/e2e/test_services.py`` runs them; the pictures are kept to be looked at.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contract.matrix import machine
from tests.contract.matrix.test_systemd import Ground, house
from tests.e2e import services, test_screenreader
from tests.e2e.test_pages import pages
from tests.sshd import HOST
from tests.unit.targets.test_systemd import SYSTEMD

pytestmark = [
    *test_screenreader.pytestmark[:2],
    *test_screenreader.pytestmark[3:],
    pytest.mark.deploys,
    pytest.mark.timeout(400),
]


@pytest.fixture
def ground(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ground]:
    """A machine with a systemd of its user, and room for three versions of the model."""
    if not SYSTEMD.exists() or shutil.which("nsenter") is None:
        pytest.skip("needs systemd and nsenter")
    monkeypatch.setattr(machine, "SIZE", "2g")
    with house(tmp_path) as made:
        yield made


def of(ground: Ground, folder: Path) -> Path:
    """Write how ssh gets to the machine."""
    sshd = ground.sshd
    config = folder / "ssh_config"
    config.write_text(
        f"Host gpu01\n  HostName {HOST}\n  Port {sshd.port}\n  User {sshd.user}\n"
        f"  IdentityFile {sshd.client_key}\n  UserKnownHostsFile {sshd.known_hosts}\n"
    )
    return config


def units(ground: Ground) -> str:
    """Return what systemd knows of the services."""
    return ground.inside("systemctl --user list-units --all --plain --no-legend 'leitstand-*'").strip()


def test_a_unit_of_systemd_its_next_version_and_a_broken_one(ground: Ground, tmp_path: Path) -> None:
    before = ground.inventory()
    with pages("--ssh-config", str(of(ground, tmp_path)), "--open", "gpu01", profile="fleet", size=(1440, 900)) as here:
        app = here.app
        app.wait_open()
        services.lead(app, "systemd")
        services.serve(here, "systemd")
        assert "leitstand-smollm2-135m.service" in units(ground)
        services.tour(here, "systemd", "systemd")
        services.restart(here, "systemd")
        services.versions(here, "systemd")
        assert "Traceback" not in app.log.read_text()
    assert ground.inventory() == before
