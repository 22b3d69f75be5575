"""The clusters that are asked: ``clusters.toml`` in the configuration folder, a ``[[cluster]]`` each."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from console.model.cluster import Cluster, ClusterKind
from console.model.errors import ConsoleError, Problem
from console.model.text import N_
from console.settings.store import write_atomic
from console.settings.toml_file import Table, TomlFile
from console.settings.toml_places import KeyPath

FILE = "clusters.toml"
MOST = 100
MOST_NAME = 60
LEAST_SECONDS, MOST_SECONDS = 2.0, 3600.0

_COMMON = frozenset({"name", "kind", "every"})
_KEYS: Mapping[ClusterKind, frozenset[str]] = {
    ClusterKind.SLURM: _COMMON | {"login"},
    ClusterKind.KUBERNETES: _COMMON | {"kubeconfig", "context", "via"},
    ClusterKind.PROMETHEUS: _COMMON | {"url", "via", "ca_file", "token", "labels"},
}
_LABELS = frozenset({"node", "gpu"})


def read_clusters(path: Path) -> tuple[tuple[Cluster, ...] | None, list[Problem]]:
    """Return the clusters of a file and what in it does not count; None where nothing of it can be read."""
    file = TomlFile(path)
    if not file.is_readable:
        return None, file.problems
    file.check_keys(file.table, (), frozenset({"cluster"}))
    found: dict[str, Cluster] = {}
    for at, table in file.tables(file.table, "cluster"):
        cluster = _cluster(file, at, table)
        if cluster is None or len(found) >= MOST:
            continue
        if cluster.name in found:
            file.refuse((*at, "name"), N_("another cluster has this name"))
        else:
            found[cluster.name] = cluster
    return tuple(found.values()), file.problems


def add_cluster(path: Path, fields: Mapping[str, str]) -> Cluster:
    """Write another ``[[cluster]]`` behind what stands in the file, and return it; raises where it does not count."""
    import tomlkit

    before, problems = read_clusters(path)
    if before is None:
        raise ConsoleError(problems[0].code, problems[0].message, problems[0].hint, **problems[0].params)
    text = path.read_text(encoding="utf-8-sig") if path.exists() else ""
    table = tomlkit.document()
    rows = tomlkit.aot()
    row = tomlkit.table()
    for key, value in fields.items():
        if value:
            row.add(key, value)
    rows.append(row)
    table.add("cluster", rows)
    separator = "\n" if text and not text.endswith("\n\n") else ""
    draft = path.with_suffix(".draft")
    write_atomic(draft, text + separator + tomlkit.dumps(table))
    try:
        after, found = read_clusters(draft)
    finally:
        draft.unlink()
    known = {cluster.name for cluster in before}
    added = [cluster for cluster in after or () if cluster.name not in known]
    fresh = [problem for problem in found if problem not in problems]
    if len(added) != 1 or len(found) > len(problems):
        reason = fresh[-1].params.get("reason", "") if fresh else ""
        raise ConsoleError("cluster.not_added", N_("This cluster cannot be added: {reason}."), reason=reason)
    write_atomic(path, text + separator + tomlkit.dumps(table))
    return added[0]


def _cluster(file: TomlFile, at: KeyPath, table: Table) -> Cluster | None:
    word = file.text(table, at, "kind")
    if word not in set(ClusterKind):
        file.refuse((*at, "kind") if "kind" in table else at, N_("write slurm, kubernetes or prometheus as its kind"))
        return None
    kind = ClusterKind(word)
    file.check_keys(table, at, _KEYS[kind])
    cluster = Cluster(
        file.text(table, at, "name").strip(),
        kind,
        login=file.text(table, at, "login").strip(),
        kubeconfig=file.text(table, at, "kubeconfig").strip(),
        context=file.text(table, at, "context").strip(),
        via=file.text(table, at, "via").strip(),
        url=file.text(table, at, "url").strip().rstrip("/"),
        ca_file=file.text(table, at, "ca_file").strip(),
        token=file.text(table, at, "token").strip(),
        every_seconds=_every(file, at, table),
        labels=_labels(file, at, table),
        place=file.place(at),
    )
    return cluster if _is_whole(file, at, cluster) else None


def _is_whole(file: TomlFile, at: KeyPath, cluster: Cluster) -> bool:
    if not cluster.name or len(cluster.name) > MOST_NAME or not cluster.name.isprintable() or "/" in cluster.name:
        file.refuse((*at, "name"), N_("it needs a short name without a slash"))
    elif cluster.kind is ClusterKind.SLURM and not cluster.login:
        file.refuse(at, N_("it needs a login node"))
    elif cluster.kind is ClusterKind.PROMETHEUS and not _is_url(cluster.url):
        file.refuse((*at, "url") if cluster.url else at, N_("it needs a url that begins with http:// or https://"))
    else:
        return True
    return False


def _is_url(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _every(file: TomlFile, at: KeyPath, table: Table) -> float:
    found = table.get("every", 0)
    if (
        isinstance(found, int | float)
        and not isinstance(found, bool)
        and (found == 0 or LEAST_SECONDS <= found <= MOST_SECONDS)
    ):
        return float(found)
    file.refuse((*at, "every"), N_("write a number of seconds from 2 to 3600"))
    return 0.0


def _labels(file: TomlFile, at: KeyPath, table: Table) -> Mapping[str, str]:
    found = table.get("labels", {})
    if not isinstance(found, dict) or not all(isinstance(value, str) for value in found.values()):
        file.refuse((*at, "labels"), N_("write names and texts in braces"))
        return {}
    for odd in found.keys() - _LABELS:
        file.refuse((*at, "labels", odd), N_("there is no such key"))
    return {str(key): str(value) for key, value in found.items() if key in _LABELS}
