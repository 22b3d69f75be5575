from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

import pytest

from console import settings
from console.settings import options
from console.settings.option import Option
from console.settings.options import OPTIONS


def test_names_are_unique_and_have_a_table_and_a_key() -> None:
    assert len({option.name for option in OPTIONS}) == len(OPTIONS)
    assert all(option.table and option.key and "." not in option.key for option in OPTIONS)


@pytest.mark.parametrize("option", OPTIONS, ids=lambda option: option.name)
def test_each_default_and_each_choice_is_valid(option: Option[bool | int | float | str]) -> None:
    assert option.check(option.default) == option.default
    assert option.description
    assert all(option.check(choice.value) == choice.value and choice.meaning for choice in option.choices)


@pytest.mark.parametrize("option", OPTIONS, ids=lambda option: option.name)
def test_a_number_with_a_unit_has_limits(option: Option[bool | int | float | str]) -> None:
    if isinstance(option.default, int | float) and not isinstance(option.default, bool):
        assert option.minimum is not None
        assert option.maximum is not None
        assert option.unit


def test_every_option_in_the_module_is_listed() -> None:
    names = [module.name for module in iter_modules(settings.__path__) if module.name.endswith("options")]
    modules = [import_module(f"{settings.__name__}.{name}") for name in names]
    assert len(modules) > 1
    defined = [value for module in modules for value in vars(module).values()]
    assert {id(value) for value in defined if isinstance(value, Option)} == set(map(id, OPTIONS))


def test_find() -> None:
    assert options.find("terminal.engine") is options.ENGINE
    assert options.find("terminal.nothing") is None
