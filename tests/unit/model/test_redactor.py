from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wcwidth import wcwidth

from console.model.redactor import OwnRule, Redactor
from tests.addresses import ipv4

HOSTS = ["gpu-node-17", "gpu-node-18.dc1.corp.lan", "rack 4 left"]
USERS = ["anna", "bernd"]
ADDRESSES = [ipv4(10, 1, 2, 3), ipv4(192, 168, 17, 204), ipv4(1, 2, 3, 4)]
PIECES = [*ADDRESSES, "fe80::5054:ff:fe12:3456", "52:54:00:12:34:56", "5254.0012.3456",
          "GPU-5f3a1b2c-1111-2222-3333-444455556666", "Serial Number : 1650921009123", "anna", "bernd@gpu-node-17",
          "carla.m@corp.lan", "/home/dora/x", "https://emil:hunter2@git.corp.lan/x", "gpu-node-18.dc1.corp.lan",
          "gpu-node-18", "rack 4 left", "HF_TOKEN=hunter2", "ghp_a1B2a1B2a1B2a1B2a1B2a1B2", "uid=1000(frida)",
          "ip-10-1-2-3"]  # fmt: skip
SECRETS = [*ADDRESSES, "5054:ff", "52:54:00", "5254.00", "5f3a1b2c", "165092", "anna",
           "bernd", "carla", "dora", "emil", "corp", "gpu-node", "rack 4", "hunter2", "a1B2", "frida",
           "10-1-2"]  # fmt: skip
FILLING = st.text(st.sampled_from(" \n.:-_/@[](){}='\"xyz0東é*$"), max_size=4)
TEXTS = st.lists(st.tuples(FILLING, st.sampled_from(PIECES), st.sampled_from([" ", "\n", ", ", ": ", '" ', ")", "\t"])))


def redactor() -> Redactor:
    made = Redactor()
    made.know(HOSTS, USERS)
    return made


def rule(pattern: str) -> OwnRule:
    compiled = re.compile(pattern)
    return lambda line: [match.span() for match in compiled.finditer(line)]


def widths(text: str) -> list[int]:
    return [wcwidth(char) for char in text]


@given(TEXTS)
def test_what_comes_out_is_as_wide_and_the_same_again(parts: list[tuple[str, str, str]]) -> None:
    text = "".join(map("".join, parts))
    made = redactor()
    shown = made.redact(text)
    assert widths(shown) == widths(text)
    assert made.redact(shown) == shown
    assert made.redact(text) == shown


@given(st.lists(st.sampled_from(PIECES), min_size=1), st.sampled_from([" ", "\n", ", ", " | ", "\t"]))
def test_nothing_of_what_is_hidden_is_left(pieces: list[str], between: str) -> None:
    shown = redactor().redact(between.join(pieces))
    assert not [secret for secret in SECRETS if secret in shown]


@given(st.lists(st.sampled_from(PIECES), min_size=1))
def test_lines_come_out_the_same_one_by_one_and_together(pieces: list[str]) -> None:
    together, alone = redactor(), redactor()
    assert together.redact("\n".join(pieces)).split("\n") == [alone.redact(piece) for piece in pieces]


def test_the_same_value_is_the_same_everywhere() -> None:
    made = redactor()
    first, second = (
        made.redact(f"{ipv4(10, 1, 2, 3)} anna {ipv4(10, 1, 2, 4)}"),
        made.redact(f"login: anna from {ipv4(10, 1, 2, 3)}"),
    )
    address, user, other = first.split(" ")
    assert address in second
    assert user in second
    assert other not in second


def test_a_prompt_teaches_who_is_where() -> None:
    made = Redactor()
    shown = made.redact("[otto@login-4 ~]$ echo otto; hostname\notto\nlogin-4")
    assert "otto" not in shown
    assert "login-4" not in shown
    assert Redactor().redact("write to otto@corp.lan and otto will come").endswith("otto will come")


def test_a_line_that_was_seen_before_the_prompt_is_hidden_afterwards() -> None:
    made = Redactor()
    assert made.redact("otto was here") == "otto was here"
    made.redact("otto@login-4:~$ ")
    assert "otto" not in made.redact("otto was here")


def test_names_are_found_in_any_case_and_in_longer_words() -> None:
    made = redactor()
    shown = made.redact("GPU-NODE-17 gpu-node-17.log /var/log/gpu-node-17_old Anna")
    assert not re.search(r"(?i)gpu-node-17|anna", shown)
    assert made.redact("susanna announces gpu-node-171") == "susanna announces gpu-node-171"


@pytest.mark.parametrize(
    "several", ["gpu-node-[16-17]", "gpu-node-[17,19-20]", "gpu-node-[03-05,17]", "gpu-node-[1-9]7.dc1"]
)
def test_hosts_that_slurm_writes_in_one_are_hidden(several: str) -> None:
    made = redactor()
    shown = made.redact(f"  4844  h100 R 2 {several} idle")
    assert "gpu-" not in shown and "[" not in shown, shown
    assert made.redact(shown) == shown
    assert made.redact("gpus[0] gpu-other-[01-04] x[1]") == "gpus[0] gpu-other-[01-04] x[1]"


def test_a_private_key_is_masked_over_its_lines_and_no_further() -> None:
    key = "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1r\nZXktdjE=\n-----END OPENSSH PRIVATE KEY-----"
    shown = Redactor().redact(f"$ cat key\n{key}\n$ ls")
    assert re.fullmatch(r"\$ cat key\n[* \n]+\n\$ ls", shown)
    cut = Redactor().redact("-----BEGIN RSA PRIVATE KEY-----\nb3BlbnNzaC1r\n$ ls is not part of it")
    assert cut.endswith("\n************\n$ ls is not part of it")


def test_a_secret_whose_quote_is_still_open_is_masked() -> None:
    assert "hunter" not in Redactor().redact('export PASSWORD="hunter two')


def test_own_rules_hide_what_they_find() -> None:
    made = redactor()
    made.use([rule(r"Falke-\d+|東京")])
    shown = made.redact("Falke-17 and Falke-18 in 東京, Falke-17")
    first, _, second, _, place, again = re.split(r"[ ,]+", shown)
    assert "Falke" not in shown
    assert first == again != second
    assert widths(place) == [2, 2]


def test_rules_that_overlap_leave_nothing_between_them() -> None:
    made = Redactor()
    made.use([rule("efgh"), rule("abcdef|ghijkl")])
    assert re.fullmatch(r"\*{4}word\*{4}m", made.redact("abcdefghijklm").replace("w001", "word"))


@pytest.mark.parametrize("piece", ["gpu-node-17", "gpu-node-", "anna@", "anna@gpu-node-17:~$ "])
def test_a_hostile_line_is_redacted(piece: str) -> None:
    line = piece * 2_000
    assert len(redactor().redact(line)) == len(line)


def test_what_is_remembered_is_bounded() -> None:
    made = redactor()
    for number in range(3_000):
        made.redact(f"{number} " + "x" * 900)
    assert sum(map(len, made._lines)) <= 1_100_000


def test_the_day_of_the_last_login_is_no_user() -> None:
    redactor = Redactor()
    assert redactor.redact("Last login: Sat Nov 28 15:01:46") == "Last login: Sat Nov 28 15:01:46"
    assert redactor.redact("gpu01 login: alice") != "gpu01 login: alice"
