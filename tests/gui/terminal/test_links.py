from __future__ import annotations

import pytest

from console.ui.terminal.links import Found, LinkKind, recognise


def targets(text: str, *hosts: str) -> list[str]:
    return [found.target for found in recognise(text, hosts)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("see https://example.com/a_(b)?q=1#x). Then", ["https://example.com/a_(b)?q=1#x"]),
        ("(http://www.example.com), <http://example.com/>", ["http://www.example.com", "http://example.com/"]),
        ("www.example.com/x. and www.", ["https://www.example.com/x"]),
        ("mailto:a@example.com", ["mailto:a@example.com"]),
        ("请看https://example.com，谢谢", ["https://example.com"]),
        ("https://web.example.com/http://example.com/", ["https://web.example.com/http://example.com/"]),
        ("ssh://root@gpu01.example.com:22/", ["ssh://root@gpu01.example.com:22/"]),
        ("http:// and :// and a://", []),
        ("url=https://example.com", ["https://example.com"]),
    ],
)
def test_addresses_of_the_web(text: str, found: list[str]) -> None:
    assert targets(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("PATH=/usr/bin:/bin", ["/usr/bin", "/bin"]),
        ("--config=/etc/x.conf", ["/etc/x.conf"]),
        ("~/x ~user/y ./a ../b", ["~/x", "~user/y", "./a", "../b"]),
        ("nfs.example.com:/export/a", ["/export/a"]),
        ("cp '/home/a b/c.txt' /tmp/my\\ file", ["/home/a b/c.txt", "/tmp/my file"]),
        ("a/b.c", ["a/b.c"]),
        ("and/or 1/2 // / text/html 2024/01/02 origin/main 10.5/20.3", []),
        ("console.ui.terminal libfoo.so.1 main.py", []),
    ],
)
def test_paths(text: str, found: list[str]) -> None:
    assert targets(text) == found


@pytest.mark.parametrize(
    ("text", "path", "line", "column"),
    [
        ("src/main.c:12:5: error", "src/main.c", 12, 5),
        ("main.py:33", "main.py", 33, None),
        ('File "/usr/lib/x.py", line 12, in f', "/usr/lib/x.py", 12, None),
        ("foo.c(12,5): warning", "foo.c", 12, 5),
        ("at /srv/app.js:7.", "/srv/app.js", 7, None),
    ],
)
def test_a_file_with_its_line(text: str, path: str, line: int, column: int | None) -> None:
    (found,) = recognise(text)
    assert (found.kind, found.target, found.line, found.column) == (LinkKind.PATH, path, line, column)


@pytest.mark.parametrize(
    ("text", "user", "host", "port"),
    [
        ("root@gpu01.example.com:22", "root", "gpu01.example.com", 22),
        ("db.internal:5432", "", "db.internal", 5432),
        ("ping 192.0.2.7,", "", "192.0.2.7", None),
        ("[2001:db8::1]:443", "", "2001:db8::1", 443),
        ("at 2001:db8::1", "", "2001:db8::1", None),
        ("gpu-01: up", "", "gpu-01", None),
    ],
)
def test_hosts(text: str, user: str, host: str, port: int | None) -> None:
    found = recognise(text, {"gpu-01"})[-1]
    assert (found.kind, found.user, found.target, found.port) == (LinkKind.HOST, user, host, port)


@pytest.mark.parametrize("text", ["12:34:56", "aa:bb:cc:dd:ee:ff", "00000000:1B:00.0", "v1.2.3.4.5", "gpu-01", "a@b"])
def test_what_only_looks_like_a_host(text: str) -> None:
    assert not recognise(text)


def test_where_it_stands() -> None:
    text = "x (https://example.com/) y"
    assert recognise(text) == [Found(3, 23, LinkKind.URL, "https://example.com/")]


def test_what_could_not_be_shown_in_full_is_no_link() -> None:
    assert not recognise("https://example.com/" + "a" * 3000)
    # Nothing that cannot be seen, or that turns the direction of the text around, becomes a part of a target.
    assert targets("https://example.com/a\u202ebc\u200bd") == ["https://example.com/a"]
