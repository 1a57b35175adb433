"""The wake-up line, through the interface of RPi.GPIO."""

import sys

import pytest

from drivers.fingerprint.wake import WakeLine, WakeLineUnusable
from drivers.fingerprint.zfm import ZfmSensor
from tests.contract.rpi_gpio_fake import RpiGpioFake, install

PIN = 4


def test_the_line_is_low_while_something_touches(monkeypatch: pytest.MonkeyPatch) -> None:
    gpio = RpiGpioFake()
    install(monkeypatch, gpio)
    line = WakeLine(PIN)
    sensor = ZfmSensor("/dev/none", wake_line=line)
    assert sensor.finger_touching() is False  # pulled up: an unplugged sensor does not touch
    gpio.levels[PIN] = RpiGpioFake.LOW
    assert sensor.finger_touching() is True
    line.close()
    assert PIN not in gpio.directions


def test_a_sensor_without_the_line_does_not_know() -> None:
    assert ZfmSensor("/dev/none").finger_touching() is None


def test_a_line_that_cannot_be_had_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch, RpiGpioFake())
    with pytest.raises(WakeLineUnusable, match=r"line 99 .* sensor\.wake_pin"):
        WakeLine(99)
    monkeypatch.setitem(sys.modules, "RPi.GPIO", None)
    with pytest.raises(WakeLineUnusable, match=r"line 4 .* sensor\.wake_pin"):
        WakeLine(PIN)
