"""What the things in a text stand for: addresses, files with their place, hosts as one connects to them."""

from __future__ import annotations

import posixpath
from urllib.parse import unquote, urlsplit

from console.ui.terminal.links import Found, LinkKind
from console.ui.terminal.pasting import quoted


def meaning(found: Found) -> Found:
    """Return what an address stands for here: a file of the node, a host to connect to, or itself."""
    if found.kind is not LinkKind.URL:
        return found
    try:
        parts = urlsplit(found.target)
        port = parts.port
    except ValueError:
        return found
    if parts.scheme == "file" and parts.path:
        return Found(found.start, found.end, LinkKind.PATH, unquote(parts.path))
    if parts.scheme in {"ssh", "sftp"} and parts.hostname:
        return Found(found.start, found.end, LinkKind.HOST, parts.hostname, user=parts.username or "", port=port)
    return found


def way_to(found: Found) -> str:
    """Return what a shell takes to go to a path, or to the folder of the file that it is.

    Empty for a path that depends on the folder of a shell which is not known.
    """
    path = found.target
    if not path.startswith(("/", "~")):
        return ""
    folder = f"cd -- {folder_argument(posixpath.dirname(path) or '/')}"
    name = posixpath.basename(path)
    is_file = found.line is not None or "." in name.lstrip(".")
    return folder if is_file else f"cd -- {folder_argument(path)}" + (f" || {folder}" if name else "")


def folder_argument(folder: str) -> str:
    """Return a folder as one argument of a shell; the tilde in front is the shell's."""
    home, slash, rest = folder.partition("/")
    if home.startswith("~"):
        return f"{home}{slash}{quoted([rest]).strip() if rest else ''}"
    return quoted([folder]).strip()


def destination_of(found: Found) -> str:
    """Return a host as the quick connection takes it. A port is that of a service, unless somebody logs in there."""
    host = f"[{found.target}]" if ":" in found.target else found.target
    port = f":{found.port}" if found.port is not None and found.user else ""
    return f"{found.user}@{host}{port}" if found.user else host


def shown_target(found: Found) -> str:
    """Return where a link leads, in full."""
    if found.kind is LinkKind.URL:
        return found.target
    place = "".join(f":{number}" for number in (found.line, found.column) if number is not None)
    if found.kind is LinkKind.HOST:
        return destination_of(found)
    return found.target + place
