"""The glass of the sensor: which finger lies on it, since when, and what the wake-up line says."""

from asyncio import AbstractEventLoop, TimerHandle
from collections.abc import Callable
from pathlib import Path

from drivers.fingerprint.emulator.fingers import Impression, Quality


class Glass:
    """At most one finger at a time. `touching` is the wake-up line, which follows late on a touch."""

    def __init__(self, loop: AbstractEventLoop, wake_file: Path | None, on_lift: Callable[[], None]) -> None:
        """Start with nothing on the glass; keep 0 or 1 in `wake_file`."""
        self.impression: Impression | None = None
        self.touching = False
        self.touch_s = 0.0  # how late the line follows; the model says
        self._loop = loop
        self._wake_file = wake_file
        self._on_lift = on_lift
        self._presses = 0
        self._timers: list[TimerHandle] = []
        self._show(touching=False)

    def press(self, finger: int, quality: Quality, hold_s: float | None = None) -> Impression:
        """Lay a finger down, for `hold_s` or until lifted. Raises ValueError while another lies there."""
        if self.impression is not None:
            message = f"finger {self.impression.finger} is on the glass: lift it first"
            raise ValueError(message)
        self._presses += 1
        self.impression = Impression(finger, quality, self._presses)
        self._timers = [self._loop.call_later(self.touch_s, self._show_touch)]
        if hold_s is not None:
            self._timers.append(self._loop.call_later(hold_s, self.lift))
        return self.impression

    def lift(self) -> None:
        """Take the finger away. Idempotent."""
        for timer in self._timers:
            timer.cancel()
        self._timers.clear()
        if self.impression is not None:
            self.impression = None
            self._on_lift()
        self._show(touching=False)

    def _show_touch(self) -> None:
        """Let the wake-up line follow a touch."""
        self._show(touching=True)

    def _show(self, *, touching: bool) -> None:
        """Set the wake-up line."""
        self.touching = touching
        if self._wake_file is not None:
            draft = self._wake_file.with_name(self._wake_file.name + ".new")
            draft.write_text(f"{touching:d}\n", encoding="ascii")
            draft.replace(self._wake_file)
