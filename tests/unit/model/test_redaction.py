from __future__ import annotations

import time

import pytest

from console.model.redaction import MASK, redact


@pytest.mark.parametrize(
    "line",
    [
        "export DB_PASSWORD=hunter2",
        "password: hunter2",
        '{"api_key": "hunter2"}',
        "mysql --password=hunter2 -u root",
        "deploy --token hunter2",
        "curl -H 'Authorization: Bearer hunter2hunter2'",
        "git clone https://ops:hunter2@git.example.com/x.git",
        "aws_secret_access_key = hunter2",
        "HF_TOKEN='hunter2'",
        "client-secret=hunter2&next=1",
        "-----BEGIN OPENSSH PRIVATE KEY-----\nhunter2\nhunter2\n-----END OPENSSH PRIVATE KEY-----",
        "-----BEGIN RSA PRIVATE KEY-----\nhunter2 and the rest is cut off",
        "PGPASSWORD=hunter2 psql",
    ],
)
def test_what_is_named_a_secret_is_masked(line: str) -> None:
    assert "hunter2" not in redact(line)
    assert MASK in redact(line)


@pytest.mark.parametrize(
    "token",
    [
        "ghp_" + "a1B2" * 9,
        "github_pat_" + "a1B2_" * 8,
        "glpat-" + "a1B2" * 5,
        "xoxb-1234567890-abcdef",
        "hf_" + "aB" * 17,
        "nvapi-" + "a1-B" * 12,
        "sk-proj-" + "a1B2" * 6,
        "AKIA" + "A1B2" * 4,
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.c2lnbmF0dXJlLWJ5dGVz",
    ],
)
def test_tokens_of_known_shapes_are_masked_anywhere(token: str) -> None:
    assert redact(f"it said {token} and went on") == f"it said {MASK} and went on"


@pytest.mark.parametrize(
    "line",
    [
        "ops@gpu-a01:~$ nvidia-smi --query-gpu=name,driver_version --format=csv",
        "drwxr-xr-x 2 root root 4096 Nov 28 10:38 tokens",
        "Enter passphrase for key '/home/ops/.ssh/id_ed25519':",
        "tokenizer: llama, tokens=4096 prompt, 128 generated",
        "http://192.0.2.1:8000/v1/chat/completions",
        "the secret is out",
        "SHA256:nThbg6kXUpJWGl7E1IGOCspRomTxdCARLviKw6E5SY8",
    ],
)
def test_what_is_no_secret_is_left_alone(line: str) -> None:
    assert redact(line) == line


def test_a_private_key_is_masked_over_all_its_lines_and_nothing_behind_it() -> None:
    text = "$ cat id\n-----BEGIN PRIVATE KEY-----\nMIIE\nabcd\n-----END PRIVATE KEY-----\n$ ls"
    assert redact(text).split("\n") == ["$ cat id", MASK, MASK, MASK, MASK, "$ ls"]
    assert redact("a -----BEGIN PRIVATE KEY-----x-----END PRIVATE KEY----- b") == f"a {MASK} b"


def test_names_stay_and_the_rest_of_the_line_too() -> None:
    assert redact("mysql --password=hunter2 -u root") == f"mysql --password={MASK} -u root"
    assert redact("https://ops:hunter2@git.example.com/x") == f"https://ops:{MASK}@git.example.com/x"


@pytest.mark.parametrize(
    "piece", ["a-", "a_", "password", "pass=", "eyJ", "://:", "-----BEGIN PRIVATE KEY-----", "'\"= "]
)
def test_a_hostile_text_takes_no_longer_than_a_long_one(piece: str) -> None:
    def seconds(count: int) -> float:
        started = time.perf_counter()
        redact(piece * count)
        return time.perf_counter() - started

    seconds(100)
    assert seconds(20_000) < 200 * max(seconds(1_000), 0.001), "four times the text takes four times as long"
