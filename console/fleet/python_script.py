"""The probe as a Python program that is streamed to an interpreter on the node. Nothing is written there.

The command line says how often and under which nonce; the program comes as one line over standard
input and is the same for every node, so it is packed once. It needs Python 3.6 and nothing else: the
modules that its parts need travel with it.

A sample holds what has changed since the one before (``framing.FrameDecoder`` says how): of a thousand nodes most of
the bytes, and of the work to read them, would tell nothing new. A line on standard input asks for a whole one.
"""

from __future__ import annotations

import base64
import re
import shlex
import zlib
from collections.abc import Iterable, Mapping

from console.fleet.framing import VERSION
from console.model.probe import Probe

BOOTSTRAP = "import sys,zlib,base64;exec(zlib.decompress(base64.b64decode(sys.stdin.readline())))"

# Runs on the node: what of the answers is new.
NEWS = """
told = {}

def news(answers):
    new = {}
    for name, (text, status) in answers.items():
        lines = text.split("\\n")
        before = told.get(name)
        if before == (lines, status):
            continue
        told[name] = (lines, status)
        if before is not None and len(before[0]) == len(lines) > 1:
            text = [None if line == old else line for line, old in zip(lines, before[0])]
        new[name] = [text, status]
    return new
"""

# Runs on the node. Whatever a part raises is that part's answer; the others go on. A call into a driver that
# hangs cannot be ended, not even by a signal: it is left alone in its thread, and asked again when it is back.
_PROGRAM = """
import json, os, select, sys, threading, time, types

PATIENCE, LEAST = 10.0, 1.0
TIMED_OUT = 124
asking = {}

def load(name):
    module = sys.modules.get(name)
    if module is None or getattr(module, "__file__", None) != "<sent>":
        module = types.ModuleType(name)
        module.__file__ = "<sent>"
        sys.modules[name] = module
        exec(compile(CONFIG["modules"][name], "<" + name + ">", "exec"), module.__dict__)
    return module

def reader(name, source):
    space = {"__name__": "probe_" + name, "load": load}
    exec(compile(source, "<probe " + name + ">", "exec"), space)
    return space["read"]

def ask(name, read, seconds):
    answer = []
    def run():
        try:
            text, status = read()
            answer.append([text, status])
        except Exception as error:
            answer.append([(type(error).__name__ + ": " + str(error))[:500], 255])
    if name in asking and asking[name].is_alive():
        return ["", TIMED_OUT]
    asking[name] = threading.Thread(target=run)
    asking[name].daemon = True
    asking[name].start()
    asking[name].join(seconds)
    return answer[0] if answer else ["", TIMED_OUT]

def ask_all(readers):
    until = time.monotonic() + PATIENCE
    return {name: ask(name, read, max(LEAST, until - time.monotonic())) for name, read in readers}

def send(data):
    while data:
        data = data[os.write(1, data):]

def rest(seconds):
    # True when the desk has gone: its end of standard input is closed. What it says wants a whole sample.
    until = time.monotonic() + seconds
    while True:
        left = until - time.monotonic()
        if left <= 0:
            return False
        ready = select.select([0], [], [], left)[0]
        if ready:
            if not os.read(0, 65536):
                return True
            told.clear()

def main():
    nonce, interval, phase = sys.argv[1], float(sys.argv[2]), float(sys.argv[3])
    readers = [(name, reader(name, source)) for name, source in CONFIG["probes"]]
    sequence = 0
    while True:
        sequence, since = sequence + 1, sequence if told else 0
        now = time.monotonic()
        body = json.dumps(news(ask_all(readers)), separators=(",", ":")).encode("ascii")
        head = "\\n%s %d %d %.3f %d %d\\n" % (nonce, CONFIG["version"], sequence, now, since, len(body))
        send(head.encode("ascii") + body + ("\\n" + nonce + " end\\n").encode("ascii"))
        # The phase keeps a thousand nodes from answering in the same instant.
        due = now + interval - (phase if sequence == 1 else 0.0)
        if rest(due - time.monotonic()):
            return

try:
    main()
except (OSError, KeyboardInterrupt):
    pass
# Not sys.exit: flushing into a closed channel would only complain.
os._exit(0)
"""


def command(interpreter: str, nonce: str, interval_seconds: float, phase_seconds: float = 0.0) -> str:
    """Return the command line that waits for the program; every login shell reads it alike.

    Samples come every ``interval_seconds``, the second one ``phase_seconds`` early, then the pace is even.
    """
    if not re.fullmatch(r"[A-Za-z0-9]+", nonce):
        raise ValueError("a nonce is letters and digits")
    return f"exec {shlex.quote(interpreter)} -u -c {shlex.quote(BOOTSTRAP)} {nonce} {interval_seconds} {phase_seconds}"


def source(probes: Iterable[Probe], modules: Mapping[str, str]) -> str:
    """Return the program: samples until its channel is closed. A part may ``load(name)`` of ``modules``."""
    config: dict[str, object] = {
        "version": VERSION,
        "probes": [(probe.name, probe.python) for probe in probes if probe.python],
        "modules": dict(modules),
    }
    return f"CONFIG = {config!r}\n{NEWS}{_PROGRAM}"


def line(program: str) -> bytes:
    """Return ``program`` as the one line that the bootstrap reads."""
    return base64.b64encode(zlib.compress(program.encode("utf-8"))) + b"\n"
