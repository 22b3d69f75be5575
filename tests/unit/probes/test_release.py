from __future__ import annotations

import pytest

from console.model.probe import Reading
from console.probes.release import PROBE


def test_files_are_told_apart() -> None:
    files = ("os_release\nID=debian\nVERSION_ID=12", "debian_version\n12.5", "libc\nldd (Debian GLIBC 2.36-9) 2.36")
    text = "".join(f"\n=== {file}\n" for file in files)
    release = PROBE.parse(Reading(text))["release"]
    assert (release.os_release, release.debian_version) == ("ID=debian\nVERSION_ID=12", "12.5")
    assert (release.redhat_release, release.libc) == ("", "glibc 2.36")


@pytest.mark.parametrize(
    ("ldd", "libc"),
    [
        ("ldd (Ubuntu GLIBC 2.39-0ubuntu8.4) 2.39\nCopyright (C) 2024", "glibc 2.39"),
        ("ldd (GNU libc) 2.34", "glibc 2.34"),
        ("musl libc (x86_64)\nVersion 1.2.5\nDynamic Program Loader\nUsage: ldd", "musl 1.2.5"),
        ("musl libc (x86_64)", "musl"),
        ("sh: ldd: not found", None),
        ("", None),
    ],
)
def test_libc(ldd: str, libc: str | None) -> None:
    assert PROBE.parse(Reading(f"\n=== libc\n{ldd}\n"))["release"].libc == libc


def test_nothing_printed_is_nothing_known() -> None:
    assert PROBE.parse(Reading("")) == {}
