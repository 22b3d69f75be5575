from __future__ import annotations

from datetime import date

import pytest

from console.distros import end_of_life, recognise
from console.model.release import ReleaseFiles


@pytest.mark.parametrize(
    ("ident", "name", "version", "pretty", "ends"),
    [
        ("rhel", "Red Hat Enterprise Linux", "9.6", "Red Hat Enterprise Linux 9.6 (Plow)", date(2032, 5, 31)),
        ("rocky", "Rocky Linux", "9.5", "Rocky Linux 9.5 (Blue Onyx)", None),
        ("almalinux", "AlmaLinux", "10.0", "AlmaLinux 10.0 (Purple Lion)", None),
        ("fedora", "Fedora Linux", "43", "Fedora Linux 43 (Server)", None),
        ("centos", "CentOS Linux", "8", "CentOS Linux 8", date(2021, 12, 31)),
        ("centos", "CentOS Stream", "9", "CentOS Stream 9", date(2027, 5, 31)),
    ],
)
def test_os_release(ident: str, name: str, version: str, pretty: str, ends: date | None) -> None:
    text = f'NAME="{name}"\nID="{ident}"\nVERSION_ID="{version}"\nPRETTY_NAME="{pretty}"\n'
    found = recognise(ReleaseFiles(text))
    assert (found.id, found.family, found.name, found.version) == (ident, "rhel", name, version)
    assert found.pretty_name == pretty
    assert end_of_life(found) == ends


def test_centos_7_hides_its_point_release() -> None:
    text = 'NAME="CentOS Linux"\nID="centos"\nVERSION_ID="7"\nPRETTY_NAME="CentOS Linux 7 (Core)"\n'
    found = recognise(ReleaseFiles(text, centos_release="CentOS Linux release 7.9.2009 (Core)\n"))
    assert (found.version, end_of_life(found)) == ("7.9", date(2024, 6, 30))


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
