"""Fingerprint sensors of the ZFM family (R305, R307, R503 and others) on a serial port.

The commands that pyfingerprint has go through that library; the fast search and the ring go past it. This driver does
not know: a dry finger from a wet one (R307 and R503 answer one code for both), a pulled cable from a silent sensor, an
answer that comes more than a call late from the one that belongs there (opening anew settles that), and whether a
score is high enough to be believed.
"""

from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from typing import TypeVar

from drivers.fingerprint import ring, search, settings, templates
from drivers.fingerprint.api import (
    CharBuffer,
    CommandRefused,
    FingersDiffer,
    FlashFailed,
    LibraryFull,
    Match,
    Pairing,
    RingColour,
    RingEffect,
    SensorFacts,
    SensorGarbled,
    SensorSilent,
    SensorUnplugged,
)
from drivers.fingerprint.codes import Code
from drivers.fingerprint.opening import connect
from drivers.fingerprint.patience import Patience
from drivers.fingerprint.session import Session

T = TypeVar("T")
DEFAULT_BAUD = 57_600
DEFAULT_ADDRESS = 0xFFFF_FFFF
_LARGEST_WORD = 0xFFFF_FFFF


class ZfmSensor:
    """`api.FingerprintSensor` over the wire. One thread at a time; every call ends within its documented time."""

    def __init__(
        self,
        port: str,
        *,
        baud: int = DEFAULT_BAUD,
        address: int = DEFAULT_ADDRESS,
        wake_line: Callable[[], bool] | None = None,
        patience: Patience | None = None,
    ) -> None:
        """Describe the sensor without touching it. `wake_line` tells whether a finger touches, where that is wired."""
        if baud not in settings.BAUDS or not 0 <= address <= _LARGEST_WORD:
            message = f"baud must be one of {settings.BAUDS}, the address a 32-bit number"
            raise ValueError(message)
        self._path = port
        self._baud = baud
        self._address = address
        self._wake_line = wake_line
        self._patience = patience or Patience()
        self._session: Session | None = None
        self._has_fast_search = True

    def open(self, password: int = 0) -> SensorFacts:
        """Open the port, shake hands, verify the password, read the facts. At most 2 s. Raises SensorLocked."""
        _check_password(password)
        self.close()
        self._session = connect(self._path, self._baud, self._address, password, self._patience)
        self._baud = self._session.port.baudrate
        self._has_fast_search = True  # it may be another model than before
        return self._session.facts

    def close(self) -> None:
        """Release the port. Idempotent; never raises."""
        session, self._session = self._session, None
        if session is not None:
            session.port.hang_up()

    def capture(self) -> bool:
        """Take an image; False when no finger is there. At most 1.5 s. Raises ImageUnusable."""
        return self._ask(lambda session: bool(session.library.call(session.library.readImage)))

    def convert(self, buffer: CharBuffer) -> None:
        """Turn the image into features in a buffer. At most 1.5 s. Raises ImageUnusable."""
        self._ask(lambda session: session.library.call(session.library.convertImage, buffer.value))

    def identify(self) -> Match | None:
        """Search the whole library for buffer ONE. At most 2 s. Falls back to command 04 on a sensor without 1B."""
        session = self._begin(self._patience.search_call_s)
        if not self._has_fast_search:
            return self._again(search.plain, session)
        try:
            return search.fast(session)
        except CommandRefused:
            self._has_fast_search = False
        except (SensorSilent, SensorGarbled):
            session.line.settle()
        return search.plain(session)

    def compare(self) -> int:
        """Compare both buffers and return the score. At most 1.5 s. Raises FingersDiffer."""

        def score(session: Session) -> int:
            found = int(session.library.call(session.library.compareCharacteristics))
            if session.line.code == Code.NO_MATCH:  # which the library returns as a score of 0
                message = "the two scans do not show the same finger"
                raise FingersDiffer(message)
            return found

        return self._ask(score)

    def create(self) -> None:
        """Combine both buffers into a template, left in both. At most 1.5 s. Raises FingersDiffer.

        Not repeated when its answer is lost: the buffers may have been combined already.
        """
        library = self._begin().library
        if not library.call(library.createTemplate):
            message = "the two scans do not show the same finger: scan one finger again, twice"
            raise FingersDiffer(message)

    def store(self, slot: int) -> None:
        """Write the template in buffer ONE to a slot, durably. Raises SlotInvalid, FlashFailed."""
        session = self._begin(self._patience.search_call_s)
        session.check_slot(slot)
        templates.store(session, slot)

    def delete(self, slot: int) -> None:
        """Delete the template of a slot. Idempotent. Raises SlotInvalid, FlashFailed."""

        def erase(session: Session) -> None:
            deleted = session.library.call(session.library.deleteTemplate, slot, 1)
            # Some models refuse to delete what is not there.
            if not deleted and slot in templates.in_use(session):
                message = "the sensor could not delete the template: try again, then replace the sensor"
                raise FlashFailed(message)

        self._begin().check_slot(slot)
        self._ask(erase, self._patience.search_call_s)

    def free_slot(self) -> int:
        """Return the lowest slot without a template. Raises LibraryFull."""
        session = self._begin()
        occupied = self._again(templates.in_use, session)
        for slot in range(session.facts.capacity):
            if slot not in occupied:
                return slot
        message = f"all {session.facts.capacity} slots hold a template: delete those no longer needed"
        raise LibraryFull(message)

    def count(self) -> int:
        """Return how many slots hold a template."""

        def stored(session: Session) -> int:
            found = int(session.library.call(session.library.getTemplateCount))
            if found > session.facts.capacity:
                message = f"the sensor counts {found} templates in {session.facts.capacity} slots"
                raise SensorGarbled(message)
            return found

        return self._ask(stored)

    def slots(self) -> frozenset[int]:
        """Return the slots that hold a template (command 1F)."""
        return self._ask(templates.in_use)

    def template_up(self, slot: int) -> bytes:
        """Read a slot's template. Raises SlotInvalid. Biometric data: never log it, never keep it in the clear."""
        session = self._begin(self._patience.call_s)
        session.check_slot(slot)
        allowed_s = self._patience.call_s + 2 * templates.transfer_s(session)
        return self._ask(lambda session: templates.read(session, slot), allowed_s)

    def template_down(self, template: bytes, slot: int) -> None:
        """Write a template that was read before to a slot. Raises SlotInvalid, FlashFailed, ValueError on its size."""
        if len(template) not in templates.TEMPLATE_SIZES:
            message = f"a template has {templates.TEMPLATE_SIZES} bytes, not {len(template)}"
            raise ValueError(message)
        session = self._begin()
        session.check_slot(slot)
        # There and back, and once more after a loss.
        allowed_s = self._patience.call_s + 4 * templates.transfer_s(session)
        self._ask(lambda session: templates.upload(session, template), allowed_s)
        self.store(slot)

    def set_security_level(self, level: int) -> None:
        """Set the security level, 1 (lenient) to 5 (strict). Raises ValueError on any other."""
        if level not in range(1, 6):
            message = f"the security level is 1 to 5, not {level}"
            raise ValueError(message)
        self._ask(lambda session: session.library.call(session.library.setSecurityLevel, level))
        session = self._open_session()
        self._session = replace(session, facts=replace(session.facts, security_level=level))

    def set_baud(self, baud: int) -> None:
        """Switch sensor and port to 9,600 x 1 to 12, and check that both understand each other."""
        if baud not in settings.BAUDS:
            message = f"the speed is one of {settings.BAUDS} baud, not {baud}"
            raise ValueError(message)
        self._session = settings.switch_baud(self._begin(), baud)
        self._baud = baud

    def set_password(self, password: int) -> None:
        """Set the 32-bit password that pairs the sensor with this terminal.

        After SensorLost the sensor may hold the old one or the new: try both with `open`.
        """
        _check_password(password)
        settings.change_password(self._begin(self._patience.search_call_s), password)

    def pairing(self, sample_slots: frozenset[int]) -> Pairing:
        """Read the slots in use and the template hashes of those in `sample_slots` that are in use."""
        occupied = self.slots()
        sampled = sorted(sample_slots & occupied)
        return Pairing(occupied, {slot: sha256(self.template_up(slot)).digest() for slot in sampled})

    def ring(self, effect: RingEffect, colour: RingColour, *, speed: int = 128, times: int = 0) -> None:
        """Light the ring. `times` 0 repeats for ever. Does nothing on a sensor without a ring."""
        session = self._begin()
        if session.has_ring:
            ring.light(session.line, effect, colour, speed=speed, times=times)

    def finger_touching(self) -> bool | None:
        """Read the wake-up line without a command; None where the sensor has no such line."""
        return None if self._wake_line is None else self._wake_line()

    def _open_session(self) -> Session:
        """Return the open session. Raises SensorUnplugged without one."""
        if self._session is None:
            message = "the sensor is not open: open it first"
            raise SensorUnplugged(message)
        return self._session

    def _begin(self, call_s: float | None = None) -> Session:
        """Start a call that ends within a time of its own, however many commands it takes."""
        session = self._open_session()
        session.line.begin(self._patience.call_s if call_s is None else call_s)
        return session

    def _ask(self, command: Callable[[Session], T], call_s: float | None = None) -> T:
        """Run a command that may run twice."""
        return self._again(command, self._begin(call_s))

    @staticmethod
    def _again(command: Callable[[Session], T], session: Session) -> T:
        """Run a command; when its answer was lost, settle the line and run it once more."""
        try:
            return command(session)
        except (SensorSilent, SensorGarbled):
            session.line.settle()
            return command(session)


def _check_password(password: int) -> None:
    if not 0 <= password <= _LARGEST_WORD:
        message = "the password is a 32-bit number"
        raise ValueError(message)
