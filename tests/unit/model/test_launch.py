"""Values that say where things lie."""

from __future__ import annotations

from msgspec.structs import replace

from console.model.field import Field
from console.model.launch import Service, Wheel
from console.model.text import Text


def test_a_wheel_keeps_its_file_name_on_the_node() -> None:
    assert Wheel("pip", "25.3", "/cache/wheels/pip-25.3-py3-none-any.whl", 1).file_name == "pip-25.3-py3-none-any.whl"
    assert Wheel("pip", "25.3", "C:\\cache\\pip-25.3-py3-none-any.whl", 1).file_name == "pip-25.3-py3-none-any.whl"


def test_a_service_lies_in_its_own_folder() -> None:
    service = Service("demo", "Demo", "/srv/demo", "/home/ops", 18080)
    assert (service.run_path, service.log_path) == ("/srv/demo/run", "/srv/demo/service.log")


def test_an_option_that_nobody_chose_is_the_default() -> None:
    scope = Field("scope", Text("Scope"), Text("Whose."), default="user")
    service = Service("demo", "Demo", "/srv/demo", "/home/ops", 18080)
    assert service.option(scope) == "user"
    assert replace(service, options=(("scope", "system"),)).option(scope) == "system"
