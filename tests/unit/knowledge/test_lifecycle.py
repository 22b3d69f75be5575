from __future__ import annotations

import pytest

from console.model.node import Distro
from tests.unit.knowledge.books import books


@pytest.mark.parametrize(
    ("ident", "name", "version", "ends", "glibc"),
    [
        ("centos", "CentOS Linux", "7.9", "2024-06-30", "2.17"),
        ("centos", "CentOS Linux", "8", "2021-12-31", "2.28"),
        ("centos", "CentOS Stream", "8", "2024-05-31", "2.28"),
        ("centos", "CentOS Stream", "9", "2027-05-31", "2.34"),
        ("centos", "CentOS Stream", "10", "None", "2.39"),
        ("rhel", "Red Hat Enterprise Linux", "9.6", "2032-05-31", "2.34"),
        ("rocky", "Rocky Linux", "10.0", "2035-05-31", "2.39"),
        ("almalinux", "AlmaLinux", "8.10", "2029-06-01", "2.28"),
        ("ol", "Oracle Linux Server", "9.5", "2032-06-30", "2.34"),
        ("amzn", "Amazon Linux", "2", "2026-06-30", "2.26"),
        ("amzn", "Amazon Linux", "2023", "2029-06-30", "2.34"),
        ("debian", "Debian GNU/Linux", "12.11", "2028-06-30", "2.36"),
        ("ubuntu", "Ubuntu", "24.04", "2029-05-31", "2.39"),
        ("ubuntu", "Ubuntu", "25.04", "2026-01-17", "2.41"),
        ("alpine", "Alpine Linux", "3.20.7", "2026-04-01", ""),
        ("sles", "SLES", "15.6", "2025-12-31", "2.38"),
        ("opensuse-leap", "openSUSE Leap", "16.0", "2027-10-31", "2.40"),
        ("fedora", "Fedora Linux", "43", "2026-12-02", "2.42"),
        ("mariner", "Common Base Linux Mariner", "2.0", "2025-07-31", "2.35"),
        ("windows", "Windows Server", "2019", "2029-01-09", ""),
    ],
)
def test_known_releases(ident: str, name: str, version: str, ends: str, glibc: str) -> None:
    row = books().lifecycle.find(Distro(ident, "any", name, version, name))
    assert row is not None
    assert (str(row.ends), row.glibc) == (ends, glibc)


@pytest.mark.parametrize(("ident", "version"), [("debian", "99"), ("debian", None), ("arch", None), ("debian", "1")])
def test_what_nobody_wrote_down_is_unknown(ident: str, version: str | None) -> None:
    assert books().lifecycle.find(Distro(ident, "any", ident, version, ident)) is None
