"""What a person chose, held against the fields of engine and target: the first that does not belong is refused."""

from __future__ import annotations

from collections.abc import Sequence

from console.deploy.needs import likely_packaging
from console.engines import Engine
from console.model.errors import ConsoleError
from console.model.field import Field, Pairs
from console.model.launch import NodeFacts
from console.model.service import DeployRequest
from console.model.text import N_
from console.model.weights import Packaging
from console.targets import targets


def check(request: DeployRequest, engine: Engine) -> None:
    """Raise ConsoleError with the name of the field in ``params['field']`` where something does not belong."""
    _check(request.arguments, engine.arguments, engine.title)
    packaging = likely_packaging(request, engine, NodeFacts())
    if packaging is Packaging.IMAGE and not engine.image(request):
        raise ConsoleError(
            "deploy.no_image",
            N_("No image is chosen."),
            N_("Name the image that the command belongs to."),
            field="image",
        )
    target = targets().get(request.target)
    if target is not None:
        _check(request.options, target.fields, target.title)


def _check(pairs: Pairs, fields: Sequence[Field], owner: str) -> None:
    known, values = {field.name: field for field in fields}, dict(pairs)
    for name, value in pairs:
        if name not in known:
            raise ConsoleError(
                "deploy.argument_unknown",
                N_("{owner} has no argument called {field}."),
                N_("It has: {fields}."),
                owner=owner,
                field=name,
                fields=", ".join(known) or "-",
            )
        wrong = known[name].fault(value)
        if wrong is not None:
            raise ConsoleError("deploy.argument", wrong.template, "", **wrong.params, field=name)
    for field in fields:
        if field.is_missing(values.get(field.name, "")):
            raise ConsoleError(
                "deploy.argument_missing",
                N_("{owner} needs the argument {field}."),
                field.meaning.template,
                **{**field.meaning.params, "owner": owner, "field": field.name},
            )
