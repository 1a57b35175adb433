"""The employees whom the cloud named, and whose finger each slot of the sensor holds."""

from collections.abc import Iterable

from sqlite_utils import Database

from terminal.model import Employee, EmployeeId
from terminal.store.connecting import translated

_CURSOR = "employees-cursor"


class People:
    """The writer's view. All calls come from the core's loop; each change is durable when it returns."""

    def __init__(self, db: Database) -> None:
        """Use the open database."""
        self._db = db

    def employees(self) -> dict[EmployeeId, Employee]:
        """Return everybody who may clock here."""
        return {i: Employee(i, name) for i, name in self._db.execute("SELECT id, name FROM employee")}

    def cursor(self) -> str | None:
        """Return where the cloud's list goes on; None to start over."""
        row = self._db.execute("SELECT value FROM note WHERE key = ?", (_CURSOR,)).fetchone()
        return row[0] if row else None

    def keep(
        self,
        upserts: Iterable[Employee],
        deleted: Iterable[EmployeeId],
        cursor: str,
        *,
        whole: bool,
    ) -> None:
        """Commit a page of the cloud's list together with its cursor; mark the fingers of those removed."""
        gone = [(employee,) for employee in deleted]
        with translated(), self._db.atomic():
            if whole:
                self._db.execute("DELETE FROM employee")
            self._db.conn.executemany("DELETE FROM employee WHERE id = ?", gone)
            self._db.conn.executemany("UPDATE resident SET leaving = 1 WHERE employee = ?", gone)
            self._db.conn.executemany(
                "INSERT OR REPLACE INTO employee VALUES (?, ?)", [(e.id, e.name) for e in upserts]
            )
            self._db.execute("INSERT OR REPLACE INTO note VALUES (?, ?)", (_CURSOR, cursor))

    def residents(self) -> dict[int, EmployeeId]:
        """Return whose finger each slot holds."""
        return dict(self._db.execute("SELECT slot, employee FROM resident").fetchall())

    def leaving(self) -> frozenset[int]:
        """Return the slots whose template must still be deleted."""
        return frozenset(slot for (slot,) in self._db.execute("SELECT slot FROM resident WHERE leaving = 1"))

    def template_hashes(self) -> dict[int, bytes]:
        """Return the SHA-256 of each template that must be on the sensor; one to be deleted may be gone already."""
        return dict(self._db.execute("SELECT slot, template_hash FROM resident WHERE leaving = 0").fetchall())

    def settle(self, slot: int, employee: EmployeeId, template_hash: bytes) -> None:
        """Commit whose finger a slot holds."""
        with translated():
            self._db.execute(
                "INSERT OR REPLACE INTO resident (slot, employee, template_hash) VALUES (?, ?, ?)",
                (slot, employee, template_hash),
            )

    def purge(self, slot: int, utc_us: int) -> None:
        """Commit that a slot's template is gone, and when: the receipt of the purge."""
        with translated(), self._db.atomic():
            self._db.execute(
                "INSERT INTO purge (slot, employee, utc_us) SELECT slot, employee, ? FROM resident WHERE slot = ?",
                (utc_us, slot),
            )
            self._db.execute("DELETE FROM resident WHERE slot = ?", (slot,))
