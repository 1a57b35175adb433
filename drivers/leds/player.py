"""Turns patterns into timed changes of light, in a thread of its own.

It knows time, not lines: a `Lamp` does what it says. While nothing is to change, the thread sleeps without a timeout.
"""

import math
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol, assert_never

from drivers.leds.api import Blink, Breathe, Colour, LedError, Pattern, Steady

CLOSE_TIMEOUT_S = 2.0
DARK = Steady(Colour.OFF)


class Lamp(Protocol):
    """A light that can be set. Called by one thread only; each call returns at once and may raise any error."""

    breath_step_s: float | None  # how often a breath is to be adjusted; None where its begin is all that counts

    def light(self, colour: Colour) -> None:
        """Shine steadily in a colour, or not at all; a breath ends with it."""

    def breathe(self, colour: Colour, period_s: float) -> None:
        """Begin to breathe, dark; `glow` then follows at every step."""

    def glow(self, colour: Colour, level: float) -> None:
        """Shine at a level from 0 to 1, within a breath."""

    def release(self) -> None:
        """Go dark and give the lines back. Called once, last."""


class Timing(Protocol):
    """The clock of a player."""

    def now(self) -> float:
        """Return monotonic seconds."""

    def wait(self, condition: threading.Condition, timeout_s: float | None) -> None:
        """Wait, with the condition held, until it is notified or the time is over."""


class MonotonicTiming:
    """The real clock."""

    def now(self) -> float:
        """Return monotonic seconds."""
        return time.monotonic()

    def wait(self, condition: threading.Condition, timeout_s: float | None) -> None:
        """Wait, with the condition held, until it is notified or the time is over."""
        condition.wait(timeout_s)


@dataclass(frozen=True, slots=True)
class Change:
    """A light, and how long it lasts; None for until the next pattern. `level` is set within a breath."""

    colour: Colour
    lasts_s: float | None
    level: float | None = None


def changes(pattern: Pattern, breath_step_s: float) -> Iterator[Change]:
    """Yield a pattern's changes of light, for ever if it repeats.

    A repeating Blink without a pause goes on after `off_s`, so that its rounds do not run into each other.
    """
    match pattern:
        case Steady(colour):
            yield Change(colour, None)
        case Blink():
            yield from _blinks(pattern)
        case Breathe():
            yield from _breaths(pattern, breath_step_s)
        case _:
            assert_never(pattern)


def check(pattern: Pattern) -> None:
    """Raise LedError when a pattern cannot be played."""
    match pattern:
        case Steady():
            return
        case Blink(count=count, on_s=on_s, off_s=off_s, pause_s=pause_s):
            times = (on_s, off_s, pause_s)
            playable = count >= 1 and all(map(math.isfinite, times)) and on_s > 0 and off_s > 0 and pause_s >= 0
        case Breathe(period_s=period_s):
            playable = math.isfinite(period_s) and period_s > 0
        case _:
            assert_never(pattern)
    if not playable:
        message = f"{pattern} cannot be played; its count and its times must be above zero, its pause not below"
        raise LedError(message)


def _blinks(blink: Blink) -> Iterator[Change]:
    dark_s = [blink.off_s] * (blink.count - 1) + [blink.pause_s or blink.off_s]
    while True:
        for off_s in dark_s:
            yield Change(blink.colour, blink.on_s)
            yield Change(Colour.OFF, off_s)
        if not blink.repeat:
            yield Change(Colour.OFF, None)
            return


def _breaths(breathe: Breathe, step_s: float) -> Iterator[Change]:
    steps = max(2, round(breathe.period_s / step_s))
    while True:
        for step in range(steps):
            level = (1 - math.cos(2 * math.pi * step / steps)) / 2
            yield Change(breathe.colour, breathe.period_s / steps, level)


class Player:
    """Plays the newest pattern on a lamp. Starts dark. Any thread may call it; only its own touches the lamp."""

    def __init__(self, lamp: Lamp, timing: Timing | None = None) -> None:
        self._lamp = lamp
        self._timing = timing or MonotonicTiming()
        self._turn = threading.Condition()
        self._pattern: Pattern = DARK
        self._shown = 0  # counts patterns, so that the same one shown again starts again
        self._closing = False
        self._failure: Exception | None = None
        self._steady: Colour | None = None  # None before the first light, and while it breathes
        self._thread = threading.Thread(target=self._run, name="leds", daemon=True)
        self._thread.start()

    def show(self, pattern: Pattern) -> None:
        """Play a pattern in place of the last one; returns at once.

        LedError when the pattern cannot be played, the player is closed, or its thread has failed since the last call.
        """
        check(pattern)
        with self._turn:
            if self._failure is not None:
                message = f"the status light failed and stays dark until the restart: {self._failure}"
                raise LedError(message) from self._failure
            if self._closing:
                message = "the status light is closed; nothing can be shown any more"
                raise LedError(message)
            self._pattern = pattern
            self._shown += 1
            self._turn.notify_all()

    def close(self) -> None:
        """Go dark and release the lamp. Idempotent. LedError when the thread does not end within 2 s."""
        with self._turn:
            self._closing = True
            self._turn.notify_all()
        self._thread.join(CLOSE_TIMEOUT_S)
        if self._thread.is_alive():
            message = f"the status light did not let go of its lines within {CLOSE_TIMEOUT_S:g} s; it may stay lit"
            raise LedError(message)

    def _run(self) -> None:
        try:
            try:
                while (taken := self._take()) is not None:
                    self._play(*taken)
            finally:
                self._lamp.release()
        except Exception as err:  # noqa: BLE001  # whatever the lines' library raises, the next show reports it
            with self._turn:
                self._failure = err

    def _take(self) -> tuple[Pattern, int] | None:
        with self._turn:
            return None if self._closing else (self._pattern, self._shown)

    def _play(self, pattern: Pattern, number: int) -> None:
        """Play one pattern until there is another, or the end."""
        step_s = self._lamp.breath_step_s
        if isinstance(pattern, Breathe):
            self._lamp.breathe(pattern.colour, pattern.period_s)
            self._steady = None
            if step_s is None:
                self._wait_until(None, number)
                return
        until = self._timing.now()
        for change in changes(pattern, step_s or 1.0):
            if change.level is not None:
                self._lamp.glow(change.colour, change.level)
            elif change.colour is not self._steady:
                self._lamp.light(change.colour)
                self._steady = change.colour
            if change.lasts_s is not None:
                until += change.lasts_s  # times add up without drift
                if until < self._timing.now():
                    # After a standstill the rhythm goes on from here, without a burst of what was missed.
                    until = self._timing.now() + change.lasts_s
            if not self._wait_until(None if change.lasts_s is None else until, number):
                return

    def _wait_until(self, until: float | None, number: int) -> bool:
        """Wait for a moment; False as soon as there is another pattern, or the end."""
        with self._turn:
            while not self._closing and self._shown == number:
                left_s = None if until is None else until - self._timing.now()
                if left_s is not None and left_s <= 0:
                    return True
                self._timing.wait(self._turn, left_s)
            return False
