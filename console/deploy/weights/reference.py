"""How a person names a model that is in no catalogue.

``hf:owner/name`` of a hub that speaks as huggingface.co does, with ``@revision`` and with ``:file.gguf`` or the
quantisation (``:Q4_K_M``) where there is a choice; ``desk:/path`` and ``node:/path`` for a file or a folder.
"""

from __future__ import annotations

import re

from msgspec import Struct

from console.deploy.weights.safetensors import is_plain
from console.model.errors import ConsoleError
from console.model.text import N_
from console.model.weights import Origin

SCHEMES = {"hf": Origin.HUB, "desk": Origin.DESK, "node": Origin.NODE}
_REPOSITORY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,95}(/[A-Za-z0-9][A-Za-z0-9._-]{0,95})?")
_REVISION = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,199}")
MOST = 4096


class Reference(Struct, frozen=True):
    """Which weights are meant."""

    origin: Origin
    place: str
    """A repository, or a path."""
    revision: str = ""
    file: str = ""
    """A file, or how it is quantised; empty: nobody chose."""

    def __str__(self) -> str:
        scheme = next(name for name, origin in SCHEMES.items() if origin is self.origin)
        revision, file = f"@{self.revision}" * bool(self.revision), f":{self.file}" * bool(self.file)
        return f"{scheme}:{self.place}{revision}{file}"

    @property
    def name(self) -> str:
        """Return what the model answers to: the last part of its name, of plain characters."""
        last = self.place.rstrip("/").rsplit("/", 1)[-1].removesuffix(".gguf")
        return re.sub(r"[^A-Za-z0-9._-]+", "-", last).strip("-.") or "model"


def is_reference(model: str) -> bool:
    """Tell whether a name is one of these, and not an entry of the catalogue."""
    return model.split(":", 1)[0] in SCHEMES and ":" in model


def parse(model: str) -> Reference:
    """Return what a name means; ConsoleError where it means nothing."""
    scheme, _, rest = model.partition(":")
    origin = SCHEMES.get(scheme)
    if origin is None or len(model) > MOST or not rest.isprintable():
        raise _wrong(model)
    if origin is not Origin.HUB:
        path = rest.rstrip("/") or rest
        if not path.startswith(("/", "~/")) or "/../" in f"{path}/":
            raise _wrong(model)
        return Reference(origin, path)
    rest, _, file = rest.partition(":")
    place, _, revision = rest.partition("@")
    repository = _REPOSITORY.fullmatch(place) and ".." not in place and "--" not in place
    if not repository or (revision and (not _REVISION.fullmatch(revision) or ".." in revision)):
        raise _wrong(model)
    if file and not all(is_plain(part) for part in file.split("/")):
        raise _wrong(model)
    return Reference(origin, place, revision, file)


def _wrong(model: str) -> ConsoleError:
    return ConsoleError(
        "weights.reference",
        N_("{model} names no model."),
        N_("Write hf:OWNER/NAME, with @REVISION and :FILE where needed, or desk:/PATH or node:/PATH."),
        model=model[:200] or '""',
    )
