"""Checking a run of records: numbers without a gap, each carrying the hash of the one before."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import msgspec

from terminal.clocking import record


@dataclass(frozen=True, slots=True)
class Break:
    """The first place where the records do not prove each other."""

    number: int
    reason: str


def verify(
    rows: Iterable[tuple[int, bytes, bytes]],
    signed: Callable[[bytes, bytes], bool],
    *,
    previous: tuple[int, str] = (0, record.FIRST_PREVIOUS),
) -> Break | None:
    """Check (number, text, signature) rows in order, after `previous` (number, hash). None means proven."""
    number, expected = previous
    for row_number, text, signature in rows:
        if row_number != number + 1:
            return Break(number + 1, "missing")
        try:
            written = record.read(text)
        except msgspec.DecodeError:
            return Break(row_number, "unreadable")
        if written.number != row_number:
            return Break(row_number, "carries another number")
        if written.previous != expected:
            return Break(row_number, "does not follow the one before")
        if not signed(text, signature):
            return Break(row_number, "signature is wrong")
        number, expected = row_number, record.digest(text)
    return None
