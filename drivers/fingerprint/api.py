"""The port to a fingerprint sensor.

A sensor keeps templates in numbered slots of its own library and matches on the device. This port does not know
who a finger belongs to, when to clock, or whether a finger was lifted since: see terminal.identify.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Protocol


class SensorError(Exception):
    """Something went wrong at the fingerprint sensor."""


class SensorLost(SensorError, ConnectionError):
    """The sensor cannot be talked to: open it again before the next command."""


class SensorSilent(SensorLost, TimeoutError):
    """The sensor did not answer in time."""


class SensorUnplugged(SensorLost):
    """The serial port is gone or cannot be opened."""


class SensorForbidden(SensorLost, PermissionError):
    """The serial port is there, but this user may not open it, or another program has it."""


class SensorGarbled(SensorLost):
    """The answers stayed unreadable after resynchronising and repeating."""


class SensorLocked(SensorError, PermissionError):
    """The sensor refuses the password: another terminal's sensor, or one that was swapped."""


class ImageUnusable(SensorError):
    """A finger is there, but its image cannot be used; `reason` says why."""

    def __init__(self, reason: "ImageFault") -> None:
        super().__init__(reason.value)
        self.reason = reason


class ImageFault(Enum):
    """Why an image gives no features.

    The R307 and the R503 answer one code, 06, for fingers that are too dry and too wet: MESSY. Only modules with the
    AS608 chip tell TOO_DRY (04) from TOO_WET (05), and know RESIDUE (17): so their documents say.
    """

    CAPTURE_FAILED = "the image was not captured"
    TOO_DRY = "the image is too dry or too light"
    TOO_WET = "the image is too wet or smudged"
    MESSY = "the image is too messy: the finger may be dry, wet or dirty"
    TOO_FEW_FEATURES = "too little of the finger is on the sensor"
    RESIDUE = "the image is a residue on the glass, or the finger has not moved"


class FingersDiffer(SensorError):
    """The two scans of an enrolment do not show the same finger."""


class LibraryFull(SensorError):
    """No free slot is left in the sensor's library."""


class SlotInvalid(SensorError, ValueError):
    """The slot lies outside the library, or holds no template."""


class FlashFailed(SensorError, OSError):
    """The sensor could not write its flash: the template was not stored or not deleted."""


class CommandRefused(SensorError):
    """The sensor refused a command with a code that has no better name here; `code` is the confirmation code."""

    def __init__(self, code: int) -> None:
        super().__init__(f"confirmation code 0x{code:02X}")
        self.code = code


@dataclass(frozen=True, slots=True)
class SensorFacts:
    """What the sensor says of itself (command 0F)."""

    capacity: int  # slots
    security_level: int  # 1 to 5
    address: int
    packet_bytes: int
    baud: int


@dataclass(frozen=True, slots=True)
class Match:
    """A finger found in the library: its slot and the sensor's score (higher is surer; scale is the sensor's)."""

    slot: int
    score: int


class CharBuffer(Enum):
    """The two feature buffers of the sensor."""

    ONE = 1
    TWO = 2


class RingColour(Enum):
    """Colours of the R503's ring (command 35)."""

    RED = 1
    BLUE = 2
    PURPLE = 3


class RingEffect(Enum):
    """Effects of the R503's ring (command 35)."""

    BREATHING = 1
    FLASHING = 2
    ON = 3
    OFF = 4


@dataclass(frozen=True, slots=True)
class Pairing:
    """What identifies this terminal's sensor among others: how many templates it holds, and which slots and bytes.

    `template_hashes` holds SHA-256 of templates by slot; only hashes, never the templates.
    """

    slots: frozenset[int]
    template_hashes: Mapping[int, bytes]


class FingerprintSensor(Protocol):
    """One sensor on one serial port. All calls block, from one thread, each for at most its documented time.

    Any call may raise SensorLost; afterwards only `close` and `open` are of use.
    """

    def open(self, password: int = 0) -> SensorFacts:
        """Open the port, shake hands, verify the 32-bit password, read the facts. At most 2 s. Raises SensorLocked."""

    def close(self) -> None:
        """Release the port. Idempotent; never raises."""

    def capture(self) -> bool:
        """Take an image; False when no finger is there. At most 1.5 s. Raises ImageUnusable."""

    def convert(self, buffer: CharBuffer) -> None:
        """Turn the image into features in a buffer. At most 1.5 s. Raises ImageUnusable."""

    def identify(self) -> Match | None:
        """Search the whole library for buffer ONE. At most 2 s."""

    def compare(self) -> int:
        """Compare both buffers and return the score. At most 1.5 s. Raises FingersDiffer."""

    def create(self) -> None:
        """Combine both buffers into a template, left in both. At most 1.5 s. Raises FingersDiffer."""

    def store(self, slot: int) -> None:
        """Write the template in buffer ONE to a slot, durably. Raises SlotInvalid, FlashFailed."""

    def delete(self, slot: int) -> None:
        """Delete the template of a slot. Idempotent. Raises SlotInvalid, FlashFailed."""

    def free_slot(self) -> int:
        """Return the lowest slot without a template. Raises LibraryFull."""

    def count(self) -> int:
        """Return how many slots hold a template."""

    def slots(self) -> frozenset[int]:
        """Return the slots that hold a template (command 1F)."""

    def template_up(self, slot: int) -> bytes:
        """Read a slot's template. Raises SlotInvalid. Biometric data: never log it, never keep it in the clear."""

    def template_down(self, template: bytes, slot: int) -> None:
        """Write a template that was read before to a slot. Raises SlotInvalid, FlashFailed, ValueError on its size."""

    def set_security_level(self, level: int) -> None:
        """Set the security level, 1 (lenient) to 5 (strict)."""

    def set_baud(self, baud: int) -> None:
        """Switch sensor and port to 9,600 x 1 to 12, and check that both understand each other."""

    def set_password(self, password: int) -> None:
        """Set the 32-bit password that pairs the sensor with this terminal."""

    def pairing(self, sample_slots: frozenset[int]) -> Pairing:
        """Read the slots in use and the template hashes of those in `sample_slots` that are in use."""

    def ring(self, effect: RingEffect, colour: RingColour, *, speed: int = 128, times: int = 0) -> None:
        """Light the ring. `times` 0 repeats for ever. Does nothing on a sensor without a ring."""

    def finger_touching(self) -> bool | None:
        """Read the wake-up line without a command; None where the sensor has no such line."""
