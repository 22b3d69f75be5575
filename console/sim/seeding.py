"""The files a node is born with."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Protocol

from console.sim.noise import hexadecimal

if TYPE_CHECKING:
    from console.sim.node import Node

FOLDERS = (
    "/dev/shm", "/etc", "/home/ops/.ssh", "/mnt", "/opt", "/proc/sys/kernel", "/proc/net", "/root", "/run/user/1000",
    "/srv/models", "/sys", "/tmp",
    "/usr/bin", "/usr/sbin", "/usr/lib", "/usr/local/bin", "/var/lib", "/var/log", "/var/tmp",
)  # fmt: skip
PLAIN_TOOLS = (
    "[", "awk", "base64", "basename", "cat", "chmod", "comm", "cp", "cut", "dd", "diff", "dirname", "du", "echo", "env",
    "expr", "false", "find", "fold", "grep", "gzip", "gunzip", "head", "join", "ln", "md5sum", "mkdir", "mktemp", "mv",
    "nl", "od", "paste", "printf", "pwd", "readlink", "realpath", "rmdir", "sed", "seq", "sha1sum", "sort", "split",
    "stat", "tac", "tar", "tee", "test", "touch", "tr", "true", "uniq", "wc", "xargs", "yes",
)  # fmt: skip
SHELLS = ("sh", "bash")
BASHRC = "# ~/.bashrc\nalias ll='ls -l'\nexport EDITOR=vi\n"


def write_story(node: Node) -> None:
    """Write everything but /proc."""
    booted = node.story.booted(node.spec.name).timestamp()
    for folder in FOLDERS:
        node.files.mount.mkdir(folder, recursive=True)
    node.files.mount.chmod("/tmp", 0o1777)
    node.files.mount.chmod("/root", 0o700)
    for link, target in (("/bin", "usr/bin"), ("/sbin", "usr/sbin"), ("/lib", "usr/lib")):
        node.files.mount.symlink(target, link)

    def put(path: str, text: str, mode: int = 0o644) -> None:
        node.files.seed(path, text, mode=mode, modified=booted)

    _etc(node, put)
    _home(node, put)
    _programs(node, put)
    for workload in node.workloads:
        config = {"architectures": ["ExampleForCausalLM"], "model_type": "example", "torch_dtype": "bfloat16"}
        put(f"/srv/models/{workload.spec.model}/config.json", json.dumps(config, indent=2) + "\n")


class _Put(Protocol):
    def __call__(self, path: str, text: str, mode: int = 0o644) -> None: ...


def _etc(node: Node, put: _Put) -> None:
    own, spec = node.personality, node.spec
    text = own.os_release.lstrip("\n")
    put("/usr/lib/os-release", text)
    put("/etc/os-release", text)
    for path, content in own.files.items():
        put(path, content)
    put("/etc/hostname", f"{spec.name}\n")
    others = "".join(f"{n.spec.address:<15} {n.spec.fqdn} {n.spec.name}\n" for n in node.network.values())
    put("/etc/hosts", f"127.0.0.1       localhost\n::1             localhost\n{others}")
    put("/etc/passwd", _passwd(own.shell))
    put("/etc/group", "root:x:0:\nadm:x:4:ops\nsudo:x:27:ops\ndocker:x:998:ops\nops:x:1000:\n")
    put("/etc/machine-id", hexadecimal(32, node.story.seed, spec.name, "machine") + "\n")
    put("/etc/motd", "")
    put("/etc/timezone", "Etc/UTC\n")
    put("/etc/resolv.conf", "nameserver 192.0.2.53\nsearch example.com\n")
    put("/etc/ssh/sshd_config", "PasswordAuthentication no\nPermitRootLogin no\nMaxSessions 10\n")


def _passwd(shell: str) -> str:
    path = "/bin/ash" if shell == "ash" else "/bin/bash"
    return (
        f"root:x:0:0:root:/root:{path}\n"
        "daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin\n"
        "sshd:x:109:65534::/run/sshd:/usr/sbin/nologin\n"
        f"ops:x:1000:1000:Operations:/home/ops:{path}\n"
    )


def _home(node: Node, put: _Put) -> None:
    put("/home/ops/.bashrc", BASHRC)
    put("/home/ops/README", f"{node.spec.fqdn} is a simulated node. Nothing here is real; try what you like.\n")
    put("/home/ops/bin/gpu-watch", "#!/bin/sh\nexec watch -n 2 nvidia-smi\n", 0o755)
    put("/var/log/lastlog", "")


def _programs(node: Node, put: _Put) -> None:
    for name, command in node.commands.items():
        if not command.hidden:
            put(f"{command.folder}/{name}", f'#!/bin/sh\n{name} "$@"\n', 0o755)
    for name in (*PLAIN_TOOLS, *SHELLS):
        put(f"/usr/bin/{name}", f'#!/bin/sh\n{name} "$@"\n', 0o755)
