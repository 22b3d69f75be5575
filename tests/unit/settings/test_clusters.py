from __future__ import annotations

from pathlib import Path

import pytest

from console.model.cluster import Cluster, ClusterKind
from console.model.errors import ConsoleError
from console.settings.clusters import add_cluster, read_clusters

ALL = """[[cluster]]
name = "Batch"
kind = "slurm"
login = "login.example.com"
every = 20

[[cluster]]
name = "Serving"
kind = "kubernetes"
context = "prod"
via = "bastion"

[[cluster]]
name = "Metrics"
kind = "prometheus"
url = "https://prometheus.example.com/base/"
labels = { node = "Hostname" }
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "clusters.toml"
    path.write_text(text)
    return path


def test_each_kind_says_where_it_is_asked(tmp_path: Path) -> None:
    path = written(tmp_path, ALL)
    found, problems = read_clusters(path)
    assert problems == []
    assert found == (
        Cluster("Batch", ClusterKind.SLURM, login="login.example.com", every_seconds=20.0,
                place=f"{path}:1:1"),
        Cluster("Serving", ClusterKind.KUBERNETES, context="prod", via="bastion", place=f"{path}:7:1"),
        Cluster("Metrics", ClusterKind.PROMETHEUS, url="https://prometheus.example.com/base",
                labels={"node": "Hostname"}, place=f"{path}:13:1"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("lines", "line"),
    [
        ('name = "x"\nkind = "nomad"', 3),
        ('name = "x"', 1),
        ('name = "x"\nkind = "slurm"', 1),
        ('name = "x/y"\nkind = "kubernetes"', 2),
        ('kind = "prometheus"\nname = "x"\nurl = "ftp://example.com"', 4),
        ('kind = "prometheus"\nname = "x"\nurl = "http://[::1"', 4),
        ('name = "Other"\nkind = "kubernetes"', 2),
    ],
)
def test_a_cluster_that_cannot_be_asked_is_left_out_with_its_line(tmp_path: Path, lines: str, line: int) -> None:
    path = written(tmp_path, f'[[cluster]]\n{lines}\n[[cluster]]\nname = "Other"\nkind = "kubernetes"\n')
    found, problems = read_clusters(path)
    assert found is not None
    assert [cluster.name for cluster in found] == ["Other"]
    place = problems[0].params["place"]
    # The second of two with the same name is the one that does not count.
    assert place.startswith(f"{path}:{5 if 'Other' in lines else line}:")


@pytest.mark.parametrize("line", ['login = "a"', "every = 1", "every = true", "labels = 3"])
def test_a_key_that_does_not_count_leaves_the_rest(tmp_path: Path, line: str) -> None:
    path = written(tmp_path, f'[[cluster]]\nname = "x"\nkind = "prometheus"\nurl = "http://example.com"\n{line}\n')
    found, problems = read_clusters(path)
    assert found is not None
    assert found[0].every_seconds == 0
    assert [problem.params["place"].split(":")[1] for problem in problems] == ["5"]


def test_a_file_that_is_not_there_has_none(tmp_path: Path) -> None:
    assert read_clusters(tmp_path / "none.toml") == ((), [])


def test_a_broken_file_says_nothing(tmp_path: Path) -> None:
    found, problems = read_clusters(written(tmp_path, "[[cluster\n"))
    assert found is None
    assert problems[0].code == "own.unreadable"


def test_one_is_added_behind_what_a_person_wrote(tmp_path: Path) -> None:
    path = written(tmp_path, "# mine\n" + ALL)
    added = add_cluster(path, {"name": "New", "kind": "slurm", "login": "l.example.com", "context": ""})
    assert added.login == "l.example.com"
    assert path.read_text().startswith("# mine\n" + ALL)
    found, problems = read_clusters(path)
    assert problems == []
    assert [cluster.name for cluster in found or ()] == ["Batch", "Serving", "Metrics", "New"]
    assert list(tmp_path.iterdir()) == [path]


def test_the_first_one_makes_the_file(tmp_path: Path) -> None:
    path = tmp_path / "clusters.toml"
    add_cluster(path, {"name": "New", "kind": "kubernetes"})
    found, _ = read_clusters(path)
    assert [cluster.name for cluster in found or ()] == ["New"]


@pytest.mark.parametrize(
    "fields",
    [
        {"name": "Batch", "kind": "slurm", "login": "x"},
        {"name": "y", "kind": "slurm"},
        {"name": "y", "kind": "prometheus", "url": "example.com"},
    ],
)
def test_what_would_not_count_is_not_written(tmp_path: Path, fields: dict[str, str]) -> None:
    path = written(tmp_path, ALL)
    with pytest.raises(ConsoleError) as caught:
        add_cluster(path, fields)
    assert caught.value.problem.params["reason"]
    assert path.read_text() == ALL
    assert list(tmp_path.iterdir()) == [path]


def test_nothing_is_added_to_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    path = written(tmp_path, "[[cluster\n")
    with pytest.raises(ConsoleError):
        add_cluster(path, {"name": "y", "kind": "kubernetes"})
    assert path.read_text() == "[[cluster\n"
