"""The sensor's thread: looks for a finger, identifies it, waits until it was lifted; enrols and deletes on request."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import Lock

from drivers.fingerprint.api import (
    CharBuffer,
    CommandRefused,
    FingerprintSensor,
    FlashFailed,
    ImageFault,
    ImageUnusable,
    Match,
    RingColour,
    RingEffect,
    SensorError,
    SensorFacts,
    SlotInvalid,
)
from terminal import causes
from terminal.clocking.uuid7 import uuid7
from terminal.events import (
    EnrolmentFailed,
    Event,
    FingerDown,
    FingerForgotten,
    FingerMatched,
    FingerRefused,
    SensorFailed,
    SensorReady,
)
from terminal.identify.enrolment import Enrolment
from terminal.identify.faults import cause_of
from terminal.identify.pairing import Pairing
from terminal.messages import Cause
from terminal.model import EmployeeId, Stamp
from terminal.workers import Post, Worker

ATTEMPTS = 2  # looks at one touch before it is refused: the first often catches a finger still landing
LIFTED_AFTER = 2  # empty looks in a row; one alone may be a finger that slipped
REOPEN_S = 0.4

_IMAGE_CAUSES: Mapping[ImageFault, Cause] = {
    ImageFault.CAPTURE_FAILED: causes.FINGER_NOT_CAPTURED,
    ImageFault.TOO_FEW_FEATURES: causes.FINGER_PARTIAL,
    ImageFault.TOO_DRY: causes.FINGER_DRY,
    ImageFault.TOO_WET: causes.FINGER_WET,
    ImageFault.MESSY: causes.FINGER_MESSY,
    ImageFault.RESIDUE: causes.GLASS_DIRTY,
}

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Habits:
    """How the sensor is used."""

    security_level: int
    poll_s: float


class Sensing(Worker):
    """Owns the sensor; nobody else talks to it."""

    patience_s = 20.0

    def __init__(
        self,
        post: Post,
        sensor: FingerprintSensor,
        pairing: Pairing,
        stamp: Callable[[], Stamp],
        habits: Habits,
    ) -> None:
        """Prepare; the sensor is opened in the worker's own thread."""
        super().__init__("sensing", post)
        self._sensor = sensor
        self._pairing = pairing
        self._stamp = stamp
        self._habits = habits
        self._open = False
        self._announced = False  # whether the core knows that fingers can be read
        self._facts: SensorFacts | None = None
        self._failure: tuple[str, str] | None = None
        self._empty_looks = LIFTED_AFTER
        self._enrolment: Enrolment | None = None
        self._leaving: dict[int, None] = {}  # slots to be emptied, in order and each once
        self._aside: set[int] = set()  # slots that could not be emptied; tried again when the sensor is opened next
        self._lock = Lock()  # guards the three above: requests come from the core's loop
        self._deleted_last = False  # whether the round before was a deletion
        self._miscounted = False  # whether the core was told of another number of fingers than there are now

    def enrol(self, employee: EmployeeId, taken: frozenset[int]) -> None:
        """Begin an enrolment at the next look; `taken` are slots that belong to somebody. Any thread."""
        with self._lock:
            self._enrolment = Enrolment(
                self._sensor,
                self.post,
                self._pairing,
                employee,
                taken,
                self._spare,
                glass_clear=self._empty_looks >= LIFTED_AFTER,
            )

    def end_enrolment(self) -> None:
        """Give up the enrolment, if one is under way. Any thread."""
        with self._lock:
            self._enrolment = None

    def forget(self, slot: int) -> None:
        """Delete a template when the sensor is free; asking again while it waits changes nothing. Any thread."""
        with self._lock:
            if slot not in self._aside:
                self._leaving[slot] = None

    def work(self) -> None:
        """Open the sensor, or do one thing with it. Between two deletions is a look: people need not wait for many."""
        try:
            if not self._open:
                self._prepare()
            elif (enrolment := self._current_enrolment()) is not None:
                self._advance(enrolment)
            elif not self._deleted_last and (slot := self._next_leaving()) is not None:
                self._forget(slot)
            else:
                self._look()
        except SensorError as err:
            self._lost(err)

    def close(self) -> None:
        """Release the port."""
        self._sensor.close()

    def _prepare(self) -> None:
        self._facts = facts = self._pairing.open(self._sensor)
        if facts.security_level != self._habits.security_level:
            self._sensor.set_security_level(self._habits.security_level)
        self._sensor.ring(RingEffect.BREATHING, RingColour.BLUE)
        self._open = True
        self._announced = False
        self._empty_looks = 0  # whatever lies on the glass now must be lifted first
        with self._lock:
            self._leaving.update(dict.fromkeys(sorted(self._pairing.ownerless | self._aside)))
            self._aside.clear()

    def _look(self) -> None:
        self._deleted_last = False
        if self._sensor.finger_touching() is False or not self._captured():
            self._empty_looks += 1
            due = self._miscounted and self._next_leaving() is None if self._announced else True
            if due and self._empty_looks >= LIFTED_AFTER:
                self._tell_ready()
            self.stopping.wait(self._habits.poll_s)
        elif self._empty_looks < LIFTED_AFTER:
            self._empty_looks = 0  # the finger has not left the glass since it was read
            if not self._announced:
                self._tell_failed(causes.SENSOR_COVERED, "something lies on the glass")
            self.stopping.wait(self._habits.poll_s)
        else:
            stamp = self._stamp()
            self.post(FingerDown())
            self.post(self._identified(stamp))
            self._empty_looks = 0

    def _captured(self) -> bool:
        try:
            return self._sensor.capture()
        except ImageUnusable:
            return True  # a finger is there; `_identified` takes another image and says what is wrong with it

    def _identified(self, stamp: Stamp) -> Event:
        """Identify the finger on the glass, looking again where the first image is of no use."""
        refusal: Event = FingerRefused(causes.FINGER_UNKNOWN)
        for attempt in range(ATTEMPTS):
            try:
                if attempt and not self._sensor.capture():
                    return refusal
                self._sensor.convert(CharBuffer.ONE)
                found = self._sensor.identify()
            except ImageUnusable as err:
                refusal = FingerRefused(_IMAGE_CAUSES[err.reason])
                continue
            if found is not None:
                return _matched(found, stamp)
            refusal = FingerRefused(causes.FINGER_UNKNOWN)
        return refusal

    def _advance(self, enrolment: Enrolment) -> None:
        if not self._announced:  # it was asked for before the core had heard that the sensor failed
            self._end(enrolment)
            self.post(EnrolmentFailed(causes.ENROL_SENSOR))
            return
        if not enrolment.advance():
            self.stopping.wait(self._habits.poll_s)
            return
        self._end(enrolment)
        self._empty_looks = 0
        self._tell_ready()

    def _end(self, enrolment: Enrolment) -> None:
        """Clear this enrolment only: the core may have begun another since."""
        with self._lock:
            if self._enrolment is enrolment:
                self._enrolment = None

    def _forget(self, slot: int) -> None:
        """Empty a slot. One that the sensor cannot empty is put aside: it must not keep people from clocking."""
        self._deleted_last = True
        self._pairing.unlearn(slot)  # first: the answer may get lost after the template went
        try:
            self._sensor.delete(slot)
        except (FlashFailed, SlotInvalid, CommandRefused) as err:
            _log.warning(
                "slot %d was not emptied (%s): tried again at the sensor's next opening", slot, type(err).__name__
            )
            with self._lock:
                self._leaving.pop(slot, None)
                self._aside.add(slot)
            return
        with self._lock:
            self._leaving.pop(slot, None)
        self._miscounted = True
        self.post(FingerForgotten(slot))

    def _spare(self, slot: int) -> None:
        """Do not empty a slot that holds a new template: what was to be deleted there is gone."""
        with self._lock:
            self._leaving.pop(slot, None)
            self._aside.discard(slot)

    def _tell_ready(self) -> None:
        if self._facts is not None:
            self.post(SensorReady(self._facts.capacity, self._sensor.count()))
            self._announced, self._failure, self._miscounted = True, None, False

    def _lost(self, err: SensorError) -> None:
        """Say once what is wrong, release the port, and rest before the next try."""
        cause, detail = cause_of(err), f"{type(err).__name__}: {err}"
        self._open = False
        self._sensor.close()
        if (enrolment := self._current_enrolment()) is not None:
            self._end(enrolment)
            self.post(EnrolmentFailed(causes.ENROL_SENSOR))
        self._tell_failed(cause, detail)
        self.stopping.wait(REOPEN_S)

    def _tell_failed(self, cause: Cause, detail: str) -> None:
        if self._failure != (cause.code, detail):
            _log.warning("%s %s (%s)", cause.code, cause.title, detail)
            self._failure = (cause.code, detail)
            self.post(SensorFailed(cause, detail))

    def _current_enrolment(self) -> Enrolment | None:
        with self._lock:
            return self._enrolment

    def _next_leaving(self) -> int | None:
        with self._lock:
            return next(iter(self._leaving), None)


def _matched(found: Match, stamp: Stamp) -> FingerMatched:
    return FingerMatched(found.slot, found.score, uuid7(stamp.utc_us), stamp)
