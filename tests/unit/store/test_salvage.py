"""A damaged database: kept aside, salvaged, told."""

import random
from pathlib import Path

import pytest

from terminal.clocking import chain, record
from terminal.identity import DeviceKey
from terminal.model import Employee, Receipt
from terminal.store.errors import StoreDamaged
from terminal.store.opening import QUICK_BYTES, Store, damage, suspect_mark
from terminal.store.salvage import chosen
from tests.unit.core.samples import draft, stamp, uuid
from tests.unit.store.conftest import Reopen

ROWS = 400


def fill(store: Store) -> None:
    for n in range(1, ROWS + 1):
        store.clockings.append(draft(n))
    numbers = {uuid(n): n for n in range(1, ROWS + 1)}
    store.clockings.keep_outcomes([Receipt(uuid(n), f"R-{n}") for n in range(1, 301)], [], numbers, stamp())
    store.people.keep([Employee("e-1", "Alex Example")], [], "cursor", whole=True)
    store.people.settle(7, "e-1", b"h" * 32)


def spoil(path: Path, at: int, length: int, seed: int = 1) -> None:
    with path.open("r+b") as file:
        file.seek(at)
        file.write(random.Random(seed).randbytes(length))


def test_a_sound_file_is_opened_as_it_is(store: Store, reopen: Reopen) -> None:
    fill(store)
    again = reopen()
    assert again.salvaged is None
    assert again.doubt is None


def test_a_lost_header_costs_no_clocking(store: Store, reopen: Reopen, path: Path, key: DeviceKey) -> None:
    fill(store)
    store.close()
    spoil(path, 0, 100)
    again = reopen()
    assert again.salvaged is not None
    assert (again.salvaged.clockings, again.salvaged.missing) == (ROWS, 0)
    assert again.salvaged.kept_as.exists()
    assert chain.verify(again.clockings.rows(), key.verify) is None
    assert again.clockings.undelivered() == ROWS
    assert again.clockings.append(draft(ROWS + 1)).number == ROWS + 1


@pytest.mark.parametrize("seed", range(6))
def test_a_spoiled_page_costs_only_what_stood_on_it(
    store: Store, reopen: Reopen, path: Path, key: DeviceKey, seed: int
) -> None:
    fill(store)
    store.close()
    pages = path.stat().st_size // 4096
    page = random.Random(seed).randrange(2, pages)
    spoil(path, page * 4096, 4096, seed)
    again = reopen()
    if again.salvaged is None:  # the page was not in use
        assert damage(path, thorough=True) is None
    numbers = [row[0] for row in again.clockings.rows()]
    assert len(numbers) >= ROWS - 10
    assert all(key.verify(text, signature) for _, text, signature in again.clockings.rows())
    assert again.clockings.append(draft(ROWS + 1)).number > max(numbers)


def test_a_power_cut_during_a_rebuild_costs_nothing(
    store: Store, reopen: Reopen, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(store)
    store.close()
    spoil(path, 0, 100)

    for moment in ("_keep_tables", "_set_aside", "_sync_folder"):

        def cut(*_: object) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr(f"terminal.store.salvage.{moment}", cut)
        with pytest.raises(KeyboardInterrupt):
            reopen()
        monkeypatch.undo()
    again = reopen()
    assert len(list(again.clockings.rows())) == ROWS
    assert again.clockings.undelivered() == ROWS
    assert not list(path.parent.glob("*.rebuilt*"))


def test_a_changed_record_is_not_signed_anew(store: Store, reopen: Reopen, path: Path, key: DeviceKey) -> None:
    fill(store)
    store.close()
    raw = path.read_bytes()
    at = raw.rindex(b'"number":400,')
    forged = raw[at:].replace(b'"score":120', b'"score":121', 1)
    path.write_bytes(b"x" * 100 + raw[100:at] + forged)
    again = reopen()
    assert again.salvaged is not None
    assert (again.salvaged.clockings, again.salvaged.missing) == (ROWS - 1, 0)
    assert chain.verify(again.clockings.rows(), key.verify) is None


def test_a_lost_tail_is_counted_and_its_numbers_are_not_given_again(store: Store, reopen: Reopen, path: Path) -> None:
    fill(store)
    store.close()
    raw = path.read_bytes()
    page = raw.rindex(b'"number":400,') // 4096
    spoil(path, page * 4096, 4096)
    again = reopen()
    assert again.salvaged is not None
    assert again.salvaged.missing > 0
    assert again.clockings.append(draft(ROWS + 1)).number == ROWS + 1


def test_a_record_that_sqlite_finds_sound_and_nobody_can_read_is_left_out(
    store: Store, reopen: Reopen, path: Path
) -> None:
    fill(store)
    store.close()
    raw = path.read_bytes()
    at = raw.rindex(b'"number":400,')
    path.write_bytes(raw[:at] + b"\xff" + raw[at + 1 :])
    assert damage(path, thorough=True) is None
    again = reopen()
    with pytest.raises(StoreDamaged):
        again.clockings.last_of(["e-1"])
    suspect_mark(path).touch()
    mended = reopen()
    assert mended.salvaged is not None
    assert "e-1" in mended.clockings.last_of(["e-1"])


def test_everybody_who_ever_clocked_is_found(store: Store) -> None:
    for n, employee in enumerate(("b", "a", "b", "c"), 1):
        store.clockings.append(draft(n, employee=employee))
    assert store.clockings.everybody() == ["a", "b", "c"]


def test_a_finger_that_is_to_go_is_not_expected_on_the_sensor(store: Store) -> None:
    store.people.settle(7, "e-1", b"h" * 32)
    store.people.settle(8, "e-2", b"h" * 32)
    store.people.keep([], ["e-1"], "c", whole=False)
    assert set(store.people.template_hashes()) == {8}


def test_every_salvage_keeps_its_own_damaged_file(store: Store, reopen: Reopen, path: Path) -> None:
    fill(store)
    for _ in range(2):
        store.close()
        spoil(path, 0, 100)
        store = reopen()
    assert sorted(p.name for p in path.parent.glob("*.damaged-?")) == ["clock.db.damaged-1", "clock.db.damaged-2"]


def test_what_the_file_still_tells_of_people_is_kept_and_the_list_is_read_anew(
    store: Store, reopen: Reopen, path: Path
) -> None:
    fill(store)
    root = store.db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'clocking_employee'").fetchone()[0]
    store.close()
    spoil(path, (root - 1) * 4096, 4096)
    again = reopen()
    assert again.salvaged is not None
    assert again.people.residents() == {7: "e-1"}
    assert again.people.employees() == {"e-1": Employee("e-1", "Alex Example")}
    assert again.people.cursor() is None
    assert again.clockings.undelivered() == 100


def test_of_two_records_with_one_number_the_one_that_the_next_names_is_kept() -> None:
    first = record.write("T-1", 1, draft(1), record.FIRST_PREVIOUS)
    cut_off = record.write("T-1", 1, draft(9, seconds=99), record.FIRST_PREVIOUS)
    second = record.write("T-1", 2, draft(2), record.digest(first))
    assert chosen({first, cut_off}, record.read(second).previous) == first
    assert chosen({first, cut_off}, None) == cut_off


def test_damage_noticed_while_running_makes_the_next_start_check_a_large_file(
    store: Store, reopen: Reopen, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(store)
    root = store.db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'clocking_employee'").fetchone()[0]
    store.close()
    spoil(path, (root - 1) * 4096, 4096)
    monkeypatch.setattr("terminal.store.opening.QUICK_BYTES", 0)
    assert QUICK_BYTES > 0
    assert reopen().salvaged is None
    suspect_mark(path).touch()
    assert reopen().salvaged is not None
    assert not suspect_mark(path).exists()
