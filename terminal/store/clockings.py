"""The clockings: appended once, never changed, each with its answer from the cloud beside it."""

from collections.abc import Iterable, Iterator
from typing import Protocol
from uuid import UUID

import msgspec
from sqlite_utils import Database

from terminal.clocking import record
from terminal.clocking.rules import Last
from terminal.model import (
    ClockQuality,
    Draft,
    EmployeeId,
    Kind,
    Receipt,
    Refusal,
    Rejection,
    Stamp,
    Stored,
)
from terminal.store.connecting import translated
from terminal.store.errors import StoreDamaged

RESUMED = "resumed"  # the note with the highest number ever given


class Signer(Protocol):
    """Signs records with the device's key."""

    def sign(self, text: bytes) -> bytes:
        """Return the 64-byte Ed25519 signature."""


class Clockings:
    """The writer's view. All calls come from the core's loop."""

    def __init__(self, db: Database, terminal: str, signer: Signer) -> None:
        """Read where the sequence stands."""
        self._db = db
        self._terminal = terminal
        self._signer = signer
        self._number, self._previous = self._head()

    @property
    def last_number(self) -> int:
        """Return the highest number given so far."""
        return self._number

    def append(self, draft: Draft) -> Stored:
        """Number, chain, sign and commit a clocking. Durable when it returns. Raises DiskFull, DiskFailed."""
        number = self._number + 1
        text = record.write(self._terminal, number, draft, self._previous)
        row = (number, draft.employee, draft.kind.value, text, self._signer.sign(text))
        with translated(), self._db.atomic():
            self._db.execute("INSERT INTO clocking VALUES (?, ?, ?, ?, ?)", row)
            self._db.execute("INSERT INTO outbox VALUES (?)", (number,))
        self._number, self._previous = number, record.digest(text)
        return Stored(number, draft)

    def keep_outcomes(
        self,
        receipts: Iterable[Receipt],
        rejections: Iterable[Rejection],
        numbers: dict[UUID, int],
        at: Stamp,
    ) -> int:
        """Commit the cloud's answers; return how many clockings left the outbox. Repeats are harmless."""
        rows: list[tuple[int, int, str | None, str | None, str | None]]
        rows = [(numbers[r.uuid], at.utc_us, r.number, None, None) for r in receipts]
        rows += [(numbers[r.uuid], at.utc_us, None, r.code, r.reason) for r in rejections]
        if not rows:
            return 0
        # One statement for all: row by row, this thread and the one that delivers would fight for the interpreter.
        outcomes, settled = ", ".join(["(?, ?, ?, ?, ?)"] * len(rows)), ", ".join("?" * len(rows))
        insert = f"INSERT OR IGNORE INTO outcome VALUES {outcomes}"  # noqa: S608 - nothing but marks
        delete = f"DELETE FROM outbox WHERE number IN ({settled})"  # noqa: S608 - nothing but marks
        with translated(), self._db.atomic():
            self._db.execute(insert, [value for row in rows for value in row])
            return self._db.execute(delete, [row[0] for row in rows]).rowcount

    def resume_after(self, number: int) -> None:
        """Give later clockings higher numbers than `number`, which only the cloud still holds."""
        if number <= self._number:
            return
        with translated():
            self._db.execute("INSERT OR REPLACE INTO note VALUES (?, ?)", (RESUMED, str(number)))
        self._number, self._previous = self._head()

    def undelivered(self) -> int:
        """Count what the cloud has not answered. Reads the whole outbox: for the start, not for each clocking."""
        return int(self._db.execute("SELECT count(*) FROM outbox").fetchone()[0])

    def rejected(self, newest: int) -> tuple[int, tuple[Refusal, ...]]:
        """Return how many the cloud refused for good, and the newest of them."""
        with translated():
            count = int(self._db.execute("SELECT count(*) FROM outcome WHERE code IS NOT NULL").fetchone()[0])
            rows = self._db.execute(
                "SELECT c.record, o.code, o.reason FROM outcome o JOIN clocking c USING (number) "
                "WHERE o.code IS NOT NULL ORDER BY o.number DESC LIMIT ?",
                (newest,),
            ).fetchall()
        return count, tuple(_refusal(*row) for row in rows)

    def last_of(self, employees: Iterable[EmployeeId]) -> dict[EmployeeId, Last]:
        """Return each employee's newest clocking that was not taken back."""
        found = ((employee, self._last(employee)) for employee in employees)
        return {employee: last for employee, last in found if last}

    def everybody(self) -> list[EmployeeId]:
        """Return all who ever clocked here, listed now or not. Skips from one to the next in the index."""
        rows = self._db.execute(
            "WITH RECURSIVE who(id) AS (SELECT min(employee) FROM clocking UNION ALL "
            "SELECT (SELECT min(employee) FROM clocking WHERE employee > id) FROM who WHERE id IS NOT NULL) "
            "SELECT id FROM who WHERE id IS NOT NULL"
        )
        return [employee for (employee,) in rows]

    def tail(self, rows: int) -> list[tuple[int, bytes, bytes]]:
        """Return the newest rows as (number, record, signature), oldest first."""
        newest = self._db.execute(
            "SELECT number, record, signature FROM clocking ORDER BY number DESC LIMIT ?", (rows,)
        ).fetchall()
        return newest[::-1]

    def rows(self) -> Iterator[tuple[int, bytes, bytes]]:
        """Yield all rows as (number, record, signature), oldest first."""
        yield from self._db.execute("SELECT number, record, signature FROM clocking ORDER BY number")

    def _head(self) -> tuple[int, str]:
        row = self._db.execute("SELECT number, record FROM clocking ORDER BY number DESC LIMIT 1").fetchone()
        number, previous = (row[0], record.digest(row[1])) if row else (0, record.FIRST_PREVIOUS)
        resumed = self._db.execute("SELECT value FROM note WHERE key = ?", (RESUMED,)).fetchone()
        return max(number, int(resumed[0]) if resumed else 0), previous

    def _last(self, employee: EmployeeId) -> Last | None:
        voided: set[str] = set()
        rows = self._db.execute(
            "SELECT record FROM clocking WHERE employee = ? ORDER BY number DESC LIMIT 50", (employee,)
        )
        for (text,) in rows:
            written = _read(text)
            if written.kind is Kind.VOID:
                voided.add(written.voids or "")
            elif written.uuid not in voided:
                return Last(written.kind, _stamp(written))
        return None


def _read(text: bytes) -> record.Record:
    """Read a stored record; one that is spoiled is damage that SQLite does not see."""
    try:
        return record.read(text)
    except msgspec.DecodeError as err:
        message = "a stored record cannot be read"
        raise StoreDamaged(message) from err


def _refusal(text: bytes, code: str, reason: str) -> Refusal:
    written = _read(text)
    return Refusal(written.number, written.employee, written.kind, _stamp(written), code, reason)


def _stamp(written: record.Record) -> Stamp:
    stamp = written.stamp
    return Stamp(
        stamp.utc_us,
        stamp.offset_s,
        stamp.zone,
        stamp.monotonic_us,
        stamp.boot_id,
        ClockQuality(stamp.quality),
        stamp.error_ms,
    )
