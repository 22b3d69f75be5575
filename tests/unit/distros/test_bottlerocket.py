from __future__ import annotations

from console.distros import family_of, recognise
from console.model.release import ReleaseFiles

ADMIN = 'NAME="Amazon Linux"\nID="amzn"\nID_LIKE="centos rhel fedora"\nVERSION_ID="2"\nPRETTY_NAME="Amazon Linux 2"\n'
HOST = 'NAME=Bottlerocket\nID=bottlerocket\nPRETTY_NAME="Bottlerocket OS 1.47.0 (aws-k8s-1.34)"\nVERSION_ID=1.47.0\n'


def test_the_admin_container_is_told_from_the_amazon_linux_that_it_claims_to_be() -> None:
    found = recognise(ReleaseFiles(ADMIN, bottlerocket_release=HOST))
    assert (found.id, found.family, found.version) == ("bottlerocket", "bottlerocket", "1.47.0")
    assert found.pretty_name == "Bottlerocket OS 1.47.0 (aws-k8s-1.34) (admin container: Amazon Linux 2)"
    family = family_of(found)
    assert family is not None and family.note is not None and "sheltie" in str(family.note)


def test_a_host_that_may_not_be_read_is_one_all_the_same() -> None:
    found = recognise(ReleaseFiles(ADMIN, bottlerocket_release="ID=bottlerocket"))
    assert (found.id, found.version) == ("bottlerocket", None)
    assert found.pretty_name == "Bottlerocket OS (admin container: Amazon Linux 2)"


def test_the_host_itself() -> None:
    assert recognise(ReleaseFiles(HOST)).pretty_name == "Bottlerocket OS 1.47.0 (aws-k8s-1.34)"
