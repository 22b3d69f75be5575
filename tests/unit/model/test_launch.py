"""Values that say where things lie."""

from __future__ import annotations

from console.model.launch import Service, Wheel


def test_a_wheel_keeps_its_file_name_on_the_node() -> None:
    assert Wheel("pip", "25.3", "/cache/wheels/pip-25.3-py3-none-any.whl", 1).file_name == "pip-25.3-py3-none-any.whl"
    assert Wheel("pip", "25.3", "C:\\cache\\pip-25.3-py3-none-any.whl", 1).file_name == "pip-25.3-py3-none-any.whl"


def test_a_service_lies_in_its_own_folder() -> None:
    service = Service("demo", "Demo", "/srv/demo", "/home/ops", 18080)
    assert (service.run_path, service.log_path) == ("/srv/demo/run", "/srv/demo/service.log")
