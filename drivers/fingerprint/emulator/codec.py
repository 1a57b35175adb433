"""The sensor's side of the packets. Written apart from the driver's on purpose."""

from dataclasses import dataclass

COMMAND, DATA, ACKNOWLEDGE, END_OF_DATA = 0x01, 0x02, 0x07, 0x08
_FIXED = 9  # header, address, kind, length


@dataclass(frozen=True, slots=True)
class Heard:
    """A packet as the sensor heard it. `intact` is false when its checksum is wrong; `end` counts stream bytes."""

    address: int
    kind: int
    content: bytes
    intact: bool
    end: int


def frame(kind: int, content: bytes, address: int) -> bytes:
    """Return the bytes of one packet."""
    length = len(content) + 2
    checksum = (kind + (length >> 8) + (length & 0xFF) + sum(content)) & 0xFFFF
    return b"".join(
        (
            b"\xef\x01",
            address.to_bytes(4, "big"),
            bytes([kind]),
            length.to_bytes(2, "big"),
            content,
            checksum.to_bytes(2, "big"),
        )
    )


class Listener:
    """Cuts the host's bytes into packets; what is none is skipped."""

    def __init__(self) -> None:
        """Start with nothing heard."""
        self._pending = b""
        self._passed = 0  # bytes of the stream before `_pending`

    def reset(self) -> None:
        """Forget an unfinished packet."""
        self._passed += len(self._pending)
        self._pending = b""

    @property
    def heard_bytes(self) -> int:
        """How many bytes of the stream were fed."""
        return self._passed + len(self._pending)

    def feed(self, received: bytes) -> list[Heard]:
        """Take in bytes and return the packets that they complete."""
        self._pending += received
        heard: list[Heard] = []
        while (packet := self._cut()) is not None:
            heard.append(packet)
        return heard

    def _cut(self) -> Heard | None:
        """Cut the next packet off."""
        while True:
            start = self._pending.find(b"\xef\x01")
            if start < 0:
                self._skip(len(self._pending) - self._pending.endswith(b"\xef"))
                return None
            self._skip(start)
            if len(self._pending) < _FIXED:
                return None
            length = int.from_bytes(self._pending[7:9], "big")
            if not 3 <= length <= 258:  # noqa: PLR2004  1 to 256 bytes and the checksum
                self._skip(2)
                continue
            total = _FIXED + length
            if len(self._pending) < total:
                return None
            raw = self._pending[:total]
            self._skip(total)
            intact = sum(raw[6:-2]) & 0xFFFF == int.from_bytes(raw[-2:], "big")
            return Heard(int.from_bytes(raw[2:6], "big"), raw[6], raw[9:-2], intact, self._passed)

    def _skip(self, count: int) -> None:
        """Drop bytes from the front."""
        self._pending = self._pending[count:]
        self._passed += count
