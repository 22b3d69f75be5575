"""lscpu, lspci, ip and ping: the hardware and the network."""

from __future__ import annotations

import asyncio

from console.sim.command import Call, Command, flags
from console.sim.noise import fraction, hexadecimal


async def lscpu(c: Call) -> int:
    """Print the processors."""
    hardware = c.node.spec.hardware
    vendor = "AuthenticAMD" if "AMD" in hardware.cpu else "GenuineIntel"
    rows = (
        ("Architecture", "x86_64"), ("  CPU op-mode(s)", "32-bit, 64-bit"), ("  Byte Order", "Little Endian"),
        ("CPU(s)", str(hardware.threads)), ("  On-line CPU(s) list", f"0-{hardware.threads - 1}"),
        ("Vendor ID", vendor), ("  Model name", hardware.cpu), ("    Thread(s) per core", "2"),
        ("    Core(s) per socket", str(hardware.cores_per_socket)), ("    Socket(s)", str(hardware.sockets)),
        ("NUMA", ""), ("  NUMA node(s)", str(hardware.sockets)),
    )  # fmt: skip
    await c.out("".join(f"{name + ':':<25}{value}".rstrip() + "\n" for name, value in rows))
    return 0


async def lspci(c: Call) -> int:
    """Print the PCI devices."""
    lines = ["00:00.0 Host bridge: Example Host Bridge", "01:00.0 Non-Volatile memory controller: Example NVMe SSD"]
    model = c.node.devices.model
    if model is not None:
        full = c.node.spec
        from_gpu = [
            f"{number:02x}:00.0 {model.lspci_name}"
            for number in (0x18, 0x2A, 0x3A, 0x5D, 0x9A, 0xAB, 0xBA, 0xDB)[: full.gpus]
        ]
        if full.lost_gpu is not None:
            from_gpu[full.lost_gpu] = from_gpu[full.lost_gpu].replace("(rev a1)", "(rev ff)")
        lines += from_gpu
    await c.out("\n".join(lines) + "\n")
    return 0


async def ip(c: Call) -> int:
    """Print addresses or routes."""
    spec = c.node.spec
    words = [word for word in c.argv if not word.startswith("-")]
    mac = ":".join(hexadecimal(10, c.node.story.seed, spec.name, "mac")[n : n + 2] for n in range(0, 10, 2))
    if "-br" in c.argv or "-brief" in c.argv:
        await c.out(
            f"lo               UNKNOWN        127.0.0.1/8 ::1/128\neth0             UP             {spec.address}/24\n"
        )
    elif words[:1] and words[0] in {"r", "route"}:
        gateway = spec.address.rsplit(".", 1)[0]
        await c.out(
            f"default via {gateway}.1 dev eth0\n{gateway}.0/24 dev eth0 proto kernel scope link src {spec.address}\n"
        )
    elif not words or words[0] in {"a", "addr", "address", "l", "link"}:
        await c.out(
            "1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN group default qlen 1000\n"
            "    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00\n"
            "    inet 127.0.0.1/8 scope host lo\n       valid_lft forever preferred_lft forever\n"
            "2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 9000 qdisc mq state UP group default qlen 1000\n"
            f"    link/ether 02:{mac} brd ff:ff:ff:ff:ff:ff\n"
            f"    inet {spec.address}/24 brd {spec.address.rsplit('.', 1)[0]}.255 scope global eth0\n"
            "       valid_lft forever preferred_lft forever\n"
        )
    else:
        await c.err(f'Object "{words[0]}" is unknown, try "ip help".\n')
        return 1
    return 0


async def ping(c: Call) -> int:
    """Pretend to reach a node of the data centre; nothing else answers."""
    options, words = flags(c.argv)
    counts = [int(word) for word in words if word.isdigit()] if "c" in options else []
    names = [word for word in words if not word.isdigit()]
    if not names:
        return await c.fail("usage error: Destination address required", 2)
    target = next((n for n in c.node.network.values() if names[0] in {n.spec.name, n.spec.fqdn, n.spec.address}), None)
    address = (
        target.spec.address if target is not None else "127.0.0.1" if names[0] in {"localhost", "127.0.0.1"} else ""
    )
    if not address:
        return await c.fail(f"{names[0]}: Name or service not known", 2)
    await c.out(f"PING {names[0]} ({address}) 56(84) bytes of data.\n")
    number, limit = 0, counts[0] if counts else 0
    while not limit or number < limit:
        if number:
            await asyncio.sleep(1)
        number += 1
        took = 0.08 + 0.3 * fraction(c.node.story.seed, address, number)
        await c.out(f"64 bytes from {address}: icmp_seq={number} ttl=63 time={took:.3f} ms\n")
    await c.out(
        f"\n--- {names[0]} ping statistics ---\n{number} packets transmitted, {number} received, 0% packet loss\n"
    )
    return 0


COMMANDS = (
    Command("lscpu", lscpu), Command("lspci", lspci), Command("ip", ip, "/usr/sbin"), Command("ping", ping),
)  # fmt: skip
