"""What a step that was cut off has left running on a node: found by a mark in the service's folder, and ended.

A command without a terminal goes on when its connection is lost. sshd makes each one the leader of a session, so that
the leader's number and the time of its start name the whole of it. What was meant to stay has a session of its own.
"""

from __future__ import annotations

from console.deploy.shell import quoted

MARK = ".leitstand-step"
_START = "{ read -r line </proc/$%s/stat && set -- ${line##*) } && started=${20}; } 2>/dev/null"
# Field 22 of proc(5), the 20th behind the name: ticks since the machine started.


def marked(command: str, directory: str) -> str:
    """Return ``command`` so that its session can be found again while it runs and the folder is there."""
    return (
        f"if [ -d {quoted(directory)} ] && {_START % '$'}; then\n"
        f"  leitstand_mark={quoted(f'{directory}/{MARK}')}\n"
        '  { echo "$$ $started" >"$leitstand_mark"; } 2>/dev/null\n'
        """  trap 'rm -f -- "$leitstand_mark"' EXIT\n"""
        f"fi\n{command}"
    )


def end(directory: str) -> str:
    """Return POSIX sh that ends what the last step has left: TERM, three seconds of patience, KILL."""
    mark = quoted(f"{directory}/{MARK}")
    return (
        f"[ -r {mark} ] && read -r pid then <{mark} || exit 0\n"
        # A number that belongs to another program now is free of any session of ours.
        f'if [ -e "/proc/$pid" ]; then {_START % "pid"}; [ "$started" = "$then" ] || exit 0; fi\n'
        '[ "$pid" -gt 1 ] && kill -s TERM -- "-$pid" 2>/dev/null || exit 0\n'
        "for _ in 1 2 3 4 5 6 7 8 9 10; do\n"
        '  kill -s 0 -- "-$pid" 2>/dev/null || exit 0\n'
        "  sleep 0.3 2>/dev/null || sleep 1\n"
        "done\n"
        'kill -s KILL -- "-$pid" 2>/dev/null || :'
    )
