"""Templates out of the sensor and back in."""

import logging

import pytest

from drivers.fingerprint.api import CharBuffer, FlashFailed, LibraryFull, SensorError
from drivers.fingerprint.packets import Packet, PacketKind
from drivers.fingerprint.zfm import ZfmSensor

from .conftest import ONE_MODEL, Bench
from .test_commands import enrol, scan

SIZES = {"r307": 512, "r503": 1536}


def test_a_template_goes_out_and_comes_back_the_same(bench: Bench, sensor: ZfmSensor, profile: str) -> None:
    enrol(bench, sensor, finger=7, slot=3)
    template = sensor.template_up(3)
    assert len(template) == SIZES[profile]
    sensor.template_down(template, 11)
    assert sensor.template_up(11) == template
    sensor.delete(3)
    scan(bench, sensor, 7, CharBuffer.ONE)
    match = sensor.identify()
    assert match is not None
    assert match.slot == 11


@ONE_MODEL
@pytest.mark.parametrize("packet_bytes", [32, 64, 128, 256])
def test_every_packet_size_works(bench: Bench, sensor: ZfmSensor, packet_bytes: int) -> None:
    bench.control.enrol(finger=7, slot=3)
    session = sensor._open_session()
    session.line.begin(1.0)
    session.library.call(session.library.setMaxPacketSize, packet_bytes)
    assert sensor.open().packet_bytes == packet_bytes
    template = sensor.template_up(3)
    sensor.template_down(template, 4)
    assert sensor.template_up(4) == template


def test_a_template_crosses_the_slowest_wire(bench: Bench, sensor: ZfmSensor) -> None:
    bench.control.enrol(finger=7, slot=3)
    sensor.set_baud(9_600)
    assert sensor.template_up(3) == sensor.template_up(3)


def test_reading_a_template_leaves_the_scan_in_buffer_one(bench: Bench, sensor: ZfmSensor) -> None:
    bench.control.enrol(finger=7, slot=3)
    bench.control.enrol(finger=8, slot=4)
    scan(bench, sensor, 7, CharBuffer.ONE)
    sensor.template_up(4)
    match = sensor.identify()
    assert match is not None
    assert match.slot == 3


@ONE_MODEL
@pytest.mark.parametrize("size", [0, 511, 513, 4096])
def test_a_template_of_an_impossible_size_is_refused(sensor: ZfmSensor, size: int) -> None:
    with pytest.raises(ValueError, match="bytes"):
        sensor.template_down(bytes(size), 0)


def test_a_template_of_another_model_is_not_stored(bench: Bench, sensor: ZfmSensor, profile: str) -> None:
    foreign = bytes(SIZES["r307" if profile == "r503" else "r503"])
    with pytest.raises(SensorError):
        sensor.template_down(foreign, 0)
    assert bench.control.status()["slots"] == []


@ONE_MODEL
@pytest.mark.parametrize("kind", ["bad_checksum", "truncated", "noise"])
@pytest.mark.parametrize("command", [0x07, 0x08])
def test_a_transfer_that_was_disturbed_is_repeated(bench: Bench, sensor: ZfmSensor, kind: str, command: int) -> None:
    bench.control.enrol(finger=7, slot=3)
    undisturbed = sensor.template_up(3)
    bench.control.fault(kind, command=command, count=1)
    assert sensor.template_up(3) == undisturbed


def test_a_full_library_has_no_free_slot(bench: Bench, sensor: ZfmSensor) -> None:
    bench.control.fault("full_library")
    with pytest.raises(LibraryFull):
        sensor.free_slot()


def test_a_store_that_the_full_library_refuses_says_so(bench: Bench, sensor: ZfmSensor, profile: str) -> None:
    scan(bench, sensor, 7, CharBuffer.ONE)
    bench.control.fault("full_library")
    with pytest.raises(LibraryFull if profile == "r503" else FlashFailed):
        sensor.store(0)


def test_a_flash_error_says_so_and_passes(bench: Bench, sensor: ZfmSensor) -> None:
    scan(bench, sensor, 7, CharBuffer.ONE)
    bench.control.enrol(finger=9, slot=5)
    bench.control.fault("flash_error")
    with pytest.raises(FlashFailed):
        sensor.store(0)
    with pytest.raises(FlashFailed):
        sensor.delete(5)
    assert bench.control.status()["slots"] == [5]
    bench.control.clear()
    sensor.store(0)
    assert sensor.slots() == {0, 5}


@ONE_MODEL
def test_a_store_whose_answer_was_lost_is_looked_into(bench: Bench, sensor: ZfmSensor) -> None:
    scan(bench, sensor, 7, CharBuffer.ONE)
    bench.control.fault("lost_answer", command=0x06, count=1)
    sensor.store(2)
    assert sensor.slots() == {2}


@ONE_MODEL
def test_a_store_that_was_never_heard_is_not_taken_for_done(bench: Bench, sensor: ZfmSensor) -> None:
    scan(bench, sensor, 7, CharBuffer.ONE)
    bench.control.fault("silence", command=0x06, count=1)
    with pytest.raises(TimeoutError):
        sensor.store(2)
    assert bench.control.status()["slots"] == []


@ONE_MODEL
def test_another_finger_in_the_slot_does_not_pass_for_a_lost_store(bench: Bench, sensor: ZfmSensor) -> None:
    bench.control.enrol(finger=8, slot=2)
    scan(bench, sensor, 7, CharBuffer.ONE)
    bench.control.fault("silence", command=0x06, count=1)
    with pytest.raises(TimeoutError):
        sensor.store(2)


def test_templates_are_never_logged(bench: Bench, sensor: ZfmSensor, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    bench.control.enrol(finger=7, slot=3)
    sensor.template_down(sensor.template_up(3), 4)
    assert caplog.text == ""
    assert repr(Packet(PacketKind.DATA, b"secret")) == "Packet(DATA, 6 bytes)"
