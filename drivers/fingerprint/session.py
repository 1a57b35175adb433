"""What holds from one opening of a sensor to its closing."""

from dataclasses import dataclass

from drivers.fingerprint.api import SensorFacts, SensorGarbled, SlotInvalid
from drivers.fingerprint.library import Library
from drivers.fingerprint.line import Line
from drivers.fingerprint.port import SensorPort

BAUD_STEP = 9600
_PACKET_BYTES = (32, 64, 128, 256)
_MOST_SLOTS = 1024  # the index table (1F) has four pages of 256 bits


@dataclass(frozen=True, slots=True)
class Session:
    """An open port with a sensor behind it that has accepted the password."""

    port: SensorPort
    line: Line
    library: Library
    facts: SensorFacts
    has_ring: bool

    def check_slot(self, slot: int) -> None:
        """Raise SlotInvalid unless the slot lies in the sensor's library."""
        if not 0 <= slot < self.facts.capacity:
            message = f"slot {slot} lies outside the library of {self.facts.capacity} slots"
            raise SlotInvalid(message)


def facts_from(parameters: bytes) -> SensorFacts:
    """Read the answer to command 0F. Raises SensorGarbled when a value cannot be."""
    words = [int.from_bytes(parameters[at : at + 2], "big") for at in range(1, 17, 2)]
    _status, _system, capacity, level, _, _, packet_code, rate = words
    if not (
        0 < capacity <= _MOST_SLOTS and 1 <= level <= 5 and packet_code < len(_PACKET_BYTES) and 1 <= rate <= 12  # noqa: PLR2004
    ):
        message = f"the sensor's parameters cannot be: {capacity} slots, level {level}, rate {rate}"
        raise SensorGarbled(message)
    return SensorFacts(
        capacity=capacity,
        security_level=level,
        address=int.from_bytes(parameters[9:13], "big"),
        packet_bytes=_PACKET_BYTES[packet_code],
        baud=rate * BAUD_STEP,
    )
