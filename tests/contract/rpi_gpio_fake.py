"""The interface of RPi.GPIO without a Pi: it keeps the module's real rules, strictly, and records what is done.

Where the real module lets a mistake pass in silence (a duty cycle changed before the start, an output while PWM runs on
the same line, a clean-up under a running PWM), this one raises RuleBrokenError, since the light would then be wrong.
Source of the rules: the C source of RPi.GPIO 0.7.1 and rpi-lgpio's account of how it differs.
"""

import sys
import threading
import types
import warnings
import weakref
from collections.abc import Iterable
from dataclasses import dataclass

import pytest

_BCM_LINES = range(28)
_NO_MODE = "Please set pin numbering mode using GPIO.setmode(GPIO.BOARD) or GPIO.setmode(GPIO.BCM)"


class RuleBrokenError(AssertionError):
    """The module was used in a way that it does not notice and that goes wrong."""


@dataclass(frozen=True, slots=True)
class Did:
    """One thing done to a line: setup, output, duty, stop or cleanup, with its value, by a thread."""

    what: str
    channel: int
    value: float
    thread: int


class Pwm:
    """A PWM object, as GPIO.PWM makes it."""

    def __init__(self, gpio: "RpiGpioFake", channel: int, frequency: float) -> None:
        self._gpio, self._channel = gpio, -1
        number = gpio.checked(channel)
        if gpio.directions.get(number) != gpio.OUT:
            message = "You must setup() the GPIO channel as an output first"
            raise RuntimeError(message)
        if gpio.pwms.get(number) is not None:
            message = "A PWM object already exists for this GPIO channel"
            raise RuntimeError(message)
        if frequency <= 0:
            message = "frequency must be greater than 0.0"
            raise ValueError(message)
        self._channel = number
        self.duty: float | None = None
        gpio.pwms[number] = self

    def start(self, dutycycle: float, /) -> None:
        """Begin to modulate."""
        self._apply(dutycycle)

    def ChangeDutyCycle(self, dutycycle: float, /) -> None:  # noqa: N802  # the module's name
        """Go on with another duty cycle."""
        if self.duty is None:
            message = "the duty cycle was changed before start()"
            raise RuleBrokenError(message)
        self._apply(dutycycle)

    def stop(self) -> None:
        """End; the line stays low until something is put out."""
        if self.duty is not None:
            self.duty = None
            self._gpio.levels[self._channel] = 0
            self._gpio.note("stop", self._channel, 0)

    def __del__(self) -> None:
        """End with the object; as in the real module the line is pulled low, once more."""
        if self._gpio.directions.get(self._channel) == self._gpio.OUT:
            self._gpio.levels[self._channel] = 0

    def _apply(self, dutycycle: float) -> None:
        if not 0.0 <= dutycycle <= 100.0:
            message = "dutycycle must have a value from 0.0 to 100.0"
            raise ValueError(message)
        self.duty = dutycycle
        self._gpio.note("duty", self._channel, dutycycle)


class RpiGpioFake(types.ModuleType):
    """The module. `levels` are what the lines carry, `done` is all that was done."""

    BOARD, BCM, UNKNOWN = 10, 11, -1
    OUT, IN = 0, 1
    LOW, HIGH = 0, 1
    PUD_OFF, PUD_DOWN, PUD_UP = 20, 21, 22

    def __init__(self, *, in_use: Iterable[int] = ()) -> None:
        super().__init__("RPi.GPIO")
        self.in_use = set(in_use)  # lines that another process has made outputs
        self.mode: int | None = None
        self.directions: dict[int, int] = {}
        self.levels: dict[int, int] = {}
        self.pwms: weakref.WeakValueDictionary[int, Pwm] = weakref.WeakValueDictionary()
        self.done: list[Did] = []
        self.failure: Exception | None = None  # raised by the next output
        self.before_output = threading.Event()  # cleared to hold outputs up
        self.before_output.set()
        self._warn = True

    def setmode(self, mode: int, /) -> None:
        """Choose the numbering, once."""
        if mode not in {self.BOARD, self.BCM}:
            message = "An invalid mode was passed to setmode()"
            raise ValueError(message)
        if self.mode not in {None, mode}:
            message = "A different mode has already been set!"
            raise ValueError(message)
        self.mode = mode

    def getmode(self) -> int | None:
        """Return the numbering chosen."""
        return self.mode

    def setwarnings(self, state: bool, /) -> None:  # noqa: FBT001  # the module's signature
        """Switch the warnings."""
        self._warn = bool(state)

    def setup(self, channel: int, direction: int, pull_up_down: int = PUD_OFF, initial: int = UNKNOWN) -> None:
        """Claim a line."""
        number = self.checked(channel)
        if direction not in {self.IN, self.OUT}:
            message = "An invalid direction was passed to setup()"
            raise ValueError(message)
        if direction == self.OUT and pull_up_down != self.PUD_OFF:
            message = "pull_up_down parameter is not valid for outputs"
            raise ValueError(message)
        if direction == self.IN and initial != self.UNKNOWN:
            message = "initial parameter is not valid for inputs"
            raise ValueError(message)
        if self._warn and number in self.in_use and number not in self.directions:
            message = (
                "This channel is already in use, continuing anyway.  Use GPIO.setwarnings(False) to disable warnings."
            )
            warnings.warn(message, RuntimeWarning, stacklevel=2)
        self.directions[number] = direction
        if direction == self.OUT:
            self.levels[number] = 0 if initial == self.UNKNOWN else int(bool(initial))
            self.note("setup", number, self.levels[number])
        else:
            self.levels[number] = int(pull_up_down == self.PUD_UP)

    def output(self, channel: int, value: int, /) -> None:
        """Set a line."""
        number = self.checked(channel)
        if self.directions.get(number) != self.OUT:
            message = "The GPIO channel has not been set up as an OUTPUT"
            raise RuntimeError(message)
        running = self.pwms.get(number)
        if running is not None and running.duty is not None:
            message = f"channel {number} was set while its PWM was running"
            raise RuleBrokenError(message)
        self.before_output.wait(30)
        if self.failure is not None:
            raise self.failure
        self.levels[number] = int(bool(value))
        self.note("output", number, self.levels[number])

    def input(self, channel: int, /) -> int:
        """Read a line."""
        number = self.checked(channel)
        if number not in self.directions:
            message = "You must setup() the GPIO channel first"
            raise RuntimeError(message)
        return self.levels.get(number, 0)

    def cleanup(self, channel: int | None = None, /) -> None:
        """Give one line back, or all; only the clean-up of all forgets the numbering."""
        numbers = list(self.directions) if channel is None else [self.checked(channel)]
        known = [number for number in numbers if number in self.directions]
        if self._warn and not known:
            message = "No channels have been set up yet - nothing to clean up!"
            warnings.warn(message, RuntimeWarning, stacklevel=2)
        for number in known:
            if (pwm := self.pwms.get(number)) is not None and pwm.duty is not None:
                message = f"channel {number} was cleaned up while its PWM was running"
                raise RuleBrokenError(message)
            self.note("cleanup", number, self.levels.pop(number, 0))
            del self.directions[number]
        if channel is None:
            self.mode = None

    def PWM(self, channel: int, frequency: float, /) -> Pwm:  # noqa: N802  # the module's name
        """Make the one PWM object of a channel."""
        return Pwm(self, channel, frequency)

    def checked(self, channel: int) -> int:
        """Return the line of a channel, by the module's rules."""
        if self.mode is None:
            raise RuntimeError(_NO_MODE)
        if channel not in _BCM_LINES:
            message = "The channel sent is invalid on a Raspberry Pi"
            raise ValueError(message)
        return channel

    def note(self, what: str, channel: int, value: float) -> None:
        """Record something done."""
        self.done.append(Did(what, channel, value, threading.get_ident()))


def install(monkeypatch: pytest.MonkeyPatch, fake: RpiGpioFake) -> None:
    """Make `import RPi.GPIO` find the fake, for one test."""
    package = types.ModuleType("RPi")
    package.__path__ = []
    package.GPIO = fake  # type: ignore[attr-defined]  # as the import would set it
    monkeypatch.setitem(sys.modules, "RPi", package)
    monkeypatch.setitem(sys.modules, "RPi.GPIO", fake)
