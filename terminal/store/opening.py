"""Opening the store: check it, rebuild it when it is damaged, bring its tables up to date."""

import logging
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database

from terminal.clocking import chain, record
from terminal.identity import DeviceKey
from terminal.store.clockings import Clockings
from terminal.store.connecting import connect, translated
from terminal.store.people import People
from terminal.store.salvage import Salvaged, finish_interrupted, rebuild
from terminal.store.schema import MIGRATIONS

QUICK_BYTES = 64 * 1024 * 1024  # larger files are checked beside the running clock: see checking.py
TAIL_ROWS = 100

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Store:
    """The open store. `salvaged` tells what a rebuild found, `doubt` where the newest records do not fit."""

    path: Path
    clockings: Clockings
    people: People
    db: Database
    salvaged: Salvaged | None = None
    doubt: chain.Break | None = None

    def close(self) -> None:
        """Write back and release the file."""
        self.db.close()


def suspect_mark(path: Path) -> Path:
    """Return the file whose presence makes the next start rebuild: what was noticed may be no damage to SQLite."""
    return path.with_suffix(".suspect")


def open_store(path: Path, terminal: str, key: DeviceKey) -> Store:
    """Open or make the store; a damaged file is kept aside and what it holds is salvaged. Raises StoreError."""
    mark = suspect_mark(path)
    with translated():
        finish_interrupted(path)
        salvaged = None
        if path.exists():
            reason = "damage was noticed while it was in use" if mark.exists() else damage(path, thorough=_quick(path))
            if reason is not None:
                _log.error("D-103 the database is damaged (%s); it is rebuilt", reason)
                salvaged = rebuild(path, terminal, key, reason)
        db = connect(path)
        MIGRATIONS.apply(db)
        mark.unlink(missing_ok=True)
        clockings = Clockings(db, terminal, key)
        doubt = _tail_doubt(clockings, key)
    if doubt is not None:
        _log.error("D-104 clocking %d does not prove itself: %s", doubt.number, doubt.reason)
    return Store(path, clockings, People(db), db, salvaged, doubt)


def damage(path: Path, *, thorough: bool) -> str | None:
    """Tell what is wrong with a database file, or None. Thorough reads all of it."""
    try:
        connection = sqlite3.connect(path, timeout=5)
        try:
            connection.execute("PRAGMA schema_version").fetchone()
            verdict = connection.execute("PRAGMA quick_check(1)").fetchone()[0] if thorough else "ok"
        finally:
            connection.close()
    except sqlite3.OperationalError as err:
        if err.sqlite_errorcode & 0xFF != sqlite3.SQLITE_IOERR:
            raise
        return "the disk cannot read all of it"
    except sqlite3.DatabaseError as err:
        return str(err)
    return None if verdict == "ok" else str(verdict)


def _quick(path: Path) -> bool:
    return path.stat().st_size <= QUICK_BYTES


def _tail_doubt(clockings: Clockings, key: DeviceKey) -> chain.Break | None:
    rows = clockings.tail(TAIL_ROWS + 1)
    if len(rows) <= TAIL_ROWS:
        return chain.verify(rows, key.verify)
    number, text, _ = rows[0]
    return chain.verify(rows[1:], key.verify, previous=(number, record.digest(text)))
