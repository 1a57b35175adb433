"""Which refusals of the cloud are believed. A stand-in for the cloud, because no real one refuses so cleverly."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from threading import Event as Flag
from typing import cast

import pytest

from terminal.events import ClockingsAnswered, Event
from terminal.store.opening import Store
from terminal.store.outbox import OutboxReader
from terminal.uplinks.cloud.client import CloudClient
from terminal.uplinks.cloud.delivering import Delivering
from terminal.uplinks.cloud.errors import BatchRefused, CloudGarbled
from terminal.uplinks.cloud.packing import Packing
from terminal.uplinks.cloud.wire import Received, Results
from tests.unit.core.samples import draft, stamp, uuid


class Cloud:
    """Refuses every batch with one of these numbers in it."""

    def __init__(self, *refused: int) -> None:
        self.refused = set(refused)

    def deliver(self, body: bytes) -> Results:
        clockings = json.loads(gzip.decompress(body))["clockings"]
        records = [json.loads(clocking["record"]) for clocking in clockings]
        if self.refused.intersection(record["number"] for record in records):
            raise BatchRefused("bad-batch", "not understood")
        return Results([Received(record["uuid"], f"R-{record['number']}") for record in records])


Delivered = Callable[[Cloud], list[Event]]


@pytest.fixture
def delivered(store: Store, path: Path) -> Delivered:
    """Deliver four clockings once and return what is reported."""
    for n in range(1, 5):
        store.clockings.append(draft(n))

    def deliver(cloud: Cloud) -> list[Event]:
        said: list[Event] = []
        delivering = Delivering(
            cast("CloudClient", cloud),
            Packing(OutboxReader(path)),
            said.append,
            stamp,
            batch=4,
            stopping=Flag(),
            beat=lambda: None,
        )
        try:
            delivering.deliver_all()
        finally:
            delivering.close()
        return said

    return deliver


def rejected(said: list[Event]) -> set[object]:
    return {r.uuid for answered in said if isinstance(answered, ClockingsAnswered) for r in answered.rejections}


def received(said: list[Event]) -> set[object]:
    return {r.uuid for answered in said if isinstance(answered, ClockingsAnswered) for r in answered.receipts}


@pytest.mark.parametrize("bad", [(1,), (2, 3), (4,)])
def test_the_clockings_at_fault_are_found_and_hold_up_no_other(delivered: Delivered, bad: tuple[int, ...]) -> None:
    said = delivered(Cloud(*bad))
    assert rejected(said) == {uuid(n) for n in bad}
    assert received(said) == {uuid(n) for n in range(1, 5) if n not in bad}


def test_a_cloud_that_refuses_everything_costs_no_clocking(delivered: Delivered) -> None:
    with pytest.raises(CloudGarbled, match="refuses every clocking"):
        delivered(Cloud(1, 2, 3, 4))


def test_the_only_clocking_that_waits_can_be_refused(delivered: Delivered, store: Store) -> None:
    numbers = {uuid(n): n for n in range(1, 4)}
    store.clockings.keep_outcomes([], [], numbers, stamp())
    for n in range(1, 4):
        store.db.execute("DELETE FROM outbox WHERE number = ?", (n,))
    assert rejected(delivered(Cloud(4))) == {uuid(4)}
