"""The client: never in the screen's way, whatever the core does."""

from collections.abc import Iterator
from pathlib import Path
from threading import Event
from time import monotonic

import pytest

from terminal.messages import ChooseKey, Drawn, FromClient, LinkKind, Snapshot, Strip, Waiting
from terminal.messages import CloudState as Cloud
from terminal.model import ClockQuality, Key
from tests.ui.scripted_core import ScriptedCore
from ui.client import QUEUED_COMMANDS, Client, Line, Reading

STRIP = Strip(LinkKind.ETHERNET, Cloud.REACHED, 0, 0, ClockQuality.SYNCHRONISED)


def snapshot(revision: int) -> Snapshot:
    return Snapshot(revision, 0.0, "Leeds", "CT-1", "Europe/London", Waiting(), STRIP)


class Watch:
    """A client, and the wait for what it reads."""

    def __init__(self, path: Path) -> None:
        self.client = Client(str(path))
        self._changed = Event()
        self.client.on_change(self._changed.set)

    def until(self, line: Line, revision: int | None = None, timeout_s: float = 10) -> Reading:
        """Wait for a state of the line, and for a snapshot where one is named."""
        until = monotonic() + timeout_s
        while True:
            reading = self.client.reading()
            number = reading.snapshot.revision if reading.snapshot else None
            if reading.line is line and (revision is None or number == revision):
                return reading
            assert monotonic() < until, reading
            self._changed.wait(0.5)
            self._changed.clear()


@pytest.fixture
def core(tmp_path: Path) -> Iterator[ScriptedCore]:
    made = ScriptedCore(tmp_path / "core.sock")
    made.newest = snapshot(1)
    yield made
    made.close()


@pytest.fixture
def watch(core: ScriptedCore) -> Iterator[Watch]:
    made = Watch(core.path)
    made.client.start()
    yield made
    made.client.stop()


def _choice(message: FromClient) -> ChooseKey | None:
    return message if isinstance(message, ChooseKey) else None


def test_the_client_waits_for_a_core_that_comes_late(core: ScriptedCore, watch: Watch) -> None:
    assert watch.client.reading().line is Line.AWAY
    core.open()
    watch.until(Line.OPEN, revision=1)


def test_the_newest_snapshot_is_what_is_read(core: ScriptedCore, watch: Watch) -> None:
    core.open()
    watch.until(Line.OPEN, revision=1)
    for revision in range(2, 50):
        core.say(snapshot(revision))
    watch.until(Line.OPEN, revision=49)


def test_commands_arrive_in_order(core: ScriptedCore, watch: Watch) -> None:
    core.open()
    watch.until(Line.OPEN)
    for key in Key:
        assert watch.client.submit(ChooseKey(key))
    core.wait_for(lambda message: message if message == ChooseKey(Key.BREAK) else None)
    assert [message for _, message in core.received if _choice(message)] == [ChooseKey(key) for key in Key]


def test_nothing_is_queued_for_a_core_that_is_away(core: ScriptedCore, watch: Watch) -> None:
    assert not watch.client.submit(ChooseKey(Key.IN))
    core.open()
    watch.until(Line.OPEN)
    assert watch.client.submit(ChooseKey(Key.OUT))
    assert core.wait_for(_choice) == ChooseKey(Key.OUT)


def test_a_touch_from_before_the_line_broke_does_not_happen_afterwards(core: ScriptedCore, watch: Watch) -> None:
    core.open()
    watch.until(Line.OPEN)
    core.close()
    watch.until(Line.AWAY)
    assert not watch.client.submit(ChooseKey(Key.IN))
    core.open()
    watch.until(Line.OPEN)
    watch.client.report_drawn(1, 5.0)
    core.wait_for(lambda message: message if isinstance(message, Drawn) else None)
    assert not any(_choice(message) for _, message in core.received)


def test_a_core_that_takes_nothing_does_not_hold_the_screen_up(core: ScriptedCore, watch: Watch) -> None:
    core.open()
    watch.until(Line.OPEN)
    core.stop_reading()
    begun_at = monotonic()
    taken = 0
    while watch.client.submit(ChooseKey(Key.IN)):
        taken += 1
        assert monotonic() - begun_at < 10
    assert taken >= QUEUED_COMMANDS
    slowest = 0.0
    for _ in range(100):
        at = monotonic()
        watch.client.submit(ChooseKey(Key.IN))
        watch.client.report_drawn(1, at)
        slowest = max(slowest, monotonic() - at)
    assert slowest < 0.5
    core.read_on()


def test_only_the_newest_drawn_frame_is_reported(core: ScriptedCore, watch: Watch) -> None:
    core.open()
    watch.until(Line.OPEN)
    for revision in range(1, 200):
        watch.client.report_drawn(revision, float(revision))
    core.wait_for(lambda message: message if message == Drawn(199, 199.0) else None)


def test_a_core_of_another_protocol_is_no_core(core: ScriptedCore, watch: Watch) -> None:
    core.protocol = 2
    core.open()
    assert watch.until(Line.MISFIT).snapshot is None
    core.protocol = 1
    watch.until(Line.OPEN, revision=1)


def test_stopping_ends_the_thread_also_without_a_core(tmp_path: Path) -> None:
    client = Client(str(tmp_path / "nobody.sock"))
    client.start()
    begun_at = monotonic()
    client.stop(5.0)
    assert monotonic() - begun_at < 3
