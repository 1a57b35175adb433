"""Waiting for something to become true, with a limit."""

import time
from collections.abc import Callable
from typing import TypeVar

Value = TypeVar("Value")

STEP_S = 0.005


class TooLate(AssertionError):
    """What was waited for did not happen in time."""


def until(what: str, found: Callable[[], Value | None], limit_s: float = 15.0) -> Value:
    """Return the first true value of `found`; raise TooLate naming `what` after `limit_s`."""
    deadline = time.monotonic() + limit_s
    while True:
        value = found()
        if value:
            return value
        if time.monotonic() > deadline:
            message = f"{what}: not within {limit_s:g} s"
            raise TooLate(message)
        time.sleep(STEP_S)
