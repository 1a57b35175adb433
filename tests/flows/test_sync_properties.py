"""Whatever a faulty cloud does to the deliveries, each clocking ends up there exactly once."""

import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from queue import Empty, SimpleQueue
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drivers.leds.null import NullLeds
from terminal.clocking.uuid7 import uuid7
from terminal.core import Core, Place
from terminal.events import ClockingStored, Event
from terminal.identity import DeviceKey, load_or_make
from terminal.model import Kind
from terminal.state import State
from terminal.store.opening import Store, open_store
from terminal.store.outbox import OutboxReader
from terminal.timekeeping import Timekeeper
from terminal.uplinks.cloud.backoff import Backoff
from terminal.uplinks.cloud.client import CloudClient
from terminal.uplinks.cloud.https import Https, Limits
from terminal.uplinks.cloud.syncing import Introducing, Pace, Syncing
from tests.rig.cloud import CloudProcess
from tests.rig.waiting import until
from tests.unit.core.samples import POLICY, draft

FAULTS = ["half-ack", "cut-after-commit", "cut-before-commit", "500", "503", "hostile", "none"]
LAG = 3
WHATS = ["html", "wrong-types", "not-json", "empty", "wrong-uuids", "truncated-gzip", "redirect-http"]

STEPS = st.one_of(
    st.tuples(st.just("store"), st.integers(1, 12)),
    st.tuples(st.just("fault"), st.tuples(st.sampled_from(FAULTS), st.sampled_from(WHATS), st.integers(1, 3))),
    st.tuples(st.just("round"), st.integers(1, 3)),
    st.tuples(st.just("restart"), st.none()),
    st.tuples(st.just("disk"), st.booleans()),
)


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CloudProcess]:
    with CloudProcess(tmp_path_factory.mktemp("cloud")) as running:
        running.put_employees({"e-1": "Alex Example"})
        yield running


@contextmanager
def no_room() -> Iterator[None]:
    """Refuse every write beyond a file's first page, as a full disk does."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


class Terminal:
    """Store, core's loop and syncing of one terminal, turned by hand, one round at a time."""

    def __init__(self, folder: Path, name: str, cloud: CloudProcess) -> None:
        self.folder, self.name, self.cloud = folder, name, cloud
        self.key: DeviceKey = load_or_make(folder / "device.key")
        self.stored: list[str] = []
        self.disk_takes_nothing = False
        self.open()

    def open(self) -> None:
        self.store: Store = open_store(self.folder / "clock.db", self.name, self.key)
        self.facts: SimpleQueue[Event] = SimpleQueue()
        self.leds = NullLeds(None)
        self.core = Core(
            state=State(policy=POLICY, undelivered=self.store.clockings.undelivered()),
            store=self.store,
            leds=self.leds,
            place=Place("Test", self.name, "UTC"),
            stamp=Timekeeper("UTC").stamp,
            alive=lambda: None,
        )
        https = Https(self.cloud.url, str(self.cloud.ca_file), Limits(5.0, 5.0))
        self.syncing = Syncing(
            self.post,
            CloudClient(https, self.name, self.cloud.token_file),
            OutboxReader(self.store.path),
            Introducing(self.key.public, "test", "Test"),
            Pace(batch=5, poll_s=0.0, longest_s=10.0, reoffer_s=0.02),
            Backoff(0.001, 0.001),
            Timekeeper("UTC").stamp,
            self.store.people.cursor(),
        )

    def close(self) -> None:
        self.syncing.close()
        self.leds.close()
        self.store.close()

    def store_some(self, count: int) -> None:
        for _ in range(count):
            fresh = replace(draft(1, kind=Kind.IN), uuid=uuid7(time.time_ns() // 1_000))
            self.core.take(ClockingStored(self.store.clockings.append(fresh)))
            self.stored.append(str(fresh.uuid))

    def post(self, fact: Event) -> None:
        """Let the core lag behind by a few facts, so that the worker sees an outbox that is not up to date."""
        self.facts.put(fact)
        if self.facts.qsize() > LAG:
            self.drain()

    def round(self) -> None:
        """One round of the worker, and then the core catches up."""
        self.syncing.work()
        self.drain()

    def drain(self) -> None:
        with no_room() if self.disk_takes_nothing else nullcontext():
            while True:
                try:
                    self.core.take(self.facts.get_nowait())
                except Empty:
                    return


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, min_size=1, max_size=12))
def test_every_clocking_arrives_exactly_once(
    cloud: CloudProcess, tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, object]]
) -> None:
    cloud.clear()
    name = f"T-{uuid4()}"
    terminal = Terminal(tmp_path_factory.mktemp("terminal"), name, cloud)
    try:
        for act, argument in steps:
            match act, argument:
                case "store", int(count):
                    terminal.store_some(count)
                case "fault", (str(fault), str(what), int(count)):
                    cloud.clear()
                    options = {"what": what} if fault == "hostile" else {}
                    if fault != "none":
                        cloud.switch(fault, count=count, **options)
                case "round", int(rounds):
                    for _ in range(rounds):
                        terminal.round()
                case "disk", bool(full):
                    terminal.disk_takes_nothing = full
                case "restart", None:
                    terminal.close()
                    terminal.open()
        cloud.clear()
        terminal.disk_takes_nothing = False

        def delivered() -> bool:
            terminal.round()
            return terminal.store.clockings.undelivered() == 0

        until("everything is delivered", delivered)
    finally:
        terminal.close()
    held = [clocking["uuid"] for clocking in cloud.clockings(name)]
    assert sorted(held) == sorted(terminal.stored)
    audit = cloud.audit(name)
    assert audit["received"] == len(terminal.stored)
    assert audit["proven"] or not terminal.stored
