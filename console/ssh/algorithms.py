"""Lists of algorithms from ssh_config, without the names that the SSH library does not have.

OpenSSH knows some that the library has not, and the other way round; a name that nobody uses must not cost a host.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from asyncssh.encryption import get_encryption_algs
from asyncssh.kex import get_kex_algs
from asyncssh.mac import get_mac_algs
from asyncssh.public_key import get_certificate_algs, get_public_key_algs

from console.ssh.configmatch import matches_pattern_list
from console.ssh.configvalues import Values

_KNOWN: Mapping[str, Callable[[], list[bytes]]] = {
    "ciphers": get_encryption_algs,
    "hostkeyalgorithms": lambda: [*get_certificate_algs(), *get_public_key_algs()],
    "kexalgorithms": get_kex_algs,
    "macs": get_mac_algs,
}


def algorithms(values: Values, option: str) -> str:
    """Return a list such as ``+ssh-rsa`` or ``a,b*`` as the library takes it; empty for its own choice.

    Raises ValueError where none of the names is known.
    """
    text = values.text(option)
    prefix = text[:1] if text[:1] in {"+", "-", "^"} else ""
    names = [alg.decode("ascii") for alg in _KNOWN[option]()]
    wanted = [part.strip() for part in text.removeprefix(prefix).split(",") if part.strip()]
    usable = [part for part in wanted if any(matches_pattern_list(part, name) for name in names)]
    if wanted and not usable and not prefix:
        raise ValueError(f"{values.first[option].place}: none of {text} is known to this program")
    return prefix + ",".join(usable) if usable else ""
