"""Names and folders that are allowed on a node."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from console.deploy.layout import check_request, parents, service_of
from console.model.errors import ConsoleError
from console.model.ids import NodeId
from console.model.launch import NodeFacts
from console.model.service import DeployRequest

REQUEST = DeployRequest((NodeId("n"),), "m")
HOME = NodeFacts(home="/home/ops")


def test_the_home_folder_is_filled_in() -> None:
    service = service_of(REQUEST, HOME)
    assert service.directory == "/home/ops/.local/share/leitstand/leitstand-smollm2"
    assert parents(service) == ("/home/ops/.local/share/leitstand", "/home/ops/.local/share", "/home/ops/.local")
    elsewhere = service_of(replace(REQUEST, directory="/srv/models"), HOME)
    assert elsewhere.directory == "/srv/models/leitstand-smollm2" and parents(elsewhere) == ("/srv/models",)
    assert parents(service_of(replace(REQUEST, directory="~"), HOME)) == ()


@pytest.mark.parametrize("name", ["", ".", "..", "-x", "a/b", "../x", "a b", "x;y", "$(x)", "a\nb", "x" * 64, "ü"])
def test_names_that_are_refused(name: str) -> None:
    with pytest.raises(ConsoleError) as refused:
        check_request(replace(REQUEST, service_name=name))
    assert refused.value.code == "deploy.name"


@pytest.mark.parametrize("path", ["", "/", "//", "relative", "~other/x", "/a/../b", "/a//b", "~/x/", "/a\nb", "/a/."])
def test_folders_that_are_refused(path: str) -> None:
    with pytest.raises(ConsoleError) as refused:
        check_request(replace(REQUEST, directory=path))
    assert refused.value.code == "deploy.directory"


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        (replace(REQUEST, port=0), "deploy.port"),
        (replace(REQUEST, port=70000), "deploy.port"),
    ],
)
def test_numbers_that_are_refused(request_: DeployRequest, code: str) -> None:
    with pytest.raises(ConsoleError) as refused:
        check_request(request_)
    assert refused.value.code == code


def test_a_node_without_a_home_is_refused() -> None:
    with pytest.raises(ConsoleError) as refused:
        service_of(REQUEST, NodeFacts())
    assert refused.value.code == "deploy.no_home"
