"""A player's clock that goes only when the test turns it."""

import threading
import time
from collections.abc import Callable

DEADLINE_S = 20.0


def wait_for(what: Callable[[], bool]) -> None:
    """Wait until something holds; AssertionError when it does not in time."""
    deadline = time.monotonic() + DEADLINE_S
    while not what():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.001)


class HandClock:
    """Implements drivers.leds.player.Timing."""

    def __init__(self) -> None:
        self._now_s = 1000.0
        self._condition: threading.Condition | None = None
        self._asleep = False
        self.asked_s: list[float | None] = []  # every wait that was asked for

    def now(self) -> float:
        """Return the time that the test has set."""
        return self._now_s

    def wait(self, condition: threading.Condition, timeout_s: float | None) -> None:
        """Wait for a notification: of a new pattern, or of turn()."""
        self._condition = condition
        self.asked_s.append(timeout_s)
        self._asleep = True
        condition.wait(DEADLINE_S)

    def settle(self) -> None:
        """Wait until the player sleeps."""
        wait_for(lambda: self._asleep)

    def disturb(self, act: Callable[[], None]) -> None:
        """Do something that wakes the player, and wait until it sleeps again."""
        self.settle()
        assert self._condition is not None
        with self._condition:
            self._asleep = False
            act()
            self._condition.notify_all()
        self.settle()

    def turn(self, seconds: float) -> None:
        """Let time pass, in one go, and wait until the player sleeps again."""

        def pass_time() -> None:
            self._now_s += seconds

        self.disturb(pass_time)

    @property
    def sleeps_for_s(self) -> float | None:
        """Return how long the player wants to sleep now; None for until it is woken."""
        self.settle()
        return self.asked_s[-1]
