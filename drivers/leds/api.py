"""The port to the clock's status light.

It plays patterns; it does not know what they mean: see terminal.lights.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Protocol


class LedError(Exception):
    """The status light cannot be driven."""


class Colour(Enum):
    """Colours of a red-green-blue light."""

    OFF = (False, False, False)
    RED = (True, False, False)
    GREEN = (False, True, False)
    BLUE = (False, False, True)
    AMBER = (True, True, False)
    WHITE = (True, True, True)


@dataclass(frozen=True, slots=True)
class Steady:
    """Light one colour until the next pattern."""

    colour: Colour


@dataclass(frozen=True, slots=True)
class Blink:
    """Light `count` times for `on_s`, dark for `off_s` between, then pause dark for `pause_s`, and again.

    With `repeat` False it ends dark after one round.
    """

    colour: Colour
    count: int
    on_s: float
    off_s: float
    pause_s: float = 0.0
    repeat: bool = True


@dataclass(frozen=True, slots=True)
class Breathe:
    """Swell and fade one colour, one breath in `period_s`."""

    colour: Colour
    period_s: float


Pattern = Steady | Blink | Breathe


class Leds(Protocol):
    """One light. Calls come from any thread and return at once; one thread of the driver's own touches the lines."""

    def show(self, pattern: Pattern) -> None:
        """Play a pattern in place of the last one. The driver's thread wakes at once; the call does not wait for it."""

    def close(self) -> None:
        """Go dark and release the lines. Idempotent."""
