"""The core's loop: one inbox, one state, one writer of the store.

Facts come in from every worker; each goes through `machine.step`; the effects are carried out here, in order, before
the next fact is looked at. A stored clocking is therefore on disk before any light or screen hears of it.
"""

import logging
import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Protocol, assert_never

from drivers.leds.api import LedError, Leds
from terminal import effects, events, machine, view
from terminal.effects import Effect
from terminal.events import Event
from terminal.keeping import Keeper
from terminal.lights import PATTERNS
from terminal.messages import Snapshot
from terminal.model import Stamp
from terminal.state import State
from terminal.store.opening import Store
from terminal.workers import Worker

HOUSEKEEPING_S = 1.0

_log = logging.getLogger(__name__)


class CoreFailed(Exception):
    """The core cannot go on and must be started anew."""


class Sensing(Protocol):
    """What the core asks of the sensing worker; every call returns at once."""

    def enrol(self, employee: str, taken: frozenset[int]) -> None:
        """Enrol a finger."""

    def end_enrolment(self) -> None:
        """Give up the enrolment."""

    def forget(self, slot: int) -> None:
        """Delete a template."""


class Syncing(Protocol):
    """What the core asks of the syncing worker; every call returns at once."""

    def wake(self) -> None:
        """Deliver what waits."""

    def ask_again(self, cursor: str | None) -> None:
        """Ask for employees from a cursor on, and for the greeting."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the clock hangs."""

    site: str
    terminal: str
    zone: str


class Core:
    """Runs the loop in the calling thread. `post` and `fail` may be called from any thread."""

    def __init__(
        self,
        *,
        state: State,
        store: Store,
        leds: Leds,
        place: Place,
        stamp: Callable[[], Stamp],
        alive: Callable[[], None],
    ) -> None:
        """Prepare; `alive` is called about every second while all workers' hearts beat."""
        self._state = state
        self._keeper = Keeper(store, stamp)
        self._leds = leds
        self._place = place
        self._publish: Callable[[Snapshot], None] = lambda _snapshot: None
        self._alive = alive
        self._inbox: SimpleQueue[Event | None] = SimpleQueue()
        self._failure: BaseException | None = None
        self._sensing: Sensing | None = None
        self._syncing: Syncing | None = None
        self._light_failed = False
        self._workers: tuple[Worker, ...] = ()
        self._shown: Snapshot | None = None
        self._housekeeping_at = 0.0

    def post(self, event: Event) -> None:
        """Put a fact into the inbox."""
        self._inbox.put(event)

    def fail(self, who: str, err: BaseException) -> None:
        """End the loop: a worker met something unexpected."""
        _log.critical("the core ends because %s failed", who)
        self._failure = err
        self._inbox.put(None)

    def stop(self) -> None:
        """End the loop in good order. Safe in a signal handler."""
        self._inbox.put(None)

    def attach(
        self,
        workers: Iterable[Worker],
        publish: Callable[[Snapshot], None],
        sensing: Sensing | None,
        syncing: Syncing | None,
    ) -> None:
        """Take the workers and what is asked of them, before `run`."""
        self._workers = tuple(workers)
        self._publish = publish
        self._sensing = sensing
        self._syncing = syncing

    def run(self) -> None:
        """Loop until `stop`. Raises CoreFailed, or what a worker failed with."""
        failed = self._light(effects.Light.OUT_OF_ORDER if self._state.sensor else effects.Light.READY)
        if failed is not None:
            self.take(failed)
        self._show()
        while (event := self._next()) is not None:
            self.take(event)
        if self._failure is not None:
            message = f"a worker failed: {self._failure}"
            raise CoreFailed(message) from self._failure

    def take(self, event: Event) -> None:
        """Give one fact to the state machine and carry out all that follows from it."""
        due = deque([event])
        while due:
            now = time.monotonic()
            self._state, follow = machine.step(self._state, due.popleft(), now)
            for effect in follow:
                fact = self._carry_out(effect)
                if fact is not None:
                    due.append(fact)
        self._show()

    def _next(self) -> Event | None:
        """Wait for a fact, or for the moment when one is due; None ends the loop."""
        while True:
            now = time.monotonic()
            if now >= self._housekeeping_at:
                self._housekeeping_at = now + HOUSEKEEPING_S
                self._keep_house()
            deadline = machine.deadline(self._state)
            if deadline is not None and now >= deadline:
                return events.DeadlineReached()
            until = min(self._housekeeping_at, deadline or self._housekeeping_at)
            try:
                return self._inbox.get(timeout=max(0.0, until - now))
            except Empty:
                continue

    def _keep_house(self) -> None:
        """Tell the watchdog that everything lives, or end: a hanging worker is mended only by a new start."""
        for worker in self._workers:
            if worker.silent_s() > worker.patience_s:
                message = f"the worker {worker.name} has been silent for {worker.silent_s():.0f} s"
                raise CoreFailed(message)
        self._alive()

    def _show(self) -> None:
        """Publish the state if anything that a screen shows has changed."""
        place = self._place
        snapshot = view.snapshot(
            self._state,
            self._shown.revision if self._shown else 0,
            self._shown.made_at if self._shown else 0.0,
            site=place.site,
            terminal=place.terminal,
            zone=place.zone,
        )
        if snapshot == self._shown:
            return
        self._shown = view.renewed(snapshot, time.monotonic())
        self._publish(self._shown)

    def _carry_out(self, effect: Effect) -> Event | None:
        """Do one effect; return the fact that it leads to, if any."""
        match effect:
            case effects.ShowLight(light):
                return self._light(light)
            case effects.WakeSyncing():
                if self._syncing is not None:
                    self._syncing.wake()
            case effects.AskAgain():
                if self._syncing is not None:
                    self._syncing.ask_again(self._keeper.employees_cursor())
            case effects.BeginEnrolment() | effects.EndEnrolment() | effects.ForgetFinger():
                if self._sensing is not None:
                    _ask(self._sensing, effect)
            case _:
                return self._keeper.keep(effect)
        return None

    def _light(self, light: effects.Light) -> Event | None:
        """Change the light; a light that fails is told once, and the clock goes on without it."""
        if self._light_failed:
            return None
        try:
            self._leds.show(PATTERNS[light])
        except LedError as err:
            _log.error("L-101 the status light does not work: %s", err)
            self._light_failed = True
            return events.LightFailed(str(err))
        return None


def _ask(sensing: Sensing, effect: effects.BeginEnrolment | effects.EndEnrolment | effects.ForgetFinger) -> None:
    match effect:
        case effects.BeginEnrolment(employee, taken):
            sensing.enrol(employee, taken)
        case effects.EndEnrolment():
            sensing.end_enrolment()
        case effects.ForgetFinger(slot):
            sensing.forget(slot)
        case _:
            assert_never(effect)
