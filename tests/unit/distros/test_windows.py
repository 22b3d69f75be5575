from __future__ import annotations

import pytest

from console.distros import family_of
from console.distros.windows import from_version


@pytest.mark.parametrize(
    ("text", "name", "version"),
    [
        ("\r\nMicrosoft Windows [Version 10.0.20348.2700]\r\n", "Windows Server", "2022"),
        ("Microsoft Windows [Version 10.0.17763.5830]", "Windows Server", "2019"),
        ("Microsoft Windows [Version 10.0.26100.1742]", "Windows Server", "2025"),
        ("Microsoft Windows [Version 10.0.14393]", "Windows Server", "2016"),
        ("Microsoft Windows [Versione 10.0.19045.4529]", "Windows", None),
    ],
)
def test_ver(text: str, name: str, version: str | None) -> None:
    found = from_version(text)
    assert found is not None and (found.name, found.version) == (name, version)
    family = family_of(found)
    assert family is not None and family.note is not None


@pytest.mark.parametrize("text", ["", "ver: command not found", "Microsoft Windows XP [Version 5.1.2600]"])
def test_what_is_no_windows(text: str) -> None:
    assert from_version(text) is None
