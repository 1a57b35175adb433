"""All that the core knows at one moment, as one immutable value."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from terminal import causes
from terminal.clocking.rules import Bounds, Last
from terminal.messages import Cause, CloudState, Face, LinkKind, Waiting
from terminal.model import ClockQuality, Employee, EmployeeId, Key, Refusal, Stored


@dataclass(frozen=True, slots=True)
class Policy:
    """The settings that the state machine follows. Times in seconds."""

    bounds: Bounds
    min_score: int
    key_s: float
    accepted_s: float
    refused_s: float
    enrolment_s: float


@dataclass(frozen=True, slots=True)
class Chosen:
    """A key that was pressed, and when that lapses."""

    key: Key
    until_at: float


@dataclass(frozen=True, slots=True)
class Shown:
    """The clocking on the result page, and what it replaced as its employee's last one."""

    stored: Stored
    before: Last | None


@dataclass(frozen=True, slots=True)
class State:
    """The core's state. Only `machine.step` makes a new one."""

    policy: Policy
    people: Mapping[EmployeeId, Employee] = field(default_factory=dict)
    residents: Mapping[int, EmployeeId] = field(default_factory=dict)  # whose finger a slot of the sensor holds
    leaving: frozenset[int] = frozenset()  # slots whose template must be deleted, because the cloud removed the person
    last: Mapping[EmployeeId, Last] = field(default_factory=dict)
    face: Face = Waiting(out_of_order=causes.SENSOR_STARTING)
    chosen: Chosen | None = None
    shown: Shown | None = None
    sensor: Cause | None = causes.SENSOR_STARTING  # why no finger can be read; None when one can
    sensor_detail: str = ""
    disk: Cause | None = None  # why the last clocking could not be stored
    storage_note: Cause | None = None  # what the start found out about the store
    light: Cause | None = None
    light_detail: str = ""
    cloud: CloudState = CloudState.UNKNOWN
    cloud_cause: Cause | None = None
    cloud_detail: str = ""
    undelivered: int = 0
    rejected_count: int = 0
    rejected: tuple[Refusal, ...] = ()  # the newest few
    link: LinkKind = LinkKind.NONE
    quality: ClockQuality = ClockQuality.UNSET
    error_ms: int | None = None
