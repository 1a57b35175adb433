"""Rebuilding a damaged store: keep the file, take every row that can still be read, carve records from raw pages.

A record is plain JSON text inside the file, so it survives a broken index or header. Its Ed25519 signature is
deterministic: signing the carved text again gives the signature that was stored. What cannot be shown to be answered
by the cloud goes back into the outbox; the cloud recognises a repeat by its UUID.
"""

import logging
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
    """Fill an empty store from a damaged one. Blocks for as long as reading the old file takes."""
    carved = _chosen(_carve(aside, terminal))
    source = sqlite3.connect(f"file:{aside}?mode=ro", uri=True)
    try:
        for number, text in _read(source, "SELECT number, record FROM clocking WHERE rowid > ? ORDER BY rowid"):
            carved[number] = text
        answered = list(_read(source, "SELECT * FROM outcome WHERE rowid > ? ORDER BY rowid"))
        employees = list(_read(source, "SELECT rowid, id, name FROM employee WHERE rowid > ? ORDER BY rowid"))
        residents = list(_read(source, "SELECT * FROM resident WHERE rowid > ? ORDER BY rowid"))
        notes = list(_read(source, "SELECT rowid, key, value FROM note WHERE rowid > ? ORDER BY rowid"))
        purges = list(_read(source, "SELECT * FROM purge WHERE rowid > ? ORDER BY rowid"))
    finally:
        source.close()
    with db.atomic():
        for number, text in sorted(carved.items()):
            written = record.read(text)
            row = (number, written.employee, written.kind.value, text, key.sign(text))
            db.execute("INSERT INTO clocking VALUES (?, ?, ?, ?, ?)", row)
        known = [row for row in answered if row[0] in carved]
        db.conn.executemany("INSERT OR IGNORE INTO outcome VALUES (?, ?, ?, ?, ?)", known)
        db.execute("INSERT INTO outbox SELECT number FROM clocking EXCEPT SELECT number FROM outcome")
        db.conn.executemany("INSERT OR IGNORE INTO employee VALUES (?, ?)", [row[1:] for row in employees])
        db.conn.executemany("INSERT OR IGNORE INTO resident VALUES (?, ?, ?, ?)", residents)
        # Without its employees complete, the cursor would hide the lost ones: leave it out, and the list is read anew.
        kept = [row[1:] for row in notes if row[1] != "employees-cursor"]
        db.conn.executemany("INSERT OR IGNORE INTO note VALUES (?, ?)", kept)
        db.conn.executemany("INSERT OR IGNORE INTO purge VALUES (?, ?, ?, ?)", purges)
    missing = max(carved, default=0) - len(carved)
    _log.error("D-103 salvaged %d clockings, %d missing; the damaged file is %s", len(carved), missing, aside)
    return Salvaged(aside, reason, len(carved), missing)


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


def _carve(aside: Path, terminal: str) -> dict[int, set[bytes]]:
    """Find the texts of records in the raw bytes of the file and its log."""
    found: dict[int, set[bytes]] = defaultdict(set)
    for companion in _COMPANIONS[:2]:
        raw = aside.with_name(aside.name + companion)
        if not raw.exists():
            continue
        for match in _RECORD.finditer(raw.read_bytes()):
            with suppress(msgspec.DecodeError):
                written = record.read(match.group())
                if written.terminal == terminal:
                    found[written.number].add(match.group())
    return found


def _chosen(found: dict[int, set[bytes]]) -> dict[int, bytes]:
    """Choose one text for each number: the one that its successor's hash names, else the latest.

    Two exist when a commit was cut off and its number given again.
    """
    chosen: dict[int, bytes] = {}
    named = ""
    for number in sorted(found, reverse=True):
        texts = sorted(found[number], key=lambda text: record.read(text).stamp.utc_us)
        chosen[number] = next((text for text in texts if record.digest(text) == named), texts[-1])
        named = record.read(chosen[number]).previous
    return chosen
