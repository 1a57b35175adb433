"""How the tests hold a call to its documented time, and wait without sleeping blindly."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic, sleep

_SCHEDULER_S = 0.15  # what a loaded machine may add


@contextmanager
def within(limit_s: float) -> Iterator[None]:
    """Fail unless the block ends in time, also when it raises."""
    begun_at = monotonic()
    try:
        yield
    finally:
        took_s = monotonic() - begun_at
        assert took_s < limit_s + _SCHEDULER_S, f"took {took_s:.3f} s of {limit_s} s"


def await_that(holds: Callable[[], bool], limit_s: float = 3.0) -> None:
    """Wait until something holds; fail when it never does."""
    give_up_at = monotonic() + limit_s
    while not holds():
        assert monotonic() < give_up_at, f"it did not come true within {limit_s} s"
        sleep(0.005)
