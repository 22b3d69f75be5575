"""Names of algorithms that the library does not have."""

from __future__ import annotations

from pathlib import Path

import pytest

from console.ssh.algorithms import algorithms
from console.ssh.configlines import Line
from console.ssh.configvalues import Values


def chosen(option: str, text: str) -> str:
    values = Values("node")
    values.first[option] = Line(Path("config"), 7, option, (text,))
    return algorithms(values, option)


def test_names_that_nobody_knows_are_left_out() -> None:
    assert chosen("ciphers", "aes256-ctr,no-such-cipher") == "aes256-ctr"
    assert chosen("macs", "hmac-sha2-*") == "hmac-sha2-*"
    assert chosen("kexalgorithms", "+diffie-hellman-group1-sha1,nonsense") == "+diffie-hellman-group1-sha1"
    assert chosen("hostkeyalgorithms", "^ssh-rsa") == "^ssh-rsa"
    assert chosen("ciphers", "-nonsense") == ""


def test_a_list_of_unknown_names_is_told_with_its_line() -> None:
    with pytest.raises(ValueError, match=r"^config:7: none of"):
        chosen("ciphers", "nonsense")
