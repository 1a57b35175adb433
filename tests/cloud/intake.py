"""The rules of receiving: each clocking of a batch becomes a receipt or a rejection, and the batch one transaction."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from tests.cloud.ledger import Ledger, Terminal, now_us, receipt
from tests.cloud.signatures import SignatureCheck
from tests.cloud.wire import FIRST_PREVIOUS, Delivered, Received, Rejected, Result

_REASONS = {
    "wrong-terminal": "The record names another terminal than the one that delivered it.",
    "bad-signature": "The signature does not fit the record and the terminal's key.",
    "uuid-reused": "Another record with this UUID is already held.",
    "number-reused": "Another record of this terminal already has this number.",
    "chain-broken": "The record's link does not fit the neighbouring record that is held.",
    "unknown-employee": "No employee of this id was ever known here.",
}


def rejected(uuid: str, code: str) -> Rejected:
    """Return a rejection with the plain words that belong to its code."""
    return Rejected(uuid, code, _REASONS[code])  # type: ignore[arg-type]  # the keys above are the codes


@dataclass(frozen=True, slots=True)
class _Held:
    id: int
    text: str
    refused: str | None


@dataclass(frozen=True, slots=True)
class _Link:
    uuid: str
    hash: str
    previous: str


@dataclass(slots=True)
class _Neighbourhood:
    """What the ledger holds around a batch, in its transaction; kept up to date while the batch is worked off."""

    base: sqlite3.Connection
    terminal: str
    now: int
    by_uuid: dict[str, _Held]
    by_number: dict[int, _Link]
    employees: set[str]
    repeated: list[int] = field(default_factory=list)


def receive(ledger: Ledger, check: SignatureCheck, terminal: Terminal, batch: Sequence[Delivered]) -> list[Result]:
    """Judge and keep a batch; durable when it returns. One result for each clocking, in order. Blocks."""
    verdicts = check.all_genuine(terminal.public_key, [(item.text, item.signature) for item in batch])
    now = now_us()
    with ledger.transaction() as base:
        around = _look_around(base, terminal.id, batch, now)
        results = [_judge(around, item, genuine=genuine) for item, genuine in zip(batch, verdicts, strict=True)]
        base.executemany("UPDATE clockings SET repeats = repeats + 1 WHERE id = ?", [(row,) for row in around.repeated])
        base.executemany(
            "INSERT INTO refusals (terminal, uuid, code, at_us) VALUES (?, ?, ?, ?)",
            [(terminal.id, result.uuid, result.code, now) for result in results if isinstance(result, Rejected)],
        )
        base.execute("UPDATE terminals SET last_contact_us = ? WHERE id = ?", (now, terminal.id))
    return results


def _look_around(base: sqlite3.Connection, terminal: str, batch: Sequence[Delivered], now: int) -> _Neighbourhood:
    uuids = json.dumps([item.record.uuid for item in batch])
    numbers = json.dumps(sorted({item.record.number + step for item in batch for step in (-1, 0, 1)}))
    people = json.dumps(sorted({item.record.employee for item in batch}))
    held = base.execute(
        "SELECT uuid, id, text, refused FROM clockings WHERE uuid IN (SELECT value FROM json_each(?))", (uuids,)
    )
    links = base.execute(
        "SELECT number, uuid, hash, previous FROM clockings"
        " WHERE terminal = ? AND number IN (SELECT value FROM json_each(?))",
        (terminal, numbers),
    )
    known = base.execute("SELECT id FROM employees WHERE id IN (SELECT value FROM json_each(?))", (people,))
    return _Neighbourhood(
        base,
        terminal,
        now,
        {row[0]: _Held(*row[1:]) for row in held},
        {row[0]: _Link(*row[1:]) for row in links},
        {row[0] for row in known},
    )


def _judge(around: _Neighbourhood, item: Delivered, *, genuine: bool) -> Result:
    record = item.record
    if record.terminal != around.terminal:
        return rejected(record.uuid, "wrong-terminal")
    if not genuine:
        return rejected(record.uuid, "bad-signature")
    held = around.by_uuid.get(record.uuid)
    if held is not None:
        return _repeat(around, item, held)
    link = _Link(record.uuid, sha256(item.text.encode()).hexdigest(), record.previous)
    if record.number in around.by_number:
        return rejected(record.uuid, "number-reused")
    if not _fits(around, record.number, link):
        return rejected(record.uuid, "chain-broken")
    # An authentic record of an unknown employee is kept all the same: the chain runs through it.
    refused = None if record.employee in around.employees else "unknown-employee"
    row_id = around.base.execute(
        "INSERT INTO clockings (terminal, number, uuid, employee, hash, previous, text, signature, refused,"
        " received_us) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            around.terminal,
            record.number,
            record.uuid,
            record.employee,
            link.hash,
            link.previous,
            item.text,
            item.signature,
            refused,
            around.now,
        ),
    ).lastrowid
    if row_id is None:
        message = "SQLite gave no row id to an insert"
        raise RuntimeError(message)
    around.by_uuid[record.uuid] = _Held(row_id, item.text, refused)
    around.by_number[record.number] = link
    return Received(record.uuid, receipt(row_id)) if refused is None else rejected(record.uuid, refused)


def _repeat(around: _Neighbourhood, item: Delivered, held: _Held) -> Result:
    if held.text != item.text:
        return rejected(item.record.uuid, "uuid-reused")
    around.repeated.append(held.id)
    if held.refused is not None:
        if item.record.employee not in around.employees:
            return rejected(item.record.uuid, held.refused)
        around.base.execute("UPDATE clockings SET refused = NULL WHERE id = ?", (held.id,))
    return Received(item.record.uuid, receipt(held.id))


def _fits(around: _Neighbourhood, number: int, link: _Link) -> bool:
    if number == 1 and link.previous != FIRST_PREVIOUS:
        return False
    before, after = around.by_number.get(number - 1), around.by_number.get(number + 1)
    return (before is None or before.hash == link.previous) and (after is None or after.previous == link.hash)
