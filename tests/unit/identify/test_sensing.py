"""The sensor's worker, driven round by round, with the real driver and the emulated sensor."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from drivers.fingerprint.zfm import ZfmSensor
from terminal import causes
from terminal.events import (
    EnrolmentAdvanced,
    EnrolmentFailed,
    Event,
    FingerDown,
    FingerEnrolled,
    FingerForgotten,
    FingerMatched,
    SensorFailed,
    SensorReady,
)
from terminal.identify.pairing import Pairing
from terminal.identify.sensing import LIFTED_AFTER, Habits, Sensing
from terminal.messages import EnrolmentStep
from tests.rig.emulator import EmulatorProcess
from tests.rig.waiting import until
from tests.unit.core.samples import stamp

PASSWORD = 0x1234_5678
_DELETE = 0x0C  # the command


class Driven:
    """A worker whose rounds are run by hand; it never rests between them."""

    def __init__(self, emulator: EmulatorProcess, hashes: Mapping[int, bytes], password: int | None) -> None:
        self.posted: list[Event] = []
        self.control = emulator.control
        self.pairing = Pairing(hashes, password)
        sensor = ZfmSensor(str(emulator.link))
        self.sensing = Sensing(self.posted.append, sensor, self.pairing, stamp, Habits(3, 0.0))
        self.sensing.stop()  # every rest ends at once

    def rounds(self, count: int) -> None:
        for _ in range(count):
            self.sensing.work()

    def until(self, what: str, found: Callable[[], bool]) -> None:
        def tried() -> bool:
            self.sensing.work()
            return found()

        until(what, tried)

    def until_posted(self, event: Event) -> None:
        self.until(f"{event} is posted", lambda: event in self.posted)

    def until_ready(self) -> None:
        self.posted.clear()
        self.until("ready", lambda: bool(self.of(SensorReady)))

    def of(self, kind: type[Event]) -> list[Event]:
        return [event for event in self.posted if isinstance(event, kind)]

    @property
    def slots(self) -> list[int]:
        slots: list[int] = self.control.status()["slots"]
        return slots

    def scan(self, finger: int, *, limit: int = 20) -> None:
        """Do what an enrolment asks for, until it is over or nothing more is asked for some rounds."""
        asked = 0
        for _ in range(limit):
            steps = self.of(EnrolmentAdvanced)
            last = steps[-1].step if len(steps) > asked else EnrolmentStep.PLACE  # type: ignore[union-attr]
            if last is EnrolmentStep.LIFT:
                self.control.lift()
            else:
                self.control.press(finger)
            self.sensing.work()
            if self.of(FingerEnrolled) or self.of(EnrolmentFailed):
                break
        self.control.lift()


@pytest.fixture(scope="module")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmulatorProcess]:
    with EmulatorProcess(tmp_path_factory.mktemp("sensor"), time_scale=0.02) as running:
        yield running


@pytest.fixture
def library(emulator: EmulatorProcess, tmp_path: Path) -> EmulatorProcess:
    """A factory-new sensor with an empty library."""
    emulator.control.clear()
    emulator.control.lift()
    emulator.control.swap(tmp_path / "library.json")
    return emulator


@pytest.fixture
def driven(library: EmulatorProcess) -> Iterator[Driven]:
    """A sensor that was paired and then enrolled the fingers 1 to 5 in the slots 0 to 4."""
    with_templates = ZfmSensor(str(library.link))
    with_templates.open()
    with_templates.set_password(PASSWORD)
    library.control.enrol(1, 0, count=5)
    hashes = with_templates.pairing(frozenset(range(5))).template_hashes
    with_templates.close()
    running = Driven(library, hashes, PASSWORD)
    running.until_ready()
    yield running
    running.sensing.close()


def reopened(running: Driven) -> None:
    """Let the sensor be lost and found again."""
    running.control.restart()
    running.posted.clear()
    running.until("the loss is told", lambda: bool(running.of(SensorFailed)))
    running.until_ready()


def test_a_deletion_asked_for_many_times_is_done_once(driven: Driven) -> None:
    driven.posted.clear()
    for slot in (3, 1, 3, 3, 1):
        driven.sensing.forget(slot)
    driven.rounds(20)
    assert driven.of(FingerForgotten) == [FingerForgotten(3), FingerForgotten(1)]
    assert driven.slots == [0, 2, 4]


def test_the_count_is_told_again_after_the_last_deletion_only(driven: Driven) -> None:
    driven.posted.clear()
    for slot in (1, 2, 3):
        driven.sensing.forget(slot)
    driven.rounds(20)
    assert driven.posted[:3] == [FingerForgotten(1), FingerForgotten(2), FingerForgotten(3)]
    assert [type(event) for event in driven.posted[3:]] == [SensorReady]
    assert driven.posted[3].in_use == 2  # type: ignore[union-attr]


def test_a_person_need_not_wait_until_all_deletions_are_done(driven: Driven) -> None:
    driven.posted.clear()
    for slot in (0, 1, 2, 3):
        driven.sensing.forget(slot)
    driven.control.press(5)
    driven.rounds(20)
    order = [type(event) for event in driven.posted]
    assert order.index(FingerMatched) < order.index(FingerForgotten) + 3
    assert order.count(FingerForgotten) == 4
    assert order.count(FingerDown) == 1


def test_a_slot_that_cannot_be_emptied_keeps_nobody_from_clocking(
    driven: Driven, caplog: pytest.LogCaptureFixture
) -> None:
    driven.posted.clear()
    driven.control.fault("flash_error", command=_DELETE)
    driven.sensing.forget(2)
    driven.rounds(6)
    driven.sensing.forget(2)  # the core asks again whenever the sensor is ready
    driven.rounds(6)
    assert driven.of(SensorFailed) == []
    assert [record.message for record in caplog.records if "slot 2" in record.message] != []
    assert len([record for record in caplog.records if "slot 2" in record.message]) == 1
    driven.control.clear()
    driven.rounds(4)
    assert driven.of(FingerForgotten) == []
    driven.control.press(1)
    driven.until("the finger is found", lambda: bool(driven.of(FingerMatched)))
    driven.control.lift()
    reopened(driven)
    driven.rounds(4)
    assert 2 not in driven.slots


def test_a_slot_outside_the_library_is_put_aside_too(driven: Driven) -> None:
    driven.posted.clear()
    driven.sensing.forget(9_999)
    driven.sensing.forget(1)
    driven.rounds(10)
    assert driven.of(SensorFailed) == []
    assert driven.of(FingerForgotten) == [FingerForgotten(1)]


def test_a_deletion_whose_answer_is_lost_is_no_exchanged_sensor(driven: Driven) -> None:
    driven.posted.clear()
    driven.control.fault("lost_answer", command=_DELETE)
    driven.sensing.forget(0)
    driven.until("the loss is told", lambda: bool(driven.of(SensorFailed)))
    driven.control.clear()
    driven.until_posted(FingerForgotten(0))
    assert {event.cause for event in driven.of(SensorFailed)} == {causes.SENSOR_SILENT}  # type: ignore[union-attr]


def test_a_failure_that_comes_back_after_a_recovery_is_told_again(driven: Driven) -> None:
    for _ in range(2):
        driven.posted.clear()
        driven.control.fault("silence")
        driven.until("the failure is told", lambda: bool(driven.of(SensorFailed)))
        driven.rounds(2)
        assert len(driven.of(SensorFailed)) == 1
        driven.control.clear()
        driven.until_ready()
        driven.sensing.forget(1)
        driven.rounds(4)


def test_templates_without_an_owner_are_deleted_from_a_paired_sensor(driven: Driven) -> None:
    driven.control.enrol(9, 150)
    driven.control.enrol(10, 7)
    driven.rounds(6)
    assert driven.slots == [0, 1, 2, 3, 4, 7, 150]  # looked for at an opening only
    reopened(driven)
    driven.until_posted(FingerForgotten(150))
    assert driven.slots == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("password", [None, PASSWORD], ids=["unpaired", "just paired"])
def test_the_library_of_a_sensor_that_was_not_ours_is_left_alone(
    library: EmulatorProcess, password: int | None
) -> None:
    library.control.enrol(9, 150)
    running = Driven(library, {}, password)
    running.until_ready()
    running.rounds(6)
    assert running.slots == [150]
    running.sensing.close()


def test_a_finger_enrolled_just_now_has_an_owner_at_the_next_opening(driven: Driven) -> None:
    driven.posted.clear()
    driven.sensing.enrol("e-1", frozenset(range(5)))
    driven.scan(9)
    assert [event.slot for event in driven.of(FingerEnrolled)] == [5]  # type: ignore[union-attr]
    driven.rounds(4)
    reopened(driven)
    driven.rounds(6)
    assert driven.slots == [0, 1, 2, 3, 4, 5]


def test_a_new_finger_is_not_deleted_for_the_old_one_in_its_slot(driven: Driven) -> None:
    driven.control.fault("flash_error", command=_DELETE)
    driven.sensing.forget(2)
    driven.rounds(4)
    driven.control.clear()
    driven.posted.clear()
    driven.control.erase(2)  # as an enrolment does with a template that has no owner
    driven.sensing.enrol("e-1", frozenset({0, 1, 3, 4}))
    driven.scan(9)
    assert [event.slot for event in driven.of(FingerEnrolled)] == [2]  # type: ignore[union-attr]
    driven.rounds(4)
    reopened(driven)
    driven.rounds(6)
    assert 2 in driven.slots


def test_an_enrolment_that_ends_leaves_the_next_one_alone(driven: Driven) -> None:
    driven.posted.clear()

    def begin_another(event: Event) -> None:
        driven.posted.append(event)
        if isinstance(event, FingerEnrolled) and event.employee == "e-1":
            driven.sensing.end_enrolment()
            driven.sensing.enrol("e-2", frozenset(range(6)))

    driven.sensing.post = begin_another
    driven.sensing.enrol("e-1", frozenset(range(5)))
    driven.scan(9)
    driven.posted.clear()
    driven.rounds(3)
    driven.scan(10)
    assert [event.employee for event in driven.of(FingerEnrolled)] == ["e-2"]  # type: ignore[union-attr]


def test_an_enrolment_asked_for_while_the_sensor_was_failing_says_so(driven: Driven) -> None:
    driven.control.restart()
    driven.posted.clear()
    driven.until("the loss is told", lambda: bool(driven.of(SensorFailed)))
    driven.sensing.enrol("e-1", frozenset(range(5)))  # before the core has heard of it
    driven.until_posted(EnrolmentFailed(causes.ENROL_SENSOR))
    driven.rounds(LIFTED_AFTER)
    assert driven.of(SensorReady)
