"""Errors that GPUs have reported: uncorrected memory, rows that wait to be remapped, XIDs in the kernel log."""

from __future__ import annotations

import re

from console.deploy.preflight import Check, Finding, Scope, Situation, unclear, with_gpus
from console.model.service import Verdict
from console.model.text import N_, Text

XIDS = "https://docs.nvidia.com/deploy/xid-errors/"


def command(_situation: Situation) -> str:
    """Print what waits to be remapped and the last XIDs; the kernel log may be closed to users."""
    return (
        "nvidia-smi --query-remapped-rows=remapped_rows.pending,remapped_rows.failure --format=csv,noheader "
        "2>/dev/null | sort | uniq -c | sed 's/^ */rows: /'\n"
        "if log=$(dmesg 2>/dev/null) && [ -n \"$log\" ]; then echo 'log: dmesg'\n"
        "else\n"
        "  log=$(journalctl -k -q --since '7 days ago' --no-pager 2>/dev/null)\n"
        "  if [ -n \"$log\" ]; then echo 'log: journal'; else echo 'log: closed'; fi\n"
        "fi\n"
        "printf '%s\\n' \"$log\" | grep 'NVRM: Xid' | tail -n 20\n"
        "exit 0"
    )


def judge(output: str, _rc: int | None, situation: Situation) -> Finding:
    """Fail where memory is bad, warn of XIDs; a log that nobody may read is unknown."""
    log = re.search(r"^log: (\w+)$", output, re.MULTILINE)
    if log is None:
        return unclear(output)
    counts = [gpu.ecc_uncorrected for gpu in situation.facts.gpus if gpu.ecc_uncorrected is not None]
    ecc = f"ECC {sum(counts)}" if counts else "ECC -"
    rows = re.findall(r"^rows: \d+ (\w+), (\w+)$", output, re.MULTILINE)
    if any(failure == "Yes" for _, failure in rows):
        hint = Text(N_("A row could not be remapped: have this GPU replaced."))
        return Finding(Verdict.FAIL, "remapped_rows.failure Yes", hint, source=XIDS)
    if sum(counts):
        hint = Text(
            N_("ECC could not correct memory errors. Reset the GPU when it is free; have it checked if they return.")
        )
        return Finding(Verdict.FAIL, ecc, hint, limit="0", fix="sudo nvidia-smi --gpu-reset", source=XIDS)
    xids = re.findall(r"NVRM: Xid \([^)]*\): (\d+)", output)
    if xids:
        last = [line for line in output.splitlines() if "NVRM: Xid" in line][-1]
        hint = Text(
            N_("XID {codes} in the kernel log: look up their meaning before models are put here."),
            {"codes": ", ".join(dict.fromkeys(xids))},
        )
        return Finding(Verdict.WARN, last.strip()[:200], hint, source=XIDS)
    if any(pending == "Yes" for pending, _ in rows):
        hint = Text(N_("Rows wait to be remapped: reset the GPU when it is free."))
        return Finding(Verdict.WARN, "remapped_rows.pending Yes", hint, fix="sudo nvidia-smi --gpu-reset", source=XIDS)
    if log[1] == "closed":
        hint = Text(N_("The kernel log may not be read by this user, so XIDs are unknown."))
        return Finding(Verdict.UNKNOWN, f"{ecc}, log closed", hint, fix="sudo dmesg | grep 'NVRM: Xid'", source=XIDS)
    return Finding(Verdict.PASS, f"{ecc}, no XID in {log[1]}", limit="0", source=XIDS)


CHECK = Check(
    "gpu_errors",
    Text(N_("Errors of the GPUs")),
    380,
    command,
    judge,
    Scope.BOTH,
    wants_gpu=True,
    asks_driver=True,
    matters=with_gpus,
)
