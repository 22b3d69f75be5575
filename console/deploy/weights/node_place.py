"""Files of a model that lie on a node already: listed and read over its connection by POSIX sh."""

from __future__ import annotations

from msgspec import Struct

from console.deploy.link import AskLink
from console.deploy.shell import SHELL, as_input, quoted
from console.deploy.weights import trouble
from console.deploy.weights.place import MOST_FILES, File

ASKED_SECONDS = 60.0

# `wc -c` reads no file on the systems that have it as one system call; `stat` differs between GNU, BusyBox and BSD.
_LIST = """\
p={path}
case $p in "~/"*) p=$HOME/${{p#"~/"}} ;; esac
if [ -f "$p" ]; then
  cd -- "$(dirname -- "$p")" && set -- "$(basename -- "$p")"
elif [ -d "$p" ]; then
  cd -- "$p" && set -- *
else
  echo "there is no such file or folder" >&2; exit 66
fi || exit 77
pwd -P
for f do
  [ -f "$f" ] || continue
  size=$(stat -L -c %s -- "$f" 2>/dev/null || wc -c <"$f") || continue
  printf '%s %s\\n' "$size" "$f"
done
"""
_HEAD = """\
p={path}
case $p in "~/"*) p=$HOME/${{p#"~/"}} ;; esac
[ -f "$p" ] || p=$p/{name}
head -c {count} -- "$p"
"""


class NodePlace(Struct, frozen=True):
    """A folder or a file of a node, ``~/`` for the home folder there."""

    path: str
    link: AskLink

    async def files(self) -> tuple[File, ...]:
        """Return the files of the folder, or the one file."""
        _, files = await self.listing()
        return files

    async def listing(self) -> tuple[str, tuple[File, ...]]:
        """Return the folder as the node calls it, without links and ``~``, and the files."""
        said = (await self._run(_LIST.format(path=quoted(self.path)))).decode(errors="replace").splitlines()
        files = []
        for line in said[1 : 1 + MOST_FILES]:
            size, _, name = line.strip().partition(" ")
            if size.isdecimal() and name:
                files.append(File(name, int(size)))
        return said[0] if said else self.path, tuple(files)

    async def head(self, name: str, count: int) -> bytes:
        """Return the beginning of a file."""
        return await self._run(_HEAD.format(path=quoted(self.path), name=quoted(name), count=count))

    async def _run(self, command: str) -> bytes:
        done = await self.link.run(SHELL, stdin=as_input(command).encode(), timeout=ASKED_SECONDS)
        if done.rc != 0:
            said = done.stderr.decode(errors="replace").strip().splitlines()
            raise trouble.no_place(self.path, (said[-1] if said else f"status {done.rc}").rstrip("."))
        return done.stdout
