"""How long to wait before the next try: growing, capped, and spread by chance, so that no fleet returns at once."""

from collections.abc import Callable
from random import Random

GROWTH = 2.0
RETRY_AFTER_CAP_S = 3_600.0


class Backoff:
    """Waits between tries, in seconds. Full jitter between half the step and the whole of it."""

    def __init__(self, first_s: float, cap_s: float, chance: Callable[[], float] | None = None) -> None:
        """Start at `first_s`; `chance` yields numbers in [0, 1)."""
        self._first_s = first_s
        self._cap_s = cap_s
        self._chance = chance or Random().random  # noqa: S311 - spreads load, guards nothing
        self._step_s = first_s

    def next_s(self, asked_s: float | None = None) -> float:
        """Return the next wait; at least what the server asked for, as long as that stays within an hour."""
        wait_s = self._step_s * (0.5 + self._chance() / 2)
        self._step_s = min(self._step_s * GROWTH, self._cap_s)
        asked_s = min(asked_s or 0.0, RETRY_AFTER_CAP_S)
        return wait_s if asked_s <= wait_s else asked_s * (1 + self._chance() / 10)

    def spread(self, period_s: float) -> float:
        """Return a period changed by up to a tenth, so that regular calls of many terminals drift apart."""
        return period_s * (0.9 + self._chance() / 5)

    def reset(self) -> None:
        """Begin again at the first step: something worked."""
        self._step_s = self._first_s
