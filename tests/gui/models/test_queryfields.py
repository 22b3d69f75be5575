from __future__ import annotations

from msgspec import structs
from msgspec.structs import replace

from console.ui.models.queryfields import ALIASES, FIELDS, field_of, most_free_bytes
from tests.gui.fleet import GIB, fleet, node_view


def test_other_words_lead_to_the_same_field() -> None:
    assert all(target in FIELDS and alias not in FIELDS for alias, target in ALIASES.items())
    assert field_of("OS") is FIELDS["distro"]
    assert field_of("nothing") is None


def test_what_fits_onto_one_gpu_is_not_the_sum() -> None:
    view = next(view for view in fleet() if view.node.name == "gpu-a01")
    assert view.snapshot is not None
    gpus = tuple(structs.replace(gpu, memory_used_bytes=(70 + gpu.index) * GIB) for gpu in view.snapshot.gpus)
    assert most_free_bytes(replace(view, snapshot=replace(view.snapshot, gpus=gpus))) == 10 * GIB
    assert most_free_bytes(node_view("x")) is None
