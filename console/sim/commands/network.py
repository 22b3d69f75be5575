"""curl, wget and ssh: what can be reached from a node, which is the data centre and nothing else."""

from __future__ import annotations

import shlex
from urllib.parse import urlsplit

from console.sim.command import Call, Command
from console.sim.http import Answer, Request, pieces
from console.sim.node import Node

REFUSED, NO_HOST, HTTP_ERROR = 7, 6, 22


def node_behind(c: Call, host: str) -> Node | None:
    """Return the node a name or address belongs to."""
    if host in {"127.0.0.1", "localhost", "::1", "[::1]"}:
        return c.node
    return next((n for n in c.node.network.values() if host in {n.spec.name, n.spec.fqdn, n.spec.address}), None)


class _Asked:
    def __init__(self, argv: list[str]) -> None:
        self.method, self.body, self.target, self.letters = "GET", b"", "", ""
        self.url, self.format = "", ""
        words = list(argv)
        while words:
            word = words.pop(0)
            if word in {"-X", "--request"} and words:
                self.method = words.pop(0)
            elif word in {"-d", "--data", "--data-binary", "--data-raw", "--json"} and words:
                self.body, self.method = words.pop(0).encode(), "POST" if self.method == "GET" else self.method
            elif word in {"-o", "--output", "-O"} and words:
                self.target = words.pop(0)
            elif word in {"-w", "--write-out"} and words:
                self.format = words.pop(0)
            elif word in {"-H", "-m", "--max-time", "--connect-timeout", "-A", "--retry", "-u", "--noproxy"} and words:
                words.pop(0)
            elif word.startswith("--"):
                self.letters += {"--fail": "f", "--silent": "s", "--include": "i", "--show-error": "S"}.get(word, "")
            elif word.startswith("-"):
                self.letters += word[1:]
                if word.endswith(("m", "o", "d", "H", "X")) and words:
                    value = words.pop(0)
                    if word.endswith("o"):
                        self.target = value
            else:
                self.url = word


async def curl(c: Call) -> int:
    """Ask a service on a node."""
    asked = _Asked(c.argv)
    if asked.body == b"@-":
        asked.body = await c.stdin()
    elif asked.body.startswith(b"@"):
        asked.body = c.node.files.read(c.path(asked.body[1:].decode()))
    parts = urlsplit(asked.url if "//" in asked.url else f"http://{asked.url}")
    node, port = node_behind(c, parts.hostname or ""), parts.port or 80
    quiet = "s" in asked.letters and "S" not in asked.letters
    if node is None:
        return await _failed(c, asked, NO_HOST, f"Could not resolve host: {parts.hostname}", quiet=quiet)
    service = node.services.get(port)
    if service is None:
        text = f"Failed to connect to {parts.hostname} port {port} after 0 ms: Couldn't connect to server"
        return await _failed(c, asked, REFUSED, text, quiet=quiet)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    answer = await service.answer(Request(asked.method, path, asked.body))
    if answer.status >= 400 and "f" in asked.letters:
        text = f"The requested URL returned error: {answer.status}"
        return await _failed(c, asked, HTTP_ERROR, text, answer.status, quiet=quiet)
    await _print(c, asked, answer)
    return 0


async def _failed(c: Call, asked: _Asked, status: int, text: str, code: int = 0, *, quiet: bool) -> int:
    await _tell(c, asked, code)
    if not quiet:
        await c.err(f"curl: ({status}) {text}\n")
    return status


async def _tell(c: Call, asked: _Asked, code: int) -> None:
    """Print what --write-out asks for: also where nobody has answered."""
    if asked.format:
        await c.out(asked.format.replace("%{http_code}", f"{code:03}").replace("\\n", "\n"))


async def _print(c: Call, asked: _Asked, answer: Answer) -> None:
    body = bytearray(answer.body)
    if "I" in asked.letters or "i" in asked.letters:
        async for piece in pieces(Answer(answer.status, answer.body, answer.content_type)):
            await c.out(piece.split(b"\r\n\r\n")[0] + b"\r\n\r\n")
    if answer.stream is not None:
        async for part in answer.stream:
            body += part
            if not asked.target:
                await c.out(part)
    elif not asked.target and "I" not in asked.letters:
        await c.out(answer.body)
    if asked.target and asked.target != "/dev/null":
        c.node.files.write(c.path(asked.target), bytes(body))
    await _tell(c, asked, answer.status)


async def wget(c: Call) -> int:
    """Ask a service on a node, the other way people know."""
    urls = [word for word in c.argv if not word.startswith("-") and word != "-"]
    return await c.run(f"curl -fsS {shlex.quote(urls[-1])}") if urls else await c.fail("missing URL")


async def ssh(c: Call) -> int:
    """Go on to another node of the data centre."""
    words = [word for word in c.argv if not word.startswith("-")]
    if not words:
        await c.err("usage: ssh destination [command]\n")
        return 255
    user, _, host = words[0].rpartition("@")
    node = node_behind(c, host)
    if node is None:
        await c.err(f"ssh: Could not resolve hostname {host}: Name or service not known\n")
        return 255
    return await c.shell.go_to(node, user or c.user, " ".join(words[1:]), c)


async def sockets(c: Call) -> int:
    """Print who listens."""
    await c.out("State   Recv-Q  Send-Q   Local Address:Port    Peer Address:Port\n")
    for port in sorted({22, *c.node.services}):
        address = "0.0.0.0" if port == 22 else "127.0.0.1"  # noqa: S104 - a line of text
        await c.out(f"LISTEN  0       4096     {address + ':' + str(port):<21} 0.0.0.0:*\n")
    return 0


COMMANDS = (
    Command("ss", sockets, aliases=("netstat",)),
    Command("curl", curl),
    Command("wget", wget),
    Command("ssh", ssh),
)
