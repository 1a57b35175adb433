"""The record of a clocking: one JSON text, chained to the one before by its SHA-256, signed as it stands.

The text is what is stored, signed, hashed and sent, byte for byte; nobody encodes it twice.
"""

import hashlib
from uuid import UUID

import msgspec

from terminal.model import Draft, Kind, Method, Stamp

FIRST_PREVIOUS = "0" * 64


class RecordStamp(msgspec.Struct, frozen=True):
    """The stamp as it is written."""

    utc_us: int
    offset_s: int
    zone: str
    monotonic_us: int
    boot_id: str
    quality: str
    error_ms: int | None


class Record(msgspec.Struct, frozen=True):
    """The fields in the order in which they are written."""

    v: int
    terminal: str
    number: int
    uuid: str
    employee: str
    kind: Kind
    method: Method
    score: int | None
    voids: str | None
    stamp: RecordStamp
    previous: str  # hex SHA-256 of the previous record's text; 64 zeros for the first


class _Named(msgspec.Struct, frozen=True):
    """As much of a record as names it."""

    uuid: UUID


_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(Record)
_NAMER = msgspec.json.Decoder(_Named)


def write(terminal: str, number: int, draft: Draft, previous: str) -> bytes:
    """Write the record of a numbered clocking as UTF-8 JSON."""
    stamp = draft.stamp
    return _ENCODER.encode(
        Record(
            v=1,
            terminal=terminal,
            number=number,
            uuid=str(draft.uuid),
            employee=draft.employee,
            kind=draft.kind,
            method=draft.method,
            score=draft.score,
            voids=str(draft.voids) if draft.voids else None,
            stamp=_written(stamp),
            previous=previous,
        )
    )


def read(text: bytes) -> Record:
    """Read a record's text. Raises msgspec.DecodeError, also for a text of another shape."""
    return _DECODER.decode(text)


def uuid_of(text: bytes) -> UUID:
    """Return a record's UUID without reading the rest. Raises msgspec.DecodeError."""
    return _NAMER.decode(text).uuid


def digest(text: bytes) -> str:
    """Return the hex SHA-256 that the next record carries."""
    return hashlib.sha256(text).hexdigest()


def _written(stamp: Stamp) -> RecordStamp:
    return RecordStamp(
        stamp.utc_us,
        stamp.offset_s,
        stamp.zone,
        stamp.monotonic_us,
        stamp.boot_id,
        stamp.quality.value,
        stamp.error_ms,
    )
