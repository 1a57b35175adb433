"""Packs the next batch while the one before is on its way: reading, encoding and compressing cost as much as waiting.

All reading of the outbox happens in one thread of its own, because an SQLite connection belongs to its thread.
"""

import base64
import gzip
from collections.abc import Callable, Collection
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

import msgspec

from terminal.clocking import record
from terminal.store.errors import StoreDamaged
from terminal.store.outbox import OutboxReader, Waiting
from terminal.uplinks.cloud.wire import Batch, SignedClocking

Value = TypeVar("Value")

_FAST = 1  # zlib level: a batch shrinks to a fifth, and levels above cost more time than the wire saves
_PATIENCE_S = 20.0  # a read that takes longer is a dead disk


@dataclass(frozen=True, slots=True)
class Packed:
    """A batch as it goes over the wire: gzipped JSON, and the number of each clocking in it by its UUID."""

    body: bytes
    numbers: dict[UUID, int]
    last: int  # how far the outbox was read


class Packing:
    """Packs batches. Used by one thread; `begin` returns at once, `take` waits for what was begun."""

    def __init__(self, outbox: OutboxReader) -> None:
        """Read from this outbox; nobody else may."""
        self._outbox = outbox
        self._thread = ThreadPoolExecutor(1, "packing")
        self._next: Future[Packed | None] = Future()

    def begin(self, after: int, limit: int, skip: frozenset[int]) -> None:
        """Pack what waits after a number, without those in `skip`; replaces what was begun before."""
        self._next = self._thread.submit(self._pack, after, limit, skip)

    def take(self) -> Packed | None:
        """Return the batch that was begun; None when nothing waits. Raises StoreError, TimeoutError."""
        return self._next.result(_PATIENCE_S)

    def still_waiting(self, numbers: Collection[int]) -> set[int]:
        """Return those of the numbers that still wait in the outbox. Raises StoreError."""
        if not numbers:
            return set()
        waiting = self._ask(lambda: self._outbox.still_waiting(min(numbers), max(numbers)))
        return waiting.intersection(numbers)

    def close(self) -> None:
        """Release the outbox and end the thread."""
        self._ask(self._outbox.close)
        self._thread.shutdown()

    def _ask(self, question: Callable[[], Value]) -> Value:
        return self._thread.submit(question).result(_PATIENCE_S)

    def _pack(self, after: int, limit: int, skip: frozenset[int]) -> Packed | None:
        while rows := self._outbox.waiting(after, limit):
            after = rows[-1].number
            offered = [row for row in rows if row.number not in skip]
            if offered:
                return _packed(offered, after)
        return None


def _packed(offered: list[Waiting], last: int) -> Packed:
    try:
        numbers = {record.uuid_of(row.record): row.number for row in offered}
        clockings = [SignedClocking(row.record.decode(), base64.b64encode(row.signature).decode()) for row in offered]
    except (msgspec.DecodeError, UnicodeDecodeError) as err:
        message = "a stored record cannot be read"
        raise StoreDamaged(message) from err
    return Packed(gzip.compress(msgspec.json.encode(Batch(clockings)), compresslevel=_FAST, mtime=0), numbers, last)
