"""Carries out what must be on disk: commits it and says what came of it. Called by the core's loop only."""

import logging
import time
from collections.abc import Callable
from typing import assert_never

from terminal import causes, effects, events
from terminal.events import Event
from terminal.messages import Cause
from terminal.model import Draft, Stamp
from terminal.store.errors import DiskFailed, DiskFull
from terminal.store.opening import Store

REJECTED_SHOWN = 5

Keeping = (
    effects.StoreClocking
    | effects.KeepOutcomes
    | effects.KeepEmployees
    | effects.KeepResident
    | effects.DropResident
    | effects.ResumeNumbers
)

_log = logging.getLogger(__name__)


class Keeper:
    """Writes to the store. A disk that refuses is a fact; a store that is damaged ends the core (StoreDamaged)."""

    def __init__(self, store: Store, stamp: Callable[[], Stamp]) -> None:
        """Use the open store."""
        self._store = store
        self._stamp = stamp

    def keep(self, effect: Keeping) -> Event | None:
        """Commit one effect; durable when it returns. Return the fact that it leads to, if any."""
        try:
            return self._kept(effect)
        except (DiskFull, DiskFailed) as err:
            cause = causes.DISK_FULL if isinstance(err, DiskFull) else causes.DISK_FAILED
            _log.error("%s %s (%s, at %s)", cause.code, cause.title, err, type(effect).__name__)
            return _not_kept(effect, cause)

    def employees_cursor(self) -> str | None:
        """Return how far the cloud's list of employees is durable here."""
        return self._store.people.cursor()

    def _kept(self, effect: Keeping) -> Event | None:
        people, clockings = self._store.people, self._store.clockings
        match effect:
            case effects.StoreClocking(draft):
                return self._store_clocking(draft)
            case effects.KeepOutcomes(answered):
                return self._keep_outcomes(answered)
            case effects.KeepResident(enrolled):
                people.settle(enrolled.slot, enrolled.employee, enrolled.template_hash)
                return events.ResidentKept(enrolled)
            case effects.KeepEmployees(fetched):
                people.keep(fetched.upserts, fetched.deleted, fetched.cursor, whole=fetched.whole)
                return events.EmployeesKept(fetched)
            case effects.DropResident(slot):
                people.purge(slot, self._stamp().utc_us)
            case effects.ResumeNumbers(after):
                if after > clockings.last_number:
                    _log.error(
                        "the cloud holds clockings up to %d that are missing here; numbers go on after it", after
                    )
                    clockings.resume_after(after)
            case _:
                assert_never(effect)
        return None

    def _store_clocking(self, draft: Draft) -> Event:
        stored = self._store.clockings.append(draft)
        _log.debug("clocking %d durable at %.6f", stored.number, time.monotonic())
        _log.info("clocking %d stored, %s", stored.number, draft.uuid)
        return events.ClockingStored(stored)

    def _keep_outcomes(self, answered: events.ClockingsAnswered) -> Event:
        clockings = self._store.clockings
        kept = clockings.keep_outcomes(answered.receipts, answered.rejections, answered.numbers, answered.at)
        count, newest = clockings.rejected(REJECTED_SHOWN)
        return events.OutcomesKept(
            answered.receipts, answered.rejections, answered.at, kept=kept, rejected=newest, rejected_count=count
        )


def _not_kept(effect: Keeping, cause: Cause) -> Event:
    """Say what a refusal of the disk means; what the cloud said will be asked for again."""
    match effect:
        case effects.StoreClocking(draft):
            return events.ClockingNotStored(draft, cause)
        case effects.KeepResident(enrolled):
            return events.ResidentNotKept(enrolled, cause)
        case _:
            return events.DiskRefused(cause)
