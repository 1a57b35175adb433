"""The tables, as migrations: each runs once, in order, in a transaction of its own. Never change one that shipped."""

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

MIGRATIONS = Migrations("clock-terminal")


@MIGRATIONS()
def clockings(db: Database) -> None:
    """Keep records for ever as they were signed; the outbox holds the numbers that the cloud has not answered."""
    db.executescript(
        """
        CREATE TABLE clocking (
            number INTEGER PRIMARY KEY,
            employee TEXT NOT NULL,
            kind TEXT NOT NULL,
            record BLOB NOT NULL,
            signature BLOB NOT NULL
        ) STRICT;
        CREATE INDEX clocking_employee ON clocking (employee, number);
        CREATE TRIGGER clocking_stays BEFORE DELETE ON clocking
            BEGIN SELECT RAISE(ABORT, 'a clocking is never deleted'); END;
        CREATE TRIGGER clocking_is_final BEFORE UPDATE ON clocking
            BEGIN SELECT RAISE(ABORT, 'a clocking is never changed'); END;
        CREATE TABLE outbox (number INTEGER PRIMARY KEY REFERENCES clocking (number)) STRICT;
        CREATE TABLE outcome (
            number INTEGER PRIMARY KEY REFERENCES clocking (number),
            utc_us INTEGER NOT NULL,
            receipt TEXT,
            code TEXT,
            reason TEXT,
            CHECK ((receipt IS NULL) <> (code IS NULL))
        ) STRICT;
        CREATE INDEX outcome_rejected ON outcome (number) WHERE code IS NOT NULL;
        """
    )


@MIGRATIONS()
def people(db: Database) -> None:
    """Remember whom the cloud named, and whose finger each slot of the sensor holds."""
    db.executescript(
        """
        CREATE TABLE employee (id TEXT PRIMARY KEY, name TEXT NOT NULL) STRICT;
        CREATE TABLE resident (
            slot INTEGER PRIMARY KEY,
            employee TEXT NOT NULL,
            template_hash BLOB NOT NULL,
            leaving INTEGER NOT NULL DEFAULT 0
        ) STRICT;
        CREATE TABLE purge (
            id INTEGER PRIMARY KEY,
            slot INTEGER NOT NULL,
            employee TEXT NOT NULL,
            utc_us INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE note (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
        """
    )
