from __future__ import annotations

import pytest

from console.ui.linkpolicy import judge, said_host
from console.ui.terminal.finding import Thing
from console.ui.terminal.links import Found, LinkKind


def thing(uri: str, text: str = "", *, explicit: bool = True) -> Thing:
    return Thing(Found(0, 1, LinkKind.URL, uri), text or uri, ((0, 0, 1),), explicit=explicit)


@pytest.mark.parametrize(
    ("uri", "key"),
    [
        ("https://example.com/a?b", "https://example.com"),
        ("HTTP://Example.com:8080/", "http://example.com"),
        ("mailto:a@example.com", "mailto:"),
    ],
)
def test_addresses_of_the_web_and_of_mail_may_be_opened(uri: str, key: str) -> None:
    judged = judge(thing(uri))
    assert (judged.refusal, judged.concerns, judged.key) == ("", (), key)


@pytest.mark.parametrize(
    "uri",
    [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "vscode://x/y",
        "smb://example.com/a",
        "https://",
        "https:/x",
        "x",
        "",
    ],
)
def test_everything_else_is_refused_with_a_reason(uri: str) -> None:
    assert judge(thing(uri)).refusal


@pytest.mark.parametrize(
    ("text", "uri", "concerns"),
    [
        ("https://www.example.com/login", "https://example.org/x", 1),
        ("example.com", "https://example.org/x", 1),
        ("click here", "https://example.org/x", 0),
        ("www.example.com", "https://example.com/x", 0),
        ("https://example.com/", "https://www.example.com/", 0),
        ("docs", "https://www.example.com@example.org/", 1),
        ("docs", "https://xn--exmple-cua.example/", 1),
        ("docs", "https://ex\u0430mple.example/", 1),
        ("docs", "http://localhost:8000/", 1),
        ("docs", "http://127.0.0.53/", 1),
    ],
)
def test_what_does_not_look_right_is_said(text: str, uri: str, concerns: int) -> None:
    judged = judge(thing(uri, text), node="gpu-a03")
    assert not judged.refusal
    assert len(judged.concerns) == concerns


def test_a_text_that_is_its_own_address_cannot_deceive() -> None:
    assert not judge(thing("https://example.com/https://example.org", explicit=False)).concerns


def test_on_this_computer_localhost_means_what_it_says() -> None:
    assert not judge(thing("http://localhost:8000/")).concerns


def test_the_host_that_a_text_names() -> None:
    assert said_host("see Example.com:22") == "example.com"
    assert said_host("see https://example.org/x") == "example.org"
    assert said_host("/etc/hosts") == ""
