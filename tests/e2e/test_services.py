"""Services on real systems in the real window: seen, asked, measured, upgraded to what is broken, removed.

``pytest -m deploys tests/e2e/test_services.py`` runs them; the pictures are kept to be looked at.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from console.model.service import DeployState
from tests.contract.matrix import machine
from tests.contract.matrix.test_systemd import Ground, house
from tests.e2e import services, test_deploys, test_screenreader
from tests.e2e.screen import wait_for
from tests.e2e.test_deploys import lead
from tests.e2e.test_pages import Pages, pages
from tests.sshd import HOST
from tests.unit.targets.test_systemd import SYSTEMD

pytestmark = [
    *test_screenreader.pytestmark[:2],
    *test_screenreader.pytestmark[3:],
    pytest.mark.deploys,
    pytest.mark.timeout(400),
]
WITHOUT_ROOM = "10000000"
"""Tokens of context: the version that asks for them never serves, because no node has the memory."""


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


def upgrade(here: Pages, target: str, context: str) -> None:
    """Put a version with another context in the place of what serves."""
    app = here.app
    app.go("deploy model")
    wait_for(app.has_sheet, 20, "the wizard")
    before = len(app.deploys())
    app.forward()
    app.forward()
    here.wait("Engines")
    here.press("Context")
    app.screen.type(context)
    app.forward()
    here.wait("Targets")
    app.screen.keys(*["Down"] * test_deploys.TARGETS.index(target))
    here.press("In place of what serves")
    app.screen.picture(f"services-{target}-upgrade")
    for page in ("target", "preflight", "plan"):
        app.forward()
        app.screen.still()
        app.screen.picture(f"services-{target}-upgrade-after-{page}")
    wait_for(lambda: len(app.deploys()) > before, 60, "the upgrade runs")


def test_a_unit_of_systemd_its_next_version_and_a_broken_one(ground: Ground, tmp_path: Path) -> None:
    before = ground.inventory()
    with pages("--ssh-config", str(of(ground, tmp_path)), "--open", "gpu01", profile="fleet", size=(1440, 900)) as here:
        app = here.app
        app.wait_open()
        lead(app, "systemd")
        app.wait_deploy(DeployState.SERVING, within=150)
        assert "Paris" in app.answers()[0][1]
        app.close_sheet()
        assert "leitstand-smollm2-135m.service" in units(ground)
        services.tour(here, "systemd", "systemd")
        services.restart(here, "systemd")
        upgrade(here, "systemd", "1024")
        app.wait_deploy(DeployState.SERVING, within=150)
        app.screen.picture("services-systemd-upgraded")
        app.close_sheet()
        upgrade(here, "systemd", WITHOUT_ROOM)
        app.wait_deploy(DeployState.UNDONE, within=150)
        app.screen.picture("services-systemd-returned")
        app.close_sheet()
        services.choose(here, 1)
        here.wait("leitstand-smollm2-135m-2", "Serving", "Replaced, kept", "Undone")
        app.screen.picture("services-systemd-after-the-return")
        services.remove(here, "systemd", 1, goes_back=True)
        services.remove(here, "systemd")
        assert "Traceback" not in app.log.read_text()
    assert ground.inventory() == before
