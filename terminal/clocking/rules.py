"""Which clocking a finger means: direction, breaks and duplicates."""

from dataclasses import dataclass
from enum import Enum, auto

from terminal.model import Key, Kind, Stamp


class Ruling(Enum):
    """Why a finger records nothing."""

    DUPLICATE = auto()  # the same person was here a moment ago and chose nothing else
    NOTHING_TO_PAUSE = auto()  # a break was chosen without being clocked in


@dataclass(frozen=True, slots=True)
class Last:
    """An employee's newest clocking that still counts."""

    kind: Kind
    stamp: Stamp


@dataclass(frozen=True, slots=True)
class Bounds:
    """The times that the rules depend on."""

    duplicate_s: float
    shift_max_s: float


def elapsed_s(earlier: Stamp, later: Stamp) -> float:
    """Seconds between two stamps; by monotonic time within one boot, so that a set clock does not change it."""
    if earlier.boot_id == later.boot_id:
        return (later.monotonic_us - earlier.monotonic_us) / 1e6
    return (later.utc_us - earlier.utc_us) / 1e6


def decide(key: Key | None, last: Last | None, stamp: Stamp, bounds: Bounds) -> Kind | Ruling:
    """Choose what a finger at `stamp` records.

    Without a key the direction alternates; a shift older than `shift_max_s` counts as ended, because somebody who
    forgot to clock out yesterday comes in today.
    """
    since_s = elapsed_s(last.stamp, stamp) if last else None
    kind = _wanted(key, _standing(last, since_s, bounds))
    if isinstance(kind, Ruling) or last is None or since_s is None:
        return kind
    recent = 0 <= since_s < bounds.duplicate_s
    if recent and (key is None or kind is last.kind):
        return Ruling.DUPLICATE
    return kind


def _standing(last: Last | None, since_s: float | None, bounds: Bounds) -> Kind:
    """Tell where somebody stands: OUT, IN or BREAK_START."""
    if last is None or since_s is None or since_s > bounds.shift_max_s:
        return Kind.OUT
    return Kind.IN if last.kind is Kind.BREAK_END else last.kind


def _wanted(key: Key | None, standing: Kind) -> Kind | Ruling:
    """Combine what was chosen with where somebody stands."""
    if key is Key.IN:
        return Kind.BREAK_END if standing is Kind.BREAK_START else Kind.IN
    if key is Key.OUT:
        return Kind.OUT
    if standing is Kind.BREAK_START:
        return Kind.BREAK_END
    if key is Key.BREAK:
        return Kind.BREAK_START if standing is Kind.IN else Ruling.NOTHING_TO_PAUSE
    return Kind.OUT if standing is Kind.IN else Kind.IN
