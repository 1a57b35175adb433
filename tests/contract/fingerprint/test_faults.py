"""Every fault of sensor and wire becomes a typed error in bounded time, and is over when it is over."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from drivers.fingerprint.api import (
    CharBuffer,
    CommandRefused,
    RingColour,
    RingEffect,
    SensorForbidden,
    SensorGarbled,
    SensorLocked,
    SensorLost,
    SensorSilent,
    SensorUnplugged,
)
from drivers.fingerprint.patience import Patience
from drivers.fingerprint.zfm import ZfmSensor

from .conftest import ONE_MODEL, Bench
from .timing import within

pytestmark = ONE_MODEL  # the wire is the same for all
WIRE_FAULTS = ["noise", "bad_checksum", "truncated", "silence"]


def test_a_silent_sensor_is_reported_within_two_seconds(bench: Bench, sensor: ZfmSensor) -> None:
    bench.control.fault("silence")
    with within(2.0), pytest.raises(SensorSilent):
        sensor.capture()
    with within(2.0), pytest.raises(SensorSilent):
        sensor.open()
    bench.control.clear()
    sensor.open()
    assert sensor.capture() is False


def test_the_longest_call_reports_silence_in_time(bench: Bench, sensor: ZfmSensor) -> None:
    bench.control.fault("silence")
    with within(2.0), pytest.raises(SensorSilent):
        sensor.identify()


@pytest.fixture
def brisk_sensor(port: str) -> Iterator[ZfmSensor]:
    """Return a driver that waits half as long, so that many faults can follow each other."""
    sensor = ZfmSensor(port, patience=Patience().scaled(0.5))
    sensor.open()
    yield sensor
    sensor.close()


@pytest.mark.parametrize("kind", WIRE_FAULTS)
def test_one_disturbed_answer_goes_unnoticed(bench: Bench, brisk_sensor: ZfmSensor, kind: str) -> None:
    bench.control.enrol(finger=7, slot=3)
    bench.control.press(7)
    steps = {
        0x01: brisk_sensor.capture,
        0x02: lambda: brisk_sensor.convert(CharBuffer.ONE),
        0x1B: lambda: getattr(brisk_sensor.identify(), "slot", None) == 3 or pytest.fail("not identified"),
        0x1D: brisk_sensor.count,
        0x1F: brisk_sensor.slots,
    }
    for command, step in steps.items():
        bench.control.fault(kind, command=command, count=1)
        with within(2.0):
            step()


@pytest.mark.parametrize("kind", ["bad_checksum", "truncated"])
def test_lasting_damage_is_reported_and_over_when_it_is_over(bench: Bench, brisk_sensor: ZfmSensor, kind: str) -> None:
    bench.control.fault(kind)
    with within(2.0), pytest.raises(SensorGarbled):
        brisk_sensor.capture()
    with within(2.0), pytest.raises(SensorGarbled):
        brisk_sensor.open()
    bench.control.clear()
    brisk_sensor.open()
    assert brisk_sensor.capture() is False


@pytest.mark.parametrize("where", ["before", "within"])
def test_noise_is_skipped_or_repeated_over(bench: Bench, sensor: ZfmSensor, where: str) -> None:
    for _ in range(5):
        bench.control.fault("noise", where=where, count=1)
        with within(1.5):
            assert sensor.capture() is False


def test_noise_before_every_answer_does_not_stop_the_sensor(bench: Bench, sensor: ZfmSensor) -> None:
    bench.control.fault("noise", where="before")
    for _ in range(20):
        assert sensor.capture() is False


def test_a_late_answer_is_not_taken_for_the_next_one(bench: Bench, sensor: ZfmSensor) -> None:
    bench.control.fault("late", command=0x01, delay_s=0.85, count=1)
    bench.control.tap(7, hold_s=0.3)  # the late answer speaks of a finger that is gone when it comes
    with within(1.5):
        assert sensor.capture() is False
    assert sensor.count() == 0


@pytest.mark.parametrize("delay_s", [1.4, 1.8])
def test_an_answer_later_than_the_call_does_not_break_the_next_opening(
    bench: Bench, sensor: ZfmSensor, delay_s: float
) -> None:
    bench.control.enrol(finger=7, slot=0, count=2)
    bench.control.fault("late", command=0x1D, delay_s=delay_s, count=1)
    with within(2.0), pytest.raises(SensorSilent):
        sensor.count()
    with within(2.0):
        try:
            sensor.open()
        except SensorLost:
            sensor.open()
    assert sensor.count() == 2
    assert sensor.capture() is False


@pytest.mark.parametrize("delay_s", [1.15, 1.3])
def test_answers_that_queued_up_do_not_confuse_the_opening(bench: Bench, sensor: ZfmSensor, delay_s: float) -> None:
    bench.control.pace(1.0)  # so that they come one after the other, not all at once
    bench.control.fault("late", command=0x1D, delay_s=delay_s, count=1)
    with pytest.raises(SensorSilent):
        sensor.count()
    with within(2.0):
        sensor.open()
    assert sensor.capture() is False
    assert sensor.count() == 0


def test_a_late_answer_of_the_ring_does_not_break_the_next_command(bench: Bench, sensor: ZfmSensor) -> None:
    bench.control.fault("late", command=0x35, delay_s=0.35, count=1)
    with within(1.5):
        sensor.ring(RingEffect.ON, RingColour.RED)
    bench.control.press(7)
    assert sensor.capture() is True


def test_a_ring_that_never_answers_does_not_lose_the_sensor(bench: Bench, sensor: ZfmSensor) -> None:
    bench.control.fault("silence", command=0x35)
    with within(1.5):
        sensor.ring(RingEffect.ON, RingColour.RED)
    assert sensor.capture() is False


def test_an_unplugged_port_is_told_from_a_silent_sensor(bench: Bench, sensor: ZfmSensor) -> None:
    bench.control.unplug()
    with within(0.5), pytest.raises(SensorUnplugged):
        sensor.capture()
    with within(0.5), pytest.raises(SensorUnplugged):
        sensor.open()


def test_a_port_that_returns_under_another_path_is_found_by_its_link(bench: Bench, sensor: ZfmSensor) -> None:
    before = str(Path(bench.port).readlink())
    bench.control.unplug()
    with pytest.raises(SensorUnplugged):
        sensor.capture()
    assert not Path(bench.port).exists()
    assert bench.control.replug() != before
    sensor.open()
    assert sensor.capture() is False


def test_a_port_unplugged_in_the_middle_of_a_command_is_noticed_at_once(bench: Bench, sensor: ZfmSensor) -> None:
    bench.control.fault("silence")
    bench.control.unplug(seconds=60.0)
    with within(0.5), pytest.raises(SensorUnplugged):
        sensor.capture()
    bench.control.replug()


def test_a_port_in_use_is_not_shared(bench: Bench, sensor: ZfmSensor) -> None:
    second = ZfmSensor(bench.port)
    with pytest.raises(SensorForbidden, match="another program"):
        second.open()
    assert sensor.capture() is False


def test_a_refused_password_is_told_from_a_broken_sensor(bench: Bench, sensor: ZfmSensor) -> None:
    bench.control.fault("wrong_password", count=1)
    with within(2.0), pytest.raises(SensorLocked):
        sensor.open()
    sensor.open()


def test_a_sensor_that_lost_power_behind_its_uart_must_be_opened_again(bench: Bench, sensor: ZfmSensor) -> None:
    sensor.set_password(42)
    bench.control.restart()
    with within(1.5), pytest.raises(SensorLost):
        sensor.capture()
    sensor.open(42)
    assert sensor.capture() is False
    sensor.set_password(0)


def test_an_unknown_code_is_kept(bench: Bench, sensor: ZfmSensor) -> None:
    bench.control.fault("code", command=0x1D, code=0x77, count=1)
    with pytest.raises(CommandRefused) as caught:
        sensor.count()
    assert caught.value.code == 0x77


def test_a_wrong_address_is_silence(bench: Bench, sensor: ZfmSensor) -> None:
    sensor.close()
    elsewhere = ZfmSensor(bench.port, address=0x12345678, patience=Patience().scaled(0.3))
    with within(2.0), pytest.raises(SensorSilent):
        elsewhere.open()


def test_the_sensor_can_be_polled_all_day_without_leaking(bench: Bench, sensor: ZfmSensor) -> None:
    assert bench.control.status()["faults"] == []
    before = _open_files()
    for _ in range(20):
        sensor.open()
        assert sensor.capture() is False
    assert _open_files() == before


def _open_files() -> int:
    """Count this process's open files."""
    return len(list(Path("/proc/self/fd").iterdir()))
