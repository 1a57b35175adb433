"""A status light without lines, chosen openly where a clock has none; it can leave a trace of what it would show.

It does not know whether anybody looks at the trace.
"""

import json
import time
from pathlib import Path
from typing import TextIO

from drivers.leds.api import Colour, LedError, Pattern
from drivers.leds.player import Player, Timing


class NullLeds:
    """Plays patterns to nobody.

    With `trace` each change is appended to that file at once, as a JSON line: `at` in seconds of CLOCK_MONOTONIC, the
    name of the `colour`, and its `level`, 1 or 0 for dark, or the period in seconds of a `breathing` that begins.
    """

    def __init__(self, trace: Path | None = None, *, timing: Timing | None = None) -> None:
        """Begin dark. LedError when the trace cannot be written."""
        self._player = Player(_Trace(trace), timing)

    def show(self, pattern: Pattern) -> None:
        """Play a pattern in place of the last one; returns at once. LedError when the light has failed."""
        self._player.show(pattern)

    def close(self) -> None:
        """Go dark and close the trace. Idempotent."""
        self._player.close()


class _Trace:
    """A lamp that only writes down what happens to it."""

    breath_step_s: float | None = None

    def __init__(self, path: Path | None) -> None:
        self._file: TextIO | None = None
        self._dark = True
        if path is not None:
            try:
                self._file = path.open("a", encoding="utf-8", buffering=1)
            except OSError as err:
                message = f"the light's trace cannot be written ({err}); choose another place, or none"
                raise LedError(message) from err

    def light(self, colour: Colour) -> None:
        self._dark = colour is Colour.OFF
        self._write({"colour": colour.name, "level": 0.0 if self._dark else 1.0})

    def breathe(self, colour: Colour, period_s: float) -> None:
        self._dark = False
        self._write({"colour": colour.name, "breathing": period_s})

    def glow(self, colour: Colour, level: float) -> None:
        """Leave the steps of a breath out: its begin is in the trace."""

    def release(self) -> None:
        if self._file is None:
            return
        with self._file:
            if not self._dark:
                self.light(Colour.OFF)
        self._file = None

    def _write(self, change: dict[str, str | float]) -> None:
        if self._file is not None:
            self._file.write(json.dumps({"at": time.monotonic(), **change}) + "\n")
