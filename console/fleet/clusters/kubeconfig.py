"""kubeconfig files: which API server, and who one is there: certificates, tokens, passwords, programs that give tokens.

Source: the documentation of ``k8s.io/client-go/tools/clientcmd/api/v1``; several files of KUBECONFIG are merged, the
first one to set a name wins.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import json
import os
import ssl
import tempfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from msgspec import Struct

from console.model.errors import ConsoleError
from console.model.text import N_

MOST_BYTES = 4 << 20
EXEC_SECONDS = 60.0
"""A program that gives tokens may open a browser and wait for a person."""

Table = Mapping[str, Any]


class KubeconfigWrong(ConsoleError):
    """A kubeconfig that leads nowhere; it waits for a person."""

    retryable = False

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(
            "cluster.kubeconfig",
            N_("{path}: {reason}."),
            N_("kubectl config view shows what stands in it."),
            path=path,
            reason=reason,
        )


class Credentials(Struct, frozen=True):
    """Who one is: a header, or a certificate with its key (PEM)."""

    headers: Mapping[str, str]
    certificate: bytes = b""
    key: bytes = b""
    expires_at: float | None = None


class Kubeconfig(Struct, frozen=True):
    """One context of a kubeconfig."""

    path: str
    context: str
    namespace: str
    server: str
    cluster: Table
    user: Table

    @property
    def server_name(self) -> str:
        """Return what the certificate is made out to, where that is not the address."""
        return str(self.cluster.get("tls-server-name") or "")

    async def credentials(self) -> Credentials:
        """Return who one is; runs the program that the file names for it."""
        user, folder = self.user, Path(self.path).parent
        if isinstance(user.get("exec"), dict):
            return await self._from_program(user["exec"])
        if user.get("auth-provider"):
            raise KubeconfigWrong(self.path, N_("auth-provider is no longer known; use exec"))
        headers = {}
        token = str(user.get("token") or "")
        if not token and user.get("tokenFile"):
            token = (await asyncio.to_thread(self._file, folder / str(user["tokenFile"]))).decode().strip()
        if token:
            headers["Authorization"] = f"Bearer {token}"
        elif user.get("username"):
            pair = f"{user['username']}:{user.get('password', '')}".encode()
            headers["Authorization"] = f"Basic {base64.b64encode(pair).decode()}"
        certificate = await asyncio.to_thread(self._material, user, "client-certificate")
        return Credentials(headers, certificate, await asyncio.to_thread(self._material, user, "client-key"))

    def tls(self, credentials: Credentials) -> ssl.SSLContext | None:
        """Return how the server is verified and how one shows who one is; None for plain HTTP. Reads files."""
        if urlsplit(self.server).scheme != "https":
            return None
        authority = self._material(self.cluster, "certificate-authority")
        try:
            context = ssl.create_default_context(cadata=authority.decode() if authority else None)
            if self.cluster.get("insecure-skip-tls-verify"):
                context.check_hostname = False
                context.verify_mode = ssl.CERT_NONE
            if credentials.certificate:
                _load(context, credentials)
        except (ssl.SSLError, ValueError) as error:
            raise KubeconfigWrong(self.path, f"{type(error).__name__} {error}") from error
        return context

    def _material(self, table: Table, name: str) -> bytes:
        """Return what stands in ``NAME-data``, or in the file that ``NAME`` names."""
        if data := table.get(f"{name}-data"):
            try:
                return base64.b64decode(str(data), validate=False)
            except (binascii.Error, ValueError) as error:
                raise KubeconfigWrong(self.path, f"{name}-data") from error
        return self._file(Path(self.path).parent / str(table[name])) if table.get(name) else b""

    def _file(self, path: Path) -> bytes:
        try:
            return path.expanduser().read_bytes()
        except OSError as error:
            raise KubeconfigWrong(str(path), error.strerror or str(error)) from error

    async def _from_program(self, table: Table) -> Credentials:
        """Run a credential plugin (client.authentication.k8s.io) and read what it prints."""
        command = [str(table.get("command") or ""), *map(str, table.get("args") or ())]
        version = str(table.get("apiVersion") or "client.authentication.k8s.io/v1")
        info = {"apiVersion": version, "kind": "ExecCredential", "spec": {"interactive": False}}
        own = {
            str(pair.get("name")): str(pair.get("value")) for pair in table.get("env") or () if isinstance(pair, dict)
        }
        environment = {**os.environ, **own, "KUBERNETES_EXEC_INFO": json.dumps(info)}
        try:
            process = await asyncio.create_subprocess_exec(
                *command,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
                env=environment,
            )
        except OSError as error:
            hint = str(table.get("installHint") or "").strip().partition("\n")[0]
            raise KubeconfigWrong(self.path, f"{command[0]}: {error.strerror}. {hint}".strip(". ")) from error
        try:
            async with asyncio.timeout(EXEC_SECONDS):
                said, complaint = await process.communicate()
        except (TimeoutError, asyncio.CancelledError):
            process.kill()
            await process.wait()
            raise KubeconfigWrong(self.path, f"{command[0]}: > {EXEC_SECONDS:g} s") from None
        try:
            status = json.loads(said)["status"]
            token = str(status.get("token") or "")
            certificate = str(status.get("clientCertificateData") or "").encode()
            key = str(status.get("clientKeyData") or "").encode()
            until = status.get("expirationTimestamp")
            expires = None if until is None else datetime.fromisoformat(str(until)).timestamp()
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            last = complaint.decode(errors="replace").strip().rpartition("\n")[2]
            raise KubeconfigWrong(self.path, f"{command[0]}: {last or process.returncode}") from error
        return Credentials({"Authorization": f"Bearer {token}"} if token else {}, certificate, key, expires)


def read_kubeconfig(path: str = "", context: str = "", environment: Mapping[str, str] | None = None) -> Kubeconfig:
    """Return a context of a file, or of those that KUBECONFIG names, or of the one in the home folder."""
    known = os.environ if environment is None else environment
    named = [path] if path else [part for part in known.get("KUBECONFIG", "").split(os.pathsep) if part]
    paths = [Path(part).expanduser() for part in named or ["~/.kube/config"]]
    tables = [(str(file), _table(file)) for file in paths if path or file.exists() or len(paths) == 1]
    wanted = context or next((str(table["current-context"]) for _, table in tables if table.get("current-context")), "")
    first = tables[0][0] if tables else str(paths[0])
    where, chosen = _named(tables, "contexts", "context", wanted)
    if not wanted or chosen is None:
        raise KubeconfigWrong(where or first, f"context {wanted or '-'}")
    cluster_at, cluster = _named(tables, "clusters", "cluster", str(chosen.get("cluster")))
    user_at, user = _named(tables, "users", "user", str(chosen.get("user")))
    if cluster is None or not cluster.get("server"):
        raise KubeconfigWrong(where, f"cluster {chosen.get('cluster')}")
    if cluster.get("proxy-url"):
        raise KubeconfigWrong(cluster_at, N_("proxy-url is not supported; a node can lead to the server"))
    # Files that it names are sought beside the file that names them.
    beside = (
        user_at
        if user is not None and user_at != cluster_at and not cluster.get("certificate-authority")
        else cluster_at
    )
    server = str(cluster["server"]).rstrip("/")
    return Kubeconfig(beside, wanted, str(chosen.get("namespace") or "default"), server, cluster, user or {})


def _named(tables: Sequence[tuple[str, Table]], plural: str, single: str, name: str) -> tuple[str, Table | None]:
    for path, table in tables:
        for row in table.get(plural) or ():
            if isinstance(row, dict) and str(row.get("name")) == name and isinstance(row.get(single), dict):
                return path, row[single]
    return "", None


def _table(path: Path) -> Table:
    import yaml

    try:
        if path.stat().st_size > MOST_BYTES:
            raise KubeconfigWrong(str(path), "> 4 MB")
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise KubeconfigWrong(str(path), error.strerror or str(error)) from error
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        place = f"{path}:{mark.line + 1}:{mark.column + 1}" if mark is not None else str(path)
        raise KubeconfigWrong(place, str(getattr(error, "problem", "") or type(error).__name__)) from error
    if not isinstance(found, dict):
        raise KubeconfigWrong(str(path), N_("there is no kubeconfig in it"))
    return found


def _load(context: ssl.SSLContext, credentials: Credentials) -> None:
    # The library takes certificates from files only; these are gone at once and nobody else may read them.
    with tempfile.TemporaryDirectory() as folder:
        certificate, key = Path(folder) / "certificate", Path(folder) / "key"
        for path, content in ((certificate, credentials.certificate), (key, credentials.key)):
            path.touch(mode=0o600)
            path.write_bytes(content)
        context.load_cert_chain(certificate, key)
