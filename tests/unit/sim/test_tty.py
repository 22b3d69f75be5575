"""The terminal of a session."""

from __future__ import annotations

from console.sim.tty import Tty


async def test_keys_go_where_they_belong() -> None:
    sent: list[bytes] = []

    async def write(data: bytes) -> None:
        sent.append(data)

    tty = Tty("pts/0", write, 0, 0, "xterm")
    assert (tty.columns, tty.rows) == (80, 24)
    interrupted: list[int] = []
    tty.on_interrupt = lambda: interrupted.append(1)
    tty.feed(b"abc\x03")
    assert interrupted == [1]
    assert tty.typed_ahead() == b""
    async with tty.fullscreen() as screen:
        tty.feed(b"q")
        assert await screen.key(1) == b"q"
        assert await screen.key(0.01) == b""
        tty.feed(b"\x03")
        assert await screen.key(1) is None
        await screen.show(["x" * 100, "y"])
    assert b"x" * 80 + b"\x1b[K\r\ny" in b"".join(sent)
    await tty.write("a\nb")
    assert sent[-1] == b"a\r\nb"
    tty.end()
    assert await tty.key(1) is None
