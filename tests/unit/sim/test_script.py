"""Scripts are read far enough, and no further."""

from __future__ import annotations

import pytest

from console.sim.script import UnfinishedError, rewrite, waits_for_input


@pytest.mark.parametrize(
    "script",
    [
        "echo a && echo b || echo c",
        "x > f 2>&1; y >&2; z &> all; cat <<E\na & b\nE\n",
        "case $x in a|b) echo 1 ;; *) echo 2 ;; esac",
        "f() { echo 'a & b' \"c & d\"; }; f # a & comment\n",
        "echo $((1 & 3)); [ -f x ] && y",
    ],
)
def test_without_a_job_nothing_changes(script: str) -> None:
    assert rewrite(script) == script


def test_a_job_in_the_background_is_carried_as_text() -> None:
    text = rewrite("cd /x; setsid run 'a b' >log 2>&1 </dev/null & echo $! >pid")
    assert "__bg" in text
    assert "setsid run '\\''a b'\\'' >log 2>&1 </dev/null" in text
    assert "echo $(__lastpid) >pid" in text
    assert text.startswith("cd /x; ")


def test_a_whole_compound_becomes_the_job() -> None:
    assert "'while :; do sleep 1; done'" in rewrite("echo a; while :; do sleep 1; done & echo b")
    assert "'(a; b)'" in rewrite("if x; then (a; b) & fi")


@pytest.mark.parametrize("text", ["echo 'a", 'echo "a', "echo $(a", "cat <<E\nx", "echo a \\", "echo ${a"])
def test_unfinished_text_is_told(text: str) -> None:
    with pytest.raises(UnfinishedError):
        rewrite(text)


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("cat > /tmp/x", True),
        ("ps -ef | grep python | head -3", False),
        ("cat /etc/os-release", False),
        ("cat </etc/os-release", False),
        ("while read -r a; do echo $a; done < file", False),
        ("while read -r a; do echo $a; done", True),
        ("tar xf - -C /tmp", True),
        ("echo a | { read x; echo $x; }", False),
        ("sha256sum -c sums", False),
    ],
)
def test_who_waits_for_input(script: str, *, expected: bool) -> None:
    assert waits_for_input(script) is expected


def test_the_name_and_number_of_a_script_are_its_own() -> None:
    assert rewrite('cd "$(dirname "$0")"; echo $$ ${0##*/}') == 'cd "$(dirname "$__0")"; echo $__pid ${__0##*/}'
    assert rewrite("awk '{print $0}'") == "awk '{print $0}'"
