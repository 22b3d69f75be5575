from __future__ import annotations

import pytest

from console.sim.gotemplate import render

DATA = {"Id": "abc", "Config": {"Env": ["A=1", "B=2"], "Labels": {"x.y": "z"}}, "Pid": 7}


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("{{.Id}} {{.Pid}}", "abc 7"),
        ('{"id":{{json .Id}},"env":{{json .Config.Env}}}', '{"id":"abc","env":["A=1","B=2"]}'),
        ('{{json (index .Config.Labels "x.y")}}{{json (index .Config.Labels "no")}}', '"z"""'),
        ("{{$id := .Id}}{{range .Config.Env}}<{{$id}} {{json .}}>{{end}}!", '<abc "A=1"><abc "B=2">!'),
        ("{{range .Nothing}}x{{end}}.", "."),
        ("{{.Nothing}}", "<no value>"),
        ("{{.Config.Env}}", "[A=1 B=2]"),
        ("plain", "plain"),
    ],
)
def test_templates(template: str, text: str) -> None:
    assert render(template, DATA) == text


def test_what_stands_under_a_condition_comes_where_it_holds() -> None:
    template = '{{if ne .State.Status "running"}}ended{{if .State.OOMKilled}}, out of memory{{end}}{{end}}.'
    assert render(template, {"State": {"Status": "running", "OOMKilled": True}}) == "."
    assert render(template, {"State": {"Status": "exited", "OOMKilled": False}}) == "ended."
    assert render(template, {"State": {"Status": "exited", "OOMKilled": True}}) == "ended, out of memory."
