"""What every family in console/distros must keep, and that the known ones are recognised."""

from __future__ import annotations

import re
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console import distros
from console.model.release import Family, ReleaseFiles

HOUSE = distros.scan()
EACH = pytest.mark.parametrize("family", HOUSE, ids=lambda family: family.name)


def release(*pairs: str) -> str:
    """Return an os-release file."""
    return "".join(f"{pair}\n" for pair in pairs)


@EACH
def test_names_and_commands(family: Family) -> None:
    assert re.fullmatch(r"[a-z]+", family.name)
    assert family.ids
    assert not family.install_command or "{packages}" in family.install_command
    assert family.libc in {"glibc", "musl", ""}
    words = set(re.findall(r"\w+", family.service_command))
    assert not family.service_command or {"service", "action"} <= words


@EACH
def test_what_a_person_may_run_is_posix_sh(family: Family) -> None:
    commands = [
        family.install("some-package"),
        family.service("restart", "docker"),
        family.driver_command.replace("{folder}", "rhel9").replace("{machine}", "x86_64"),
        family.toolkit_command,
        family.install(family.headers),
        *(family.install(family.python_packages(ident)) for ident in family.ids),
    ]
    for command in filter(None, commands):
        subprocess.run(["/bin/sh", "-n"], input=command.encode(), check=True)
        assert "{" not in command.replace("${", "")


def test_no_two_families_claim_the_same() -> None:
    for claims in ([f.ids for f in HOUSE], [f.like for f in HOUSE]):
        everything = [one for claim in claims for one in claim]
        assert len(everything) == len(set(everything))


@EACH
def test_each_of_its_ids_is_recognised(family: Family) -> None:
    for one in family.ids:
        found = distros.recognise(ReleaseFiles(release(f"ID={one}", 'NAME="Some Linux"', 'VERSION_ID="9.1"')))
        assert (found.id, found.family) == (one, family.name)
        assert distros.family_of(found) is family


@EACH
def test_what_resembles_it_is_taken_for_it(family: Family) -> None:
    for one in family.like:
        assert distros.recognise(ReleaseFiles(release("ID=new", f"ID_LIKE={one}"))).family == family.name


FILES = st.builds(
    ReleaseFiles,
    os_release=st.text(max_size=200) | st.lists(
        st.sampled_from(["ID=debian", "ID=centos", "ID=amzn", 'ID="a b"', "VERSION_ID=12", "NAME=CentOS Stream"])
    ).map("\n".join),
    redhat_release=st.text(max_size=60) | st.just("CentOS release 5.11 (Final)"),
    centos_release=st.text(max_size=60),
    alpine_release=st.text(max_size=20),
    debian_version=st.text(max_size=20),
    dgx_release=st.text(max_size=60) | st.just('DGX_PRETTY_NAME="NVIDIA DGX Server"'),
    libc=st.none() | st.just("glibc 2.36"),
)  # fmt: skip


@given(FILES)
def test_no_files_break_it(files: ReleaseFiles) -> None:
    found = distros.recognise(files)
    assert found.id
    assert found.name
    assert found.pretty_name
