from __future__ import annotations

from console.distros import family_of, recognise
from console.model.release import ReleaseFiles


def test_alpine() -> None:
    found = recognise(ReleaseFiles('NAME="Alpine Linux"\nID=alpine\nVERSION_ID=3.23.2\n', libc="musl 1.2.5"))
    assert (found.id, found.family, found.version, found.libc) == ("alpine", "alpine", "3.23.2", "musl 1.2.5")
    family = family_of(found)
    assert family is not None
    assert (family.libc, family.install_command) == ("musl", "apk add {packages}")


def test_by_its_own_file() -> None:
    found = recognise(ReleaseFiles(alpine_release="3.20.7\n"))
    assert (found.family, found.version, found.pretty_name) == ("alpine", "3.20.7", "Alpine Linux 3.20.7")
