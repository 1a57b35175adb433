"""Every fault of the sensor ends in a named state, holds up nothing, and goes by itself."""

import time
from pathlib import Path

import pytest

from terminal.messages import Accepted, ChooseKey, Enrol, Enrolling, EnrolmentStep, Refused, Snapshot, Waiting
from terminal.model import Key
from tests.flows.conftest import RunningClock
from tests.rig.enrolling import at, ready

NAMED_S = 3.0  # the product's promise, from the fault to its name and from its end to work

# What each fault may be called: some are mended by the driver's own repetition, and the clock just goes on.
FAULTS = [
    ("silence", {}, {"S-101"}),
    ("noise", {}, {"S-103", None}),
    ("bad_checksum", {}, {"S-103"}),
    ("truncated", {}, {"S-101", "S-103"}),
    ("late", {"delay_s": 2.0}, {"S-101"}),
]


def out_of_order(snapshot: Snapshot) -> str | None:
    face = snapshot.face
    return face.out_of_order.code if isinstance(face, Waiting) and face.out_of_order else None


def the_screen_still_answers(clock: RunningClock) -> None:
    """A key is chosen and taken back while the fault lasts."""

    def chosen(snapshot: Snapshot) -> bool:
        return isinstance(snapshot.face, Waiting) and snapshot.face.key is Key.OUT

    sent = time.monotonic()
    clock.listener.send(ChooseKey(Key.OUT))
    clock.listener.until("the key", chosen, since=sent)
    clock.listener.send(ChooseKey(None))
    clock.listener.until_now("no key", lambda s: not chosen(s))


@pytest.mark.parametrize(("kind", "options", "names"), FAULTS, ids=[fault[0] for fault in FAULTS])
def test_a_fault_gets_a_name_and_goes_by_itself(
    shared_clock: RunningClock, kind: str, options: dict[str, float], names: set[str | None]
) -> None:
    clock, control = shared_clock, shared_clock.rig.emulator.control
    clock.until_ready()
    control.fault(kind, **options)
    try:
        began = time.monotonic()
        if None not in names:
            clock.listener.until("the fault's name", lambda s: out_of_order(s) in names, NAMED_S, since=began)
        the_screen_still_answers(clock)
        assert out_of_order(clock.listener.until_now("any", lambda _s: True)) in names
    finally:
        control.clear()
    clock.until_ready(NAMED_S)
    assert isinstance(clock.touch().snapshot.face, Accepted)


def test_a_pulled_cable_is_named_and_the_sensor_works_again_under_another_path(shared_clock: RunningClock) -> None:
    clock, control = shared_clock, shared_clock.rig.emulator.control
    clock.until_ready()
    before = control.status()["device"]
    began = time.monotonic()
    control.unplug()
    clock.listener.until("unplugged", lambda s: out_of_order(s) == "S-102", NAMED_S, since=began)
    the_screen_still_answers(clock)
    assert control.replug() != before
    clock.until_ready(NAMED_S)
    assert isinstance(clock.touch().snapshot.face, Accepted)


def test_a_sensor_with_another_terminals_password_is_named(shared_clock: RunningClock) -> None:
    clock, control = shared_clock, shared_clock.rig.emulator.control
    clock.until_ready()
    began = time.monotonic()
    control.unplug()
    control.fault("wrong_password")
    control.replug()
    clock.listener.until("locked", lambda s: out_of_order(s) == "S-104", NAMED_S, since=began)
    the_screen_still_answers(clock)
    control.clear()
    clock.until_ready(NAMED_S)
    assert isinstance(clock.touch().snapshot.face, Accepted)


def test_an_exchanged_sensor_is_not_trusted(shared_clock: RunningClock, tmp_path: Path) -> None:
    clock, control = shared_clock, shared_clock.rig.emulator.control
    clock.until_ready()
    began = time.monotonic()
    control.unplug()
    control.swap(tmp_path / "another.json")
    control.replug()
    clock.listener.until("exchanged", lambda s: out_of_order(s) == "S-105", NAMED_S, since=began)
    the_screen_still_answers(clock)
    control.unplug()
    control.swap(clock.rig.emulator.library)
    control.replug()
    clock.until_ready(NAMED_S)
    assert isinstance(clock.touch().snapshot.face, Accepted)


@pytest.mark.parametrize(("kind", "code"), [("full_library", "E-102"), ("flash_error", "E-103")])
def test_an_enrolment_that_the_sensor_cannot_keep_says_why(shared_clock: RunningClock, kind: str, code: str) -> None:
    clock, control = shared_clock, shared_clock.rig.emulator.control
    clock.until_ready()
    in_use = control.status()["slots"]
    control.fault(kind)
    try:
        clock.listener.send(Enrol("e-1"))
        clock.listener.until_now("place", lambda s: at(s, EnrolmentStep.PLACE))
        control.press(11)
        clock.listener.until_now("lift", lambda s: at(s, EnrolmentStep.LIFT))
        control.lift()
        clock.listener.until_now("again", lambda s: at(s, EnrolmentStep.PLACE_AGAIN))
        control.press(11)
        face = clock.listener.until_now("the refusal", lambda s: isinstance(s.face, Refused)).face
        assert isinstance(face, Refused)
        assert face.cause.code == code
    finally:
        control.clear()
        control.lift()
    clock.until_ready()
    assert control.status()["slots"] == in_use


def test_an_enrolment_cut_off_by_a_pulled_cable_says_so(shared_clock: RunningClock) -> None:
    clock, control = shared_clock, shared_clock.rig.emulator.control
    clock.until_ready()
    clock.listener.send(Enrol("e-1"))
    clock.listener.until_now("place", lambda s: isinstance(s.face, Enrolling))
    control.unplug()
    face = clock.listener.until_now("the refusal", lambda s: isinstance(s.face, Refused)).face
    assert isinstance(face, Refused)
    assert face.cause.code == "E-107"
    control.replug()
    clock.listener.until_now("the clock is ready", ready)


def test_a_finger_must_lift_before_it_counts_again(shared_clock: RunningClock) -> None:
    clock, control = shared_clock, shared_clock.rig.emulator.control
    clock.until_ready()
    control.press(1)
    first = clock.listener.until_now("accepted", lambda s: isinstance(s.face, Accepted)).face
    assert isinstance(first, Accepted)
    clock.until_ready()  # the page has left; the finger still lies there
    searches = len([c for c in control.timings()[-1]["commands"] if c["command"] in (0x04, 0x1B)])
    assert searches == 1
    control.lift()
    clock.rig.until_glass_seen_empty()
    second = clock.touch().snapshot.face
    assert isinstance(second, Accepted)
    assert second.number == first.number + 1
