from __future__ import annotations

import subprocess
import sys

import pytest

from console.wire import messages as m
from console.wire.messages.base import Hello, encode

GREET = """
import sys
from console.wire import messages
from console.wire.messages.base import Hello, encode
encode(Hello(id=1))
assert not any(name.startswith("console.model") for name in sys.modules), "loaded before it is needed"
messages.Welcome
"""


def test_a_greeting_is_understood() -> None:
    assert m.decode_request(encode(Hello(id=1, desk_version="1"))) == m.Hello(id=1, desk_version="1")


def test_a_desk_greets_its_core_before_it_knows_all_messages() -> None:
    subprocess.run([sys.executable, "-c", GREET], check=True)


def test_there_is_no_message_of_another_name() -> None:
    with pytest.raises(AttributeError, match="Nonsense"):
        getattr(m, "Nonsense")  # noqa: B009 - the type checker knows that there is none
