"""The status light on GPIO lines, through the module `RPi.GPIO` (on current kernels provided by rpi-lgpio).

It does not know what a pattern means, and cannot tell whether a light is really connected: the lines have no way back.
"""

import importlib
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Protocol

from drivers.leds.api import Colour, LedError, Pattern
from drivers.leds.player import Player, Timing

PWM_HZ = 200.0  # above what the eye sees as flicker, low enough for the module's PWM in software
BREATH_STEP_S = 0.04


@dataclass(frozen=True, slots=True)
class Pins:
    """The light's three lines, by Broadcom (BCM) number."""

    red: int
    green: int
    blue: int


class _Pwm(Protocol):
    def start(self, dutycycle: float, /) -> None: ...
    def ChangeDutyCycle(self, dutycycle: float, /) -> None: ...  # noqa: N802  # the module's name
    def stop(self) -> None: ...


class _Gpio(Protocol):
    """As much of RPi.GPIO as is used here."""

    BCM: int
    OUT: int
    PWM: Callable[[int, float], _Pwm]

    def setmode(self, mode: int, /) -> None: ...
    def setup(self, channel: int, direction: int, *, initial: int) -> None: ...
    def output(self, channel: int, value: int, /) -> None: ...
    def cleanup(self, channel: int, /) -> None: ...


class GpioLeds:
    """A red-green-blue light. `active_low` for one that shines when its lines are low."""

    def __init__(self, pins: Pins, *, active_low: bool = False, timing: Timing | None = None) -> None:
        """Claim the lines and begin dark. LedError when the module or a line is not to be had."""
        self._player = Player(_Lines(_module(), pins, active_low=active_low), timing)

    def show(self, pattern: Pattern) -> None:
        """Play a pattern in place of the last one; returns at once. LedError when the light has failed."""
        self._player.show(pattern)

    def close(self) -> None:
        """Go dark and release the lines. Idempotent. LedError when that takes more than 2 s."""
        self._player.close()


def _module() -> _Gpio:
    """Import RPi.GPIO: only here, for it touches the hardware when it is imported."""
    try:
        module: _Gpio = importlib.import_module("RPi.GPIO")
    except (ImportError, RuntimeError, OSError) as err:
        message = (
            f"the module RPi.GPIO cannot be used here ({err}); on a Raspberry Pi install rpi-lgpio and allow this user"
            " the gpiochip device, elsewhere choose the null light in the configuration"
        )
        raise LedError(message) from err
    return module


class _Lines:
    """A lamp of three lines. Claims them when made; later calls come from the player's thread."""

    breath_step_s: float | None = BREATH_STEP_S

    def __init__(self, gpio: _Gpio, pins: Pins, *, active_low: bool) -> None:
        self._gpio = gpio
        self._channels = (pins.red, pins.green, pins.blue)
        self._active_low = active_low
        self._pwms: dict[int, _Pwm] = {}  # one for each channel that ever breathed: the module allows no second
        self._modulated: set[int] = set()
        if len(set(self._channels)) != len(self._channels):
            message = f"{pins} names a line twice; a red, a green and a blue line are needed"
            raise LedError(message)
        self._claim(pins)

    def light(self, colour: Colour) -> None:
        for channel, lit in zip(self._channels, colour.value, strict=True):
            self._set(channel, on=lit)

    def breathe(self, colour: Colour, period_s: float) -> None:
        """Take the lines of a colour over to PWM, dark, and set the others dark."""
        del period_s  # the steps keep the time
        for channel, lit in zip(self._channels, colour.value, strict=True):
            if not lit:
                self._set(channel, on=False)
        self.glow(colour, 0.0)

    def glow(self, colour: Colour, level: float) -> None:
        duty = 100 * (1 - level if self._active_low else level)
        for channel, lit in zip(self._channels, colour.value, strict=True):
            if lit:
                self._modulate(channel, duty)

    def release(self) -> None:
        """Go dark and release the lines, each of them even if another one fails."""
        with ExitStack() as stack:
            for channel in self._channels:
                stack.callback(self._gpio.cleanup, channel)
            # A PWM object must be gone before its channel is cleaned up, or it goes on toggling the line. When it goes
            # it pulls the line low, which lights an active-low light: so set the lines dark on both sides of that.
            self._push_dark(stack)
            stack.callback(self._pwms.clear)
            self._push_dark(stack)

    def _push_dark(self, stack: ExitStack) -> None:
        for channel in self._channels:
            stack.callback(self._set, channel, on=False)

    def _claim(self, pins: Pins) -> None:
        claimed: list[int] = []
        try:
            self._gpio.setmode(self._gpio.BCM)
            for channel in self._channels:
                self._gpio.setup(channel, self._gpio.OUT, initial=self._level(on=False))
                claimed.append(channel)
        except Exception as err:  # the module raises what its backend raises, of no common kind
            with ExitStack() as stack:
                for channel in claimed:
                    stack.callback(self._gpio.cleanup, channel)
            message = f"the light's lines {pins} cannot be claimed ({err}); check the numbers, and who else uses them"
            raise LedError(message) from err

    def _level(self, *, on: bool) -> int:
        return int(on is not self._active_low)

    def _set(self, channel: int, *, on: bool) -> None:
        # The PWM is a busy thread of the module's: it must end with the breath, not only be set to 0 or 100.
        if channel in self._modulated:
            self._modulated.discard(channel)
            self._pwms[channel].stop()
        self._gpio.output(channel, self._level(on=on))

    def _modulate(self, channel: int, duty: float) -> None:
        if channel in self._modulated:
            self._pwms[channel].ChangeDutyCycle(duty)
            return
        if channel not in self._pwms:
            self._pwms[channel] = self._gpio.PWM(channel, PWM_HZ)
        self._pwms[channel].start(duty)
        self._modulated.add(channel)
