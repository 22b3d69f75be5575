from __future__ import annotations

import pytest

from console.distros import recognise
from console.model.release import ReleaseFiles

UBUNTU = 'NAME="Ubuntu"\nID=ubuntu\nID_LIKE=debian\nVERSION_ID="22.04"\nPRETTY_NAME="Ubuntu 22.04.5 LTS"\n'
DEBIAN = 'NAME="Debian GNU/Linux"\nID=debian\nVERSION_ID="12"\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n'


def test_ubuntu() -> None:
    found = recognise(ReleaseFiles(UBUNTU, debian_version="bookworm/sid", libc="glibc 2.35"))
    assert (found.id, found.family, found.version, found.libc) == ("ubuntu", "debian", "22.04", "glibc 2.35")
    assert found.pretty_name == "Ubuntu 22.04.5 LTS"


def test_debian_shows_its_point_release() -> None:
    found = recognise(ReleaseFiles(DEBIAN, debian_version="12.11\n"))
    assert (found.version, found.pretty_name) == ("12.11", "Debian GNU/Linux 12 (bookworm)")


def test_a_debian_that_is_not_yet_one_keeps_its_version() -> None:
    assert recognise(ReleaseFiles(DEBIAN, debian_version="trixie/sid")).version == "12"


@pytest.mark.parametrize(
    ("dgx", "pretty"),
    [
        (
            'DGX_PRETTY_NAME="NVIDIA DGX Server"\nDGX_SWBUILD_VERSION="5.1.0"\nDGX_OTA_VERSION="5.2.0"\n',
            "NVIDIA DGX Server 5.2.0 (Ubuntu 22.04.5 LTS)",
        ),
        ('DGX_NAME="DGX Spark"\nDGX_SWBUILD_VERSION="7.2.3"\n', "DGX Spark 7.2.3 (Ubuntu 22.04.5 LTS)"),
    ],
)
def test_dgx_os_is_told_from_the_ubuntu_that_it_claims_to_be(dgx: str, pretty: str) -> None:
    found = recognise(ReleaseFiles(UBUNTU, dgx_release=dgx))
    assert (found.id, found.version, found.pretty_name) == ("ubuntu", "22.04", pretty)


def test_before_os_release() -> None:
    found = recognise(ReleaseFiles(debian_version="6.0.10\n"))
    assert (found.id, found.family, found.version) == ("debian", "debian", "6.0.10")
