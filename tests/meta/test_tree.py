"""What is in the tree, and what is not: places of one machine, names of real people's machines, left-overs."""

from __future__ import annotations

import ipaddress
import re
import tomllib
from pathlib import Path

import pytest

from tests.meta.source import ROOT, tracked_files

BINARY = {".png", ".mo", ".ico", ".gz", ".jpg", ".whl", ".ttf", ".npz", ".webp", ".gif"}
# One machine's own places, and servers that packages were fetched from.
PLACES = re.compile(
    r"(?<![\w.])/(?:work|opt/pypi|opt/wheels)\b|files\.pythonhosted|pypi\.org/simple|--(?:extra-)?index-url\s"
)
LEFT_OVER = re.compile(r"\b(?:TODO|FIXME|XXX|HACK)\b|<<<<<<< |>>>>>>> |[Cc]o-[Aa]uthored-[Bb]y")
DOCUMENTATION = [
    ipaddress.ip_network(text)
    for text in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "127.0.0.0/8", "0.0.0.0/32", "255.0.0.0/8")
]
ADDRESS = re.compile(r"(?<![\w.\-])(?:\d{1,3}\.){3}\d{1,3}(?![\w\-]|\.\d)")
HOST = re.compile(r"(?<![\w.\-@/])(?:[a-z0-9-]+\.)+(?:com|org|net|io|ai|de|dev|cloud)(?![\w\-]|\.[a-z])")
# Makers whose names their own programs print, and the schemas of file formats.
MAKERS = re.compile(
    r"(?:^|\.)(?:example\.(?:com|org|net)|nvidia\.com|nvcr\.io|docker\.io|kernel\.org|debian\.org|ubuntu\.com|redhat\.com"
    r"|centos\.org|oracle\.com|amazon\.com|alpinelinux\.org|suse\.com|opensuse\.org|rockylinux\.org|almalinux\.org"
    r"|openssh\.com|libssh\.org|w3\.org|freedesktop\.org|fedoraproject\.org|launchpad\.net|apache\.org|python\.org"
    r"|aws\.dev|github\.com|qt\.io|amazonaws\.com|pypi\.org|gnu\.org|canonical\.com|docker\.com|amazonlinux\.com"
    r"|kubernetes\.io|k8s\.io|amd\.com)$"
)
HERE = Path(__file__).resolve()


def texts(*prefixes: str) -> list[tuple[str, str]]:
    """Return name and text of the files whose path begins with one of ``prefixes``."""
    found = []
    for path in tracked_files():
        name = path.relative_to(ROOT).as_posix()
        if name.startswith(prefixes or ("",)) and path.suffix not in BINARY and path != HERE:
            found.append((name, path.read_text(encoding="utf-8", errors="replace")))
    return found


def hits(pattern: re.Pattern[str], files: list[tuple[str, str]]) -> list[str]:
    """Return file, line and text of each match."""
    return [
        f"{name}:{text.count(chr(10), 0, match.start()) + 1} {match.group()}"
        for name, text in files
        for match in pattern.finditer(text)
    ]


def test_no_place_of_one_machine() -> None:
    assert not hits(PLACES, texts())


def test_nothing_left_over() -> None:
    assert not hits(LEFT_OVER, [entry for entry in texts() if not entry[0].endswith((".lock", "LICENSE"))])


def test_the_lock_names_no_index() -> None:
    lock = (ROOT / "packaging/requirements.lock").read_text()
    assert "http" not in lock
    assert "--index" not in lock


def test_the_lock_pins_every_dependency() -> None:
    lock = (ROOT / "packaging/requirements.lock").read_text()
    pinned = {match.lower() for match in re.findall(r"^([A-Za-z0-9._-]+)==", lock, re.MULTILINE)}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    names = {re.split(r"[^A-Za-z0-9._-]", text)[0].lower().replace("_", "-") for text in wanted}
    assert not names - pinned, "Run: bash packaging/dev lock"
    exact = {tuple(re.split(r"==|;", text)[:2]) for text in wanted if "==" in text.partition(";")[0]}
    assert not [name for name, version in exact if f"{name.lower()}=={version}" not in lock]


@pytest.mark.parametrize("folder", ["console/", "tests/", "resources/"])
def test_addresses_are_those_for_documentation(folder: str) -> None:
    wrong = []
    for hit in hits(ADDRESS, texts(folder)):
        try:
            address = ipaddress.ip_address(hit.rpartition(" ")[2])
        except ValueError:
            continue  # a version number
        if not any(address in network for network in DOCUMENTATION):
            wrong.append(hit)
    assert not wrong


@pytest.mark.parametrize("folder", ["console/sim/", "tests/", "resources/"])
def test_host_names_are_those_for_documentation(folder: str) -> None:
    wrong = [hit for hit in hits(HOST, texts(folder)) if not MAKERS.search(hit.rpartition(" ")[2])]
    assert not wrong
