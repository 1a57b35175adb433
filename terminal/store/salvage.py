"""Rebuilding a damaged store: take every row that proves itself, carve records from raw pages, lose nothing on the way.

The new file is made beside the damaged one and takes its place only when it is complete, so that a power cut in
between costs nothing. A record is plain JSON text with its signature right behind it, so both survive a broken index
or header; what the device's key did not sign is left out. What the cloud has not surely answered goes back into the
outbox; the cloud recognises a repeat by its UUID.
"""

import logging
import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
from sqlite_utils import Database

from terminal.clocking import record
from terminal.identity import DeviceKey
from terminal.store import clockings
from terminal.store.connecting import connect
from terminal.store.schema import MIGRATIONS

_log = logging.getLogger(__name__)

_RECORD_END = re.compile(rb'"previous":"[0-9a-f]{64}"\}')
_RECORD_BYTES = 2_500  # more than the longest record: every text in it is limited where it enters
_SIGNATURE_BYTES = 64
_CHUNK_BYTES = 1 << 20
_SECTOR_BYTES = 4_096
_ROWS_A_COMMIT = 5_000
_COMPANIONS = ("-wal", "-shm", "")  # the log goes first: left alone, it would be taken for the new file's


@dataclass(frozen=True, slots=True)
class Salvaged:
    """What a rebuild found."""

    kept_as: Path
    reason: str
    clockings: int
    missing: int  # numbers up to the highest one known for which no record was found


def rebuilt_name(path: Path) -> Path:
    """Return where the new file grows."""
    return path.with_name(path.name + ".rebuilt")


def finish_interrupted(path: Path) -> None:
    """Put a complete new file in its place when a power cut came just before that; drop one that is incomplete."""
    rebuilt = rebuilt_name(path)
    if rebuilt.exists() and not path.exists():  # the damaged file is set aside only when the new one is complete
        rebuilt.rename(path)
        _sync_folder(path.parent)
    for companion in _COMPANIONS:
        rebuilt.with_name(rebuilt.name + companion).unlink(missing_ok=True)


def rebuild(path: Path, terminal: str, key: DeviceKey, reason: str) -> Salvaged:
    """Replace a damaged file by what can be saved of it. Blocks: about four minutes a gigabyte on a desktop."""
    rebuilt = rebuilt_name(path)
    db = connect(rebuilt)
    try:
        MIGRATIONS.apply(db)
        found, missing = _fill(path, db, terminal, key)
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        db.close()
    _sync_file(rebuilt)
    aside = _set_aside(path)
    rebuilt.rename(path)
    _sync_folder(path.parent)
    _log.error("D-103 salvaged %d clockings, %d missing; the damaged file is %s", found, missing, aside)
    return Salvaged(aside, reason, found, missing)


def _fill(path: Path, db: Database, terminal: str, key: DeviceKey) -> tuple[int, int]:
    """Copy what proves itself; return how many clockings were found and how many are missing."""
    source = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        rows = _read(source, "SELECT number, record, signature FROM clocking WHERE rowid > ? ORDER BY rowid")
        proven = ((text, signature) for _, text, signature in rows if _proves(text, signature, key))
        _in_portions(db, _INSERT_CLOCKING, (_row(text, signature) for text, signature in proven))
        _carve(path, db, terminal, key)
        _keep_tables(source, db)
        highest = _highest(source, db)
    finally:
        source.close()
    found = int(db.execute("SELECT count(*) FROM clocking").fetchone()[0])
    db.execute("INSERT OR REPLACE INTO note VALUES (?, ?)", (clockings.RESUMED, str(highest)))
    return found, highest - found


_INSERT_CLOCKING = "INSERT OR IGNORE INTO clocking VALUES (?, ?, ?, ?, ?)"


def _row(text: bytes, signature: bytes) -> tuple[int, str, str, bytes, bytes]:
    written = record.read(text)
    return written.number, written.employee, written.kind.value, text, signature


def _proves(text: Any, signature: Any, key: DeviceKey) -> bool:  # noqa: ANN401 - a spoiled row may hold anything
    if not isinstance(text, bytes) or not isinstance(signature, bytes) or not key.verify(text, signature):
        return False
    with suppress(msgspec.DecodeError):
        record.read(text)
        return True
    return False


def _carve(path: Path, db: Database, terminal: str, key: DeviceKey) -> None:
    """Find signed records in the raw bytes of the file and its log whose numbers are still missing."""
    db.execute("CREATE TABLE carved (number INTEGER, record BLOB, signature BLOB, PRIMARY KEY (number, signature))")
    for companion in ("", "-wal"):
        texts = _signed_texts(path.with_name(path.name + companion), terminal, key)
        rows = ((record.read(text).number, text, signature) for text, signature in texts)
        _in_portions(db, "INSERT OR IGNORE INTO carved VALUES (?, ?, ?)", rows)
    db.execute("DELETE FROM carved WHERE number IN (SELECT number FROM clocking)")
    for (number,) in db.execute("SELECT DISTINCT number FROM carved ORDER BY number DESC").fetchall():
        candidates = db.execute("SELECT record, signature FROM carved WHERE number = ?", (number,)).fetchall()
        successor = db.execute("SELECT record FROM clocking WHERE number = ?", (number + 1,)).fetchone()
        text = chosen({text for text, _ in candidates}, record.read(successor[0]).previous if successor else None)
        db.execute(_INSERT_CLOCKING, _row(text, dict(candidates)[text]))
    db.execute("DROP TABLE carved")


def chosen(texts: set[bytes], named: str | None) -> bytes:
    """Choose among records with one number: the one that the next record's hash names, else the latest.

    Two exist when a commit was cut off and its number given again.
    """
    by_time = sorted(texts, key=lambda text: record.read(text).stamp.utc_us)
    return next((text for text in by_time if record.digest(text) == named), by_time[-1])


def _signed_texts(path: Path, terminal: str, key: DeviceKey) -> Iterator[tuple[bytes, bytes]]:
    """Yield records with their signatures as they lie in the raw bytes of a file."""
    opening = b'{"v":1,"terminal":' + msgspec.json.encode(terminal) + b',"number":'
    for raw in _overlapping_chunks(path):
        at = raw.find(opening)
        while at >= 0:
            end = _RECORD_END.search(raw, at, at + _RECORD_BYTES)
            if end is not None:
                text, signature = raw[at : end.end()], raw[end.end() : end.end() + _SIGNATURE_BYTES]
                if _proves(text, signature, key):
                    yield text, signature
            at = raw.find(opening, at + 1)


def _overlapping_chunks(path: Path) -> Iterator[bytes]:
    """Read a file piece by piece, each with the end of the one before; sectors that cannot be read are zeros."""
    if not path.exists():
        return
    kept = b""
    with path.open("rb", buffering=0) as file:
        for start in range(0, path.stat().st_size, _CHUNK_BYTES):
            piece = _piece(file.fileno(), start)
            yield kept + piece
            kept = piece[-(_RECORD_BYTES + _SIGNATURE_BYTES) :]


def _piece(descriptor: int, start: int) -> bytes:
    try:
        return os.pread(descriptor, _CHUNK_BYTES, start)
    except OSError:
        sectors = []
        for at in range(start, start + _CHUNK_BYTES, _SECTOR_BYTES):
            try:
                sectors.append(os.pread(descriptor, _SECTOR_BYTES, at))
            except OSError:
                sectors.append(bytes(_SECTOR_BYTES))
        return b"".join(sectors)


def _keep_tables(source: sqlite3.Connection, db: Database) -> None:
    """Take what can still be read of the other tables."""
    for table, columns in (("outcome", 5), ("resident", 4), ("purge", 4)):
        rows = _read(source, f"SELECT * FROM {table} WHERE rowid > ? ORDER BY rowid")  # noqa: S608 - three fixed names
        marks = ", ".join("?" * columns)
        _in_portions(db, f"INSERT OR IGNORE INTO {table} VALUES ({marks})", rows)  # noqa: S608
    db.execute("DELETE FROM outcome WHERE number NOT IN (SELECT number FROM clocking)")
    db.execute("INSERT INTO outbox SELECT number FROM clocking EXCEPT SELECT number FROM outcome")
    employees = _read(source, "SELECT rowid, id, name FROM employee WHERE rowid > ? ORDER BY rowid")
    _in_portions(db, "INSERT OR IGNORE INTO employee VALUES (?, ?)", (row[1:] for row in employees))
    # No notes: without the employees complete, their cursor would hide the lost ones. The list is read anew.


def _highest(source: sqlite3.Connection, db: Database) -> int:
    """Return the highest number ever given, as far as any table still knows: a lost tail must not be given again."""
    known = [int(db.execute("SELECT coalesce(max(number), 0) FROM clocking").fetchone()[0])]
    for table in ("outcome", "outbox", "clocking INDEXED BY clocking_employee"):
        with suppress(sqlite3.DatabaseError):
            known.append(int(source.execute(f"SELECT coalesce(max(number), 0) FROM {table}").fetchone()[0]))  # noqa: S608
    with suppress(sqlite3.DatabaseError, TypeError, ValueError):
        row = source.execute("SELECT value FROM note WHERE key = ?", (clockings.RESUMED,)).fetchone()
        known.append(int(row[0]))
    return max(known)


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


def _in_portions(db: Database, statement: str, rows: Iterator[tuple[Any, ...]]) -> None:
    """Insert rows in transactions of a bounded size."""
    with suppress(StopIteration):
        while True:
            portion = [next(rows)]
            portion += [row for row, _ in zip(rows, range(_ROWS_A_COMMIT - 1), strict=False)]
            with db.atomic():
                db.conn.executemany(statement, portion)


def _set_aside(path: Path) -> Path:
    """Rename the damaged file, with its log, to the first free name beside it. Nothing is ever overwritten."""
    serial = 1
    while (aside := path.with_name(f"{path.name}.damaged-{serial}")).exists():
        serial += 1
    for companion in _COMPANIONS:
        with suppress(FileNotFoundError):
            path.with_name(path.name + companion).rename(aside.with_name(aside.name + companion))
    _sync_folder(path.parent)
    return aside


def _sync_file(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


_sync_folder = _sync_file  # a folder is synced the same way
