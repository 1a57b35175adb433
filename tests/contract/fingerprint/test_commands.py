"""Every command of the port, on a sensor that works."""

from pathlib import Path

import pytest

from drivers.fingerprint.api import (
    CharBuffer,
    FingerprintSensor,
    FingersDiffer,
    ImageFault,
    ImageUnusable,
    RingColour,
    RingEffect,
    SensorUnplugged,
    SlotInvalid,
)
from drivers.fingerprint.zfm import ZfmSensor

from .conftest import ONE_MODEL, Bench
from .timing import await_that, within


def scan(bench: Bench, sensor: ZfmSensor, finger: int, buffer: CharBuffer, quality: str = "good") -> None:
    """Lay a finger down, take its features, lift it."""
    bench.control.press(finger, quality)
    try:
        assert sensor.capture()
        sensor.convert(buffer)
    finally:
        bench.control.lift()


def enrol(bench: Bench, sensor: ZfmSensor, finger: int, slot: int) -> None:
    """Scan a finger twice and store it."""
    scan(bench, sensor, finger, CharBuffer.ONE)
    scan(bench, sensor, finger, CharBuffer.TWO)
    sensor.compare()
    sensor.create()
    sensor.store(slot)


def test_the_driver_is_a_fingerprint_sensor(closed_sensor: ZfmSensor) -> None:
    sensor: FingerprintSensor = closed_sensor  # the type checker's part of the contract
    sensor.close()


def test_opening_tells_what_the_sensor_is(closed_sensor: ZfmSensor) -> None:
    with within(2.0):
        facts = closed_sensor.open()
    assert facts.capacity > 0
    assert 1 <= facts.security_level <= 5
    assert facts.packet_bytes in {32, 64, 128, 256}
    assert facts.baud % 9600 == 0


def test_a_sensor_can_be_opened_again_and_closed_twice(sensor: ZfmSensor) -> None:
    facts = sensor.open()
    sensor.close()
    sensor.close()
    assert sensor.open() == facts


@ONE_MODEL
def test_a_closed_sensor_says_so(closed_sensor: ZfmSensor) -> None:
    with pytest.raises(SensorUnplugged, match="open it first"):
        closed_sensor.capture()


def test_no_finger_gives_no_image(sensor: ZfmSensor) -> None:
    with within(1.5):
        assert sensor.capture() is False


def test_features_need_an_image(bench: Bench, sensor: ZfmSensor) -> None:
    assert bench.control.status()["finger"] is None
    with pytest.raises(ImageUnusable) as caught:
        sensor.convert(CharBuffer.ONE)
    assert caught.value.reason is ImageFault.CAPTURE_FAILED


def test_an_enrolled_finger_is_identified(bench: Bench, sensor: ZfmSensor) -> None:
    enrol(bench, sensor, finger=7, slot=3)
    scan(bench, sensor, 7, CharBuffer.ONE)
    with within(2.0):
        match = sensor.identify()
    assert match is not None
    assert match.slot == 3
    assert match.score >= 120


def test_an_unknown_finger_is_not_identified(bench: Bench, sensor: ZfmSensor) -> None:
    enrol(bench, sensor, finger=7, slot=3)
    scan(bench, sensor, 8, CharBuffer.ONE)
    assert sensor.identify() is None


def test_a_full_library_is_searched_to_its_last_slot(bench: Bench, sensor: ZfmSensor) -> None:
    capacity = sensor.open().capacity
    bench.control.enrol(finger=1000, slot=0, count=capacity)
    scan(bench, sensor, 1000 + capacity - 1, CharBuffer.ONE)
    match = sensor.identify()
    assert match is not None
    assert match.slot == capacity - 1


@ONE_MODEL
def test_a_sensor_without_fast_search_is_searched_the_plain_way(bench: Bench, sensor: ZfmSensor) -> None:
    enrol(bench, sensor, finger=7, slot=3)
    scan(bench, sensor, 7, CharBuffer.ONE)
    bench.control.fault("code", command=0x1B, code=0xFC)
    for _ in range(2):  # the second time without asking for the fast search first
        match = sensor.identify()
        assert match is not None
        assert match.slot == 3


@pytest.mark.parametrize(
    ("quality", "reason"),
    [("dry", ImageFault.MESSY), ("wet", ImageFault.MESSY), ("partial", ImageFault.TOO_FEW_FEATURES)],
)
def test_a_bad_image_says_what_the_sensor_knows_of_it(
    bench: Bench, sensor: ZfmSensor, quality: str, reason: ImageFault
) -> None:
    with pytest.raises(ImageUnusable) as caught:
        scan(bench, sensor, 7, CharBuffer.ONE, quality)
    assert caught.value.reason is reason


@ONE_MODEL
@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (0x03, ImageFault.CAPTURE_FAILED),
        (0x04, ImageFault.TOO_DRY),
        (0x05, ImageFault.TOO_WET),
        (0x17, ImageFault.RESIDUE),
    ],
)
def test_models_that_tell_more_are_understood(bench: Bench, sensor: ZfmSensor, code: int, reason: ImageFault) -> None:
    bench.control.fault("code", command=0x02, code=code)
    with pytest.raises(ImageUnusable) as caught:
        scan(bench, sensor, 7, CharBuffer.ONE)
    assert caught.value.reason is reason


def test_the_wrong_side_of_a_finger_does_not_match(bench: Bench, sensor: ZfmSensor) -> None:
    enrol(bench, sensor, finger=7, slot=3)
    scan(bench, sensor, 7, CharBuffer.ONE, "wrong_side")
    assert sensor.identify() is None


def test_two_scans_of_one_finger_compare_well(bench: Bench, sensor: ZfmSensor) -> None:
    scan(bench, sensor, 7, CharBuffer.ONE)
    scan(bench, sensor, 7, CharBuffer.TWO)
    with within(1.5):
        assert sensor.compare() >= 120


def test_two_different_fingers_are_not_enrolled_together(bench: Bench, sensor: ZfmSensor) -> None:
    scan(bench, sensor, 7, CharBuffer.ONE)
    scan(bench, sensor, 8, CharBuffer.TWO)
    with pytest.raises(FingersDiffer):
        sensor.compare()
    with pytest.raises(FingersDiffer):
        sensor.create()
    assert sensor.count() == 0


def test_slots_are_counted_listed_and_filled_from_the_lowest(bench: Bench, sensor: ZfmSensor) -> None:
    assert sensor.free_slot() == 0
    bench.control.enrol(finger=1, slot=0, count=2)
    bench.control.enrol(finger=9, slot=150)
    assert sensor.slots() == {0, 1, 150}
    assert sensor.count() == 3
    assert sensor.free_slot() == 2


def test_count_and_slots_agree(sensor: ZfmSensor) -> None:
    assert sensor.count() == len(sensor.slots())


def test_a_deleted_finger_is_gone_and_deleting_twice_does_no_harm(bench: Bench, sensor: ZfmSensor) -> None:
    enrol(bench, sensor, finger=7, slot=3)
    sensor.delete(3)
    sensor.delete(3)
    assert sensor.slots() == frozenset()


@ONE_MODEL
@pytest.mark.parametrize("slot", [-1, 100_000])
def test_a_slot_outside_the_library_is_refused(sensor: ZfmSensor, slot: int) -> None:
    with pytest.raises(SlotInvalid):
        sensor.store(slot)
    with pytest.raises(SlotInvalid):
        sensor.delete(slot)
    with pytest.raises(SlotInvalid):
        sensor.template_up(slot)


def test_an_empty_slot_has_no_template(bench: Bench, sensor: ZfmSensor) -> None:
    assert bench.control.status()["slots"] == []
    with pytest.raises(SlotInvalid):
        sensor.template_up(5)


def test_the_ring_lights_on_a_model_that_has_one(bench: Bench, sensor: ZfmSensor, profile: str) -> None:
    sensor.ring(RingEffect.BREATHING, RingColour.PURPLE, speed=100, times=3)
    lit = {"effect": 1, "colour": 3, "speed": 100, "times": 3}
    assert bench.control.status()["ring"] == (lit if profile == "r503" else None)


def test_the_ring_may_be_asked_for_on_any_model(sensor: ZfmSensor) -> None:
    sensor.ring(RingEffect.ON, RingColour.BLUE)
    sensor.ring(RingEffect.OFF, RingColour.BLUE)
    assert sensor.capture() is False


def test_the_wake_up_line_is_read_where_it_is_wired(bench: Bench, sensor: ZfmSensor) -> None:
    assert sensor.finger_touching() is None
    line = Path(bench.wake_file)
    wired = ZfmSensor(bench.port, wake_line=lambda: line.read_text(encoding="ascii") == "1\n")
    assert wired.finger_touching() is False
    bench.control.press(7)
    await_that(lambda: wired.finger_touching() is True)
    bench.control.lift()
    assert wired.finger_touching() is False
