"""What every kind of source keeps to: it opens without a word, and says what is wrong when it is asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from console.fleet.sources import Loaded, Ran, SourceKind, SourceSpec, kind_of, scan
from console.model.errors import ConsoleError
from console.model.node import Source

KINDS = list(scan().values())


class Nowhere:
    """Every node is away."""

    async def run(self, node_name: str, command: str, *, seconds: float) -> Ran:
        del command, seconds
        raise ConsoleError("ssh.unreachable", "{host} is away", host=node_name)


class Garbling:
    """Every node prints what nobody expects."""

    async def run(self, node_name: str, command: str, *, seconds: float) -> Ran:
        del node_name, command, seconds
        return Ran("\x00\x1b[31m{[<garbled>]}\n" * 3, "segmentation fault", 139)


def test_each_kind_is_found_by_its_name() -> None:
    assert {source: kind_of(source) for source in Source if kind_of(source) is not None} == scan()


def test_the_kinds_that_need_no_cluster_are_there() -> None:
    assert {Source.INVENTORY, Source.SSH_CONFIG} <= scan().keys()


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: str(kind.kind))
@pytest.mark.parametrize("reach", [Nowhere(), Garbling()], ids=["away", "garbled"])
async def test_a_source_that_has_nothing_says_so_and_raises_nothing_else(
    kind: SourceKind, reach: Nowhere, tmp_path: Path
) -> None:
    place = str(tmp_path / "not-there")
    source = kind.make(SourceSpec(kind.kind, place), reach)
    assert (source.kind, source.id, kind.title != "") == (kind.kind, f"{kind.kind}:{place}", True)
    try:
        loaded = await source.load()
    except ConsoleError as error:
        loaded = Loaded(problems=(error.problem,), failed=True)
    assert not loaded.nodes
    assert bool(loaded.problems) or not loaded.failed
