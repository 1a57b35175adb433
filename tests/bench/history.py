"""Fills a store with what a clock has recorded over years, in seconds.

The records are the core's own: the same texts, chained, in the same tables. They go in with one transaction instead of
one each.
"""

from collections.abc import Callable, Iterator

from terminal.clocking import record
from terminal.clocking.uuid7 import uuid7
from terminal.model import ClockQuality, Draft, Employee, Kind, Method, Stamp
from terminal.store.opening import Store

EMPLOYEES = tuple(Employee(f"e-{number}", f"Employee {number}") for number in range(1, 201))
_BEGAN_US = 1_700_000_000_000_000
_EVERY_US = 30_000_000
_BOOT_ID = "7b0e5c52-58f7-4d53-8d0a-0d8a5a1f3c11"

Row = tuple[int, str, str, bytes, bytes]


def draft(number: int) -> Draft:
    """Return the clocking with this number: employees come and go in turn."""
    utc_us = _BEGAN_US + number * _EVERY_US
    stamp = Stamp(utc_us, 3_600, "Europe/London", number * _EVERY_US, _BOOT_ID, ClockQuality.SYNCHRONISED, 12)
    turn, place = divmod(number, len(EMPLOYEES))
    kind = Kind.OUT if turn % 2 else Kind.IN
    return Draft(uuid7(utc_us), EMPLOYEES[place].id, kind, Method.FINGER, 120 + number % 100, stamp)


def fill(store: Store, terminal: str, count: int, sign: Callable[[int, bytes], bytes], *, delivered: bool) -> None:
    """Put `count` clockings into an empty store; `sign` makes the signature of a number's text."""

    def rows() -> Iterator[Row]:
        previous = record.FIRST_PREVIOUS
        for number in range(1, count + 1):
            clocking = draft(number)
            text = record.write(terminal, number, clocking, previous)
            previous = record.digest(text)
            yield number, clocking.employee, clocking.kind.value, text, sign(number, text)

    with store.db.atomic():
        store.db.conn.executemany("INSERT INTO employee VALUES (?, ?)", [(who.id, who.name) for who in EMPLOYEES])
        store.db.conn.executemany("INSERT INTO clocking VALUES (?, ?, ?, ?, ?)", rows())
        if delivered:
            store.db.execute(
                "INSERT INTO outcome SELECT number, ?, printf('R-%08d', number), NULL, NULL FROM clocking", (_BEGAN_US,)
            )
        else:
            store.db.execute("INSERT INTO outbox SELECT number FROM clocking")
    store.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
