"""The rules of receiving, and what an audit finds, on a ledger without a server."""

import base64
import binascii
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cloud.audit import Audit, audit
from tests.cloud.intake import receive
from tests.cloud.ledger import CursorExpiredError, KeyChangedError, Ledger
from tests.cloud.sample_terminal import SampleTerminal, Signed
from tests.cloud.signatures import SignatureCheck
from tests.cloud.wire import BadBatchError, NamedEmployee, Received, Rejected, Result, decode_batch


class Desk:
    """A ledger that knows one terminal and one employee."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "cloud.sqlite"
        self.ledger = Ledger(self.file)
        self.check = SignatureCheck(2)
        self.terminal = SampleTerminal("t1")
        self.ledger.put_employees([NamedEmployee("e1", "Alex Example")])
        self.ledger.introduce("t1", self.terminal.key.public_key().public_bytes_raw(), "1", "here")

    def deliver(self, *clockings: Signed) -> list[Result]:
        known = self.ledger.terminal("t1")
        assert known is not None
        return receive(self.ledger, self.check, known, decode_batch(json.dumps({"clockings": clockings}).encode()))

    def codes(self, *clockings: Signed) -> list[str]:
        return [result.code if isinstance(result, Rejected) else "received" for result in self.deliver(*clockings)]

    def audit(self) -> Audit:
        found = audit(self.ledger, "t1")
        assert found is not None
        return found

    def tamper(self, statement: str, *values: object) -> None:
        base = sqlite3.connect(self.file)
        with base:
            assert base.execute(statement, values).rowcount > 0
        base.close()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    yield desk
    desk.check.close()
    desk.ledger.close()


def test_a_repeat_gets_the_same_receipt_and_adds_no_row(desk: Desk) -> None:
    batch = desk.terminal.clockings(3)
    first = desk.deliver(*batch)
    assert [result.receipt for result in first if isinstance(result, Received)] == [
        "R-00000001",
        "R-00000002",
        "R-00000003",
    ]
    assert desk.deliver(*batch, batch[1]) == [*first, first[1]]
    assert len(desk.ledger.clockings()) == 3
    assert desk.audit().repeats == 4
    assert desk.audit().proven


def test_the_same_clocking_twice_in_one_batch_is_one_clocking(desk: Desk) -> None:
    clocking = desk.terminal.clocking()
    first, second = desk.deliver(clocking, clocking)
    assert first == second
    assert len(desk.ledger.clockings()) == 1


def test_a_uuid_or_a_number_cannot_be_used_again(desk: Desk) -> None:
    terminal = desk.terminal
    original = terminal.content()
    desk.deliver(terminal.signed(original))
    assert desk.codes(terminal.signed(original | {"kind": "out"})) == ["uuid-reused"]
    assert desk.codes(terminal.signed(terminal.content())) == ["number-reused"]


def test_a_signature_of_another_key_or_another_text_is_refused(desk: Desk) -> None:
    terminal = desk.terminal
    stranger = SampleTerminal("t1")
    assert desk.codes(stranger.clocking()) == ["bad-signature"]
    one, two = terminal.clockings(2)
    assert desk.codes({"record": one["record"], "signature": two["signature"]}) == ["bad-signature"]
    # The signature covers the exact bytes: a blank more is another text.
    assert desk.codes({"record": one["record"].replace(":", ": "), "signature": one["signature"]}) == ["bad-signature"]
    assert desk.codes(one, two) == ["received", "received"]


def test_a_bad_signature_on_a_repeat_does_not_earn_the_receipt(desk: Desk) -> None:
    one = desk.terminal.clocking()
    desk.deliver(one)
    forged = base64.b64encode(bytes(64)).decode()
    assert desk.codes({"record": one["record"], "signature": forged}) == ["bad-signature"]


def test_a_record_of_another_terminal_is_refused(desk: Desk) -> None:
    assert desk.codes(desk.terminal.signed(desk.terminal.content(terminal="t2"))) == ["wrong-terminal"]


def test_clockings_may_come_in_any_order_and_the_chain_still_holds(desk: Desk) -> None:
    batch = desk.terminal.clockings(6)
    assert desk.codes(batch[5], batch[3]) == ["received", "received"]
    early = desk.audit()
    assert (early.gaps, early.missing, early.chain_verified, early.proven) == ([(1, 3), (5, 5)], 4, True, False)
    assert desk.codes(batch[4], batch[0], batch[2], batch[1]) == ["received"] * 4
    assert desk.audit().proven


def test_a_link_that_does_not_fit_a_neighbour_is_refused_from_either_side(desk: Desk) -> None:
    terminal = desk.terminal
    one, two, three = terminal.clockings(3)
    desk.deliver(one, three)
    wrong = json.loads(two["record"])
    assert desk.codes(terminal.signed(wrong | {"previous": "a" * 64})) == ["chain-broken"]
    assert desk.codes(terminal.signed(wrong | {"kind": "out"})) == ["chain-broken"]
    assert desk.codes(two) == ["received"]


def test_the_first_record_must_begin_the_chain(desk: Desk) -> None:
    assert desk.codes(desk.terminal.signed(desk.terminal.content(previous="b" * 64))) == ["chain-broken"]


def test_an_unknown_employee_is_refused_but_the_chain_goes_on(desk: Desk) -> None:
    terminal = desk.terminal
    batch = [terminal.clocking(), terminal.clocking("nobody"), terminal.clocking()]
    assert desk.codes(*batch) == ["received", "unknown-employee", "received"]
    assert desk.codes(batch[1]) == ["unknown-employee"]
    found = desk.audit()
    assert (found.received, found.refused, found.proven) == (2, 1, True)
    assert found.refusals == {"unknown-employee": 2}
    desk.ledger.put_employees([NamedEmployee("nobody", "Sam Sample")])
    assert desk.codes(batch[1]) == ["received"]
    assert desk.audit().received == 3


def test_a_clocking_of_a_deleted_employee_is_received(desk: Desk) -> None:
    assert desk.ledger.delete_employee("e1")
    assert not desk.ledger.delete_employee("e1")
    assert desk.codes(desk.terminal.clocking()) == ["received"]


def test_another_key_for_a_known_terminal_is_refused_and_the_first_is_kept(desk: Desk) -> None:
    desk.deliver(*desk.terminal.clockings(2))
    with pytest.raises(KeyChangedError):
        desk.ledger.introduce("t1", bytes(32), "2", "there")
    key = desk.terminal.key.public_key().public_bytes_raw()
    assert desk.ledger.introduce("t1", key, "2", "there") == 2


@pytest.mark.parametrize(
    ("position", "damage"), [(0, {"v": 2}), (1, {"number": 0}), (2, {"kind": "void"}), (1, {"stamp": {}})]
)
def test_a_batch_that_is_not_understood_names_the_first_bad_clocking_and_leaves_no_trace(
    desk: Desk, position: int, damage: dict[str, object]
) -> None:
    batch = desk.terminal.clockings(3)
    batch[position] = desk.terminal.signed(json.loads(batch[position]["record"]) | damage)
    with pytest.raises(BadBatchError) as caught:
        desk.deliver(*batch)
    assert caught.value.index == position
    assert desk.ledger.clockings() == []


def test_a_signature_of_the_wrong_length_is_named_too(desk: Desk) -> None:
    one, two = desk.terminal.clockings(2)
    two["signature"] = binascii.b2a_base64(b"short", newline=False).decode()
    with pytest.raises(BadBatchError) as caught:
        desk.deliver(one, two)
    assert caught.value.index == 1


def test_a_batch_is_all_or_nothing_in_the_ledger(desk: Desk) -> None:
    def break_off() -> None:
        with desk.ledger.transaction() as base:
            base.execute("DELETE FROM employees")
            message = "a power cut"
            raise RuntimeError(message)

    with pytest.raises(RuntimeError, match="a power cut"):
        break_off()
    assert desk.codes(desk.terminal.clocking()) == ["received"]


@pytest.mark.parametrize("number", [1, 3, 5])
def test_an_audit_catches_a_removed_record(desk: Desk, number: int) -> None:
    desk.deliver(*desk.terminal.clockings(5))
    desk.tamper("DELETE FROM clockings WHERE number = ?", number)
    found = desk.audit()
    assert found.rows_missing == 1
    assert found.gaps == ([(number, number)] if number < 5 else [])
    assert not found.proven


def test_an_audit_catches_a_removed_record_that_was_closed_over(desk: Desk) -> None:
    desk.deliver(*desk.terminal.clockings(5))
    desk.tamper("DELETE FROM clockings WHERE number = 3")
    desk.tamper("UPDATE clockings SET number = number - 1 WHERE number > 3")
    found = desk.audit()
    assert (found.chain_verified, found.first_broken, found.proven) == (False, 3, False)


def test_an_audit_catches_a_changed_record(desk: Desk) -> None:
    desk.deliver(*desk.terminal.clockings(5))
    desk.tamper('UPDATE clockings SET text = replace(text, \'"kind":"in"\', \'"kind":"out"\') WHERE number = 2')
    found = desk.audit()
    assert (found.signature_failures, found.first_bad_signature) == (1, 2)
    assert (found.chain_verified, found.first_broken, found.proven) == (False, 3, False)


@pytest.mark.parametrize("column", ["employee", "uuid", "previous"])
def test_an_audit_catches_a_column_that_says_otherwise_than_the_signed_text(desk: Desk, column: str) -> None:
    desk.deliver(*desk.terminal.clockings(3))
    desk.tamper(f"UPDATE clockings SET {column} = 'changed' WHERE number = 2")
    assert desk.audit().first_bad_signature == 2
    assert not desk.audit().proven


def test_an_audit_catches_an_inserted_record(desk: Desk) -> None:
    desk.deliver(*desk.terminal.clockings(3))
    forged = SampleTerminal("t1")
    forged.number, forged.previous = desk.terminal.number, desk.terminal.previous
    forged_text = forged.clocking()["record"]
    desk.tamper(
        "INSERT INTO clockings (terminal, number, uuid, employee, hash, previous, text, signature, received_us)"
        " SELECT terminal, 4, 'forged', employee, hash, previous, ?, signature, received_us FROM clockings LIMIT 1",
        forged_text,
    )
    found = desk.audit()
    assert (found.signature_failures, found.first_bad_signature, found.proven) == (1, 4, False)


def test_an_audit_counts_a_doubled_record(desk: Desk) -> None:
    desk.deliver(*desk.terminal.clockings(3))
    desk.tamper(
        "INSERT INTO clockings (terminal, number, uuid, employee, hash, previous, text, signature, received_us)"
        " SELECT terminal, number, 'again', employee, hash, previous, text, signature, received_us FROM clockings"
        " WHERE number = 2"
    )
    assert desk.audit().duplicates == 1
    assert not desk.audit().proven


def test_nobody_can_be_audited_who_was_never_seen(desk: Desk) -> None:
    assert audit(desk.ledger, "t2") is None


def test_employees_come_in_pages_and_changes_after_a_cursor(desk: Desk) -> None:
    desk.ledger.put_employees(NamedEmployee(f"p{number}", f"Person {number}") for number in range(1500))
    first = desk.ledger.employees_since(None)
    assert (len(first.employees), first.more) == (1000, True)
    second = desk.ledger.employees_since(first.cursor)
    assert (len(second.employees), second.more) == (501, False)
    desk.ledger.put_employees([NamedEmployee("p3", "Renamed")])
    desk.ledger.delete_employee("p4")
    third = desk.ledger.employees_since(second.cursor)
    assert third.employees == [NamedEmployee("p3", "Renamed")]
    assert third.deleted == ["p4"]
    assert desk.ledger.employees_since(third.cursor).cursor == third.cursor


@pytest.mark.parametrize("cursor", ["", "x", "1", ".", "a.b", "²", "0.1"])
def test_a_cursor_that_is_not_ours_has_expired(desk: Desk, cursor: str) -> None:
    with pytest.raises(CursorExpiredError):
        desk.ledger.employees_since(cursor)


def test_cursors_expire_on_request_and_when_they_are_ahead_of_the_list(desk: Desk) -> None:
    cursor = desk.ledger.employees_since(None).cursor
    epoch = cursor.partition(".")[0]
    with pytest.raises(CursorExpiredError):
        desk.ledger.employees_since(f"{epoch}.999")
    with pytest.raises(CursorExpiredError):
        desk.ledger.employees_since(f"{epoch}.²")
    desk.ledger.reset_cursors()
    with pytest.raises(CursorExpiredError):
        desk.ledger.employees_since(cursor)
