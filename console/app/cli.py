"""The command line. Only what a command needs is imported, so that the window comes up at once."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import console
from console.app.profile import Profile, demo
from console.model.errors import ConsoleError

EXIT_FAILED = 1
EXIT_NO_DISPLAY = 2
SEED = 7


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    top = argparse.ArgumentParser(prog="leitstand", description=console.__doc__)
    top.add_argument("--version", action="version", version=f"Leitstand {console.__version__}")
    top.add_argument(
        "--inventory",
        action="append",
        default=[],
        metavar="FILE",
        help="inventory to read: TOML, or of Ansible (INI, YAML, a folder)",
    )
    top.add_argument("--ssh-config", action="append", default=[], metavar="FILE", help="instead of ~/.ssh/config")
    top.add_argument(
        "--open",
        action="append",
        default=[],
        metavar="NODE",
        help="open a terminal: the name of a node, user@host:port, or local for a shell of this machine",
    )
    top.add_argument("--watch", action="store_true", help="only look on at the window that runs, without taking over")
    commands = top.add_subparsers(dest="command", metavar="COMMAND")
    show = commands.add_parser("demo", help="open the window on the simulated data centre")
    show.add_argument("--seed", type=int, default=SEED, help="the same seed shows the same data centre (default: 7)")
    show.add_argument(
        "--check", action="store_true", help="no window: start the core and the simulation, ask every node, say how"
    )
    # Not a default of its own, which would undo the same option before the command.
    show.add_argument("--watch", action="store_true", default=argparse.SUPPRESS, help="only look on at its window")
    show.add_argument("--window", default="", metavar="WxH", help=argparse.SUPPRESS)
    reference = commands.add_parser("record-ref", help="record a real program as a reference for the terminal engines")
    reference.add_argument("name", help="a session of the folder's sessions.toml")
    reference.add_argument("--folder", default="tests/data/terminal", help="default: tests/data/terminal")
    report = commands.add_parser(
        "readiness",
        help="say whether a node is ready for models",
        epilog="exit status: 0 every check passed, 3 warnings or unknowns, 4 a check failed, 1 no report could be made",
    )
    report.add_argument("node", metavar="NODE", help="the name of a node, user@host:port, or local for this machine")
    forms = report.add_mutually_exclusive_group()
    for form in ("json", "html", "markdown"):
        forms.add_argument(f"--{form}", action="store_const", const=form, dest="form", default="text")
    report.add_argument("--output", default="", metavar="FILE", help="write there instead of printing")
    _add_deploy(commands)
    _add_bundle(commands)
    core = commands.add_parser("core")
    core.add_argument("end")
    core.add_argument("profile")
    commands.add_parser("match")
    commands.add_parser("carry")
    return top


def _add_deploy(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    deploy = commands.add_parser(
        "deploy",
        help="deploy a model as a file says",
        epilog="exit status: 0 done or nothing to do, 1 it could not begin, 3 --dry-run: something would change, "
        "4 a check failed, 5 a node does not serve, 130 interrupted",
    )
    deploy.add_argument("file", metavar="FILE", help="a request in TOML, as the wizard saves one")
    deploy.add_argument("--demo", action="store_true", help="on the simulated data centre")
    modes = deploy.add_mutually_exclusive_group(required=True)
    modes.add_argument(
        "--dry-run", action="store_true", help="show what differs from what stands, and what would be done"
    )
    modes.add_argument(
        "--apply",
        action="store_true",
        help="make it so: nothing where it is in place, else by a new version beside the old",
    )
    modes.add_argument("--remove", action="store_true", help="take back what was deployed by that name on these nodes")
    modes.add_argument(
        "--export",
        metavar="FORM",
        default="",
        help="print it as script, ansible, request, or as the file of a target: systemd, docker, podman, ...",
    )
    deploy.add_argument("--output", default="", metavar="FILE", help="write there instead of printing")


def _add_bundle(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    top = commands.add_parser("bundle", help="collect a model and its server for nodes without a network")
    actions = top.add_subparsers(dest="action", metavar="ACTION", required=True)
    make = actions.add_parser("make", help="collect wheels, images and weights")
    make.add_argument("out", metavar="OUT", help="a new folder, or a file that ends with .tar")
    make.add_argument("--model", required=True, help="an entry of the catalogue, hf:OWNER/NAME or desk:/PATH")
    make.add_argument("--engine", default="llama_cpp", help="the model server (default: llama_cpp)")
    make.add_argument("--python", default="3.11", help="the Python of the nodes (default: 3.11)")
    make.add_argument("--glibc", default="2.28", help="the C library of the nodes (default: 2.28)")
    make.add_argument("--architecture", action="append", default=[], help="x86_64 (default) or aarch64")
    make.add_argument(
        "--image", action="append", default=[], metavar="NAME[=FILE]", help="an image of Docker here, or its saved file"
    )
    check = actions.add_parser("check", help="hold a bundle against its list")
    check.add_argument("bundle", metavar="BUNDLE", help="a folder or a .tar")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit code."""
    options = parser().parse_args(argv)
    try:
        return _run(options)
    except ConsoleError as error:
        print(f"leitstand: {error.problem.text()}", file=sys.stderr)
        if error.problem.hint:
            print(f"  {error.problem.advice()}", file=sys.stderr)
        return EXIT_FAILED


def _run(options: argparse.Namespace) -> int:
    if options.command in {"core", "match", "carry"}:
        _work(options)
        return 0
    if options.command == "record-ref":
        from console.app.record_ref import run as record_reference

        return record_reference(options.name, Path(options.folder))
    profile = Profile(inventory=tuple(options.inventory), ssh_config=tuple(options.ssh_config))
    if options.command == "demo":
        profile = demo(options.seed)
        if options.check:
            from console.app.check import check

            return check(profile)
    if options.command == "readiness":
        from console.app.report import run as report

        return report(profile, options.node, options.form, options.output)
    if options.command == "deploy":
        from console.app.hand import Mode
        from console.app.hand import run as deploy

        profile = demo(SEED) if options.demo else profile
        mode = Mode.APPLY if options.apply else Mode.REMOVE if options.remove else Mode.SHOW
        return deploy(profile, options.file, mode, export=options.export, output=options.output)
    if options.command == "bundle":
        from console.app.bundling import run as bundle

        return bundle(options)
    if not has_display():
        print("leitstand: there is no display; sit at one, use ssh -X, or run it under xvfb-run.", file=sys.stderr)
        return EXIT_NO_DISPLAY
    from console.app.desk import run

    return run(profile, options.open, watch=options.watch)


def _work(options: argparse.Namespace) -> None:
    """Be one of the processes that the program starts for itself."""
    if options.command == "core":
        from console.app.core import serve

        serve(options.end, options.profile)
    elif options.command == "match":
        from console.terminal.match_worker import main as match

        match()
    else:
        from console.app.carry import main as carry

        carry()


def has_display() -> bool:
    """Tell whether a window can be shown here."""
    if sys.platform in {"darwin", "win32"} or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
