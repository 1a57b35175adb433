"""Every way of losing the sensor has a cause of its own."""

import pytest

from drivers.fingerprint.api import (
    CommandRefused,
    SensorError,
    SensorForbidden,
    SensorGarbled,
    SensorLocked,
    SensorSilent,
    SensorUnplugged,
)
from terminal.identify.faults import cause_of
from terminal.identify.pairing import SensorSwapped


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (SensorSilent(), "S-101"),
        (SensorUnplugged(), "S-102"),
        (SensorGarbled(), "S-103"),
        (SensorLocked(), "S-104"),
        (SensorSwapped(), "S-105"),
        (CommandRefused(0x1A), "S-107"),
        (SensorForbidden(), "S-109"),
    ],
)
def test_an_error_of_the_sensor_has_its_code(error: SensorError, code: str) -> None:
    assert cause_of(error).code == code
