from __future__ import annotations

import pytest

from console.knowledge.drivers import Runs
from console.model.node import Distro
from tests.unit.knowledge.books import books

DRIVERS = books().drivers


@pytest.mark.parametrize(
    ("driver", "cuda", "runs"),
    [
        ("525.60.12", "12.4", Runs.NO),
        ("525.60.13", "12.4", Runs.MINOR),
        ("550.54.13", "12.4", Runs.MINOR),
        ("550.54.14", "12.4", Runs.YES),
        ("550.163.01", "12.9", Runs.MINOR),
        ("550.163.01", "13.0", Runs.NO),
        ("580.65.06", "13.0", Runs.YES),
        ("580.65.06", "13.0.2", Runs.MINOR),
        # There is no "too new".
        ("610.43.02", "11.8", Runs.YES),
        ("450.80.02", "11.8", Runs.MINOR),
        ("610.43.02", "14.0", None),
    ],
)
def test_cuda_on_a_driver(driver: str, cuda: str, runs: Runs | None) -> None:
    assert DRIVERS.runs(driver, cuda) is runs


def test_the_newest_cuda_of_a_driver() -> None:
    assert DRIVERS.newest_cuda("550.163.01") == "12.4.1"
    assert DRIVERS.newest_cuda("610.57.04") == "13.3"
    assert DRIVERS.newest_cuda("390.1") == ""


def test_branches_end() -> None:
    branch = DRIVERS.branch_of("535.261.03")
    assert branch is not None and (branch.kind, str(branch.ends)) == ("LTS", "2026-06-30")
    assert DRIVERS.branch_of("999.1") is None


@pytest.mark.parametrize(
    ("capability", "opened", "last"),
    [((7, 0), "no", 580), ((7, 5), "yes", None), ((9, 0), "yes", None), ((12, 1), "required", None)],
)
def test_kernel_modules(capability: tuple[int, int], opened: str, last: int | None) -> None:
    module = DRIVERS.module_for(capability)
    assert module is not None and (module.open, module.last_branch) == (opened, last)
    assert DRIVERS.module_for((3, 5)) is None


@pytest.mark.parametrize(
    ("ident", "name", "version", "folder", "listed"),
    [
        ("rhel", "Red Hat Enterprise Linux", "9.6", "rhel9", True),
        ("ol", "Oracle Linux Server", "8.9", "rhel8", True),
        ("centos", "CentOS Stream", "9", "rhel9", False),
        ("centos", "CentOS Linux", "7.9", "", False),
        ("ubuntu", "Ubuntu", "24.04", "ubuntu2404", True),
        ("ubuntu", "Ubuntu", "20.04", "ubuntu2004", False),
        ("sles", "SLES", "15.5", "sles15", False),
        ("sles", "SLES", "15.7", "sles15", True),
        ("azurelinux", "Microsoft Azure Linux", "3.0", "azl3", True),
    ],
)
def test_repositories(ident: str, name: str, version: str, folder: str, *, listed: bool) -> None:
    row = DRIVERS.repository_for(Distro(ident, "any", name, version, name))
    assert row is not None and (row.folder, row.listed) == (folder, listed)


def test_no_repository_for_musl() -> None:
    assert DRIVERS.repository_for(Distro("alpine", "alpine", "Alpine Linux", "3.22.1", "Alpine")) is None
