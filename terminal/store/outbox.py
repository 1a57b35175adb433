"""Reading what waits for the cloud, beside the core's loop, on a connection of one's own."""

from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database

from terminal.store.connecting import connect_reading, translated


@dataclass(frozen=True, slots=True)
class Waiting:
    """A clocking that the cloud has not answered: its text and signature as stored."""

    number: int
    record: bytes
    signature: bytes


class OutboxReader:
    """Reads the outbox. All calls come from one thread; each sees what was committed before it."""

    def __init__(self, path: Path) -> None:
        """Open the file at the first read."""
        self._path = path
        self._db: Database | None = None

    def waiting(self, after: int, limit: int) -> list[Waiting]:
        """Return the next waiting clockings with a number above `after`, oldest first. Raises StoreError."""
        with translated():
            rows = (
                self._reading()
                .execute(
                    "SELECT number, record, signature FROM outbox JOIN clocking USING (number) "
                    "WHERE number > ? ORDER BY number LIMIT ?",
                    (after, limit),
                )
                .fetchall()
            )
        return [Waiting(*row) for row in rows]

    def still_waiting(self, lowest: int, highest: int) -> set[int]:
        """Return the numbers in a range that wait. Raises StoreError."""
        with translated():
            rows = self._reading().execute("SELECT number FROM outbox WHERE number BETWEEN ? AND ?", (lowest, highest))
            return {number for (number,) in rows}

    def close(self) -> None:
        """Release the file. Idempotent."""
        if self._db is not None:
            self._db.close()
            self._db = None

    def _reading(self) -> Database:
        if self._db is None:
            self._db = connect_reading(self._path)
        return self._db
