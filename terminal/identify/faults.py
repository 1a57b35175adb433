"""Which cause a person is told for which error of the sensor."""

from drivers.fingerprint.api import (
    SensorError,
    SensorForbidden,
    SensorGarbled,
    SensorLocked,
    SensorSilent,
    SensorUnplugged,
)
from terminal import causes
from terminal.identify.pairing import SensorSwapped
from terminal.messages import Cause

_CAUSES: tuple[tuple[type[SensorError], Cause], ...] = (
    (SensorSilent, causes.SENSOR_SILENT),
    (SensorUnplugged, causes.SENSOR_UNPLUGGED),
    (SensorForbidden, causes.SENSOR_FORBIDDEN),
    (SensorGarbled, causes.SENSOR_GARBLED),
    (SensorLocked, causes.SENSOR_LOCKED),
    (SensorSwapped, causes.SENSOR_SWAPPED),
)


def cause_of(err: SensorError) -> Cause:
    """Name the cause of an error that keeps the sensor from reading fingers."""
    return next((cause for kind, cause in _CAUSES if isinstance(err, kind)), causes.SENSOR_REFUSING)
