"""Connections with the settings that the promises need."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlite_utils import Database

from terminal.store.errors import DiskFailed, DiskFull, StoreDamaged

BUSY_MS = 5_000


def connect(path: Path) -> Database:
    """Open for writing: WAL, and every commit synced (synchronous=FULL). For the calling thread only."""
    db = Database(sqlite3.connect(path, timeout=BUSY_MS / 1_000), execute_plugins=False)
    db.enable_wal()
    db.execute("PRAGMA synchronous = FULL")
    return db


def connect_reading(path: Path) -> Database:
    """Open for reading beside the writer. For the calling thread only."""
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=BUSY_MS / 1_000)
    return Database(connection, execute_plugins=False)


@contextmanager
def translated() -> Iterator[None]:
    """Turn SQLite's errors into the store's own."""
    try:
        yield
    except UnicodeDecodeError as err:
        message = "a text in it is not readable"
        raise StoreDamaged(message) from err
    except sqlite3.OperationalError as err:
        if getattr(err, "sqlite_errorcode", None) is None:  # Python's own: a text that is not UTF-8, which it quotes
            message = "a text in it is not readable"
            raise StoreDamaged(message) from None
        if err.sqlite_errorcode == sqlite3.SQLITE_FULL:
            message = "the disk is full"
            raise DiskFull(message) from err
        raise DiskFailed(str(err)) from err
    except sqlite3.DatabaseError as err:
        if isinstance(err, sqlite3.IntegrityError | sqlite3.ProgrammingError):
            raise  # a mistake of ours, not of the disk
        raise StoreDamaged(str(err)) from err
