"""The volatile part of the emulated sensor, and the form of its answers."""

from dataclasses import dataclass, field
from enum import Enum

from drivers.fingerprint.emulator.faults import Faults
from drivers.fingerprint.emulator.fingers import Impression
from drivers.fingerprint.emulator.flash import Flash
from drivers.fingerprint.emulator.glass import Glass
from drivers.fingerprint.emulator.profiles import Profile

DONE = 0x00


class Then(Enum):
    """What the sensor does once its answer is out."""

    NOTHING = "nothing"
    SWITCH_BAUD = "switch baud"
    RESTART = "restart"
    RECEIVE = "receive data"


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: its code, the fields and data that follow, and how long the sensor works on it."""

    code: int
    sensor_s: float
    fields: bytes = b""
    data: bytes = b""
    then: Then = Then.NOTHING


@dataclass(slots=True)
class State:
    """One sensor, from power-up on."""

    profile: Profile
    flash: Flash
    glass: Glass
    faults: Faults
    image: Impression | None = None
    buffers: dict[int, bytes] = field(default_factory=dict)
    unlocked: bool = False
    ring: dict[str, int] | None = None
    upload_buffer: int | None = None  # where data that come in go
    upload: bytearray = field(default_factory=bytearray)

    def power_up(self) -> None:
        """Forget what is kept without flash."""
        self.image = None
        self.buffers.clear()
        self.unlocked = self.flash.password == 0
        self.ring = None
        self.upload_buffer = None
        self.upload.clear()

    def buffer(self, number: int) -> int:
        """Return which buffer a number means: on models with two, all but 1 mean 2 (R307 manual)."""
        return number if self.profile.buffers > 2 or number == 1 else 2  # noqa: PLR2004
