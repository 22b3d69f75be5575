"""What runs on a node as rows below its GPUs: containers with the distribution inside, Python environments."""

from __future__ import annotations

from collections.abc import Callable

from console.model.gpu import Absence
from console.model.node_detail import Container, NodeDetail, PythonEnvironment
from console.model.text import fill
from console.settings.language import _
from console.ui.models.rows import Inner, RowKind

CudaVerdict = Callable[[str], tuple[bool, str]]
"""Whether a CUDA version will not run with the driver of the node, and the words for it."""


def inner_rows(detail: NodeDetail, verdict: CudaVerdict) -> tuple[Inner, ...]:
    """Return the rows below a node; engines that may not be asked have one that says so."""
    names = {box.id: box.name for box in detail.containers or ()}
    denied = [
        Inner(RowKind.CONTAINER, engine, _("no permission"), is_wrong=True, tip=_tell_denied(engine))
        for engine in detail.engines_denied
    ]
    boxes = [_container(box, verdict) for box in detail.containers or ()]
    environments = [_environment(found, names, verdict) for found in detail.environments or () if found.pids]
    return (*boxes, *denied, *environments)


def _tell_denied(engine: str) -> str:
    return fill(_("This user may not ask {engine} for its containers."), {"engine": engine})


def _container(box: Container, verdict: CudaVerdict) -> Inner:
    is_wrong, words = verdict(box.cuda_version) if box.cuda_version else (False, "")
    system = box.system or ""
    if not system and box.system_absent is Absence.NO_PERMISSION:
        system = _("no permission")
    gpus = fill(_("GPUs: {gpus}"), {"gpus": ", ".join(box.gpus)}) if box.gpus else ""
    image = box.image.rpartition("/")[2]
    lines = (box.name, box.image, system, box.pod or "", gpus, words)
    return Inner(
        RowKind.CONTAINER,
        box.name,
        " · ".join(part for part in (image, system) if part),
        f"CUDA {box.cuda_version}" if box.cuda_version else "",
        is_wrong,
        box.system_id or "",
        "\n".join(line for line in lines if line),
    )


def _environment(found: PythonEnvironment, names: dict[str, str], verdict: CudaVerdict) -> Inner:
    has_cuda = found.cuda_build is not None and found.cuda_build[0].isdigit()
    is_wrong, words = verdict(found.cuda_build) if has_cuda and found.cuda_build else (False, "")
    packages = [f"{name} {version.partition('+')[0]}" for name, version in found.packages]
    where = names.get(found.container, found.container) if found.container else ""
    build = f"CUDA {found.cuda_build}" if has_cuda else found.cuda_build or ""
    lines = (*packages, found.path, where or "", words)
    return Inner(
        RowKind.ENVIRONMENT,
        packages[0],
        " · ".join(part for part in (*packages[1:2], where) if part),
        build,
        is_wrong,
        tip="\n".join(line for line in lines if line),
    )
