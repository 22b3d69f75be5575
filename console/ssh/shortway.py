"""A connection that hands data to its channel by a short way.

The library looks at each packet as if it could be anything, cuts it apart three times and makes its key anew for it: of
a thousand nodes that are sampled, a quarter of the core's work. Nearly all packets are data of a channel that came
whole and were sealed with AES-GCM; those are opened once and go where they belong. All others go the library's way.
"""

from __future__ import annotations

import asyncssh
from asyncssh.constants import MSG_CHANNEL_DATA
from asyncssh.encryption import GCMEncryption
from asyncssh.packet import SSHPacket
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_SIZE, _TAG = 4, 16
_KIND, _CHANNEL, _REST = 1, 2, 6
"""Where they stand in an opened packet, after the length of its padding."""


def shorten(connection: asyncssh.SSHClientConnection) -> None:
    """Let ``connection`` take the short way from now on."""
    connection.__class__ = _ShortConnection


class _ShortConnection(asyncssh.SSHClientConnection):
    """The library's connection; it asks ``_recv_pkthdr`` for each packet."""

    _sealed_by: object = None
    _key: AESGCM

    def _recv_pkthdr(self) -> bool:
        return self._has_taken_data() or super()._recv_pkthdr()

    def _has_taken_data(self) -> bool:
        """Hand over a whole packet of data, if that is what has come; else leave everything as it is."""
        sealing, held = self._recv_encryption, self._inpbuf
        if not self._auth_final or self._decompressor is not None or not isinstance(sealing, GCMEncryption):
            return False
        size = int.from_bytes(held[:_SIZE], "big")
        end = _SIZE + size + _TAG
        if not _REST < size <= self._max_recv_pktlen or len(held) < end:
            return False
        cipher = sealing._cipher
        if sealing is not self._sealed_by:
            self._sealed_by, self._key = sealing, AESGCM(cipher._key)
        try:
            packet = self._key.decrypt(cipher._iv, held[_SIZE:end], held[:_SIZE])
        except InvalidTag:
            return False
        channel = self._channels.get(int.from_bytes(packet[_CHANNEL:_REST], "big"))
        if packet[_KIND] != MSG_CHANNEL_DATA or channel is None:
            return False
        cipher._update_iv()
        self._inpbuf = held[end:]
        sequence = self._recv_seq
        self._recv_seq = (sequence + 1) & 0xFFFFFFFF
        channel.process_packet(MSG_CHANNEL_DATA, sequence, SSHPacket(packet[_REST : -packet[0]]))
        return True
