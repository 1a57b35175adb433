"""Values for tests of the core."""

from dataclasses import replace
from uuid import UUID

from terminal.clocking.rules import Bounds
from terminal.events import FingerMatched, SensorReady
from terminal.machine import step
from terminal.model import ClockQuality, Draft, Employee, Kind, Method, Stamp
from terminal.state import Policy, State

POLICY = Policy(
    bounds=Bounds(duplicate_s=60, shift_max_s=16 * 3600),
    min_score=50,
    key_s=10,
    accepted_s=4,
    refused_s=5,
    enrolment_s=30,
)
ALEX = Employee("e-1", "Alex Example")
SAM = Employee("e-2", "Sam Sample")


def stamp(seconds: float = 1_000.0, boot_id: str = "boot-1", utc_shift_s: float = 0.0) -> Stamp:
    """Return a stamp `seconds` after boot, on 20 November 2026."""
    return Stamp(
        utc_us=1_795_161_600_000_000 + int((seconds + utc_shift_s) * 1e6),
        offset_s=0,
        zone="Europe/London",
        monotonic_us=int(seconds * 1e6),
        boot_id=boot_id,
        quality=ClockQuality.SYNCHRONISED,
        error_ms=10,
    )


def uuid(number: int) -> UUID:
    """Return a UUIDv7 that tells its number."""
    return UUID(int=0x0192_0000_0000_7000_8000_0000_0000_0000 + number)


def matched(slot: int, number: int, seconds: float = 1_000.0, score: int = 120) -> FingerMatched:
    """Return a finger that the sensor found."""
    return FingerMatched(slot, score, uuid(number), stamp(seconds))


def draft(number: int, employee: str = "e-1", kind: Kind = Kind.IN, seconds: float | None = None) -> Draft:
    """Return a clocking without its number."""
    at = float(number) if seconds is None else seconds
    return Draft(uuid(number), employee, kind, Method.FINGER, 120, stamp(at))


def ready_state() -> State:
    """Return the state of a clock with two people, one finger each, and a working sensor."""
    state = State(policy=POLICY, people={e.id: e for e in (ALEX, SAM)}, residents={1: ALEX.id, 2: SAM.id})
    return step(replace(state), SensorReady(200, 2), 0.0)[0]
