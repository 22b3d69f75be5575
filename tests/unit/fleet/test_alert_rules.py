from __future__ import annotations

from datetime import time
from pathlib import Path

import pytest

from console.app import paths
from console.fleet.alert_rules import Quiet, Rules, plain_template, read_rules
from console.fleet.alert_terms import Subject
from console.model.alert import Severity
from console.model.gpu import Gpu
from tests.unit.fleet.alerts_at import NOW, node, seen

SHIPPED = paths.resources() / "alerts" / "rules.toml"
EXAMPLE = paths.resources() / "examples" / "alerts.toml"


def read(folder: Path, text: str) -> Rules:
    file = folder / "alerts.toml"
    file.write_text(text)
    return read_rules([SHIPPED, file])


def test_what_is_shipped_is_right_and_so_is_the_example_with_everything_switched_on(tmp_path: Path) -> None:
    assert not read_rules([SHIPPED]).problems
    assert not read_rules([SHIPPED, EXAMPLE, tmp_path / "none.toml"]).problems
    comments = EXAMPLE.read_text()
    active = comments[comments.index("# [[alert]]") :].replace("# In these", "## In").replace("# What", "## What")
    found = read(tmp_path, "\n".join(line.removeprefix("# ") for line in active.splitlines()))
    assert not found.problems
    assert {"idle-but-full", "gpu-hot"} <= {rule.id for rule in found.rules}
    assert found.quiet == (Quiet(time(22), time(6), Severity.CRITICAL),)
    assert found.webhooks[0].url.startswith("https://")


def test_a_person_changes_one_thing_of_a_rule_of_ours_or_switches_it_off(tmp_path: Path) -> None:
    ours = {rule.id: rule for rule in read_rules([SHIPPED]).rules}
    found = read(
        tmp_path,
        '[[alert]]\nid = "gpu-hot"\nwhen = "gpu.temperature_celsius >= 95"\n'
        '[[alert]]\nid = "disk-full"\nenabled = false\n',
    )
    rules = {rule.id: rule for rule in found.rules}
    assert "disk-full" not in rules
    hot = rules["gpu-hot"]
    assert (hot.message, hot.wait_seconds) == (ours["gpu-hot"].message, ours["gpu-hot"].wait_seconds)
    warm = Gpu(0, temperature_celsius=90.0)
    assert hot.condition.holds(Subject(seen(node("a"), warm), NOW, warm)) is False


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ('when = "gpu.index >"', "4:1"),
        ('when = "gpu.indexx > 1"', "4:1"),
        ('when = "node.gpus < 8"\nfor = "soon"', "5:1"),
        ('when = "node.gpus < 8"\nseverity = "awful"', "5:1"),
        ('when = "node.gpus < 8"\nhint = "GPU {gpu.index}"', "5:1"),
        ('when = "node.gpus < 8"\nwhen_not = "x"', "5:1"),
    ],
)
def test_a_mistake_has_its_place_and_costs_its_rule_only(tmp_path: Path, line: str, place: str) -> None:
    good = '[[alert]]\nid = "good"\nwhen = "node.gpus < 8"\ntext = "few"\n'
    found = read(tmp_path, f'[[alert]]\nid = "bad"\ntext = "bad"\n{line}\n{good}')
    assert [problem.params["place"].split("alerts.toml:")[1] for problem in found.problems] == [place]
    assert "good" in {rule.id for rule in found.rules}


def test_a_message_carries_the_values_at_the_time(tmp_path: Path) -> None:
    found = read(tmp_path, '[[alert]]\nid = "x"\nwhen = "gpu.index == 3"\ntext = "{gpu.index} of {node.name}"\n')
    rule = next(rule for rule in found.rules if rule.id == "x")
    gpu = Gpu(3)
    assert rule.texts(Subject(seen(node("gpu01"), gpu), NOW, gpu))[0].english() == "3 of gpu01"


def test_quiet_hours_go_over_midnight() -> None:
    night = Quiet(time(22), time(6))
    assert [night.holds(time(hour)) for hour in (21, 22, 0, 5, 6)] == [False, True, True, True, False]
    assert Quiet(time(12), time(13)).holds(time(12, 30))


def test_wrong_hours_and_addresses_are_told(tmp_path: Path) -> None:
    found = read(tmp_path, '[[quiet]]\nfrom = "late"\nuntil = "06:00"\n[[webhook]]\nurl = "file:///etc/passwd"\n')
    assert len(found.problems) == 2
    assert not found.quiet
    assert not found.webhooks


def test_a_header_is_a_name_and_never_the_secret_itself(tmp_path: Path) -> None:
    hook = '[[webhook]]\nurl = "https://hooks.example.com/x"\nheader = '
    assert read(tmp_path, f'{hook}"Authorization"\n').webhooks[0].header == "Authorization"
    wrong = read(tmp_path, f'{hook}"Authorization: Bearer abc"\n')
    assert not wrong.webhooks
    assert [problem.code for problem in wrong.problems] == ["own.wrong"]


def test_fields_are_those_of_the_catalogues() -> None:
    assert plain_template("{gpu.index} of {node.name} {other}") == "{gpu_index} of {node_name} {other}"
