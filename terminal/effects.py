"""Commands of the state machine to the core's loop, which carries them out."""

from dataclasses import dataclass
from enum import Enum

from terminal.events import ClockingsAnswered, EmployeesFetched, FingerEnrolled
from terminal.model import Draft, EmployeeId


class Light(Enum):
    """What the status light says."""

    READY = "a finger can be read"
    READING = "a finger is being read"
    ACCEPTED = "a clocking is durable"
    REFUSED = "nothing was accepted"
    OUT_OF_ORDER = "no finger can be read"


@dataclass(frozen=True, slots=True)
class StoreClocking:
    """Commit a clocking; answered with ClockingStored or ClockingNotStored before anything else happens."""

    draft: Draft


@dataclass(frozen=True, slots=True)
class KeepOutcomes:
    """Commit the cloud's answers; answered with OutcomesKept."""

    answered: ClockingsAnswered


@dataclass(frozen=True, slots=True)
class KeepEmployees:
    """Commit what the cloud said of employees, with its cursor; answered with EmployeesKept."""

    fetched: EmployeesFetched


@dataclass(frozen=True, slots=True)
class KeepResident:
    """Commit whose finger a slot holds; answered with ResidentKept or ResidentNotKept."""

    enrolled: FingerEnrolled


@dataclass(frozen=True, slots=True)
class DropResident:
    """Commit that a slot holds nobody's finger, with the time of the purge."""

    slot: int


@dataclass(frozen=True, slots=True)
class ResumeNumbers:
    """Number later clockings after one that only the cloud still holds."""

    after: int


@dataclass(frozen=True, slots=True)
class BeginEnrolment:
    """Let sensing enrol a finger."""

    employee: EmployeeId
    taken: frozenset[int]  # slots that belong to somebody


@dataclass(frozen=True, slots=True)
class EndEnrolment:
    """Let sensing give up an enrolment."""


@dataclass(frozen=True, slots=True)
class ForgetFinger:
    """Let sensing delete a template."""

    slot: int


@dataclass(frozen=True, slots=True)
class ShowLight:
    """Change the status light."""

    light: Light


@dataclass(frozen=True, slots=True)
class AskAgain:
    """Let syncing ask again for what the disk could not keep: the employees since the last cursor that was kept."""


@dataclass(frozen=True, slots=True)
class WakeSyncing:
    """Tell syncing that something waits."""


Effect = (
    StoreClocking
    | KeepOutcomes
    | KeepEmployees
    | KeepResident
    | DropResident
    | ResumeNumbers
    | BeginEnrolment
    | EndEnrolment
    | ForgetFinger
    | ShowLight
    | AskAgain
    | WakeSyncing
)
