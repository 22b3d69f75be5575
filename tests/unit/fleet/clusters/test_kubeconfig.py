from __future__ import annotations

import base64
import json
import os
import stat
from pathlib import Path
from typing import Any

import pytest
import yaml

from console.fleet.clusters.kubeconfig import Credentials, KubeconfigWrong, read_kubeconfig


def config(folder: Path, user: dict[str, Any], name: str = "config", **cluster: Any) -> Path:
    path = folder / name
    table = {
        "apiVersion": "v1",
        "current-context": "prod",
        "contexts": [
            {"name": "prod", "context": {"cluster": "c", "user": "u", "namespace": "ml"}},
            {"name": "lost", "context": {"cluster": "nowhere", "user": "u"}},
        ],
        "clusters": [{"name": "c", "cluster": {"server": "https://api.example.com:6443/", **cluster}}],
        "users": [{"name": "u", "user": user}],
    }
    path.write_text(yaml.safe_dump(table))
    return path


def program(folder: Path, text: str) -> Path:
    path = folder / "plugin"
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


async def test_a_context_says_where_the_server_is_and_who_one_is(tmp_path: Path) -> None:
    found = read_kubeconfig(str(config(tmp_path, {"token": "secret"})))
    assert (found.server, found.namespace, found.context) == ("https://api.example.com:6443", "ml", "prod")
    assert (await found.credentials()).headers == {"Authorization": "Bearer secret"}


async def test_passwords_token_files_and_certificates_beside_the_file(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("fresh\n")
    (tmp_path / "key.pem").write_text("KEY")
    found = read_kubeconfig(str(config(tmp_path, {"tokenFile": "token"})))
    assert (await found.credentials()).headers == {"Authorization": "Bearer fresh"}
    found = read_kubeconfig(str(config(tmp_path, {"username": "ada", "password": "x"})))
    assert (await found.credentials()).headers == {"Authorization": "Basic YWRhOng="}
    data = base64.b64encode(b"CERT").decode()
    found = read_kubeconfig(str(config(tmp_path, {"client-certificate-data": data, "client-key": "key.pem"})))
    assert await found.credentials() == Credentials({}, b"CERT", b"KEY")


async def test_a_program_gives_a_token_and_is_told_what_is_wanted(tmp_path: Path) -> None:
    path = program(
        tmp_path,
        'echo "$KUBERNETES_EXEC_INFO" > "$OUT"; echo "{\\"status\\": {\\"token\\": \\"$1-$REGION\\", '
        '\\"expirationTimestamp\\": \\"2026-01-01T00:00:00Z\\"}}"',
    )
    env = [{"name": "REGION", "value": "eu"}, {"name": "OUT", "value": str(tmp_path / "out")}]
    user = {
        "exec": {"command": str(path), "args": ["get"], "env": env, "apiVersion": "client.authentication.k8s.io/v1"}
    }
    found = await read_kubeconfig(str(config(tmp_path, user))).credentials()
    assert found.headers == {"Authorization": "Bearer get-eu"}
    assert found.expires_at == 1767225600.0
    assert json.loads((tmp_path / "out").read_text())["kind"] == "ExecCredential"


@pytest.mark.parametrize("text", ["echo nonsense", "echo 'Log in first' >&2; exit 1"])
async def test_a_program_that_gives_none_is_named(tmp_path: Path, text: str) -> None:
    path = program(tmp_path, text)
    with pytest.raises(KubeconfigWrong) as caught:
        await read_kubeconfig(str(config(tmp_path, {"exec": {"command": str(path)}}))).credentials()
    assert str(path) in caught.value.problem.params["reason"]
    if "Log in" in text:
        assert "Log in first" in caught.value.problem.params["reason"]


async def test_a_program_that_is_not_there_says_how_to_get_it(tmp_path: Path) -> None:
    user = {"exec": {"command": str(tmp_path / "none"), "installHint": "Get it from example.com\nmore"}}
    with pytest.raises(KubeconfigWrong, match=r"Get it from example\.com"):
        await read_kubeconfig(str(config(tmp_path, user))).credentials()


def test_several_files_are_merged_and_the_first_wins(tmp_path: Path) -> None:
    first = tmp_path / "first"
    first.write_text("current-context: prod\nclusters:\n- {name: c, cluster: {server: 'https://first.example.com'}}\n")
    second = config(tmp_path, {"token": "t"}, "second")
    environment = {"KUBECONFIG": os.pathsep.join([str(first), str(tmp_path / "missing"), str(second)])}
    found = read_kubeconfig(environment=environment)
    assert found.server == "https://first.example.com"
    assert found.user == {"token": "t"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a: [", "config:1:5"),
        ("just text", "config"),
        ("current-context: x", "context x"),
        ("{}", "context -"),
        ("\x00", "config"),
    ],
)
def test_a_file_that_leads_nowhere_says_why(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "config"
    path.write_text(text)
    with pytest.raises(KubeconfigWrong) as caught:
        read_kubeconfig(str(path))
    assert words in str(caught.value)


def test_what_is_not_supported_is_told(tmp_path: Path) -> None:
    with pytest.raises(KubeconfigWrong, match="cluster nowhere"):
        read_kubeconfig(str(config(tmp_path, {})), "lost")
    with pytest.raises(KubeconfigWrong, match="proxy-url"):
        read_kubeconfig(str(config(tmp_path, {}, **{"proxy-url": "http://proxy.example.com"})))
    with pytest.raises(KubeconfigWrong):
        read_kubeconfig(str(tmp_path / "none"))


def test_a_certificate_that_is_none_is_refused(tmp_path: Path) -> None:
    data = base64.b64encode(b"-----BEGIN NONSENSE-----").decode()
    found = read_kubeconfig(str(config(tmp_path, {}, **{"certificate-authority-data": data})))
    with pytest.raises(KubeconfigWrong):
        found.tls(Credentials({}))
    plain = read_kubeconfig(str(config(tmp_path, {}, server="http://127.0.0.1:8001")))
    assert plain.tls(Credentials({})) is None
