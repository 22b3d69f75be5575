"""File transfer into the memory of a node. Every operation is answered here: none reaches the host."""

from __future__ import annotations

import posixpath
from collections.abc import AsyncIterator

import asyncssh
from asyncssh import (
    FXF_APPEND,
    FXF_CREAT,
    FXF_EXCL,
    FXF_TRUNC,
    FXF_WRITE,
    SFTPAttrs,
    SFTPFailure,
    SFTPName,
    SFTPNoSuchFile,
    SFTPOpUnsupported,
    SFTPPermissionDenied,
    SFTPVFSAttrs,
)
from msgspec import Struct

from console.sim.files import Entry, Upload
from console.sim.node import Node

OWN_FOLDERS = ("/home/ops", "/tmp", "/var/tmp", "/dev/shm", "/run/user/1000")
FOLDER_BITS, FILE_BITS, LINK_BITS = 0o040000, 0o100000, 0o120000


class _Open(Struct):
    path: str
    upload: Upload | None = None
    data: bytes = b""
    append_at: int | None = None


class NodeSftp(asyncssh.SFTPServer):
    """The SFTP server of one node."""

    def __init__(self, channel: asyncssh.SSHServerChannel[bytes], node: Node, user: str) -> None:
        super().__init__(channel)
        self._node = node
        self._files = node.files
        self._user = user
        self._home = "/root" if user == "root" else f"/home/{user}"

    def _path(self, path: bytes) -> str:
        return posixpath.normpath(posixpath.join(self._home, path.decode("utf-8", "surrogateescape")))

    def _existing(self, path: bytes) -> str:
        found = self._path(path)
        if not self._files.exists(found):
            raise SFTPNoSuchFile("No such file")
        return found

    def _writable(self, path: bytes) -> str:
        found = self._path(path)
        own = self._user == "root" or any(found == top or found.startswith(top + "/") for top in OWN_FOLDERS)
        if not own:
            raise SFTPPermissionDenied("Permission denied")
        return found

    def open(self, path: bytes, pflags: int, attrs: SFTPAttrs) -> object:
        """Open a file to read or to write."""
        if not pflags & FXF_WRITE:
            found = self._existing(path)
            if self._files.is_folder(found):
                raise SFTPFailure("Is a directory")
            return _Open(found, data=self._files.read(found))
        found = self._writable(path)
        exists = self._files.exists(found)
        if not self._files.is_folder(posixpath.dirname(found)) or (not exists and not pflags & FXF_CREAT):
            raise SFTPNoSuchFile("No such file")
        if exists and pflags & FXF_EXCL:
            raise SFTPFailure("File exists")
        upload = self._files.upload(found)
        handle = _Open(found, upload)
        if exists and not pflags & FXF_TRUNC:
            upload.write(0, self._files.read(found))
        if pflags & FXF_APPEND:
            handle.append_at = upload.size_bytes
        self._files.write(found, b"")
        if attrs.permissions is not None:
            self._files.mount.chmod(found, attrs.permissions & 0o7777)
        return handle

    def open56(self, path: bytes, desired_access: int, flags: int, attrs: SFTPAttrs) -> object:
        """Refuse: only version 3 is spoken."""
        raise SFTPOpUnsupported("Unsupported")

    def close(self, file_obj: object) -> None:
        """Close a file; what was written appears."""
        handle = _handle(file_obj)
        if handle.upload is not None:
            mode = self._files.stat(handle.path).mode if self._files.exists(handle.path) else 0o644
            handle.upload.close()
            self._files.mount.chmod(handle.path, mode)

    def read(self, file_obj: object, offset: int, size: int) -> bytes:
        """Read a piece."""
        return _handle(file_obj).data[offset : offset + size]

    def write(self, file_obj: object, offset: int, data: bytes) -> int:
        """Write a piece."""
        handle = _handle(file_obj)
        if handle.upload is None:
            raise SFTPPermissionDenied("Not open for writing")
        try:
            handle.upload.write(handle.upload.size_bytes if handle.append_at is not None else offset, data)
        except OSError as error:
            raise SFTPFailure(error.strerror or "Failure") from error
        return len(data)

    def stat(self, path: bytes) -> SFTPAttrs:
        """Describe what a path leads to."""
        return _attributes(self._files.stat(self._existing(path)))

    def lstat(self, path: bytes) -> SFTPAttrs:
        """Describe a path."""
        return self.stat(path)

    def fstat(self, file_obj: object) -> SFTPAttrs:
        """Describe an open file."""
        handle = _handle(file_obj)
        size = handle.upload.size_bytes if handle.upload is not None else len(handle.data)
        return SFTPAttrs(size=size, permissions=FILE_BITS | 0o644, uid=1000, gid=1000, atime=0, mtime=0)

    def setstat(self, path: bytes, attrs: SFTPAttrs) -> None:
        """Change the mode; the rest is accepted and ignored."""
        self._existing(path)
        if attrs.permissions is not None:
            self._files.mount.chmod(self._writable(path), attrs.permissions & 0o7777)

    def lsetstat(self, path: bytes, attrs: SFTPAttrs) -> None:
        """Change the mode; the rest is accepted and ignored."""
        self.setstat(path, attrs)

    def fsetstat(self, file_obj: object, attrs: SFTPAttrs) -> None:
        """Change the mode of an open file."""
        if attrs.permissions is not None:
            self._files.mount.chmod(_handle(file_obj).path, attrs.permissions & 0o7777)

    async def scandir(self, path: bytes) -> AsyncIterator[SFTPName]:
        """List a folder."""
        found = self._existing(path)
        if not self._files.is_folder(found):
            raise SFTPFailure("Not a directory")
        for entry in self._files.list(found):
            yield SFTPName(entry.name.encode(), attrs=_attributes(entry))

    def remove(self, path: bytes) -> None:
        """Remove a file."""
        self._existing(path)
        self._files.remove(self._writable(path))

    def mkdir(self, path: bytes, attrs: SFTPAttrs) -> None:
        """Make a folder."""
        found = self._writable(path)
        if self._files.exists(found):
            raise SFTPFailure("File exists")
        if not self._files.is_folder(posixpath.dirname(found)):
            raise SFTPNoSuchFile("No such file")
        self._files.mount.mkdir(found)
        if attrs.permissions is not None:
            self._files.mount.chmod(found, attrs.permissions & 0o7777)

    def rmdir(self, path: bytes) -> None:
        """Remove an empty folder."""
        found = self._existing(path)
        if self._files.list(found):
            raise SFTPFailure("Directory not empty")
        self._files.remove(self._writable(path))

    def realpath(self, path: bytes) -> bytes:
        """Return the whole path."""
        return self._path(path).encode("utf-8", "surrogateescape")

    def rename(self, oldpath: bytes, newpath: bytes) -> None:
        """Move a file; refuses to replace one."""
        if self._files.exists(self._path(newpath)):
            raise SFTPFailure("File exists")
        self.posix_rename(oldpath, newpath)

    def posix_rename(self, oldpath: bytes, newpath: bytes) -> None:
        """Move a file, replacing what is there."""
        self._existing(oldpath)
        source, target = self._writable(oldpath), self._writable(newpath)
        if source == target:
            return
        if self._files.exists(target):
            self._files.remove(target)
        self._files.rename(source, target)

    def readlink(self, path: bytes) -> bytes:
        """Return where a link leads."""
        try:
            return self._files.mount.read_link(self._existing(path)).encode()
        except RuntimeError as error:
            raise SFTPFailure("Not a link") from error

    def symlink(self, oldpath: bytes, newpath: bytes) -> None:
        """Make a link inside the node."""
        self._files.mount.symlink(oldpath.decode("utf-8", "replace"), self._writable(newpath))

    def link(self, oldpath: bytes, newpath: bytes) -> None:
        """Refuse: there are no hard links."""
        raise SFTPOpUnsupported("Unsupported")

    def lock(self, file_obj: object, offset: int, length: int, flags: int) -> None:
        """Refuse."""
        raise SFTPOpUnsupported("Unsupported")

    def unlock(self, file_obj: object, offset: int, length: int) -> None:
        """Refuse."""
        raise SFTPOpUnsupported("Unsupported")

    def statvfs(self, path: bytes) -> SFTPVFSAttrs:
        """Describe the disk."""
        disk = next(disk for disk in self._node.disks() if disk.mount == "/")
        total, free = disk.total_kib // 4, disk.available_kib // 4
        return SFTPVFSAttrs(4096, 4096, total, free, free, total, free, free, 0, 0, 255)

    def fstatvfs(self, file_obj: object) -> SFTPVFSAttrs:
        """Describe the disk."""
        return self.statvfs(b"/")

    def fsync(self, file_obj: object) -> None:
        """Nothing waits to be written."""

    def format_user(self, uid: int | None) -> str:
        """Return a user of the node."""
        return {0: "root", 1000: "ops"}.get(uid or 0, str(uid))

    def format_group(self, gid: int | None) -> str:
        """Return a group of the node."""
        return self.format_user(gid)


def _handle(file_obj: object) -> _Open:
    if not isinstance(file_obj, _Open):
        raise SFTPFailure("Bad handle")
    return file_obj


def _attributes(entry: Entry) -> SFTPAttrs:
    bits = FOLDER_BITS if entry.is_folder else LINK_BITS if entry.kind == "symlink" else FILE_BITS
    modified = int(entry.modified)
    return SFTPAttrs(
        size=entry.size_bytes, permissions=bits | entry.mode, uid=1000, gid=1000, atime=modified, mtime=modified
    )
