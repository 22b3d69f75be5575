from __future__ import annotations

import os
import shutil
import subprocess

import pytest

from console.fleet import shell_script
from console.fleet.framing import MarkerDecoder, RawSample
from console.model.probe import Facts, Probe, Reading, When

NONCE = "leitstandabcd"
LOGIN_SHELLS = [shell for shell in ("sh", "bash", "dash", "zsh", "csh", "fish") if shutil.which(shell)]


def probe(name: str, shell: str) -> Probe:
    def parse(reading: Reading) -> Facts:
        del reading
        return {}

    return Probe(name, When.SAMPLE, parse, shell=shell)


PARTS = (
    probe("plain", "echo one; echo two"),
    probe("open", "printf 'no newline'; return 9"),
    probe("absent", "no-such-command-anywhere"),
    probe("reader", "cat; read -r line; printf '%s' \"got $line\""),
)


@pytest.mark.parametrize("shell", LOGIN_SHELLS)
def test_every_login_shell_runs_it(shell: str) -> None:
    done = subprocess.run(
        [shell, "-c", shell_script.COMMAND],
        input=shell_script.once(PARTS, NONCE),
        capture_output=True,
        timeout=20,
        check=False,
    )
    samples = MarkerDecoder(NONCE).feed(done.stdout)
    assert len(samples) == 1
    assert samples[0].readings["plain"] == Reading("one\ntwo", 0)
    assert samples[0].readings["open"] == Reading("no newline", 9)
    assert samples[0].readings["absent"].exit_status == 127
    # A part that reads its standard input finds it empty: it must not eat the script.
    assert samples[0].readings["reader"].text == "got "
    assert done.returncode == 0


def test_the_loop_goes_on_until_its_channel_is_closed() -> None:
    process = subprocess.Popen(["sh"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(shell_script.repeated(PARTS[:1], NONCE, 1))
    process.stdin.close()
    decoder, sequences = MarkerDecoder(NONCE), list[int]()
    while len(sequences) < 2:
        sequences += [sample.sequence for sample in decoder.feed(os.read(process.stdout.fileno(), 65536))]
    process.stdout.close()
    process.wait(5)
    assert sequences == [1, 2]


def test_probes_without_shell_are_left_out() -> None:
    python_only = Probe("nvml", When.SAMPLE, PARTS[0].parse, python="def read(): ...")
    assert b"nvml" not in shell_script.once((python_only, *PARTS), NONCE)


def test_a_nonce_is_nothing_that_a_shell_reads() -> None:
    with pytest.raises(ValueError, match="letters and digits"):
        shell_script.once(PARTS, "x; rm -r y")


def test_a_part_may_ask_less_often_than_it_is_run() -> None:
    seldom = probe("seldom", "[ $((${n:-1} % ${pace:-1})) -eq $((1 % ${pace:-1})) ] || return 0; echo asked")
    script = shell_script.repeated((seldom,), NONCE, 5).replace(b"sleep 5", b"sleep 0")
    with subprocess.Popen(["sh", "-c", script.decode()], stdout=subprocess.PIPE, stdin=subprocess.DEVNULL) as shell:
        assert shell.stdout is not None
        decoder = MarkerDecoder(NONCE)
        heard: list[RawSample] = []
        while len(heard) < 6:
            heard += decoder.feed(os.read(shell.stdout.fileno(), 65536))
        shell.terminate()
    assert [sample.readings["seldom"].text for sample in heard[:6]] == ["asked", "", "asked", "", "asked", ""]
