"""Which checks a survey of a request runs."""

from __future__ import annotations

from console.deploy.survey import Survey
from console.model.ids import NodeId
from console.model.launch import Needs
from console.model.service import DeployRequest
from tests.unit.knowledge.books import books


def ids(request: DeployRequest, needs: Needs) -> set[str]:
    """Return the names of the checks."""
    return {check.id for check in Survey(NodeId("n1"), books(), request, needs).checks}
