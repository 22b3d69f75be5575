from __future__ import annotations

import pytest

from console.distros import recognise
from console.model.release import ReleaseFiles


@pytest.mark.parametrize(
    ("version", "pretty", "shown"),
    [
        ("2023", "Amazon Linux 2023.6.20250203", "Amazon Linux 2023"),
        ("2", "Amazon Linux 2", "Amazon Linux 2"),
    ],
)
def test_amazon_is_itself_and_not_the_fedora_it_resembles(version: str, pretty: str, shown: str) -> None:
    name = 'NAME="Amazon Linux"\nID="amzn"\nID_LIKE="centos rhel fedora"'
    text = f'{name}\nVERSION_ID="{version}"\nPRETTY_NAME="{pretty}"\n'
    found = recognise(ReleaseFiles(text))
    assert (found.id, found.family, found.pretty_name) == ("amzn", "amazon", shown)
