from __future__ import annotations

import pytest

from console.distros import recognise
from console.model.release import ReleaseFiles


@pytest.mark.parametrize(
    ("ident", "name", "version", "pretty"),
    [
        ("rhel", "Red Hat Enterprise Linux", "9.6", "Red Hat Enterprise Linux 9.6 (Plow)"),
        ("rocky", "Rocky Linux", "9.5", "Rocky Linux 9.5 (Blue Onyx)"),
        ("almalinux", "AlmaLinux", "10.0", "AlmaLinux 10.0 (Purple Lion)"),
        ("fedora", "Fedora Linux", "43", "Fedora Linux 43 (Server)"),
        ("centos", "CentOS Linux", "8", "CentOS Linux 8"),
        ("centos", "CentOS Stream", "9", "CentOS Stream 9"),
    ],
)
def test_os_release(ident: str, name: str, version: str, pretty: str) -> None:
    text = f'NAME="{name}"\nID="{ident}"\nVERSION_ID="{version}"\nPRETTY_NAME="{pretty}"\n'
    found = recognise(ReleaseFiles(text))
    assert (found.id, found.family, found.name, found.version) == (ident, "rhel", name, version)
    assert found.pretty_name == pretty


def test_centos_7_hides_its_point_release() -> None:
    text = 'NAME="CentOS Linux"\nID="centos"\nVERSION_ID="7"\nPRETTY_NAME="CentOS Linux 7 (Core)"\n'
    found = recognise(ReleaseFiles(text, centos_release="CentOS Linux release 7.9.2009 (Core)\n"))
    assert found.version == "7.9"


@pytest.mark.parametrize(
    ("text", "ident", "name", "version"),
    [
        ("CentOS release 5.11 (Final)\n", "centos", "CentOS", "5.11"),
        (
            "Red Hat Enterprise Linux Server release 6.10 (Santiago)",
            "rhel", "Red Hat Enterprise Linux Server", "6.10",
        ),
    ],
)  # fmt: skip
def test_before_os_release(text: str, ident: str, name: str, version: str) -> None:
    found = recognise(ReleaseFiles(redhat_release=text))
    assert (found.id, found.family, found.name, found.version) == (ident, "rhel", name, version)
