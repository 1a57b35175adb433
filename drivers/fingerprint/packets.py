"""The packets of the ZFM family: bytes to packets and back. Pure; knows no command and no port.

A packet is big-endian: EF01, address u32, kind u8, length u16 (payload + 2), payload, checksum u16, where the checksum
is the sum of kind, length and payload (R307 and R503 manuals, "data package format").
"""

from dataclasses import dataclass
from enum import IntEnum

HEADER = b"\xef\x01"
MAX_PAYLOAD_BYTES = 256  # the largest packet size that command 0E can choose
_FRAME_BYTES = 11  # a packet without its payload
_CHECKSUM_BYTES = 2
_LENGTH_AT = 7
_PAYLOAD_AT = 9


class PacketKind(IntEnum):
    """What a packet carries."""

    COMMAND = 0x01
    DATA = 0x02
    ACKNOWLEDGE = 0x07
    END_OF_DATA = 0x08


@dataclass(frozen=True, slots=True)
class Packet:
    """One intact packet. Its representation leaves the payload out, which may be biometric."""

    kind: PacketKind
    payload: bytes

    def __repr__(self) -> str:
        """Name kind and size only."""
        return f"Packet({self.kind.name}, {len(self.payload)} bytes)"


def encode(kind: PacketKind, payload: bytes, address: int) -> bytes:
    """Return the bytes of a packet. Raises ValueError on a payload of 0 or more than 256 bytes."""
    if not 0 < len(payload) <= MAX_PAYLOAD_BYTES:
        message = f"a packet carries 1 to {MAX_PAYLOAD_BYTES} bytes, not {len(payload)}"
        raise ValueError(message)
    summed = bytes([kind]) + (len(payload) + 2).to_bytes(2, "big") + payload
    return HEADER + address.to_bytes(4, "big") + summed + (sum(summed) & 0xFFFF).to_bytes(2, "big")


def frame_bytes(payload_bytes: int) -> int:
    """Return how many bytes a packet with such a payload takes on the wire."""
    return _FRAME_BYTES + payload_bytes


class Decoder:
    """Finds the packets in a stream of bytes that may hold noise; never raises on what it is fed.

    `damaged` turns true once something began like a packet and was none; `started` is true while it holds the
    beginning of one.
    """

    def __init__(self, address: int) -> None:
        """Decode packets of the sensor with this address; those of others count as noise."""
        self._prefix = HEADER + address.to_bytes(4, "big")
        self._held = bytearray()
        self.damaged = False

    @property
    def started(self) -> bool:
        """Whether the beginning of a packet waits for its rest."""
        return len(self._held) >= len(HEADER)

    def reset(self) -> None:
        """Forget everything that was fed."""
        self._held.clear()
        self.damaged = False

    def feed(self, received: bytes) -> None:
        """Take in received bytes."""
        self._held += received

    def next(self) -> Packet | None:
        """Return the next intact packet, or None when more bytes are needed."""
        held = self._held
        while self._align():
            if len(held) < _PAYLOAD_AT:
                return None
            length = int.from_bytes(held[_LENGTH_AT:_PAYLOAD_AT], "big")
            if held[6] not in _KINDS or not _CHECKSUM_BYTES < length <= MAX_PAYLOAD_BYTES + _CHECKSUM_BYTES:
                self.abandon()
                continue
            end = _PAYLOAD_AT + length
            if len(held) < end:
                return None
            if sum(held[6 : end - 2]) & 0xFFFF != int.from_bytes(held[end - 2 : end], "big"):
                self.abandon()
                continue
            packet = Packet(_KINDS[held[6]], bytes(held[_PAYLOAD_AT : end - 2]))
            del held[:end]
            return packet
        return None

    def abandon(self) -> None:
        """Give up on the packet that was started; what hides inside it is looked at afresh."""
        self.damaged = True
        del self._held[: len(HEADER)]

    def _align(self) -> bool:
        """Drop what comes before a header; return whether header and address, as far as they came, stand in front."""
        held = self._held
        while held:
            if held.startswith(self._prefix[: len(held)]):
                return True
            if held.startswith(HEADER):
                self.damaged = True
            at = held.find(HEADER[:1], 1)
            del held[: at if at > 0 else len(held)]
        return False


_KINDS = {kind.value: kind for kind in PacketKind}
