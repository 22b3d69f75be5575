"""Which words a person may add to the command line of a server."""

from __future__ import annotations

import pytest

from console.model.field import Field
from console.model.text import Text
from console.model.words import words_fault

HIDDEN = "abcdefghijklmnopqrstuv"


@pytest.mark.parametrize(
    "value",
    [
        "--seed 7 --chat-template 'a b'", "--host 127.0.0.1", "--host {address} --port={port}",
        "--tokenizer example/name --max-tokens 5", "",
    ],
)  # fmt: skip
def test_what_does_no_harm_may_be_added(value: str) -> None:
    assert words_fault(value) is None


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("it's", "quotation mark"), ("--host 192.0.2.1", "listens"), ("--host=0.0.0.0", "listens"),
        ("--listen-host ::", "listens"), ("tcp://0.0.0.0:80", "listens"), ("--port 80", "listens"),
        ("--api-key abc", "secret"), ("--hf_token=x", "secret"), ("--hf-api-token x", "secret"),
        (f"hf_{HIDDEN}", "secret"), (f"--api-key={HIDDEN}", "secret"), (f"--x=nvapi-{HIDDEN}", "secret"),
    ],
)  # fmt: skip
def test_what_opens_a_server_or_shows_a_secret_is_refused_and_a_secret_not_repeated(value: str, reason: str) -> None:
    found = words_fault(value)
    assert found is not None and reason in found.english() and HIDDEN not in found.english()


def test_a_field_of_words_refuses_them_too() -> None:
    field = Field("x", Text("X"), Text("Words."), is_words=True)
    assert field.fault("--seed 7") is None and field.fault("--host 192.0.2.1") is not None
    assert field.fault("a\nb") is not None and field.fault("a" * 5000) is not None
