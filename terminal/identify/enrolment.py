"""Enrolling one finger: two scans with a lift between them, one template, one slot."""

import hashlib
from collections.abc import Callable
from enum import Enum, auto

from drivers.fingerprint.api import (
    CharBuffer,
    FingerprintSensor,
    FingersDiffer,
    FlashFailed,
    ImageUnusable,
    LibraryFull,
    SensorError,
    SensorLost,
)
from terminal import causes
from terminal.events import EnrolmentAdvanced, EnrolmentFailed, FingerEnrolled
from terminal.identify.pairing import Pairing
from terminal.messages import Cause, EnrolmentStep
from terminal.model import EmployeeId
from terminal.workers import Post

_ENDINGS: tuple[tuple[type[SensorError], Cause], ...] = (
    (FingersDiffer, causes.ENROL_FINGERS_DIFFER),
    (LibraryFull, causes.ENROL_LIBRARY_FULL),
    (FlashFailed, causes.ENROL_FLASH),
)
MAX_UNUSABLE = 5


class _Stage(Enum):
    CLEAR = auto()  # a finger may still lie there from before
    CLEARING = auto()  # it does, and was asked to lift
    FIRST = auto()
    LIFT = auto()
    SECOND = auto()


class Enrolment:
    """One enrolment. `advance` takes at most a few seconds; all calls come from the sensing thread."""

    def __init__(
        self,
        sensor: FingerprintSensor,
        post: Post,
        pairing: Pairing,
        employee: EmployeeId,
        taken: frozenset[int],
        spare: Callable[[int], None],
        *,
        glass_clear: bool,
    ) -> None:
        """Prepare; `taken` are slots that belong to somebody, `glass_clear` says that no finger lies there now.

        `spare` is told the slot of the new template before anybody else: it must not be deleted for an old one.
        """
        self._sensor = sensor
        self._post = post
        self._pairing = pairing
        self._employee = employee
        self._taken = taken
        self._spare = spare
        self._stage = _Stage.FIRST if glass_clear else _Stage.CLEAR
        self._unusable = 0

    def advance(self) -> bool:
        """Look at the glass once and do what is due; True when the enrolment is over. Raises SensorLost."""
        try:
            return self._advanced()
        except ImageUnusable:
            self._unusable += 1
            return self._unusable >= MAX_UNUSABLE and self._failed(causes.ENROL_UNREADABLE)
        except SensorLost:
            raise
        except SensorError as err:
            cause = next((cause for kind, cause in _ENDINGS if isinstance(err, kind)), causes.ENROL_SENSOR)
            return self._failed(cause)

    def _advanced(self) -> bool:
        finger = self._sensor.capture()
        match self._stage:
            case _Stage.CLEAR if finger:
                self._turn(_Stage.CLEARING, EnrolmentStep.LIFT)
            case _Stage.CLEAR | _Stage.CLEARING if not finger:
                self._turn(_Stage.FIRST, EnrolmentStep.PLACE)
            case _Stage.FIRST if finger:
                self._sensor.convert(CharBuffer.ONE)
                if self._belongs_to_somebody():
                    return self._failed(causes.ENROL_TAKEN)
                self._turn(_Stage.LIFT, EnrolmentStep.LIFT)
            case _Stage.LIFT if not finger:
                self._turn(_Stage.SECOND, EnrolmentStep.PLACE_AGAIN)
            case _Stage.SECOND if finger:
                self._sensor.convert(CharBuffer.TWO)
                self._post(EnrolmentAdvanced(EnrolmentStep.STORING))
                return self._stored()
            case _:
                pass
        return False

    def _turn(self, stage: _Stage, step: EnrolmentStep) -> None:
        self._stage = stage
        self._post(EnrolmentAdvanced(step))

    def _stored(self) -> bool:
        self._sensor.compare()
        self._sensor.create()
        slot = self._sensor.free_slot()
        self._sensor.store(slot)
        digest = hashlib.sha256(self._sensor.template_up(slot)).digest()
        self._pairing.learn(slot, digest)
        self._spare(slot)
        self._post(FingerEnrolled(self._employee, slot, digest))
        return True

    def _belongs_to_somebody(self) -> bool:
        """A template without an owner was left by an enrolment that a power cut ended: delete it and go on."""
        found = self._sensor.identify()
        if found is not None and found.slot not in self._taken:
            self._sensor.delete(found.slot)
            return False
        return found is not None

    def _failed(self, cause: Cause) -> bool:
        self._post(EnrolmentFailed(cause))
        return True
