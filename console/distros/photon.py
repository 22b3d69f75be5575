"""VMware Photon OS."""

from __future__ import annotations

from console.model.release import Family

FAMILY = Family(
    name="photon",
    ids=frozenset({"photon"}),
    like=frozenset({"photon"}),
    install_command="tdnf install -y {packages}",
    headers="linux-devel",
    python={"": "python3"},
    clock="chrony",
)
