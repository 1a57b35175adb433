"""The wake-up line of a sensor such as the R503: low while something touches the ring (manual, section II).

Read through the module `RPi.GPIO`. Does not know whether what touches is a finger: only an image tells.
"""

import importlib
from typing import Protocol

from drivers.fingerprint.api import SensorError


class WakeLineUnusable(SensorError, OSError):
    """The line cannot be read: no such module here, or the line belongs to something else."""


class _Gpio(Protocol):
    """As much of RPi.GPIO as is used here."""

    BCM: int
    IN: int
    PUD_UP: int

    def setmode(self, mode: int, /) -> None: ...
    def setup(self, channel: int, direction: int, *, pull_up_down: int) -> None: ...
    def input(self, channel: int, /) -> int: ...
    def cleanup(self, channel: int, /) -> None: ...


class WakeLine:
    """Call it to learn whether something touches. One thread; does not block."""

    def __init__(self, pin: int) -> None:
        """Claim the line, by Broadcom (BCM) number, pulled up: an unplugged sensor reads as untouched."""
        try:
            self._gpio: _Gpio = importlib.import_module("RPi.GPIO")
            self._gpio.setmode(self._gpio.BCM)
            self._gpio.setup(pin, self._gpio.IN, pull_up_down=self._gpio.PUD_UP)
        except (ImportError, RuntimeError, ValueError, OSError) as err:
            message = f"GPIO line {pin} cannot be read ({err}); leave out sensor.wake_pin where it is not wired"
            raise WakeLineUnusable(message) from err
        self._pin = pin

    def __call__(self) -> bool:
        """Tell whether something touches now."""
        return not self._gpio.input(self._pin)

    def close(self) -> None:
        """Release the line."""
        self._gpio.cleanup(self._pin)
