"""No module imports itself by way of others."""

from __future__ import annotations

import grimp


def cycles(graph: grimp.ImportGraph) -> list[str]:
    """Return one circle for each module that is part of one."""
    found = set()
    for module in sorted(graph.modules):
        for imported in graph.find_modules_directly_imported_by(module):
            chain = graph.find_shortest_chain(importer=imported, imported=module)
            if chain:
                start = chain.index(min(chain))
                found.add(" -> ".join([*chain[start:], *chain[:start], min(chain)]))
    return sorted(found)


def test_no_import_cycles() -> None:
    """Imports for the type checker alone do not run and are not counted; the contracts of directions count them."""
    graph = grimp.build_graph("console", exclude_type_checking_imports=True, cache_dir=None)
    assert not cycles(graph)


def test_a_cycle_is_found() -> None:
    graph = grimp.ImportGraph()
    for importer, imported in (("a", "b"), ("b", "c"), ("c", "a"), ("c", "d")):
        graph.add_import(importer=importer, imported=imported)
    assert cycles(graph) == ["a -> b -> c -> a"]
