"""Clockings and terminals as people and tests want to see them."""

import datetime as dt
from collections.abc import Iterable

import msgspec

from tests.cloud.ledger import Ledger, Row, receipt
from tests.cloud.wire import Record

_MOST_ON_PAGE = 200


class ClockingView(msgspec.Struct):
    """One clocking as held, with what its record says."""

    id: int
    receipt: str
    terminal: str
    number: int
    uuid: str
    employee: str
    name: str | None
    refused: str | None
    repeats: int
    received_us: int
    local_time: str  # as the terminal showed it
    record: msgspec.Raw  # the signed text, which is JSON
    text: str
    signature: str  # hexadecimal
    kind: str = ""
    quality: str = ""


def view(row: Row, names: dict[str, str]) -> ClockingView:
    """Return a clocking with the employee's name. A text that was tampered with shows with empty fields."""
    try:
        record = msgspec.json.decode(row.text.encode(), type=Record)
    except msgspec.DecodeError:
        kind, quality, local = "", "", ""
        raw = b"null"
    else:
        zone = dt.timezone(dt.timedelta(seconds=record.stamp.offset_s))
        moment = dt.datetime.fromtimestamp(record.stamp.utc_us // 1_000_000, zone)
        kind, quality, local = record.kind, record.stamp.quality, moment.strftime("%Y-%m-%d %H:%M:%S")
        raw = row.text.encode()
    return ClockingView(
        id=row.id,
        receipt=receipt(row.id) if row.refused is None else "",
        terminal=row.terminal,
        number=row.number,
        uuid=row.uuid,
        employee=row.employee,
        name=names.get(row.employee),
        refused=row.refused,
        repeats=row.repeats,
        received_us=row.received_us,
        local_time=local,
        record=msgspec.Raw(raw),
        text=row.text,
        signature=row.signature.hex(),
        kind=kind,
        quality=quality,
    )


def clockings_after(ledger: Ledger, terminal: str | None, after: int) -> list[ClockingView]:
    """Return up to a thousand clockings after a row id, oldest first."""
    names = ledger.employee_names()
    return [view(row, names) for row in ledger.clockings(terminal=terminal, after=after)]


def clockings_named(ledger: Ledger, uuids: Iterable[str]) -> list[ClockingView]:
    """Return the clockings of these UUIDs, oldest first."""
    names = ledger.employee_names()
    return [view(row, names) for row in ledger.clockings_named(uuids)]


def clockings_for_page(ledger: Ledger) -> list[ClockingView]:
    """Return the newest clockings, newest first, as many as a page shows."""
    names = ledger.employee_names()
    return [view(row, names) for row in ledger.newest_clockings(_MOST_ON_PAGE)]
