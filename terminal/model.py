"""The terms of the time clock: what a clocking, a stamp and an employee are. Pure values."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

EmployeeId = str


class Kind(StrEnum):
    """What a clocking says. VOID takes back an earlier one ("not me"); nothing is ever deleted."""

    IN = "in"
    OUT = "out"
    BREAK_START = "break_start"
    BREAK_END = "break_end"
    VOID = "void"


class Key(StrEnum):
    """What an employee may choose before identifying."""

    IN = "in"
    OUT = "out"
    BREAK = "break"


class Method(StrEnum):
    """How the employee was identified."""

    FINGER = "finger"


class ClockQuality(StrEnum):
    """How far the wall clock can be trusted."""

    SYNCHRONISED = "synchronised"
    HOLDOVER = "holdover"
    UNSET = "unset"


@dataclass(frozen=True, slots=True)
class Stamp:
    """A moment as the terminal saw it, with all that is needed to correct it later.

    `utc_us` counts microseconds since 1970, `monotonic_us` since boot; `offset_s` is local minus UTC.
    `error_ms` bounds the error of `utc_us`; None where nothing is known.
    """

    utc_us: int
    offset_s: int
    zone: str
    monotonic_us: int
    boot_id: str
    quality: ClockQuality
    error_ms: int | None


@dataclass(frozen=True, slots=True)
class Employee:
    """Somebody whom the cloud lets clock here."""

    id: EmployeeId
    name: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A clocking that the rules accepted and the store has not yet numbered."""

    uuid: UUID
    employee: EmployeeId
    kind: Kind
    method: Method
    score: int | None
    stamp: Stamp
    voids: UUID | None = None  # the clocking that a VOID takes back


@dataclass(frozen=True, slots=True)
class Stored:
    """A clocking that is durable on this terminal, with its gapless number."""

    number: int
    draft: Draft


@dataclass(frozen=True, slots=True)
class Receipt:
    """The cloud's acknowledgement of one clocking."""

    uuid: UUID
    number: str


@dataclass(frozen=True, slots=True)
class Rejection:
    """The cloud's permanent refusal of one clocking: kept here, shown to support, never sent again."""

    uuid: UUID
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """A clocking that the cloud refused for good, as support reads it."""

    number: int
    employee: EmployeeId
    kind: Kind
    stamp: Stamp
    code: str
    reason: str
