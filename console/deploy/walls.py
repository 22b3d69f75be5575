"""Firewalls of a node: whether one lets an address to a port, and the commands that open and close it for that address.

What is opened is opened for one address and marked as Leitstand's own: to close it touches no rule of anybody else.

https://firewalld.org/documentation/man-pages/firewalld.richlanguage.html,
https://manpages.ubuntu.com/manpages/noble/en/man8/ufw.8.html
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Mapping

from msgspec import Struct

MARK = "leitstand"
ANYBODY = frozenset({"", "Anywhere", "0.0.0.0/0", "::/0"})
NOBODY = "ADDRESS"
"""Stands in a command where nobody knows who is to be let in."""
LOOK = r"""
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
client=${SSH_CONNECTION%% *}
echo "from: $client"
for unit in firewalld nftables iptables; do
  [ "$(systemctl is-active "$unit" 2>/dev/null)" = active ] && echo "active: $unit"
done
[ "$(firewall-cmd --state 2>/dev/null)" = running ] && echo "active: firewalld"
# Its unit is active on every Ubuntu, whether it filters or not.
grep -qs '^ENABLED=yes' /etc/ufw/ufw.conf && echo "active: ufw"
zone=$(firewall-cmd --get-zone-of-source="$client" 2>/dev/null) ||
  zone=$(firewall-cmd --get-zone-of-interface="$(ip -o route get "$client" 2>/dev/null |
    sed -n 's/.* dev \([^ ]*\).*/\1/p')" 2>/dev/null) || zone=$(firewall-cmd --get-default-zone 2>/dev/null) || zone=
[ -z "$zone" ] || { echo "zone: $zone"; firewall-cmd --zone="$zone" --list-all 2>/dev/null | sed 's/^/firewalld: /'; }
LC_ALL=C ufw status verbose 2>/dev/null | sed 's/^/ufw: /'
nft list ruleset 2>/dev/null | grep -E 'hook input|accept|drop|reject' | sed 's/^[[:space:]]*/nft: /'
"""
"""Prints what can be seen: only root is shown the rules."""


class Wall(Struct, frozen=True):
    """A firewall that runs, and what is known of it."""

    name: str
    """``firewalld``, ``ufw``, ``nftables`` or ``iptables``."""
    address: str
    """From where the desk comes, as the node sees it; empty: not known."""
    zone: str
    rules: tuple[str, ...]
    """As it lists them; empty: only root may see them."""

    def lets(self, port: int) -> bool | None:
        """Say whether the address gets to a port; None: nobody said."""
        return _LETS[self.name](self, port) if self.rules and self.name in _LETS else None

    def opens(self, port: int) -> str:
        """Return the commands that open a port to the address alone."""
        return _OPENS[self.name](self, self.address or NOBODY, port)

    def closes(self, port: int) -> str:
        """Return the commands that take this back; empty where that cannot be told from what others have opened."""
        return _CLOSES[self.name](self, self.address, port) if self.address and self.name in _CLOSES else ""


def read(output: str) -> Wall | None:
    """Return the firewall that runs, from what ``LOOK`` printed; None: no one is seen."""
    active = re.findall(r"^active: (\w+)$", output, re.MULTILINE)
    found = next((name for name in ("firewalld", "ufw", "nftables", "iptables") if name in active), "")
    nft = _lines(output, "nft")
    if not found and any("hook input" in line and "policy drop" in line for line in nft):
        found = "nftables"
    if not found:
        return None
    rules = {"firewalld": _lines(output, "firewalld"), "ufw": _lines(output, "ufw"), "nftables": nft}
    zone = re.search(r"^zone: ([\w-]+)$", output, re.MULTILINE)
    return Wall(found, _address(output), zone[1] if zone else "", rules.get(found, ()))


def _lines(output: str, name: str) -> tuple[str, ...]:
    return tuple(re.findall(rf"^{name}: (.*)$", output, re.MULTILINE))


def _address(output: str) -> str:
    found = re.search(r"^from: (\S+)$", output, re.MULTILINE)
    try:
        return str(ipaddress.ip_address(found[1].partition("%")[0])) if found else ""
    except ValueError:
        return ""


def _is_meant(address: str, network: str) -> bool:
    """Say whether an address is one of a network, or of everybody."""
    if network in ANYBODY:
        return True
    try:
        return ipaddress.ip_address(address) in ipaddress.ip_network(network, strict=False)
    except ValueError:
        return False


def _covers(port: int, said: str) -> bool:
    """Say whether a port is among ``80``, ``80/tcp``, ``8000-8010/tcp`` or ``8000:8010/tcp``, with commas between."""
    for each in said.split(","):
        found = re.fullmatch(r"\s*(\d+)(?:[-:](\d+))?(/tcp)?\s*", each)
        if found and int(found[1]) <= port <= int(found[2] or found[1]):
            return True
    return False


# ---- firewalld ---------------------------------------------------------------------------------------------------


def _firewalld_lets(wall: Wall, port: int) -> bool:
    for line in (each.strip() for each in wall.rules):
        if line == "target: ACCEPT":
            return True
        if line.startswith("ports:") and any(_covers(port, each) for each in line.split()[1:]):
            return True
        said = dict(re.findall(r'(\w+)="([^"]*)"', line))
        if line.startswith("rule ") and line.endswith(" accept") and _covers(port, said.get("port", "")):
            source = "" if "source" not in line else said.get("address", NOBODY)
            if _is_meant(wall.address, source):
                return True
    return False


def _rich(wall: Wall, address: str, port: int, action: str) -> str:
    family = "ipv6" if ":" in address else "ipv4"
    # Its priority tells it from a rule that somebody else made, and lets what is denied be denied.
    rule = f'rule priority="1" family="{family}" source address="{address}" port port="{port}" protocol="tcp" accept'
    zone = f" --zone={wall.zone}" if wall.zone else ""
    # Not by a reload: that would drop what others have opened until the next one.
    joined = " &&" if action == "add" else ""
    return (
        f"sudo firewall-cmd{zone} --{action}-rich-rule='{rule}'{joined}\n"
        f"sudo firewall-cmd --permanent{zone} --{action}-rich-rule='{rule}'"
    )


# ---- ufw ---------------------------------------------------------------------------------------------------------


def _ufw_lets(wall: Wall, port: int) -> bool:
    for line in wall.rules:
        if re.match(r"Default: allow \(incoming\)", line):
            return True
        found = re.match(r"(\S+)(?: \(v6\))?\s+ALLOW(?: IN)?\s+(\S+)", line)
        if found and (_covers(port, found[1]) or found[1] == "Anywhere") and _is_meant(wall.address, found[2]):
            return True
    return False


def _ufw_rule(address: str, port: int) -> str:
    return f"from {address} to any port {port} proto tcp"


def _ufw_opens(_wall: Wall, address: str, port: int) -> str:
    rule = _ufw_rule(address, port)
    # To allow it once more would take the rule over from who made it.
    return f"sudo ufw show added | grep -qF 'allow {rule}' ||\nsudo ufw allow {rule} comment {MARK}"


def _ufw_closes(_wall: Wall, address: str, port: int) -> str:
    rule = _ufw_rule(address, port)
    return f"sudo ufw show added | {{ ! grep -qF \"allow {rule} comment '{MARK}'\"; }} ||\nsudo ufw delete allow {rule}"


# ---- nftables and iptables ---------------------------------------------------------------------------------------


def _nft_lets(wall: Wall, port: int) -> bool | None:
    if not any("drop" in line or "reject" in line for line in wall.rules):
        return True
    for line in wall.rules:
        found = re.search(r"tcp dport (?:\{ ([^}]*) \}|(\S+)) .*accept", line)
        source = re.search(r"ip6? saddr (\S+)", line)
        if found and _covers(port, found[1] or found[2]) and _is_meant(wall.address, source[1] if source else ""):
            return True
    # Sets, jumps and names of services could let it through all the same.
    return None


def _nft_opens(_wall: Wall, address: str, port: int) -> str:
    family = "ip6" if ":" in address else "ip"
    return (
        "# the chain that has “hook input” is often called inet filter input\nsudo nft list chains\n"
        f"sudo nft insert rule inet filter input {family} saddr {address} tcp dport {port} accept comment {MARK}"
    )


def _iptables(action: str, address: str, port: int) -> str:
    program = "ip6tables" if ":" in address else "iptables"
    return f"sudo {program} -{action} INPUT -s {address} -p tcp --dport {port} -m comment --comment {MARK} -j ACCEPT"


_LETS: Mapping[str, Callable[[Wall, int], bool | None]] = {
    "firewalld": _firewalld_lets,
    "ufw": _ufw_lets,
    "nftables": _nft_lets,
}
_OPENS: Mapping[str, Callable[[Wall, str, int], str]] = {
    "firewalld": lambda wall, address, port: _rich(wall, address, port, "add"),
    "ufw": _ufw_opens,
    "nftables": _nft_opens,
    "iptables": lambda _wall, address, port: _iptables("I", address, port),
}
_CLOSES: Mapping[str, Callable[[Wall, str, int], str]] = {
    "firewalld": lambda wall, address, port: _rich(wall, address, port, "remove"),
    "ufw": _ufw_closes,
    "iptables": lambda _wall, address, port: _iptables("D", address, port),
}
