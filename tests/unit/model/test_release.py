from __future__ import annotations

import pytest

from console.model.release import Release, ReleaseFiles, fields


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('NAME="CentOS Linux"\nID=centos\n', {"NAME": "CentOS Linux", "ID": "centos"}),
        ("ID='ol' # a remark\n# ID=other\n\nnot a line\n", {"ID": "ol"}),
        ('NAME="open\n', {"NAME": "open"}),
        ('NAME="a\x1b[31mb"\r\n', {"NAME": "a[31mb"}),
        ("ID=", {"ID": ""}),
    ],
)
def test_fields(text: str, found: dict[str, str]) -> None:
    assert fields(text) == found


def test_a_version_is_a_number_or_none() -> None:
    def version(text: str) -> str | None:
        return Release(ReleaseFiles(), fields(text)).version

    assert version("VERSION_ID=TEMPLATE_VERSION_ID") is None
    assert version("") is None
    assert version('VERSION_ID="24.04"') == "24.04"


def test_ids_are_lower_case_and_in_order() -> None:
    release = Release(ReleaseFiles(), fields('ID=CentOS\nID_LIKE="RHEL fedora"'))
    assert (release.id, release.id_like) == ("centos", ("rhel", "fedora"))
