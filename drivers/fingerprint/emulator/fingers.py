"""Fingers as numbers: what an impression gives, what its template looks like, and how well two of them match.

The scores are a model, not a measurement: 120 to 250 for the same finger, below every threshold for another. The
security level's thresholds are assumed; no manual gives them.
"""

import hashlib
from dataclasses import dataclass
from enum import StrEnum

_MAGIC = b"ZFE1"
_HEAD_BYTES = 17
THRESHOLDS = {1: 30, 2: 40, 3: 50, 4: 65, 5: 80}
_LENIENT_LEVEL = 2  # up to here a dry finger gives features, poor ones
MESSY, TOO_FEW_FEATURES = 0x06, 0x07


class Quality(StrEnum):
    """How a finger lies on the glass."""

    GOOD = "good"
    DRY = "dry"
    WET = "wet"
    PARTIAL = "partial"
    WRONG_SIDE = "wrong_side"


@dataclass(frozen=True, slots=True)
class Impression:
    """One finger, laid down once. `press` numbers the presses, so that no two are quite alike."""

    finger: int
    quality: Quality
    press: int


@dataclass(frozen=True, slots=True)
class Features:
    """What can be read back from the emulator's own templates."""

    finger: int
    turned: bool
    faint: bool


def extract(impression: Impression, level: int, size: int) -> bytes | int:
    """Return the features of an impression, as bytes, or the confirmation code that says why there are none."""
    match impression.quality:
        case Quality.WET:
            return MESSY
        case Quality.PARTIAL:
            return TOO_FEW_FEATURES
        case Quality.DRY if level > _LENIENT_LEVEL:
            return MESSY
        case quality:
            grain = hashlib.sha256(f"{impression.finger}/{impression.press}".encode()).digest()[:8]
            return template(impression.finger, quality, grain, size)


def template(finger: int, quality: Quality, grain: bytes, size: int) -> bytes:
    """Return a template of a finger; `grain` (8 bytes) tells one from the next."""
    flags = (quality is Quality.WRONG_SIDE) | (quality is Quality.DRY) << 1
    return fill(_MAGIC + finger.to_bytes(4, "big") + bytes([flags]) + grain, size)


def fill(head: bytes, size: int) -> bytes:
    """Return the whole template that begins with a head."""
    return head + hashlib.shake_256(head).digest(size - len(head))


def head_of(raw: bytes) -> bytes | None:
    """Return what a template of the emulator's own can be filled up from, None for any other."""
    head = raw[:_HEAD_BYTES]
    return head if head.startswith(_MAGIC) and fill(head, len(raw)) == raw else None


def features_of(raw: bytes) -> Features | None:
    """Return what a template says, None when it is not one of the emulator's own."""
    head = raw[:_HEAD_BYTES]
    if len(head) < _HEAD_BYTES or not head.startswith(_MAGIC):
        return None
    return Features(int.from_bytes(head[4:8], "big"), bool(head[8] & 1), bool(head[8] & 2))


def score(one: bytes, other: bytes) -> int:
    """Return how well two templates match."""
    if one == other:
        return 250
    a, b = features_of(one), features_of(other)
    if a is None or b is None:
        return 0
    if a.finger != b.finger:
        return _between(0, 12, one, other)
    if a.turned != b.turned:
        return _between(15, 45, one, other)
    if a.faint or b.faint:
        return _between(40, 75, one, other)
    return _between(120, 250, one, other)


def _between(low: int, high: int, one: bytes, other: bytes) -> int:
    """Return a number from `low` to `high` that the two templates determine."""
    seed = hashlib.sha256(one[:_HEAD_BYTES] + other[:_HEAD_BYTES]).digest()
    return low + int.from_bytes(seed[:4], "big") % (high - low + 1)
