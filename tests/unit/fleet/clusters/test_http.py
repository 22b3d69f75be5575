from __future__ import annotations

import asyncio
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from console.fleet.clusters.http import Gone, Reader, Server, ServerAway, ServerRefused, Writer, said
from console.model.errors import ConsoleError
from tests.unit.fleet.clusters.apiserver import CHUNKED, Asked, chunk, reply, serving


async def fixed(asked: Asked, _reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    answers = {
        "/length": reply(b"hello"),
        "/chunks": CHUNKED + chunk(b"hel") + chunk(b"lo") + chunk(b""),
        "/close": b"HTTP/1.0 200 OK\r\n\r\nhello",
        "/401": reply(b'{"message": "Unauthorized"}', 401),
        "/403": reply(b'{"kind": "Status", "message": "pods is forbidden: User ada cannot list."}', 403),
        "/410": reply(b"{}", 410),
        "/500": reply(b"oh no\nmore", 500),
        "/broken": CHUNKED + b"zz\r\n",
        "/cut": CHUNKED + b"64\r\nhalf",
        "/noise": b"SSH-2.0-OpenSSH\r\n",
    }
    writer.write(answers.get(asked.path.removeprefix("/base"), reply(asked.body or b"", 200)))


@pytest.mark.parametrize("path", ["/length", "/chunks", "/close"])
async def test_a_body_is_read_however_it_ends(path: str) -> None:
    async with serving(fixed) as api:
        assert await api.server().get(path) == b"hello"


async def test_a_request_carries_headers_body_and_the_path_of_the_address() -> None:
    async with serving(fixed) as api:
        server = Server(f"{api.url}/base/", headers={"Authorization": "Bearer t"})
        assert await server.send("PATCH", "/x?y=1", b"{}", "application/merge-patch+json") == b"{}"
        asked = api.asked[0]
    assert (asked.method, asked.path) == ("PATCH", "/base/x?y=1")
    assert asked.headers["authorization"] == "Bearer t"
    assert asked.headers["content-type"] == "application/merge-patch+json"


@pytest.mark.parametrize(
    ("path", "kind", "code", "reason"),
    [
        ("/401", ServerRefused, "cluster.unauthorized", "Unauthorized"),
        ("/403", ServerRefused, "cluster.forbidden", "pods is forbidden: User ada cannot list"),
        ("/410", Gone, "cluster.gone", None),
        ("/500", ServerAway, "cluster.answered", "oh no"),
        ("/broken", ServerAway, "cluster.odd", "a piece without a length"),
        ("/cut", ServerAway, "cluster.unreachable", "EOF"),
        ("/noise", ServerAway, "cluster.odd", "no HTTP"),
    ],
)
async def test_what_goes_wrong_has_a_name(path: str, kind: type[ConsoleError], code: str, reason: str | None) -> None:
    async with serving(fixed) as api:
        with pytest.raises(kind) as caught:
            await api.server().get(path)
    assert caught.value.code == code
    assert caught.value.problem.params.get("reason") == reason


async def test_a_server_that_is_not_there_is_named() -> None:
    with pytest.raises(ServerAway) as caught:
        await Server("http://127.0.0.1:1").get("/")
    assert caught.value.problem.params["server"] == "http://127.0.0.1:1"


async def test_a_server_that_never_answers_is_given_up() -> None:
    async def silent(_asked: Asked, reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        await reader.read()

    async with serving(silent) as api:
        with pytest.raises(ServerAway):
            await api.server().get("/", timeout=0.1)


class Gate:
    """A node that leads to the server, by opening the port itself."""

    def __init__(self) -> None:
        self.opened: list[tuple[str, int]] = []
        self.released = 0

    async def connect(self) -> Gate:
        return self

    async def forward_local(self, host: str, port: int) -> tuple[Reader, Writer]:
        self.opened.append((host, port))
        return await asyncio.open_connection("127.0.0.1", port)

    async def release(self) -> None:
        self.released += 1


async def test_it_goes_through_a_node_where_that_is_the_way() -> None:
    gate = Gate()
    async with serving(fixed) as api:
        server = Server(api.url.replace("127.0.0.1", "inside.example.com"), gateway=gate.connect)
        assert await server.get("/chunks") == b"hello"
    assert gate.opened == [("inside.example.com", server.port)]
    assert gate.released == 1


def certify(folder: Path, name: str) -> None:
    """Write a key, and a certificate that it has signed itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(who, who, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    encoding = serialization.Encoding.PEM
    (folder / "crt").write_bytes(made.public_bytes(encoding))
    plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (folder / "key").write_bytes(key.private_bytes(encoding, *plain))


async def test_tls_goes_through_a_node_too_and_the_name_is_verified(tmp_path: Path) -> None:
    certify(tmp_path, "inside.example.com")
    theirs = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    theirs.load_cert_chain(tmp_path / "crt", tmp_path / "key")

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(reply(b"secret"))
        writer.close()

    listener = await asyncio.start_server(handle, "127.0.0.1", 0, ssl=theirs)
    port = listener.sockets[0].getsockname()[1]
    ours = ssl.create_default_context(cafile=str(tmp_path / "crt"))
    gate = Gate()
    try:
        server = Server(f"https://inside.example.com:{port}", ours, gateway=gate.connect)
        assert await server.get("/") == b"secret"
        wrong = Server(f"https://other.example.com:{port}", ours, gateway=gate.connect)
        with pytest.raises(ServerRefused) as caught:
            await wrong.get("/")
        assert caught.value.code == "cluster.certificate"
    finally:
        listener.close()
    assert gate.released == 2


@pytest.mark.parametrize(
    ("body", "text"),
    [(b'{"message": "no."}', "no"), (b'{"error": "parse error"}', "parse error"), (b"a\nb", "a"), (b"", "")],
)
def test_what_a_server_says(body: bytes, text: str) -> None:
    assert said(body) == text
