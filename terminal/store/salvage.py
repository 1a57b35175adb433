"""Rebuilding a damaged store: keep the file, take every row that can still be read, carve records from raw pages.

A record is plain JSON text inside the file, so it survives a broken index or header. Its Ed25519 signature is
deterministic: signing the carved text again gives the signature that was stored. What cannot be shown to be answered
by the cloud goes back into the outbox; the cloud recognises a repeat by its UUID.
"""

import logging
import mmap
import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
from sqlite_utils import Database

from terminal.clocking import record
from terminal.identity import DeviceKey

_log = logging.getLogger(__name__)
_RECORD = re.compile(rb'\{"v":1,"terminal":"[^"\x00]{1,64}","number":\d+,[^\x00]{100,2000}?"previous":"[0-9a-f]{64}"\}')
_COMPANIONS = ("", "-wal", "-shm")


@dataclass(frozen=True, slots=True)
class Salvaged:
    """What a rebuild found."""

    kept_as: Path
    reason: str
    clockings: int
    missing: int  # numbers below the highest one for which no record was found


def set_aside(path: Path) -> Path:
    """Rename the damaged file, with its log, to the first free name beside it. Nothing is ever overwritten."""
    serial = 1
    while (aside := path.with_name(f"{path.name}.damaged-{serial}")).exists():
        serial += 1
    for companion in _COMPANIONS:
        with suppress(FileNotFoundError):
            path.with_name(path.name + companion).rename(aside.with_name(aside.name + companion))
    return aside


def salvage(aside: Path, db: Database, terminal: str, key: DeviceKey, reason: str) -> Salvaged:
    """Fill an empty store from a damaged one. Blocks for as long as reading the old file takes: a minute a gigabyte."""
    source = sqlite3.connect(f"file:{aside}?mode=ro", uri=True)
    try:
        with db.atomic():
            numbers = _keep_clockings(source, aside, db, terminal, key)
            _keep_tables(source, db)
    finally:
        source.close()
    missing = max(numbers, default=0) - len(numbers)
    _log.error("D-103 salvaged %d clockings, %d missing; the damaged file is %s", len(numbers), missing, aside)
    return Salvaged(aside, reason, len(numbers), missing)


def _keep_clockings(source: sqlite3.Connection, aside: Path, db: Database, terminal: str, key: DeviceKey) -> set[int]:
    """Take the rows that can be read, then carve for those that cannot; return the numbers found."""

    def keep(text: bytes) -> None:
        written = record.read(text)
        row = (written.number, written.employee, written.kind.value, text, key.sign(text))
        db.execute("INSERT INTO clocking VALUES (?, ?, ?, ?, ?)", row)
        numbers.add(written.number)

    def named_by_successor(number: int) -> str | None:
        row = db.execute("SELECT record FROM clocking WHERE number = ?", (number + 1,)).fetchone()
        return record.read(row[0]).previous if row else None

    numbers: set[int] = set()
    for number, text in _read(source, "SELECT number, record FROM clocking WHERE rowid > ? ORDER BY rowid"):
        with suppress(msgspec.DecodeError, TypeError):  # a row may be readable and its text spoiled
            if record.read(text).number == number and number not in numbers:
                keep(text)
    found = _carve(aside, terminal, numbers)
    for number in sorted(found, reverse=True):
        keep(chosen(found[number], named_by_successor(number)))
    return numbers


def _keep_tables(source: sqlite3.Connection, db: Database) -> None:
    """Take what can still be read of the other tables."""
    for table, columns in (("outcome", 5), ("resident", 4), ("purge", 4)):
        rows = _read(source, f"SELECT * FROM {table} WHERE rowid > ? ORDER BY rowid")  # noqa: S608 - three fixed names
        marks = ", ".join("?" * columns)
        db.conn.executemany(f"INSERT OR IGNORE INTO {table} VALUES ({marks})", rows)  # noqa: S608
    db.execute("DELETE FROM outcome WHERE number NOT IN (SELECT number FROM clocking)")
    db.execute("INSERT INTO outbox SELECT number FROM clocking EXCEPT SELECT number FROM outcome")
    employees = _read(source, "SELECT rowid, id, name FROM employee WHERE rowid > ? ORDER BY rowid")
    db.conn.executemany("INSERT OR IGNORE INTO employee VALUES (?, ?)", (row[1:] for row in employees))
    notes = _read(source, "SELECT rowid, key, value FROM note WHERE rowid > ? ORDER BY rowid")
    db.conn.executemany("INSERT OR IGNORE INTO note VALUES (?, ?)", (row[1:] for row in notes))
    # Without its employees complete, the cursor would hide the lost ones: without it, the list is read anew.
    db.execute("DELETE FROM note WHERE key = 'employees-cursor'")


def _read(source: sqlite3.Connection, query: str) -> Iterator[tuple[Any, ...]]:
    """Yield rows until the damage, then go on behind it: each row's first column is its rowid."""
    after, stride = -1, 1
    while stride < 1 << 40:
        try:
            for row in source.execute(query, (after,)):
                after, stride = row[0], 1
                yield row
        except sqlite3.DatabaseError:
            # Jump in growing strides, so that a damaged page costs few tries and a lost table ends soon.
            after, stride = after + stride, stride * 2
        else:
            return


def _carve(aside: Path, terminal: str, known: set[int]) -> dict[int, set[bytes]]:
    """Find the texts of records that are not known yet in the raw bytes of the file and its log."""
    found: dict[int, set[bytes]] = defaultdict(set)
    for companion in _COMPANIONS[:2]:
        raw = aside.with_name(aside.name + companion)
        if not raw.exists() or not raw.stat().st_size:
            continue
        with raw.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as image:
            for match in _RECORD.finditer(image):
                with suppress(msgspec.DecodeError):
                    written = record.read(match.group())
                    if written.terminal == terminal and written.number not in known:
                        found[written.number].add(match.group())
    return found


def chosen(texts: set[bytes], named: str | None) -> bytes:
    """Choose among records with one number: the one that the next record's hash names, else the latest.

    Two exist when a commit was cut off and its number given again.
    """
    by_time = sorted(texts, key=lambda text: record.read(text).stamp.utc_us)
    return next((text for text in by_time if record.digest(text) == named), by_time[-1])
