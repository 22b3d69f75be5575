"""Commands that do harm when they were not meant, each with what it does. The paste guard asks about them."""

from __future__ import annotations

import re

from msgspec import Struct

from console.model.text import N_

_START = (
    r"(?:^|[;&|(`{]|[$#%>]\s|\b(?:sudo|doas|exec|nohup|time|env|xargs|then|do|else)\b(?:\s{1,8}-\S{1,40}){0,4})\s{0,20}"
)
"""Where a command begins: a word of prose in the middle of a line is none."""
_REST = r"[^\n;|&]{0,120}"
"""The arguments of a command, as far as anybody reads."""
_DISK = r"/dev/(?:sd|nvme|vd|xvd|hd|mmcblk|disk|mapper/|dm-|md)"
_SHELL = (
    r"(?:sudo\s{1,8}(?:-\S{1,20}\s{1,8}){0,4})?(?:/(?:usr/)?bin/)?"
    r"(?:(?:ba|z|k|da|fi|a)?sh|python[\d.]{0,5}|perl|ruby|node)\b"
)


class Danger(Struct, frozen=True):
    """A class of commands. ``what`` is marked for the catalogue."""

    what: str
    words: tuple[str, ...]
    """One of them is in every text that the patterns find: looking for words is quick."""
    patterns: tuple[str, ...]
    """Compiled when they are first needed: it takes as long as painting a window."""


def _danger(what: str, words: str, *patterns: str) -> Danger:
    return Danger(what, tuple(words.split()), patterns)


DANGERS: tuple[Danger, ...] = (
    _danger(
        N_("Deletes with the rights of root."),
        "rm",
        r"\b(?:sudo|doas)\b[^\n;|&]{0,80}\brm\b" + _REST,
    ),
    _danger(
        N_("Deletes folders with all that is in them."),
        "rm",
        r"\brm\s{1,20}(?=[^\n;|&]{0,100}(?:-[a-zA-Z]{0,8}[rR]|--recursive))" + _REST,
    ),
    _danger(
        N_("Deletes every file that it finds."),
        "-delete",
        r"\bfind\b[^\n;|&]{0,200}\s-delete\b",
    ),
    _danger(
        N_("Overwrites a disk or a partition."),
        "mkfs mke2fs wipefs blkdiscard sgdisk mkswap remove destroy",
        _START + r"(?:mkfs(?:\.\w+)?|mke2fs|wipefs|blkdiscard|sgdisk|mkswap|[lvp][vg]remove)\b" + _REST,
        r"\b(?:zpool|zfs)\s{1,8}destroy\b" + _REST,
    ),
    _danger(
        N_("Writes onto a disk past its file system."),
        "/dev/",
        r"\bdd\b[^\n;|&]{0,120}\bof=/dev/" + _REST,
        r">{1,2}\s{0,8}" + _DISK + r"\S{0,40}",
    ),
    _danger(
        N_("Starts processes without end until the machine hangs."),
        "(",
        r":\s{0,4}\(\s{0,4}\)\s{0,4}\{",
    ),
    _danger(
        N_("Runs what it downloads before anybody has read it."),
        "curl wget",
        r"\b(?:curl|wget)\b[^\n|]{0,300}\|\s{0,8}" + _SHELL,
        r"(?:\b(?:ba|z|k|da)?sh\b|\bsource\b|\beval\b|^\.)[^\n]{0,20}[<$]\(\s{0,8}(?:curl|wget)\b" + _REST,
    ),
    _danger(
        N_("Runs what nobody can read here."),
        "base64 xxd",
        r"\b(?:base64|xxd)\b[^\n|]{0,80}\|\s{0,8}" + _SHELL,
    ),
    _danger(
        N_("Stops or restarts the machine."),
        "shutdown reboot halt poweroff kexec init systemctl ipmitool",
        _START + r"(?:shutdown|reboot|halt|poweroff|kexec|(?:tel)?init\s{1,8}[06])\b" + _REST,
        r"\bsystemctl\s{1,8}(?:-\S{1,40}\s{1,8}){0,4}(?:poweroff|reboot|halt|kexec|isolate|emergency|rescue)\b",
        r"\bipmitool\b[^\n;|&]{0,160}\b(?:power|chassis)\b[^\n;|&]{0,40}\b(?:off|cycle|reset|soft)\b",
    ),
    _danger(
        N_("Deletes from a cluster or empties one of its nodes."),
        "kubectl helm",
        r"\bkubectl\b[^\n;|&]{0,120}\b(?:delete|drain|replace\s{1,8}--force)\b" + _REST,
        r"\bhelm\s{1,8}(?:uninstall|delete|rollback)\b" + _REST,
    ),
    _danger(
        N_("Ends all Slurm jobs of a user, an account or a partition."),
        "scancel",
        r"\bscancel\b[^\n;|&]{0,80}(?:-[uAp]\b|--user|--account|--partition|--state)" + _REST,
    ),
    _danger(
        N_("Takes nodes away from Slurm."),
        "scontrol",
        r"\bscontrol\b[^\n;|&]{0,120}\b(?:reboot|shutdown|(?i:state=(?:down|drain|fail)))" + _REST,
    ),
    _danger(
        N_("Resets GPUs: what runs on them ends."),
        "nvidia-smi",
        r"\bnvidia-smi\b[^\n;|&]{0,80}(?:\s-r\b|--gpu-reset)" + _REST,
    ),
    _danger(
        N_("Deletes containers, images or volumes."),
        "docker podman",
        r"\b(?:docker|podman)\s{1,8}(?:(?:system|volume|container|image)\s{1,8}(?:prune|rm)|rm\s{1,8}-\w{0,4}f)\b"
        + _REST,
    ),
    _danger(
        N_("Changes the owner or the rights of all that is below."),
        "chmod chown chgrp",
        r"\b(?:chmod|chown|chgrp)\s{1,8}(?=[^\n;|&]{0,100}(?:-[a-zA-Z]{0,4}R|--recursive))" + _REST,
    ),
    _danger(
        N_("Empties the packet filter; it may cut off this connection."),
        "iptables ip6tables nft",
        r"\bip6?tables\b[^\n;|&]{0,60}\s(?:-F|--flush)\b",
        r"\bnft\s{1,8}flush\s{1,8}ruleset\b",
    ),
    _danger(
        N_("Ends all processes of a user or of the machine."),
        "kill",
        r"\bkill\s{1,8}(?:-[\w-]{1,8}\s{1,8}){1,2}-1\b|\bkillall5\b",
        r"\bpkill\s{1,8}(?:-\w{1,8}\s{1,8}){0,2}-u\b" + _REST,
    ),
    _danger(
        N_("Tears down or changes infrastructure without asking."),
        "terraform tofu",
        r"\b(?:terraform|tofu)\s{1,8}(?:destroy|apply\s{1,8}[^\n]{0,40}-auto-approve)\b" + _REST,
    ),
    _danger(
        N_("Deletes data of a database."),
        "drop DROP Drop",
        r"\b(?i:drop\s{1,8}(?:table|database|schema))\b" + _REST,
    ),
    _danger(
        N_("Deletes what belongs to a user."),
        "userdel crontab",
        _START + r"(?:userdel|crontab\s{1,8}-r)\b" + _REST,
    ),
)
"""Every quantifier is bounded, so that no text makes the search slow."""


def dangers_in(text: str) -> list[tuple[int, int, Danger]]:
    """Return where ``text`` has dangerous commands, in its order; what two classes meet is told once."""
    met = [danger for danger in DANGERS if any(word in text for word in danger.words)]
    found = [
        (hit.start(), hit.end(), danger)
        for danger in met
        for pattern in danger.patterns
        for hit in re.finditer(pattern, text, re.MULTILINE)
    ]
    found.sort(key=lambda hit: (hit[0], -hit[1]))
    apart: list[tuple[int, int, Danger]] = []
    for start, end, danger in found:
        if not apart or start >= apart[-1][1]:
            apart.append((start, end, danger))
    return apart
