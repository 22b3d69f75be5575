from __future__ import annotations

import pytest

from console.model import gpu_problem


@pytest.mark.parametrize("code", [4, 9, 12, 15, 16, 18, 124, 127])
def test_each_known_code_has_words_and_advice_of_its_own(code: int) -> None:
    problem = gpu_problem.node_problem(code)
    assert problem.code != "gpu.unknown_error"
    assert problem.text()
    assert problem.advice()
    assert "{" not in problem.text() + problem.advice()


def test_an_unknown_code_is_shown() -> None:
    assert gpu_problem.node_problem(42).text() == "The NVIDIA driver answered with the error 42."


def test_a_device_is_named() -> None:
    assert gpu_problem.device_problem(3, gpu_problem.GPU_IS_LOST).text() == "GPU 3 is lost: it has fallen off the bus."
    assert gpu_problem.device_problem(3, gpu_problem.RESET_REQUIRED).text() == "GPU 3 must be reset."
    assert "error 999" in gpu_problem.device_problem(3, 999).text()
