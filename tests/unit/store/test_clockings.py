"""Clockings on disk: gapless, chained, signed, final."""

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from terminal.clocking import chain, record
from terminal.clocking.rules import Last
from terminal.identity import DeviceKey, load_or_make
from terminal.model import Kind, Receipt, Rejection
from terminal.store.errors import DiskFull
from terminal.store.opening import Store
from terminal.store.outbox import OutboxReader
from tests.unit.core.samples import draft, stamp, uuid
from tests.unit.store.conftest import Reopen


def test_numbers_are_gapless_and_go_on_after_a_restart(store: Store, reopen: Reopen) -> None:
    assert [store.clockings.append(draft(n)).number for n in (1, 2)] == [1, 2]
    assert reopen().clockings.append(draft(3)).number == 3


def test_the_records_prove_each_other(store: Store, key: DeviceKey) -> None:
    for n in range(1, 6):
        store.clockings.append(draft(n))
    rows = list(store.clockings.rows())
    assert chain.verify(rows, key.verify) is None
    text = rows[2][1].replace(b'"e-1"', b'"e-2"')
    assert chain.verify([*rows[:2], (3, text, rows[2][2]), *rows[3:]], key.verify) == chain.Break(
        3, "signature is wrong"
    )
    forged = [*rows[:2], (3, text, key.sign(text)), *rows[3:]]
    assert chain.verify(forged, key.verify) == chain.Break(4, "does not follow the one before")
    assert chain.verify([*rows[:2], *rows[3:]], key.verify) == chain.Break(3, "missing")
    assert chain.verify([*rows, (6, b"{}", b"")], key.verify) == chain.Break(6, "unreadable")


def test_another_devices_signature_is_not_accepted(store: Store, tmp_path: Path) -> None:
    store.clockings.append(draft(1))
    other = load_or_make(tmp_path / "other.key")
    assert chain.verify(store.clockings.rows(), other.verify) == chain.Break(1, "signature is wrong")


@pytest.mark.parametrize("sql", ["DELETE FROM clocking", "UPDATE clocking SET employee = 'x'"])
def test_a_clocking_can_neither_be_changed_nor_deleted(store: Store, sql: str) -> None:
    store.clockings.append(draft(1))
    with pytest.raises(sqlite3.IntegrityError, match="never"):
        store.db.execute(sql)


def test_a_commit_is_synced_and_in_the_write_ahead_log(store: Store) -> None:
    assert store.db.execute("PRAGMA synchronous").fetchone()[0] == 2
    assert store.db.execute("PRAGMA journal_mode").fetchone()[0] == "wal"


def test_a_full_disk_leaves_neither_a_row_nor_a_hole(store: Store) -> None:
    store.clockings.append(draft(1))
    pages = store.db.execute("PRAGMA page_count").fetchone()[0]
    store.db.execute(f"PRAGMA max_page_count = {pages}")
    number = 2
    with pytest.raises(DiskFull):  # noqa: PT012 - how many fit is not known
        while True:
            store.clockings.append(draft(number))
            number += 1
    store.db.execute(f"PRAGMA max_page_count = {pages + 100}")
    assert store.clockings.append(draft(number)).number == number
    assert [row[0] for row in store.clockings.rows()] == list(range(1, number + 1))


def test_answers_empty_the_outbox_and_stay(store: Store, reopen: Reopen, path: Path) -> None:
    for n in (1, 2, 3):
        store.clockings.append(draft(n))
    numbers = {uuid(n): n for n in (1, 2, 3)}
    answers = ([Receipt(uuid(1), "R-1")], [Rejection(uuid(2), "unknown-employee", "nobody knows e-1")])
    assert store.clockings.keep_outcomes(*answers, numbers, stamp()) == 2
    assert store.clockings.keep_outcomes(*answers, numbers, stamp()) == 0
    reader = OutboxReader(path)
    assert [row.number for row in reader.waiting(0, 10)] == [3]
    assert reader.still_waiting(1, 9) == {3}
    reader.close()
    again = reopen().clockings
    assert again.undelivered() == 1
    count, (refusal,) = again.rejected(5)
    assert (count, refusal.number, refusal.code) == (1, 2, "unknown-employee")


def test_the_last_clocking_of_somebody_skips_what_was_taken_back(store: Store) -> None:
    store.clockings.append(draft(1, kind=Kind.IN))
    store.clockings.append(draft(2, kind=Kind.OUT))
    store.clockings.append(replace(draft(3, kind=Kind.VOID), voids=uuid(2)))
    assert store.clockings.last_of(["e-1", "e-2"]) == {"e-1": Last(Kind.IN, draft(1).stamp)}


def test_numbers_resume_after_those_that_only_the_cloud_holds(store: Store, reopen: Reopen) -> None:
    store.clockings.append(draft(1))
    store.clockings.resume_after(40)
    assert reopen().clockings.append(draft(2)).number == 41


def test_a_record_reads_as_it_was_written(store: Store) -> None:
    store.clockings.append(draft(1, employee='Ünï "quoted"\u202e'))
    ((_, text, _),) = store.clockings.rows()
    assert record.read(text).employee == 'Ünï "quoted"\u202e'
    assert record.read(text).previous == "0" * 64
