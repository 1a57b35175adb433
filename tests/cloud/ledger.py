"""The cloud's own database: terminals, employees and clockings in SQLite.

A ledger belongs to one thread at a time. Every writing method is durable when it returns (WAL, synchronous=FULL).
"""

import json
import secrets
import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.cloud.wire import EmployeesPage, NamedEmployee

PAGE_ROWS = 1000

_SCHEMA = """
CREATE TABLE IF NOT EXISTS terminals (
    id TEXT PRIMARY KEY, public_key BLOB NOT NULL, version TEXT NOT NULL, site TEXT NOT NULL,
    first_seen_us INTEGER NOT NULL, last_contact_us INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS employees (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, deleted INTEGER NOT NULL, revision INTEGER NOT NULL UNIQUE
) STRICT;
CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
-- Numbers are not UNIQUE here: intake refuses a reused one, and the audit can then count what it finds, honestly.
CREATE TABLE IF NOT EXISTS clockings (
    id INTEGER PRIMARY KEY AUTOINCREMENT, terminal TEXT NOT NULL, number INTEGER NOT NULL, uuid TEXT NOT NULL UNIQUE,
    employee TEXT NOT NULL, hash TEXT NOT NULL, previous TEXT NOT NULL, text TEXT NOT NULL, signature BLOB NOT NULL,
    refused TEXT, received_us INTEGER NOT NULL, repeats INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX IF NOT EXISTS clockings_of_terminal ON clockings (terminal, number);
CREATE TABLE IF NOT EXISTS refusals (
    id INTEGER PRIMARY KEY, terminal TEXT NOT NULL, uuid TEXT NOT NULL, code TEXT NOT NULL, at_us INTEGER NOT NULL
) STRICT;
"""


class KeyChangedError(ValueError):
    """A known terminal came with another key."""


class CursorExpiredError(ValueError):
    """A cursor is not one of ours, or no longer."""


@dataclass(frozen=True, slots=True)
class Terminal:
    """A terminal that has introduced itself. Moments are microseconds since 1970, by the cloud's clock."""

    id: str
    public_key: bytes
    version: str
    site: str
    first_seen_us: int
    last_contact_us: int


@dataclass(frozen=True, slots=True)
class Row:
    """A clocking as held. `refused` names why payroll must not use it; `repeats` counts deliveries after the first."""

    id: int
    terminal: str
    number: int
    uuid: str
    employee: str
    hash: str
    previous: str
    text: str
    signature: bytes
    refused: str | None
    received_us: int
    repeats: int


def receipt(row_id: int) -> str:
    """Return the receipt that names a row for ever."""
    return f"R-{row_id:08d}"


def now_us() -> int:
    """Return the cloud's wall clock."""
    return time.time_ns() // 1000


class Ledger:
    """All that the cloud knows. Not safe for use by two threads at the same time."""

    def __init__(self, path: Path) -> None:
        self._base = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=10)
        self._base.execute("PRAGMA journal_mode=WAL")
        self._base.execute("PRAGMA synchronous=FULL")
        self._base.executescript(_SCHEMA)
        self._base.execute(
            "INSERT OR IGNORE INTO settings VALUES ('cursor_epoch', ?), ('revision', '0')", (secrets.token_hex(4),)
        )

    def close(self) -> None:
        """Close the database."""
        self._base.close()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Make all that is done inside durable at the end, or nothing of it."""
        self._base.execute("BEGIN IMMEDIATE")
        try:
            yield self._base
        except BaseException:
            self._base.execute("ROLLBACK")
            raise
        self._base.execute("COMMIT")

    def introduce(self, terminal: str, public_key: bytes, version: str, site: str) -> int:
        """Take note of a terminal and return the highest number held of it, or 0. The first key seen is kept."""
        known = self.terminal(terminal)
        if known is not None and known.public_key != public_key:
            raise KeyChangedError(terminal)
        now = now_us()
        with self.transaction() as base:
            base.execute(
                "INSERT INTO terminals VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
                " version = excluded.version, site = excluded.site, last_contact_us = excluded.last_contact_us",
                (terminal, public_key, version, site, now, now),
            )
        found = self._base.execute("SELECT max(number) FROM clockings WHERE terminal = ?", (terminal,)).fetchone()
        return int(found[0] or 0)

    def terminal(self, terminal: str) -> Terminal | None:
        """Return a terminal, or None for one that never introduced itself."""
        row = self._base.execute("SELECT * FROM terminals WHERE id = ?", (terminal,)).fetchone()
        return Terminal(*row) if row else None

    def terminals(self) -> list[Terminal]:
        """Return every terminal."""
        return [Terminal(*row) for row in self._base.execute("SELECT * FROM terminals ORDER BY id")]

    def put_employees(self, employees: Iterable[NamedEmployee]) -> None:
        """Add employees, or change their names; a deleted one is back."""
        with self.transaction() as base:
            revision = self._revision()
            for employee in employees:
                revision += 1
                base.execute(
                    "INSERT INTO employees VALUES (?, ?, 0, ?) ON CONFLICT (id) DO UPDATE SET"
                    " name = excluded.name, deleted = 0, revision = excluded.revision",
                    (employee.id, employee.name, revision),
                )
            base.execute("UPDATE settings SET value = ? WHERE name = 'revision'", (str(revision),))

    def delete_employee(self, employee: str) -> bool:
        """Delete an employee; False when there is none of that id. The id stays known, for clockings on their way."""
        with self.transaction() as base:
            revision = self._revision() + 1
            changed = base.execute(
                "UPDATE employees SET deleted = 1, revision = ? WHERE id = ? AND deleted = 0", (revision, employee)
            ).rowcount
            base.execute("UPDATE settings SET value = ? WHERE name = 'revision'", (str(revision),))
        return changed == 1

    def employees_since(self, cursor: str | None) -> EmployeesPage:
        """Return the changes after a cursor, or everybody; CursorExpiredError when the cursor cannot be followed."""
        epoch, newest = self._setting("cursor_epoch"), self._revision()
        since = 0
        if cursor is not None:
            named, _, digits = cursor.partition(".")
            if named != epoch or not (digits.isascii() and digits.isdigit()) or int(digits) > newest:
                raise CursorExpiredError(cursor)
            since = int(digits)
        rows = self._base.execute(
            "SELECT id, name, deleted, revision FROM employees WHERE revision > ? ORDER BY revision LIMIT ?",
            (since, PAGE_ROWS + 1),
        ).fetchall()
        page, more = rows[:PAGE_ROWS], len(rows) > PAGE_ROWS
        reached = page[-1][3] if page else since
        return EmployeesPage(
            [NamedEmployee(row[0], row[1]) for row in page if not row[2]],
            [row[0] for row in page if row[2]],
            f"{epoch}.{reached}",
            more,
        )

    def reset_cursors(self) -> None:
        """Make every cursor given out so far expire."""
        with self.transaction() as base:
            base.execute("UPDATE settings SET value = ? WHERE name = 'cursor_epoch'", (secrets.token_hex(4),))

    def employee_names(self) -> dict[str, str]:
        """Return the name of everybody ever known."""
        return dict(self._base.execute("SELECT id, name FROM employees").fetchall())

    def clockings(self, *, terminal: str | None = None, after: int = 0, limit: int = PAGE_ROWS) -> list[Row]:
        """Return the clockings held after a row id, oldest first."""
        rows = self._base.execute(
            "SELECT * FROM clockings WHERE id > ? AND (? IS NULL OR terminal = ?) ORDER BY id LIMIT ?",
            (after, terminal, terminal, limit),
        )
        return [Row(*row) for row in rows]

    def newest_clockings(self, limit: int) -> list[Row]:
        """Return the newest clockings, newest first."""
        return [Row(*row) for row in self._base.execute("SELECT * FROM clockings ORDER BY id DESC LIMIT ?", (limit,))]

    def clockings_named(self, uuids: Iterable[str]) -> list[Row]:
        """Return the clockings of these UUIDs that are held, oldest first."""
        rows = self._base.execute(
            "SELECT * FROM clockings WHERE uuid IN (SELECT value FROM json_each(?)) ORDER BY id",
            (json.dumps(list(uuids)),),
        )
        return [Row(*row) for row in rows]

    def chain_of(self, terminal: str) -> Iterator[Row]:
        """Yield a terminal's clockings in the order of their numbers."""
        rows = self._base.execute("SELECT * FROM clockings WHERE terminal = ? ORDER BY number, id", (terminal,))
        return (Row(*row) for row in rows)

    def refusal_counts(self, terminal: str) -> dict[str, int]:
        """Return how often deliveries of a terminal were rejected, by code."""
        rows = self._base.execute("SELECT code, count(*) FROM refusals WHERE terminal = ? GROUP BY code", (terminal,))
        return dict(rows.fetchall())

    def rows_missing(self) -> int:
        """Return how many rows were taken out of the ledger behind its back: row ids are given without gaps."""
        issued = self._base.execute("SELECT seq FROM sqlite_sequence WHERE name = 'clockings'").fetchone()
        held = self._base.execute("SELECT count(*) FROM clockings").fetchone()
        return int(issued[0] if issued else 0) - int(held[0])

    def _setting(self, name: str) -> str:
        row = self._base.execute("SELECT value FROM settings WHERE name = ?", (name,)).fetchone()
        return str(row[0])

    def _revision(self) -> int:
        return int(self._setting("revision"))
