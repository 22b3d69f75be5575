"""The files under /proc: rewritten before each command, because the sandbox has no live files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from console.sim.gpu import BUS_NUMBERS

if TYPE_CHECKING:
    from console.sim.node import Node
    from console.sim.processes import Process
    from console.sim.workload import Workload


SOCKETS_HEAD = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"


def write_still(node: Node) -> None:
    """Write what does not change while a node runs."""
    own, hardware = node.personality, node.spec.hardware
    compiler = "(gcc (GCC) 13.3.0, GNU ld (GNU Binutils) 2.42)"
    put = node.files.seed
    put("/proc/version", f"Linux version {own.kernel} (build@example.com) {compiler} {own.kernel_build}\n")
    put("/proc/cpuinfo", "".join(_processor(node, number) for number in range(hardware.threads)))
    put("/proc/sys/kernel/hostname", f"{node.spec.name}\n")
    put("/proc/sys/kernel/osrelease", f"{own.kernel}\n")
    put("/proc/cmdline", "BOOT_IMAGE=/boot/vmlinuz root=/dev/nvme0n1p2 ro iommu=pt\n")
    put("/proc/mounts", "".join(f"{d.source} {d.mount} {d.kind} rw,relatime 0 0\n" for d in node.disks()))
    put("/sys/class/dmi/id/product_name", "Simulated node\n")
    for number in BUS_NUMBERS[: node.spec.gpus]:
        vendor = "0x10de" if node.spec.nvidia_gpus else "0x1002"
        put(f"/sys/bus/pci/devices/0000:{number:02x}:00.0/vendor", f"{vendor}\n")
        put(f"/sys/bus/pci/devices/0000:{number:02x}:00.0/class", "0x030200\n")
    put("/sys/class/dmi/id/sys_vendor", "Leitstand\n")
    for process in node.processes.all():
        if process.workload is not None:
            _write_process(node, process, process.workload)
    if node.spec.nvidia_gpus and not node.spec.driver_missing:
        version = f"NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  {own.driver}  Release Build\n"
        put("/proc/driver/nvidia/version", version)


def _write_process(node: Node, process: Process, workload: Workload) -> None:
    """Write what is around a process in a container: its control group, and for a leading one the files inside."""
    place, inside, put = f"/proc/{process.pid}", workload.inside, node.files.seed
    put(f"{place}/cgroup", f"0::{workload.control_group}\n")
    put(f"{place}/comm", f"{process.name}\n")
    if process.gpu is not None:
        return
    put(f"{place}/root/usr/lib/os-release", f'ID={inside.system_id}\nPRETTY_NAME="{inside.system}"\n')
    if inside.cuda:
        cuda = f'{{"cuda": {{"name": "CUDA SDK", "version": "{inside.cuda}"}}}}\n'
        put(f"{place}/root/usr/local/cuda-{inside.cuda.rpartition('.')[0]}/version.json", cuda)
    if inside.packages:
        packages = f"{place}/root/usr/local/lib/python{inside.python}/dist-packages"
        for name, version in inside.packages:
            put(f"{packages}/{name}-{version}.dist-info/METADATA", f"Name: {name}\nVersion: {version}\n")
        built = f"cuda: Optional[str] = '{inside.torch_cuda}'\nhip: Optional[str] = None\n"
        if not inside.torch_cuda:
            built = "cuda: Optional[str] = None\nhip: Optional[str] = '6.4.43482'\n"
        put(f"{packages}/torch/version.py", built)


def _processor(node: Node, number: int) -> str:
    hardware = node.spec.hardware
    vendor = "AuthenticAMD" if "AMD" in hardware.cpu else "GenuineIntel"
    return (
        f"processor\t: {number}\nvendor_id\t: {vendor}\nmodel name\t: {hardware.cpu}\n"
        f"cpu MHz\t\t: 2000.000\ncpu cores\t: {hardware.cores_per_socket}\nflags\t\t: fpu sse2 avx avx2 avx512f\n\n"
    )


def write_moving(node: Node) -> None:
    """Write what changes: uptime, load, memory."""
    uptime = node.uptime_seconds()
    threads = node.spec.hardware.threads
    idle = max(0.0, threads - node.processes.cpu_percent() / 100)
    one, five, fifteen = node.load_average()
    table = node.processes.all()
    running = sum(process.state == "R" for process in table)
    write = node.files.mount.write_file
    write("/proc/uptime", f"{uptime:.2f} {uptime * idle:.2f}\n".encode())
    last = table[-1].pid
    write("/proc/loadavg", f"{one:.2f} {five:.2f} {fifteen:.2f} {running}/{len(table) * 4} {last}\n".encode())
    write("/proc/meminfo", meminfo(node).encode())
    write("/proc/net/tcp", _sockets(node).encode())
    write("/proc/net/tcp6", SOCKETS_HEAD.encode())
    write("/proc/stat", _stat(uptime, threads, threads - idle).encode())


def _sockets(node: Node) -> str:
    rows = []
    for number, port in enumerate(sorted({22, *node.services})):
        queues = "00000000:00000000 00:00000000 00000000"
        local = f"00000000:{port:04X}" if port == 22 else f"0100007F:{port:04X}"
        rows.append(f"{number:>4}: {local} 00000000:0000 0A {queues}  1000        0 {port + 21000}\n")
    return SOCKETS_HEAD + "".join(rows)


def meminfo(node: Node) -> str:
    """Return /proc/meminfo."""
    memory = node.memory()
    rows = (
        ("MemTotal", memory.total_kib),
        ("MemFree", memory.free_kib),
        ("MemAvailable", memory.available_kib),
        ("Buffers", memory.buffers_kib),
        ("Cached", memory.cached_kib),
        ("SwapCached", 0),
        ("Shmem", memory.shared_kib),
        ("SwapTotal", 0),
        ("SwapFree", 0),
    )
    return "".join(f"{name + ':':<15} {value:>9} kB\n" for name, value in rows)


def _stat(uptime: float, threads: int, busy: float) -> str:
    user = int(uptime * busy * 92)
    system = int(uptime * busy * 8)
    idle = int(uptime * (threads - busy) * 100)
    return f"cpu  {user} 0 {system} {idle} 1200 0 300 0 0 0\n"
