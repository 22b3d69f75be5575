"""Serve one GGUF model with llama.cpp on an OpenAI-compatible address of this machine."""

from __future__ import annotations

import argparse
import importlib
import socket
import sys
import sysconfig
import threading
from collections.abc import Sequence
from enum import Enum
from pathlib import Path

PORT_TAKEN = 98
NO_MODEL = 66
USAGE = 64


def arguments(argv: Sequence[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", required=True, help="a path, or a pattern below site-packages")
    parser.add_argument("--alias", required=True, help="the name that the model answers to")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--address", default="127.0.0.1", help="what to listen on")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--context", type=int, default=2048, help="tokens of context for each question")
    parser.add_argument("--parallel", type=int, default=1, help="questions at a time")
    parser.add_argument(
        "--set", action="append", default=[], metavar="NAME=VALUE", help="a parameter of xllamacpp.CommonParams"
    )
    return parser.parse_args(argv)


def find_model(pattern: str) -> Path | None:
    """Return the file that ``pattern`` names, below site-packages unless it is absolute."""
    if Path(pattern).is_absolute():
        return Path(pattern) if Path(pattern).is_file() else None
    return next(iter(sorted(Path(sysconfig.get_paths()["purelib"]).glob(pattern))), None)


def port_is_free(address: str, port: int) -> bool:
    """Say whether the server will get its port: llama.cpp itself only says that it could not start."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError:
            return False
    return True


def set_parameter(parameters: object, name: str, value: str) -> None:
    """Set a parameter, ``inner.name`` for one of a part, to what ``value`` says; ValueError where it cannot be that.

    A member of an enumeration is named by the end of its name, as llama.cpp's own command line does: ``q8_0``.
    """
    *inner, last = name.split(".")
    for each in inner:
        parameters = getattr(parameters, each)
    now = getattr(parameters, last)
    if isinstance(now, bool):
        setattr(parameters, last, bool(int(value)))
    elif isinstance(now, Enum):
        members = {one.name.lower(): one for one in type(now)}
        found = [one for said, one in members.items() if said.endswith(f"_{value.lower()}")]
        if len(found) != 1:
            raise ValueError(value)
        setattr(parameters, last, found[0])
    else:
        setattr(parameters, last, type(now)(value))


def main(argv: Sequence[str]) -> int:
    """Serve until the process is ended; 98 when the port is taken, 66 without a model, 64 for a value of no use."""
    options = arguments(argv)
    model = find_model(options.model)
    if model is None:
        sys.stderr.write(f"leitstand: no model file {options.model}\n")
        return NO_MODEL
    if not port_is_free(options.address, options.port):
        sys.stderr.write(f"leitstand: address {options.address}:{options.port} already in use\n")
        return PORT_TAKEN
    xllamacpp = importlib.import_module("xllamacpp")
    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(model)
    # What it is given is divided among those that it answers at a time.
    parameters.n_ctx, parameters.n_parallel = options.context * options.parallel, options.parallel
    parameters.cpuparams.n_threads = options.threads
    parameters.port = options.port
    parameters.hostnames = [options.address]
    parameters.model_alias = {options.alias}
    parameters.endpoint_metrics = True
    for pair in options.set:
        name, _, value = pair.partition("=")
        try:
            set_parameter(parameters, name, value)
        except (AttributeError, ValueError, OverflowError, TypeError):
            sys.stderr.write(f"leitstand: {value} is no value for {name}\n")
            return USAGE
    server = xllamacpp.Server(parameters)
    sys.stderr.write(f"leitstand: {options.alias} serves on {server.listening_address}\n")
    sys.stderr.flush()
    threading.Event().wait()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
