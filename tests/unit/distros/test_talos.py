from __future__ import annotations

from console.distros import family_of, recognise
from console.model.release import ReleaseFiles


def test_without_an_id() -> None:
    found = recognise(ReleaseFiles('NAME="Talos"\nVERSION_ID=v1.13.7\nPRETTY_NAME="Talos (v1.13.7)"\n'))
    assert (found.id, found.family, found.version, found.pretty_name) == ("talos", "talos", "1.13.7", "Talos (v1.13.7)")
    family = family_of(found)
    assert family is not None and "no SSH" in str(family.note)
