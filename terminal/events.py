"""Facts that workers, screen and store report to the core. Each is past and cannot be refused."""

from dataclasses import dataclass
from uuid import UUID

from terminal.messages import Cause, EnrolmentStep, LinkKind
from terminal.model import ClockQuality, Draft, Employee, EmployeeId, Key, Receipt, Refusal, Rejection, Stamp, Stored


@dataclass(frozen=True, slots=True)
class SensorReady:
    """The sensor answers, belongs to this terminal and can read fingers."""

    capacity: int
    in_use: int


@dataclass(frozen=True, slots=True)
class SensorFailed:
    """The sensor cannot be used; sensing tries again by itself."""

    cause: Cause
    detail: str


@dataclass(frozen=True, slots=True)
class FingerDown:
    """A finger was put on the glass."""


@dataclass(frozen=True, slots=True)
class FingerMatched:
    """A finger is one of the library. `uuid` and `stamp` belong to the moment of capture."""

    slot: int
    score: int
    uuid: UUID
    stamp: Stamp


@dataclass(frozen=True, slots=True)
class FingerRefused:
    """A finger was not recognised or not readable."""

    cause: Cause


@dataclass(frozen=True, slots=True)
class EnrolmentAdvanced:
    """An enrolment waits for the next act of the person."""

    step: EnrolmentStep


@dataclass(frozen=True, slots=True)
class FingerEnrolled:
    """A new template is durable in a slot of the sensor."""

    employee: EmployeeId
    slot: int
    template_hash: bytes


@dataclass(frozen=True, slots=True)
class ResidentKept:
    """Whose finger the new template is, is committed and synced to disk."""

    enrolled: FingerEnrolled


@dataclass(frozen=True, slots=True)
class ResidentNotKept:
    """The disk refused to keep whose finger the new template is."""

    enrolled: FingerEnrolled
    cause: Cause


@dataclass(frozen=True, slots=True)
class EnrolmentFailed:
    """An enrolment ended without a template."""

    cause: Cause


@dataclass(frozen=True, slots=True)
class FingerForgotten:
    """A template was deleted from the sensor."""

    slot: int


@dataclass(frozen=True, slots=True)
class KeyChosen:
    """Somebody pressed a key; None takes the choice back."""

    key: Key | None


@dataclass(frozen=True, slots=True)
class Dismissed:
    """Somebody left the result page or the enrolment."""


@dataclass(frozen=True, slots=True)
class ClockingDisowned:
    """Somebody pressed "Not me" on the page of a clocking. `uuid` and `stamp` are for the record of it."""

    clocking: UUID
    uuid: UUID
    stamp: Stamp


@dataclass(frozen=True, slots=True)
class EnrolmentRequested:
    """Somebody asked to enrol a finger."""

    employee: EmployeeId


@dataclass(frozen=True, slots=True)
class ClockingStored:
    """A clocking is committed and synced to disk."""

    stored: Stored


@dataclass(frozen=True, slots=True)
class ClockingNotStored:
    """The disk refused a clocking; it is not recorded."""

    draft: Draft
    cause: Cause


@dataclass(frozen=True, slots=True)
class OutcomesKept:
    """The cloud's answers are durable here. `kept` counts the clockings that wait no more."""

    receipts: tuple[Receipt, ...]
    rejections: tuple[Rejection, ...]
    at: Stamp
    kept: int
    rejected: tuple[Refusal, ...]  # the newest few
    rejected_count: int


@dataclass(frozen=True, slots=True)
class ClockingsAnswered:
    """The cloud acknowledged or rejected clockings. `numbers` gives each one's number here."""

    receipts: tuple[Receipt, ...]
    rejections: tuple[Rejection, ...]
    numbers: dict[UUID, int]
    at: Stamp


@dataclass(frozen=True, slots=True)
class EmployeesFetched:
    """The cloud named employees. With `whole` the list replaces all that is known."""

    upserts: tuple[Employee, ...]
    deleted: tuple[EmployeeId, ...]
    cursor: str
    whole: bool = False


@dataclass(frozen=True, slots=True)
class EmployeesKept:
    """What the cloud named is durable here."""

    fetched: EmployeesFetched


@dataclass(frozen=True, slots=True)
class DiskRefused:
    """The disk refused something that will come again."""

    cause: Cause


@dataclass(frozen=True, slots=True)
class LightFailed:
    """The status light cannot be driven any more."""

    detail: str


@dataclass(frozen=True, slots=True)
class CloudReached:
    """The cloud answered as it should."""


@dataclass(frozen=True, slots=True)
class CloudGreeted:
    """The cloud knows this terminal, and holds its clockings up to `last_number`."""

    last_number: int


@dataclass(frozen=True, slots=True)
class CloudUnreached:
    """The cloud did not answer as it should; syncing tries again by itself."""

    cause: Cause
    detail: str


@dataclass(frozen=True, slots=True)
class LinkChanged:
    """The default route runs over another kind of link."""

    link: LinkKind


@dataclass(frozen=True, slots=True)
class ClockQualityChanged:
    """The wall clock became more or less trustworthy."""

    quality: ClockQuality
    error_ms: int | None


@dataclass(frozen=True, slots=True)
class DeadlineReached:
    """The moment that `machine.deadline` named has come."""


Event = (
    SensorReady
    | SensorFailed
    | FingerDown
    | FingerMatched
    | FingerRefused
    | EnrolmentAdvanced
    | FingerEnrolled
    | ResidentKept
    | ResidentNotKept
    | EnrolmentFailed
    | FingerForgotten
    | KeyChosen
    | Dismissed
    | ClockingDisowned
    | EnrolmentRequested
    | ClockingStored
    | ClockingNotStored
    | OutcomesKept
    | ClockingsAnswered
    | EmployeesFetched
    | EmployeesKept
    | DiskRefused
    | LightFailed
    | CloudReached
    | CloudGreeted
    | CloudUnreached
    | LinkChanged
    | ClockQualityChanged
    | DeadlineReached
)
