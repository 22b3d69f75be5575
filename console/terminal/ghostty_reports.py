"""What libghostty-vt calls back for: replies, bell, title, clipboard, notifications, its size."""

from __future__ import annotations

from console.terminal.events import (
    MOST_REPLY_BYTES,
    SECONDARY_ATTRIBUTES,
    Bell,
    ClipboardWrite,
    EventLog,
    Notify,
    Title,
    WorkingDirectory,
)
from console.terminal.ghostty_types import CData, Library, ffi


class Reports:
    """The callbacks of one terminal. They run inside a feed and only write down what they were told."""

    def __init__(self, lib: Library, terminal: CData) -> None:
        self._lib = lib
        self._terminal = terminal
        self._string = ffi.new("String *")
        self.replies = bytearray()
        self.events = EventLog()
        self.size = (80, 24, 8, 18)
        self.dark = True
        self._kept = [
            self._on(lib.TERMINAL_OPT_WRITE_PTY, "WriteFn", self._reply),
            self._on(lib.TERMINAL_OPT_BELL, "SignalFn", self._bell),
            self._on(lib.TERMINAL_OPT_TITLE_CHANGED, "SignalFn", self._title),
            self._on(lib.TERMINAL_OPT_PWD_CHANGED, "SignalFn", self._directory),
            self._on(lib.TERMINAL_OPT_SIZE, "SizeFn", self._size),
            self._on(lib.TERMINAL_OPT_COLOR_SCHEME, "SchemeFn", self._scheme),
            self._on(lib.TERMINAL_OPT_CLIPBOARD_WRITE, "ClipboardFn", self._clipboard),
            self._on(lib.TERMINAL_OPT_DESKTOP_NOTIFICATION, "NotifyFn", self._notify),
        ]

    def _on(self, option: int, kind: str, function: CData) -> CData:
        callback = ffi.callback(kind, function)
        self._lib.ghostty_terminal_set(self._terminal, option, callback)
        return callback

    def _text(self, data: int) -> str:
        if self._lib.ghostty_terminal_get(self._terminal, data, self._string) != 0:
            return ""
        return _decode(self._string[0])

    def _reply(self, _terminal: CData, _userdata: CData, data: CData, size: int) -> None:
        if len(self.replies) < MOST_REPLY_BYTES:
            reply = ffi.buffer(data, size)[:]
            self.replies += SECONDARY_ATTRIBUTES if reply.startswith(b"\x1b[>") and reply.endswith(b"c") else reply

    def _bell(self, _terminal: CData, _userdata: CData) -> None:
        self.events.add(Bell())

    def _title(self, _terminal: CData, _userdata: CData) -> None:
        self.events.add(Title(self._text(self._lib.TERMINAL_DATA_TITLE)))

    def _directory(self, _terminal: CData, _userdata: CData) -> None:
        self.events.add(WorkingDirectory(self._text(self._lib.TERMINAL_DATA_PWD)))

    def _size(self, _terminal: CData, _userdata: CData, out: CData) -> bool:
        out.columns, out.rows, out.cell_width, out.cell_height = self.size
        return True

    def _scheme(self, _terminal: CData, _userdata: CData, out: CData) -> bool:
        out[0] = int(self.dark)
        return True

    def _clipboard(self, _terminal: CData, _userdata: CData, write: CData) -> None:
        text = _decode(write.contents[0].data) if write.contents_len else ""
        self.events.add(ClipboardWrite(text))
        if write.reply:
            reply = ffi.new("ClipboardReply *", {"size": ffi.sizeof("ClipboardReply")})
            write.reply(write, reply)

    def _notify(self, _terminal: CData, _userdata: CData, notification: CData) -> None:
        self.events.add(Notify(_decode(notification.title), _decode(notification.body)))


def _decode(string: CData) -> str:
    return ffi.buffer(string.ptr, string.len)[:].decode("utf-8", "replace") if string.len else ""
