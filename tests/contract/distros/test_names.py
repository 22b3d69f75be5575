"""Every distribution that is met on GPU nodes, by what its own files say: names, never addresses."""

from __future__ import annotations

import pytest

from console import distros
from console.model.release import ReleaseFiles

# ID, ID_LIKE, NAME, VERSION_ID, PRETTY_NAME; the family and the version that it is recognised as.
KNOWN = (
    ("rhel", "fedora", "Red Hat Enterprise Linux Server", "7.5", "Red Hat Enterprise Linux Server 7.5 (Maipo)", "rhel"),
    ("rhel", "fedora", "Red Hat Enterprise Linux", "8.10", "Red Hat Enterprise Linux 8.10 (Ootpa)", "rhel"),
    ("rhel", "fedora", "Red Hat Enterprise Linux", "9.6", "Red Hat Enterprise Linux 9.6 (Plow)", "rhel"),
    ("rhel", "centos fedora", "Red Hat Enterprise Linux", "10.0", "Red Hat Enterprise Linux 10.0 (Coughlan)", "rhel"),
    ("centos", "rhel fedora", "CentOS Linux", "7", "CentOS Linux 7 (Core)", "rhel"),
    ("centos", "rhel fedora", "CentOS Linux", "8", "CentOS Linux 8", "rhel"),
    ("centos", "rhel fedora", "CentOS Stream", "8", "CentOS Stream 8", "rhel"),
    ("centos", "rhel fedora", "CentOS Stream", "9", "CentOS Stream 9", "rhel"),
    ("centos", "rhel fedora", "CentOS Stream", "10", "CentOS Stream 10", "rhel"),
    ("rocky", "rhel centos fedora", "Rocky Linux", "8.9", "Rocky Linux 8.9 (Green Obsidian)", "rhel"),
    ("rocky", "rhel centos fedora", "Rocky Linux", "9.5", "Rocky Linux 9.5 (Blue Onyx)", "rhel"),
    ("rocky", "rhel centos fedora", "Rocky Linux", "10.0", "Rocky Linux 10.0 (Red Quartz)", "rhel"),
    ("almalinux", "rhel centos fedora", "AlmaLinux", "8.10", "AlmaLinux 8.10 (Cerulean Leopard)", "rhel"),
    ("almalinux", "rhel centos fedora", "AlmaLinux", "9.6", "AlmaLinux 9.6 (Sage Margay)", "rhel"),
    ("almalinux", "rhel centos fedora", "AlmaLinux", "10.0", "AlmaLinux 10.0 (Purple Lion)", "rhel"),
    ("fedora", "", "Fedora Linux", "43", "Fedora Linux 43 (Container Image)", "rhel"),
    ("tencentos", "tencentos", "TencentOS Server", "4.2", "TencentOS Server 4.2", "rhel"),
    ("openEuler", "", "openEuler", "24.03", "openEuler 24.03 (LTS-SP2)", "rhel"),
    ("ol", "fedora", "Oracle Linux Server", "7.9", "Oracle Linux Server 7.9", "oracle"),
    ("ol", "fedora", "Oracle Linux Server", "8.9", "Oracle Linux Server 8.9", "oracle"),
    ("ol", "fedora", "Oracle Linux Server", "9.5", "Oracle Linux Server 9.5", "oracle"),
    ("amzn", "rhel fedora", "Amazon Linux AMI", "2018.03", "Amazon Linux AMI 2018.03", "amazon"),
    ("amzn", "centos rhel fedora", "Amazon Linux", "2", "Amazon Linux 2", "amazon"),
    ("amzn", "fedora", "Amazon Linux", "2023", "Amazon Linux 2023", "amazon"),
    ("debian", "", "Debian GNU/Linux", "10", "Debian GNU/Linux 10 (buster)", "debian"),
    ("debian", "", "Debian GNU/Linux", "13", "Debian GNU/Linux 13 (trixie)", "debian"),
    ("ubuntu", "debian", "Ubuntu", "18.04", "Ubuntu 18.04.6 LTS", "debian"),
    ("ubuntu", "debian", "Ubuntu", "24.04", "Ubuntu 24.04.3 LTS", "debian"),
    ("ubuntu", "debian", "Ubuntu", "26.04", "Ubuntu 26.04.1 LTS", "debian"),
    ("alpine", "", "Alpine Linux", "3.23.2", "Alpine Linux v3.23", "alpine"),
    ("wolfi", "", "Wolfi", "20230201", "Wolfi", "wolfi"),
    ("sles", "", "SLES", "12.5", "SUSE Linux Enterprise Server 12 SP5", "suse"),
    ("sles", "suse", "SLES", "15.7", "SUSE Linux Enterprise Server 15 SP7", "suse"),
    ("suse-microos", "suse", "SLE Micro", "5.1", "SUSE Linux Enterprise Micro 5.1", "suse"),
    ("opensuse-leap", "suse opensuse", "openSUSE Leap", "15.6", "openSUSE Leap 15.6", "suse"),
    ("opensuse-leap", "suse opensuse", "openSUSE Leap", "16.0", "openSUSE Leap 16.0", "suse"),
    ("azurelinux", "", "Microsoft Azure Linux", "3.0", "Microsoft Azure Linux 3.0", "azure"),
    ("mariner", "", "Common Base Linux Mariner", "2.0", "CBL-Mariner/Linux", "azure"),
    ("photon", "", "VMware Photon OS", "3.0", "VMware Photon OS/Linux", "photon"),
    ("gentoo", "", "Gentoo", "2.18", "Gentoo Linux", "gentoo"),
    ("nixos", "", "NixOS", "25.11", "NixOS 25.11 (Xantusia)", "nixos"),
    ("cos", "", "Container-Optimized OS", "97", "Container-Optimized OS from Google", "image"),
    ("flatcar", "coreos", "Flatcar Container Linux by Kinvolk", "4459.0.0", "Flatcar 4459.0.0 (Oklo)", "image"),
    ("bottlerocket", "", "Bottlerocket", "1.47.0", "Bottlerocket OS 1.47.0 (aws-k8s-1.34)", "bottlerocket"),
)


@pytest.mark.parametrize(("ident", "like", "name", "version", "pretty", "family"), KNOWN, ids=lambda text: text)
def test_recognised_exactly(ident: str, like: str, name: str, version: str, pretty: str, family: str) -> None:
    lines = [f'NAME="{name}"', f'ID="{ident}"', f'VERSION_ID="{version}"', f'PRETTY_NAME="{pretty}"']
    if like:
        lines.append(f'ID_LIKE="{like}"')
    found = distros.recognise(ReleaseFiles("\n".join(lines)))
    assert (found.id, found.family, found.name, found.version) == (ident.lower(), family, name, version)
    assert found.pretty_name == pretty


def test_a_template_is_no_version() -> None:
    """Arch ships os-release with a placeholder where others have a version."""
    files = ReleaseFiles('NAME="Arch Linux"\nID=arch\nBUILD_ID=rolling\nVERSION_ID=TEMPLATE_VERSION_ID\n')
    found = distros.recognise(files)
    assert (found.id, found.family, found.version) == ("arch", "arch", None)


@pytest.mark.parametrize("text", ["", "ID=haiku\nNAME=Haiku\nVERSION_ID=1\n", 'NAME="Own build"\n'])
def test_what_nobody_knows_is_unknown_and_said_so(text: str) -> None:
    found = distros.recognise(ReleaseFiles(text))
    assert found.family == distros.UNKNOWN
    assert distros.family_of(found) is None


def test_the_end_of_support_that_a_distribution_names_itself() -> None:
    files = ReleaseFiles("ID=almalinux\nNAME=AlmaLinux\nVERSION_ID=10.0\nSUPPORT_END=2035-06-01\n")
    assert distros.recognise(files).support_end == "2035-06-01"
    assert distros.recognise(ReleaseFiles("ID=almalinux\nSUPPORT_END=soon\n")).support_end is None
