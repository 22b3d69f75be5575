"""The files of one node: in memory only, capped, with big uploads kept as their size and checksum."""

from __future__ import annotations

import hashlib
import posixpath

import bashkit
from msgspec import Struct, field

MAX_NODE_BYTES = 512 * 1024 * 1024
MAX_KEPT_FILE_BYTES = 8 * 1024 * 1024
HEAD_BYTES = 4096


class Blob(Struct):
    """A file whose content is not kept: what was uploaded is counted, hashed and dropped."""

    size_bytes: int = 0
    digest: hashlib._Hash = field(default_factory=hashlib.sha256)
    head: bytes = b""


class Entry(Struct, frozen=True):
    """What stat says about one path."""

    name: str
    kind: str
    size_bytes: int
    mode: int
    modified: float

    @property
    def is_folder(self) -> bool:
        """Return whether it is a folder."""
        return self.kind == "directory"


class NodeFiles:
    """The file tree of a node; every write goes through here or through the shell's mount of it."""

    def __init__(self) -> None:
        self.mount = bashkit.FileSystem()
        self._blobs: dict[str, Blob] = {}
        self._modified: dict[str, float] = {}
        self._uploaded_bytes = 0

    def seed(self, path: str, text: str, *, mode: int = 0o644, modified: float | None = None) -> None:
        """Put a file there that belongs to the story."""
        self.mount.mkdir(posixpath.dirname(path), recursive=True)
        self.mount.write_file(path, text.encode())
        if mode != 0o644:
            self.mount.chmod(path, mode)
        if modified is not None:
            self._modified[path] = modified

    def stat(self, path: str) -> Entry:
        """Return what is at ``path``; FileNotFoundError when there is nothing."""
        if not self.mount.exists(path):
            raise FileNotFoundError(path)
        data = self.mount.stat(path)
        kind, size = str(data["file_type"]), int(data["size"])
        blob = self._blobs.get(path)
        if blob is not None:
            size = blob.size_bytes
        modified = float(data["modified"])
        known = self._modified.get(path)
        return Entry(posixpath.basename(path), kind, size, int(data["mode"]), known if known is not None else modified)

    def exists(self, path: str) -> bool:
        """Return whether something is at ``path``."""
        return self.mount.exists(path)

    def is_folder(self, path: str) -> bool:
        """Return whether ``path`` is a folder."""
        return self.mount.exists(path) and self.mount.stat(path)["file_type"] == "directory"

    def list(self, path: str) -> list[Entry]:
        """Return what is in a folder, by name."""
        names = sorted(str(entry["name"]) for entry in self.mount.read_dir(path))
        return [self.stat(posixpath.join(path, name)) for name in names]

    def read(self, path: str) -> bytes:
        """Return a file's content; of a dropped one the beginning."""
        if not self.mount.exists(path):
            raise FileNotFoundError(path)
        blob = self._blobs.get(path)
        return blob.head if blob is not None else self.mount.read_file(path)

    def text(self, path: str) -> str:
        """Return a file's content as text, empty when there is none."""
        return self.read(path).decode("utf-8", "replace") if self.mount.exists(path) else ""

    def write(self, path: str, data: bytes) -> None:
        """Write a whole small file."""
        self._blobs.pop(path, None)
        self._modified.pop(path, None)
        self.mount.write_file(path, data)

    def sha256(self, path: str) -> str:
        """Return the checksum of a file, also of one whose content was dropped."""
        blob = self._blobs.get(path)
        return blob.digest.hexdigest() if blob is not None else hashlib.sha256(self.read(path)).hexdigest()

    def upload(self, path: str) -> Upload:
        """Begin to receive a file."""
        return Upload(self, path)

    def reserve(self, count: int) -> None:
        """Count uploaded bytes; OSError when the disk of the node is full."""
        if self._uploaded_bytes + count > MAX_NODE_BYTES:
            raise OSError(28, "No space left on device")
        self._uploaded_bytes += count

    def keep_blob(self, path: str, blob: Blob) -> None:
        """Remember a file by its size and checksum; a small stand-in makes it visible to the shell."""
        self.mount.write_file(path, blob.head)
        self._blobs[path] = blob

    def rename(self, source: str, target: str) -> None:
        """Move a file or folder."""
        self.mount.rename(source, target)
        for old in [path for path in self._blobs if path == source or path.startswith(source + "/")]:
            self._blobs[target + old[len(source) :]] = self._blobs.pop(old)

    def remove(self, path: str, *, recursive: bool = False) -> None:
        """Remove a file or folder."""
        self.mount.remove(path, recursive=recursive)
        for old in [name for name in self._blobs if name == path or name.startswith(path + "/")]:
            self._uploaded_bytes -= self._blobs.pop(old).size_bytes


class Upload:
    """A file that is being received, in any order of small steps, in one direction when it is big."""

    def __init__(self, files: NodeFiles, path: str) -> None:
        self._files = files
        self.path = path
        self._data = bytearray()
        self._blob: Blob | None = None
        self._waiting: dict[int, bytes] = {}

    @property
    def size_bytes(self) -> int:
        """Return what has arrived."""
        return self._blob.size_bytes if self._blob is not None else len(self._data)

    def write(self, offset: int, data: bytes) -> None:
        """Take one piece."""
        self._files.reserve(len(data))
        if self._blob is None and offset + len(data) <= MAX_KEPT_FILE_BYTES:
            if offset > len(self._data):
                self._data.extend(bytes(offset - len(self._data)))
            self._data[offset : offset + len(data)] = data
            return
        if self._blob is None:
            self._blob = Blob(len(self._data), hashlib.sha256(self._data), bytes(self._data[:HEAD_BYTES]))
            self._data.clear()
        self._append(self._blob, offset, data)

    def _append(self, blob: Blob, offset: int, data: bytes) -> None:
        self._waiting[offset] = data
        while blob.size_bytes in self._waiting:
            piece = self._waiting.pop(blob.size_bytes)
            blob.digest.update(piece)
            blob.size_bytes += len(piece)
        if sum(map(len, self._waiting.values())) > MAX_KEPT_FILE_BYTES:
            raise OSError(22, "A big file must arrive from its beginning to its end")

    def close(self) -> None:
        """Put the file where it belongs."""
        if self._blob is not None:
            self._files.keep_blob(self.path, self._blob)
        else:
            self._files.write(self.path, bytes(self._data))
