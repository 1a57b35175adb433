"""Whether the sensor on the port is the one whose fingers were enrolled here."""

import logging
from collections.abc import Mapping

from drivers.fingerprint.api import FingerprintSensor, SensorError, SensorFacts, SensorLocked

FACTORY_PASSWORD = 0

_log = logging.getLogger(__name__)


class SensorSwapped(SensorError):
    """The sensor lacks templates that were enrolled here, or holds others in their slots."""


class Pairing:
    """Checks a sensor against what the store remembers of it. Used in the sensing thread."""

    def __init__(self, hashes: Mapping[int, bytes], password: int | None) -> None:
        """Take the template hashes by slot, and the password to set on a factory-new sensor (None: leave it)."""
        self._hashes = dict(hashes)
        self._password = password
        self._ownerless: frozenset[int] = frozenset()

    @property
    def ownerless(self) -> frozenset[int]:
        """The slots that hold a template unknown to the store, as of the last opening: left there by a power cut.

        Always empty on a sensor that did not have this terminal's password: its library may be somebody else's.
        """
        return self._ownerless

    def learn(self, slot: int, template_hash: bytes) -> None:
        """Expect a template that was enrolled just now."""
        self._hashes[slot] = template_hash

    def unlearn(self, slot: int) -> None:
        """Expect a slot's template no more."""
        self._hashes.pop(slot, None)

    def open(self, sensor: FingerprintSensor) -> SensorFacts:
        """Open the sensor, check that it is ours, and set the password of a new one.

        Compares the slots in use and one template's hash: enough to tell two libraries apart, and at most 0.3 s at
        57,600 baud. Raises SensorSwapped, and all that `FingerprintSensor.open` raises.
        """
        self._ownerless = frozenset()
        if self._password is None:
            facts = sensor.open(FACTORY_PASSWORD)
            self._compare(sensor)
            return facts
        try:
            facts = sensor.open(self._password)
            self._ownerless = self._compare(sensor)
        except SensorLocked:
            facts = sensor.open(FACTORY_PASSWORD)
            self._compare(sensor)
            sensor.set_password(self._password)
            _log.info("the sensor was new and now has this terminal's password")
        return facts

    def _compare(self, sensor: FingerprintSensor) -> frozenset[int]:
        """Return the slots in use that are not expected. Raises SensorSwapped."""
        expected = self._hashes
        sample = frozenset(sorted(expected)[:1])
        found = sensor.pairing(sample)
        missing = expected.keys() - found.slots
        if missing:
            message = f"{len(missing)} of {len(expected)} enrolled fingers are not on the sensor"
            raise SensorSwapped(message)
        if any(found.template_hashes[slot] != expected[slot] for slot in sample):
            message = f"slot {min(sample)} holds another finger than the one enrolled"
            raise SensorSwapped(message)
        return found.slots - expected.keys()
