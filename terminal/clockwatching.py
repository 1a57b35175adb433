"""Watches how far the wall clock can be trusted."""

from terminal.events import ClockQualityChanged
from terminal.model import ClockQuality
from terminal.timekeeping import Timekeeper
from terminal.workers import Post, Worker

EVERY_S = 5.0


class ClockWatching(Worker):
    """Keeps the timekeeper's confidence fresh, and reports when the quality changes."""

    def __init__(self, post: Post, timekeeper: Timekeeper) -> None:
        """Report the first look whatever it shows."""
        super().__init__("clock", post)
        self._timekeeper = timekeeper
        self._seen: ClockQuality | None = None

    def work(self) -> None:
        """Ask once, then rest."""
        confidence = self._timekeeper.assess()
        # A holdover's bound grows by the hour: tell the screen now and then as well.
        if confidence.quality is not self._seen or confidence.quality is ClockQuality.HOLDOVER:
            self._seen = confidence.quality
            self.post(ClockQualityChanged(confidence.quality, confidence.error_ms))
        self.stopping.wait(EVERY_S)
