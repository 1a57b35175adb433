"""The faults that the admin can switch on, with how long, how often and for what."""

import asyncio
import random
import time
from collections.abc import Callable
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

Name = Literal["outage", "slow", "500", "429", "503", "half-ack", "cut-before-commit", "cut-after-commit", "hostile"]
What = Literal[
    "html",
    "wrong-types",
    "huge",
    "truncated-gzip",
    "redirect-http",
    "not-json",
    "empty",
    "wrong-uuids",
    "drip",
    "deep-nesting",
    "bad-utf8",
]
NAMES: tuple[Name, ...] = Name.__args__  # type: ignore[attr-defined]
WHATS: tuple[What, ...] = What.__args__  # type: ignore[attr-defined]
# These only make sense where there is a batch to commit.
_DELIVERY_ONLY = frozenset({"half-ack", "cut-before-commit", "cut-after-commit"})


class Switch(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A fault that is on. `seconds` and `count` bound it; without them it stays until cleared."""

    name: Name
    seconds: Annotated[float, Meta(gt=0, le=86_400)] | None = None
    count: Annotated[int, Meta(ge=1)] | None = None
    probability: Annotated[float, Meta(gt=0, le=1)] = 1.0
    retry_after_s: Annotated[int, Meta(ge=0, le=86_400)] = 2
    delay_s: Annotated[float, Meta(ge=0, le=600)] = 2.0
    what: What = "html"
    only: Literal["introduce", "deliver", "employees"] | None = None

    def __post_init__(self) -> None:
        """Refuse what would have no effect."""
        if self.name == "outage" and (self.count is not None or self.only is not None or self.probability < 1):
            message = "an outage concerns every connection: it takes seconds, but no count, probability or only"
            raise ValueError(message)


class Switches:
    """The faults that are on now. Belongs to the event loop's thread."""

    def __init__(
        self, *, now: Callable[[], float] = time.monotonic, chance: Callable[[], float] = random.random
    ) -> None:
        self._now = now
        self._chance = chance
        self._on: dict[str, tuple[Switch, float | None]] = {}
        self.on_change: Callable[[], None] = lambda: None
        self.changed = asyncio.Event()

    def turn_on(self, switch: Switch) -> None:
        """Switch a fault on, in place of an earlier one of its name."""
        until = None if switch.seconds is None else self._now() + switch.seconds
        self._on[switch.name] = (switch, until)
        self._tell()

    def clear(self, name: str | None = None) -> None:
        """Switch one fault off, or all."""
        if name is None:
            self._on.clear()
        else:
            self._on.pop(name, None)
        self._tell()

    def is_on(self, name: Name) -> bool:
        """Say whether a fault is on, without using it up."""
        self.expire()
        return name in self._on

    def take(self, name: Name, operation: str) -> Switch | None:
        """Return the fault that this request is to suffer, and count it; None for no fault."""
        self.expire()
        switch, _ = self._on.get(name, (None, None))
        if switch is None or (switch.only or operation) != operation:
            return None
        if name in _DELIVERY_ONLY and operation != "deliver":
            return None
        if switch.probability < 1 and self._chance() >= switch.probability:
            return None
        if switch.count is not None:
            switch.count -= 1
            if not switch.count:
                self.clear(name)
        return switch

    def expire(self) -> None:
        """Switch off what has lasted its time."""
        over = [name for name, (_, until) in self._on.items() if until is not None and until <= self._now()]
        for name in over:
            self.clear(name)

    def next_end_s(self) -> float | None:
        """Return the seconds until the next fault has lasted its time; None when none will."""
        ends = [until for _, until in self._on.values() if until is not None]
        return max(0.0, min(ends) - self._now()) if ends else None

    def state(self) -> list[Switch]:
        """Return the faults that are on."""
        self.expire()
        return [switch for switch, _ in self._on.values()]

    def _tell(self) -> None:
        self.changed.set()
        self.on_change()
