"""How long the driver waits for a sensor: per command, per call, and between the bytes of one packet.

The R307 manual gives an image under 0.3 s and a search under 1 s at 1,000 templates; the R503 manual an image under
0.2 s, features under 0.5 s. Times for the wire come on top, from the baud rate.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

BITS_PER_BYTE = 10  # start bit, eight bits, stop bit

_ANSWER_S = {
    0x01: 0.7,  # image
    0x02: 0.7,  # features
    0x04: 1.2,  # search
    0x1B: 1.2,  # fast search
    0x06: 1.0,  # store: erases and writes flash
    0x0C: 1.0,  # delete
    0x0E: 0.5,  # parameters are written to flash
    0x12: 0.5,  # and so is the password
    0x0F: 0.3,
    0x13: 0.4,
    0x35: 0.2,  # ring
}


@dataclass(frozen=True, slots=True)
class Patience:
    """Limits in seconds. `answer_s` by command; `other_answer_s` for the rest."""

    answer_s: Mapping[int, float] = field(default_factory=lambda: dict(_ANSWER_S))
    other_answer_s: float = 0.5
    call_s: float = 1.5  # a call with its repetition
    search_call_s: float = 1.9  # the same for a search, whose answer takes longest
    open_s: float = 1.9
    try_s: float = 0.15  # one try to greet a sensor at one speed
    settle_s: float = 0.3  # a sensor that lost an answer shows that it listens
    quiet_s: float = 0.04  # after this, nothing more of what was sent at a stretch will come
    gap_s: float = 0.1  # between the bytes of one packet: USB adapters deliver every 16 ms, the kernel late under load

    def answer_limit_s(self, command: int) -> float:
        """Return how long the answer to a command may take, without the wire."""
        return self.answer_s.get(command, self.other_answer_s)

    def scaled(self, factor: float) -> "Patience":
        """Return the same patience with every limit multiplied."""
        return replace(
            self,
            answer_s={command: limit * factor for command, limit in self.answer_s.items()},
            other_answer_s=self.other_answer_s * factor,
            call_s=self.call_s * factor,
            search_call_s=self.search_call_s * factor,
            open_s=self.open_s * factor,
            try_s=self.try_s * factor,
            settle_s=self.settle_s * factor,
            quiet_s=self.quiet_s * factor,
            gap_s=self.gap_s * factor,
        )


def wire_s(byte_count: int, baud: int) -> float:
    """Return how long so many bytes take on the wire."""
    return byte_count * BITS_PER_BYTE / baud
